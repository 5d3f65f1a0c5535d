//! Uploading attachments to a case: `POST /cases/{id}/attachments`, one multipart form of files,
//! with a file size limit, a maximum number of files and a body limit.
//!
//! Each file's content type is detected from its first bytes, then it is streamed to the blob
//! storage and recorded in the database; a refused file leaves nothing behind. A page's form is
//! redirected to its return URL with a notice; other clients get JSON with the outcome of each
//! file.

use app::context::RequestContext;
use app::cookies;
use app::session::locale_of;
use axum::Router;
use axum::body::Bytes;
use axum::extract::multipart::MultipartError;
use axum::extract::{Extension, Path, Request, State};
use axum::http::StatusCode;
use axum::middleware::from_fn;
use axum::response::Response;
use axum::routing::{get, post};
use domain::{CaseId, Principal};
use futures::{StreamExt, stream};
use store::audit::Origin;
use store::cases::{AttachOutcome, NewAttachment};

use super::body_limit;
use super::closing::CloseConnection;
use super::files;
use super::multipart::{Multipart, Part};
use super::state::Site;
use super::upload_answer::{Refusal, UploadOutcome, UploadResponder, UploadedFile};
use crate::api::body::read_to_the_end;
use crate::attachments::kinds::AcceptedTypes;
use crate::attachments::name;
use crate::attachments::runnable::runnable;
use crate::attachments::sniff::{self, SniffResult};
use crate::blobs::{BlobUse, PutError, StoredBlob};

/// Maximum number of files in one form.
const MAX_FILES: usize = 50;
/// Maximum length of the `back` (return URL) field, in bytes.
const MAX_FIELD: usize = 16 * 1024;
/// Maximum number of parts of one form, files or not.
const MAX_PARTS: usize = 200;
/// Body limit for everything besides the files: boundaries, headers and other fields, in bytes.
const FRAME: usize = 1024 * 1024;

/// Routes for uploading, downloading, previewing and removing attachments.
pub(super) fn routes() -> Router<Site> {
    Router::new()
        .route("/attachments/{id}/remove", post(files::remove).layer(from_fn(body_limit::limit)))
        .route("/cases/{id}/attachments", post(upload))
        .layer(from_fn(read_to_the_end))
        .route("/attachments/{id}", get(files::download))
        .route("/attachments/{id}/preview", get(files::preview))
}

async fn upload(
    State(site): State<Site>,
    Extension(context): Extension<RequestContext>,
    Path(case): Path<String>,
    request: Request,
) -> Response {
    let locale = locale_of(&context, request.headers());
    let responder =
        UploadResponder::new(request.headers(), locale, context.secure, context.uploads.max_bytes);
    let t = locale.texts();
    let Some(session) = &context.session else {
        return responder.refuse(StatusCode::UNAUTHORIZED, t.error_signed_out);
    };
    let Ok(case) = case.parse().map(CaseId) else {
        return responder.refuse(StatusCode::NOT_FOUND, t.error_not_found);
    };
    let case = match site.store.as_principal(&session.principal).cases().head(case).await {
        // The case was merged since the form was opened: do not attach to another case silently.
        Ok(Some(head)) if head.id != case => {
            return responder.refuse(StatusCode::CONFLICT, t.answers().case.is_merged);
        }
        Ok(Some(head)) => head.id,
        Ok(None) => return responder.refuse(StatusCode::NOT_FOUND, t.error_not_found),
        Err(error) => {
            tracing::error!(%error, "a case could not be looked up");
            return responder.refuse(StatusCode::INTERNAL_SERVER_ERROR, t.error_failed);
        }
    };
    let token =
        cookies::find(request.headers(), cookies::SESSION, context.secure).unwrap_or_default().to_owned();
    let limits = Limits { max_bytes: context.uploads.max_bytes, types: site.accepted(&context.operation) };
    let Ok(form) = Multipart::of(request, limits.of_form()).await else {
        return responder.refuse(StatusCode::UNPROCESSABLE_ENTITY, t.answers().attachments.nothing);
    };
    let upload = Upload { site, principal: session.principal, token, origin: context.origin(), case, limits };
    // On its own task: a client that disconnects at the last moment must not leave an orphaned
    // blob. Disconnecting earlier cuts the form off.
    match tokio::spawn(upload.run(form)).await {
        Ok(ReadForm { files, return_to, end: End::Whole }) => responder.answer(&files, return_to.as_deref()),
        Ok(ReadForm { files, return_to, end: End::TooLarge }) => {
            responder.answer_too_large(&files, return_to.as_deref())
        }
        Ok(ReadForm { files, return_to, end: End::Broken }) => {
            CloseConnection::after(responder.answer_broken(&files, return_to.as_deref()))
        }
        Err(error) => {
            tracing::error!(%error, "an upload was not finished");
            responder.refuse(StatusCode::INTERNAL_SERVER_ERROR, t.error_failed)
        }
    }
}

