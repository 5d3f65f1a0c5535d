//! Attaching files to a case: `POST /cases/{id}/attachments`, one form of any number of files.
//!
//! Each file is told by its first bytes, streamed to the blobs, then named by the database; what is
//! not taken leaves nothing behind. A form of a page is led back there with a notice; everybody
//! else is told in JSON what became of each file.

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
use super::upload_answer::{Answerer, Became, Outcome, Refusal};
use crate::api::body::read_to_the_end;
use crate::attachments::kinds::Accepted;
use crate::attachments::name;
use crate::attachments::runnable::runnable;
use crate::attachments::sniff::{self, Sniffed};
use crate::blobs::{BlobIs, PutError, Stored};

/// The most files of one form.
const MAX_FILES: usize = 50;
/// The field that says where a form of a page is led back to is never longer.
const MAX_FIELD: usize = 16 * 1024;
/// The most parts of one form, whatever they are.
const MAX_PARTS: usize = 200;
/// What a form has besides its files.
const FRAME: usize = 1024 * 1024;

/// Attaching, downloading, showing and removing.
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
    let answerer = Answerer::new(request.headers(), locale, context.secure, context.uploads.largest);
    let t = locale.texts();
    let Some(session) = &context.session else {
        return answerer.refuse(StatusCode::UNAUTHORIZED, t.error_signed_out);
    };
    let Ok(case) = case.parse().map(CaseId) else {
        return answerer.refuse(StatusCode::NOT_FOUND, t.error_not_found);
    };
    let case = match site.store.as_principal(&session.principal).case_head(case).await {
        // A form names the case it was opened on: what is meant for one is not given to another.
        Ok(Some(head)) if head.id != case => {
            return answerer.refuse(StatusCode::CONFLICT, t.case.is_merged);
        }
        Ok(Some(head)) => head.id,
        Ok(None) => return answerer.refuse(StatusCode::NOT_FOUND, t.error_not_found),
        Err(error) => {
            tracing::error!(%error, "a case could not be looked up");
            return answerer.refuse(StatusCode::INTERNAL_SERVER_ERROR, t.error_failed);
        }
    };
    let token =
        cookies::find(request.headers(), cookies::SESSION, context.secure).unwrap_or_default().to_owned();
    let limits = Limits { largest: context.uploads.largest, types: site.accepted(&context.operation) };
    let Ok(form) = Multipart::of(request, limits.of_form()).await else {
        return answerer.refuse(StatusCode::UNPROCESSABLE_ENTITY, t.attachments.nothing);
    };
    let upload = Upload { site, principal: session.principal, token, origin: context.origin(), case, limits };
    // By itself, so that a client that leaves at the last moment does not leave a blob without a
    // name; one that leaves earlier cuts the form off.
    match tokio::spawn(upload.take(form)).await {
        Ok(Taken { outcomes, back, end: End::Whole }) => answerer.answer(&outcomes, back.as_deref()),
        Ok(Taken { outcomes, back, end: End::TooLarge }) => {
            answerer.answer_too_large(&outcomes, back.as_deref())
        }
        Ok(Taken { outcomes, back, end: End::Broken }) => {
            CloseConnection::after(answerer.answer_broken(&outcomes, back.as_deref()))
        }
        Err(error) => {
            tracing::error!(%error, "an upload was not finished");
            answerer.refuse(StatusCode::INTERNAL_SERVER_ERROR, t.error_failed)
        }
    }
}

/// What the files of a form are attached to, by whom.
struct Upload {
    site: Site,
    principal: Principal,
    /// By which their session is known, which has to be alive when a file is there.
    token: String,
    origin: Origin,
    case: CaseId,
    limits: Limits,
}

/// What files may be when the form arrives.
struct Limits {
    /// The largest, in bytes.
    largest: u64,
    types: Accepted,
}

impl Limits {
    /// The most bytes of a form.
    fn of_form(&self) -> usize {
        let largest = usize::try_from(self.largest).unwrap_or(usize::MAX);
        largest.saturating_mul(MAX_FILES).saturating_add(FRAME)
    }
}

