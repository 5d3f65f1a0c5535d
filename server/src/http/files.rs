//! Attachments: download, preview of the types that are safe to show, and removal.

use app::context::RequestContext;
use app::flash::Notice;
use app::session::locale_of;
use axum::Form;
use axum::extract::{Extension, Path, State};
use axum::http::{HeaderMap, Method, StatusCode};
use axum::response::Response;
use domain::{AttachmentId, Principal};
use serde::Deserialize;
use store::audit::Origin;
use store::cases::{RemoveAttachmentOutcome, StoredFile};

use super::access_log;
use super::content::{self, Content};
use super::error::{self, During, Error};
use super::state::Site;
use super::upload_answer::UploadResponder;
use crate::attachments::name::{disposition, download_name};
use crate::blobs::Blobs;

/// Content security policy of an image opened by itself: nothing may run.
const IMAGE_POLICY: &str =
    "default-src 'none'; img-src 'self'; style-src 'unsafe-inline'; sandbox; frame-ancestors 'none'";
/// The policy of a PDF opened by itself: not a sandbox, in which browsers' own viewers do not work.
const PDF_POLICY: &str =
    "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'none'";
const NOT_FOUND: Error = Error::NotFound(error::Content::File);

/// `GET /attachments/{id}`: always a download. Out of scope, removed and unknown are all 404.
pub(super) async fn download(
    State(site): State<Site>,
    Extension(context): Extension<RequestContext>,
    Path(id): Path<String>,
    method: Method,
    headers: HeaderMap,
) -> Result<Response, Error> {
    let (id, file) = find(&context, &id).await?;
    let response = send(
        &site,
        &file,
        disposition("attachment", &download_name(&file.name, &file.content_type)),
        None,
        &headers,
    )
    .await?;
    record_access(&context, (id, &file.name), true, (&method, &headers), response).await
}

/// `GET /attachments/{id}/preview`: shows an image or a PDF inline; 404 for other types.
pub(super) async fn preview(
    State(site): State<Site>,
    Extension(context): Extension<RequestContext>,
    Path(id): Path<String>,
    method: Method,
    headers: HeaderMap,
) -> Result<Response, Error> {
    let (id, file) = find(&context, &id).await?;
    let policy = match file.content_type.as_str() {
        "image/png" | "image/jpeg" | "image/gif" | "image/webp" => IMAGE_POLICY,
        "application/pdf" => PDF_POLICY,
        _ => return Err(NOT_FOUND),
    };
    let response = send(&site, &file, disposition("inline", &file.name), Some(policy), &headers).await?;
    record_access(&context, (id, &file.name), false, (&method, &headers), response).await
}

/// Records the access in the audit trail, then returns the response.
async fn record_access(
    context: &RequestContext,
    file: (AttachmentId, &str),
    download: bool,
    (method, asked): (&Method, &HeaderMap),
    response: Response,
) -> Result<Response, Error> {
    if let (Ok(scoped), Some(range)) =
        (context.scoped(), access_log::accessed_range(method, asked, &response))
    {
        let recorded =
            scoped.access_log().record_file_access(file, download, range, store::clock::now()).await;
        recorded.during("recording the access to a file")?;
    }
    Ok(response)
}

async fn find(context: &RequestContext, id: &str) -> Result<(AttachmentId, StoredFile), Error> {
    let scoped = context.scoped().map_err(|_| Error::SignedOut(error::Content::File))?;
    let id = id.parse().map(AttachmentId).map_err(|_| NOT_FOUND)?;
    let file = scoped.cases().attachment_file(id).await.during("looking up a file")?.ok_or(NOT_FOUND)?;
    Ok((id, file))
}

async fn send(
    site: &Site,
    file: &StoredFile,
    disposition: String,
    policy: Option<&'static str>,
    asked: &HeaderMap,
) -> Result<Response, Error> {
    let content = Content {
        blob: &file.blob,
        size: file.size,
        sha256: &file.sha256,
        media_type: &file.content_type,
        disposition,
        policy,
    };
    content::answer(site, &content, asked).await?.ok_or(NOT_FOUND)
}

/// Fields of the removal form; `back` is the return URL.
#[derive(Deserialize)]
pub(super) struct Removal {
    back: Option<String>,
}

/// `POST /attachments/{id}/remove`: a page's form, redirected to its return URL.
pub(super) async fn remove(
    State(site): State<Site>,
    Extension(context): Extension<RequestContext>,
    Path(id): Path<String>,
    headers: HeaderMap,
    Form(form): Form<Removal>,
) -> Result<Response, Error> {
    let locale = locale_of(&context, &headers);
    let t = locale.texts();
    let responder = UploadResponder::new(&headers, locale, context.secure, context.uploads.max_bytes);
    let Some(session) = &context.session else {
        return Ok(responder.refuse(StatusCode::UNAUTHORIZED, t.error_signed_out));
    };
    let Ok(id) = id.parse().map(AttachmentId) else {
        return Ok(responder.refuse(StatusCode::NOT_FOUND, t.error_not_found));
    };
    // On its own task: a client that disconnects must not leave the blob of a removed attachment.
    let removing = tokio::spawn(removal(site, session.principal, context.origin(), id));
    Ok(match removing.await?.during("removing a file")? {
        Some(RemoveAttachmentOutcome::Removed { name, .. }) => {
            responder.done(&Notice::done((t.answers().attachments.removed)(&name)), form.back.as_deref())
        }
        Some(RemoveAttachmentOutcome::NotAllowed) => {
            responder.forbid(t.answers().attachments.not_allowed, form.back.as_deref())
        }
        None => responder.refuse(StatusCode::NOT_FOUND, t.error_not_found),
    })
}

/// Removes the attachment from its case, then deletes its blob.
async fn removal(
    site: Site,
    principal: Principal,
    origin: Origin,
    id: AttachmentId,
) -> store::Result<Option<RemoveAttachmentOutcome>> {
    let scoped = site.store.as_principal(&principal).with_origin(origin);
    let removed = scoped.cases().remove_attachment(id, store::clock::now()).await?;
    if let Some(RemoveAttachmentOutcome::Removed { blob: Some(blob), .. }) = &removed {
        discard(&site.blobs, blob).await;
    }
    Ok(removed)
}

/// Deletes a blob without references; a failure is only logged.
pub(crate) async fn discard(blobs: &Blobs, blob: &str) {
    if let Err(error) = blobs.delete(blob).await {
        tracing::warn!(blob, %error, "an unused blob could not be removed");
    }
}