/// An upload in progress: the case, the person and the limits.
struct Upload {
    site: Site,
    principal: Principal,
    /// The session token; the session has to be valid still when a file has arrived.
    token: String,
    origin: Origin,
    case: CaseId,
    limits: Limits,
}

/// File size limit and accepted types, as configured when the form arrives.
struct Limits {
    /// File size limit, in bytes.
    max_bytes: u64,
    types: AcceptedTypes,
}

impl Limits {
    /// Body limit of the form, in bytes.
    fn of_form(&self) -> usize {
        let max_bytes = usize::try_from(self.max_bytes).unwrap_or(usize::MAX);
        max_bytes.saturating_mul(MAX_FILES).saturating_add(FRAME)
    }
}

/// The result of reading a form.
#[derive(Default)]
struct ReadForm {
    files: Vec<UploadedFile>,
    /// The return URL (field `back`).
    return_to: Option<String>,
    end: End,
}

/// How far a form was read.
#[derive(Clone, Copy, Default)]
enum End {
    /// Completely.
    #[default]
    Whole,
    /// Up to its body limit.
    TooLarge,
    /// Up to where it is malformed.
    Broken,
}

impl ReadForm {
    /// Ends early; files read completely before stay.
    fn ended(mut self, end: End) -> Self {
        // A file that was cut off has been reported already.
        let too_large = matches!(end, End::TooLarge);
        if !too_large && !self.files.last().is_some_and(|last| matches!(last.outcome, UploadOutcome::Cut)) {
            self.files.push(UploadedFile { name: String::new(), outcome: UploadOutcome::Cut });
        }
        self.end = end;
        self
    }
}

impl Limits {
    /// Detects the type of a file by its name and first bytes, or says why it is refused.
    fn sniff(&self, start: &[u8], name: &str) -> Result<SniffResult, Refusal> {
        if let Some(extension) = runnable(name) {
            return Err(Refusal::Runnable(extension));
        }
        match sniff::sniff(start, name) {
            SniffResult::Known(kind) => self.accepted(Some(kind)).map(SniffResult::Known),
            SniffResult::Unknown => Err(Refusal::Unrecognised),
            perhaps @ SniffResult::Perhaps(_) => Ok(perhaps),
        }
    }

    fn accepted(&self, kind: Option<&'static str>) -> Result<&'static str, Refusal> {
        let kind = kind.ok_or(Refusal::Unrecognised)?;
        if self.types.takes(kind) { Ok(kind) } else { Err(Refusal::NotAccepted(kind)) }
    }
}

impl Upload {
    /// Reads the form and handles every file.
    async fn run(self, mut form: Multipart) -> ReadForm {
        let (mut taken, overflow) = (ReadForm::default(), form.overflow());
        for _ in 0..MAX_PARTS {
            match form.next().await {
                Ok(Some(part)) if part.name() == Some("file") => {
                    let file = self.file(part, taken.files.len()).await;
                    taken.files.extend(file);
                }
                Ok(Some(part)) if part.name() == Some("back") => taken.return_to = short_text(part).await,
                Ok(Some(mut part)) => part.discard().await,
                Ok(None) => return taken,
                Err(_) if overflow.has_happened() => return taken.ended(End::TooLarge),
                Err(_) => return taken.ended(End::Broken),
            }
        }
        taken.ended(End::Broken)
    }

    /// Handles one file. `None` for a file field left empty.
    async fn file(&self, mut field: Part<'_>, before: usize) -> Option<UploadedFile> {
        let raw = field.file_name().unwrap_or_default().to_owned();
        let Ok((start, read)) = read_start(&mut field).await else {
            return Some(UploadedFile { name: name::clean(&raw, ""), outcome: UploadOutcome::Cut });
        };
        if start.is_empty() && raw.is_empty() {
            return None;
        }
        let name = name::clean(&raw, "");
        let sniffed = if before >= MAX_FILES {
            Err(UploadOutcome::TooMany)
        } else if start.is_empty() {
            Err(UploadOutcome::Empty)
        } else {
            self.limits.sniff(&start, &name).map_err(UploadOutcome::Refused)
        };
        let outcome = match sniffed {
            Ok(sniffed) => self.store(&mut field, read, sniffed, &raw).await,
            Err(outcome) => outcome,
        };
        field.discard().await;
        let media_type =
            if let UploadOutcome::Created { media_type, .. } = &outcome { *media_type } else { "" };
        Some(UploadedFile { name: name::clean(&raw, media_type), outcome })
    }