/// What became of a form.
#[derive(Default)]
struct Taken {
    outcomes: Vec<Outcome>,
    /// Where it wants to be led back to.
    back: Option<String>,
    end: End,
}

/// How far a form was read.
#[derive(Clone, Copy, Default)]
enum End {
    /// To its end.
    #[default]
    Whole,
    /// Up to the most bytes that a form may have.
    TooLarge,
    /// Up to where it is no proper form.
    Broken,
}

impl Taken {
    /// What was whole before stays.
    fn ended(mut self, end: End) -> Self {
        // A file that was cut has been reported.
        let too_large = matches!(end, End::TooLarge);
        if !too_large && !self.outcomes.last().is_some_and(|last| matches!(last.became, Became::Cut)) {
            self.outcomes.push(Outcome { name: String::new(), became: Became::Cut });
        }
        self.end = end;
        self
    }
}

impl Limits {
    /// What a file may be by its name and its beginning.
    fn sniffed(&self, start: &[u8], name: &str) -> Result<Sniffed, Refusal> {
        if let Some(extension) = runnable(name) {
            return Err(Refusal::Runnable(extension));
        }
        match sniff::sniff(start, name) {
            Sniffed::Known(kind) => self.accepted(Some(kind)).map(Sniffed::Known),
            Sniffed::Unknown => Err(Refusal::Unrecognised),
            perhaps @ Sniffed::Perhaps(_) => Ok(perhaps),
        }
    }

    fn accepted(&self, kind: Option<&'static str>) -> Result<&'static str, Refusal> {
        let kind = kind.ok_or(Refusal::Unrecognised)?;
        if self.types.takes(kind) { Ok(kind) } else { Err(Refusal::NotAccepted(kind)) }
    }
}

impl Upload {
    /// Takes every file.
    async fn take(self, mut form: Multipart) -> Taken {
        let (mut taken, overflow) = (Taken::default(), form.overflow());
        for _ in 0..MAX_PARTS {
            match form.next().await {
                Ok(Some(part)) if part.name() == Some("file") => {
                    let outcome = self.file(part, taken.outcomes.len()).await;
                    taken.outcomes.extend(outcome);
                }
                Ok(Some(part)) if part.name() == Some("back") => taken.back = short_text(part).await,
                Ok(Some(mut part)) => part.discard().await,
                Ok(None) => return taken,
                Err(_) if overflow.has_happened() => return taken.ended(End::TooLarge),
                Err(_) => return taken.ended(End::Broken),
            }
        }
        taken.ended(End::Broken)
    }

    /// One file. `None` for a field for files in which none was chosen.
    async fn file(&self, mut field: Part<'_>, before: usize) -> Option<Outcome> {
        let raw = field.file_name().unwrap_or_default().to_owned();
        let Ok((start, read)) = beginning(&mut field).await else {
            return Some(Outcome { name: name::clean(&raw, ""), became: Became::Cut });
        };
        if start.is_empty() && raw.is_empty() {
            return None;
        }
        let name = name::clean(&raw, "");
        let sniffed = if before >= MAX_FILES {
            Err(Became::TooMany)
        } else if start.is_empty() {
            Err(Became::Empty)
        } else {
            self.limits.sniffed(&start, &name).map_err(Became::Refused)
        };
        let became = match sniffed {
            Ok(sniffed) => self.keep(&mut field, read, sniffed, &raw).await,
            Err(became) => became,
        };
        field.discard().await;
        let media_type = if let Became::Created { media_type, .. } = &became { *media_type } else { "" };
        Some(Outcome { name: name::clean(&raw, media_type), became })
    }