    /// Stores the content, then attaches it. The blob is deleted if it is certainly not needed;
    /// after a database failure that leaves open whether a row refers to it, it stays, and
    /// `protocolo blobs check` finds it if it is an orphan.
    async fn store(
        &self,
        field: &mut Part<'_>,
        read: Vec<Result<Bytes, MultipartError>>,
        sniffed: SniffResult,
        raw: &str,
    ) -> UploadOutcome {
        let content = stream::iter(read).chain(field);
        let limit = self.limits.max_bytes;
        let stored = match self.site.blobs.put_stream("attachments", limit, content).await {
            Ok(stored) => stored,
            Err(PutError::TooLarge(_)) => return UploadOutcome::TooLarge,
            Err(PutError::CutOff) => return UploadOutcome::Cut,
            Err(PutError::Storage(error)) => {
                tracing::error!(%error, "a file could not be stored");
                return UploadOutcome::Failed;
            }
        };
        let (outcome, blob) = self.attach(&stored, sniffed, raw).await;
        if blob == BlobUse::Unused {
            files::discard(&self.site.blobs, &stored.name).await;
        }
        outcome
    }

    /// Attaches a stored file; also returns whether its blob is needed.
    async fn attach(&self, stored: &StoredBlob, sniffed: SniffResult, raw: &str) -> (UploadOutcome, BlobUse) {
        let media_type = match self.confirmed_type(stored, sniffed, raw).await {
            Ok(media_type) => media_type,
            Err(outcome) => return (outcome, BlobUse::Unused),
        };
        let file = NewAttachment {
            name: name::clean(raw, media_type),
            content_type: media_type.to_owned(),
            size: stored.size,
            sha256: stored.sha256.clone(),
            blob: stored.name.clone(),
        };
        let now = store::clock::now();
        match self.site.store.accounts().session(&self.token, now).await {
            Ok(Some(session)) if session.principal == self.principal => {}
            Ok(_) => return (UploadOutcome::Gone, BlobUse::Unused),
            Err(error) => {
                tracing::error!(%error, "the session of an upload could not be looked up");
                return (UploadOutcome::Failed, BlobUse::Unused);
            }
        }
        let scoped = self.site.store.as_principal(&self.principal).with_origin(self.origin.clone());
        let attached = match scoped.cases().attach(self.case, &file, now).await {
            Ok(Some(AttachOutcome::Known { id, name, blob })) => match self.site.blobs.exists(&blob).await {
                Ok(true) => Ok((UploadOutcome::Known { id, there: name }, BlobUse::Unused)),
                // The blob was lost: restore it from this upload.
                Ok(false) => scoped.cases().restore_attachment(id, &blob, &file, now).await.map(|restored| {
                    let blob = if restored { BlobUse::Used } else { BlobUse::Unused };
                    (UploadOutcome::Known { id, there: name }, blob)
                }),
                Err(error) => {
                    tracing::error!(%error, "a file could not be looked up");
                    Ok((UploadOutcome::Failed, BlobUse::Unused))
                }
            },
            Ok(Some(AttachOutcome::Created(id))) => {
                Ok((UploadOutcome::Created { id, media_type }, BlobUse::Used))
            }
            Ok(Some(AttachOutcome::Merged(_)) | None) => Ok((UploadOutcome::Gone, BlobUse::Unused)),
            Err(error) => Err(error),
        };
        attached.unwrap_or_else(|error| {
            tracing::error!(%error, "a file could not be attached");
            (UploadOutcome::Failed, BlobUse::after(&error))
        })
    }

    /// The content type of a stored file, if it is accepted.
    async fn confirmed_type(
        &self,
        stored: &StoredBlob,
        sniffed: SniffResult,
        raw: &str,
    ) -> Result<&'static str, UploadOutcome> {
        let candidate = match sniffed {
            SniffResult::Known(kind) => return Ok(kind),
            SniffResult::Unknown => return Err(UploadOutcome::Refused(Refusal::Unrecognised)),
            SniffResult::Perhaps(candidate) => candidate,
        };
        let file = self.site.blobs.open_blob(&stored.name, stored.size);
        let confirmed = sniff::confirm(candidate, &file, &name::clean(raw, "")).await.map_err(|error| {
            tracing::error!(%error, "a stored file could not be read");
            UploadOutcome::Failed
        })?;
        self.limits.accepted(confirmed).map_err(UploadOutcome::Refused)
    }
}

/// The first bytes of a file, for type detection, and the chunks read so far.
type FileStart = (Vec<u8>, Vec<Result<Bytes, MultipartError>>);

/// Reads enough of a field to detect its type.
async fn read_start(field: &mut Part<'_>) -> Result<FileStart, MultipartError> {
    let (mut start, mut read) = (Vec::new(), Vec::new());
    while start.len() < sniff::ENOUGH
        && let Some(piece) = field.chunk().await?
    {
        let wanted = piece.len().min(sniff::ENOUGH - start.len());
        start.extend_from_slice(&piece[..wanted]);
        read.push(Ok(piece));
    }
    Ok((start, read))
}

/// Reads a short text field; `None` if it is longer than [`MAX_FIELD`] or not UTF-8.
async fn short_text(mut part: Part<'_>) -> Option<String> {
    String::from_utf8(part.within(MAX_FIELD).await.ok()??).ok()
}