    /// Stores the content, then names it. The blob is deleted where it is surely not needed; where the
    /// database failed in a way that leaves open whether it names the blob, it stays, and `protocolo
    /// blobs check` finds it if it is an orphan.
    async fn keep(
        &self,
        field: &mut Part<'_>,
        read: Vec<Result<Bytes, MultipartError>>,
        sniffed: Sniffed,
        raw: &str,
    ) -> Became {
        let content = stream::iter(read).chain(field);
        let limit = self.limits.largest;
        let stored = match self.site.blobs.put_stream("attachments", limit, content).await {
            Ok(stored) => stored,
            Err(PutError::TooLarge(_)) => return Became::TooLarge,
            Err(PutError::CutOff) => return Became::Cut,
            Err(PutError::Storage(error)) => {
                tracing::error!(%error, "a file could not be stored");
                return Became::Failed;
            }
        };
        let (became, blob) = self.name(&stored, sniffed, raw).await;
        if blob == BlobIs::Unused {
            files::discard(&self.site.blobs, &stored.name).await;
        }
        became
    }

    /// What becomes of a stored file, and whether its blob is needed.
    async fn name(&self, stored: &Stored, sniffed: Sniffed, raw: &str) -> (Became, BlobIs) {
        let media_type = match self.examined(stored, sniffed, raw).await {
            Ok(media_type) => media_type,
            Err(became) => return (became, BlobIs::Unused),
        };
        let file = NewAttachment {
            name: name::clean(raw, media_type),
            content_type: media_type.to_owned(),
            size: stored.size,
            sha256: stored.sha256.clone(),
            blob: stored.name.clone(),
        };
        let now = store::clock::now_ms();
        match self.site.store.accounts().session(&self.token, now).await {
            Ok(Some(session)) if session.principal == self.principal => {}
            Ok(_) => return (Became::Gone, BlobIs::Unused),
            Err(error) => {
                tracing::error!(%error, "the session of an upload could not be looked up");
                return (Became::Failed, BlobIs::Unused);
            }
        }
        let scoped = self.site.store.as_principal(&self.principal).coming_from(self.origin.clone());
        let attached = match scoped.attach(self.case, &file, now).await {
            Ok(Some(AttachOutcome::Known { id, name, blob })) => match self.site.blobs.exists(&blob).await {
                Ok(true) => Ok((Became::Known { id, there: name }, BlobIs::Unused)),
                // The bytes were lost, and here they are again.
                Ok(false) => scoped.restore_attachment(id, &blob, &file, now).await.map(|restored| {
                    let blob = if restored { BlobIs::Used } else { BlobIs::Unused };
                    (Became::Known { id, there: name }, blob)
                }),
                Err(error) => {
                    tracing::error!(%error, "a file could not be looked up");
                    Ok((Became::Failed, BlobIs::Unused))
                }
            },
            Ok(Some(AttachOutcome::Created(id))) => Ok((Became::Created { id, media_type }, BlobIs::Used)),
            Ok(Some(AttachOutcome::Merged(_)) | None) => Ok((Became::Gone, BlobIs::Unused)),
            Err(error) => Err(error),
        };
        attached.unwrap_or_else(|error| {
            tracing::error!(%error, "a file could not be attached");
            (Became::Failed, BlobIs::after(&error))
        })
    }

    /// The type of a stored file, where it is taken.
    async fn examined(&self, stored: &Stored, sniffed: Sniffed, raw: &str) -> Result<&'static str, Became> {
        let candidate = match sniffed {
            Sniffed::Known(kind) => return Ok(kind),
            Sniffed::Unknown => return Err(Became::Refused(Refusal::Unrecognised)),
            Sniffed::Perhaps(candidate) => candidate,
        };
        let file = self.site.blobs.open_blob(&stored.name, stored.size);
        let confirmed = sniff::confirm(candidate, &file, &name::clean(raw, "")).await.map_err(|error| {
            tracing::error!(%error, "a stored file could not be read");
            Became::Failed
        })?;
        self.limits.accepted(confirmed).map_err(Became::Refused)
    }
}

/// The pieces read so far, and the bytes at the start that tell what a file is.
type Beginning = (Vec<u8>, Vec<Result<Bytes, MultipartError>>);

/// Reads enough of a field to tell what it is.
async fn beginning(field: &mut Part<'_>) -> Result<Beginning, MultipartError> {
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

/// A field that holds a few words.
async fn short_text(mut part: Part<'_>) -> Option<String> {
    String::from_utf8(part.within(MAX_FIELD).await.ok()??).ok()
}
