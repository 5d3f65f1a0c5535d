//! The files of cases: saved under their names, shown where that is safe, removed by who may.

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

use super::content::{self, Content};
use super::error::{self, During, Error};
use super::looks;
use super::state::Site;
use super::upload_answer::Answerer;
use crate::attachments::name::{disposition, handed_out};
use crate::blobs::Blobs;

/// An image shown by itself can do nothing at all.
const IMAGE_POLICY: &str =
    "default-src 'none'; img-src 'self'; style-src 'unsafe-inline'; sandbox; frame-ancestors 'none'";
/// A browser's own viewer of documents does not work in a sandbox; it loads nothing else.
const PDF_POLICY: &str =
    "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'none'";
const NOT_FOUND: Error = Error::NotFound(error::Content::File);

/// `GET /attachments/{id}`: saved, never shown. Out of scope, removed and unknown answer alike.
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
        disposition("attachment", &handed_out(&file.name, &file.content_type)),
        None,
        &headers,
    )
    .await?;
    noted(&context, (id, &file.name), true, (&method, &headers), response).await
}

/// `GET /attachments/{id}/preview`: shown, where it is an image or a PDF.
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
    noted(&context, (id, &file.name), false, (&method, &headers), response).await
}

/// The response, once the audit trail says who is shown the file.
async fn noted(
    context: &RequestContext,
    file: (AttachmentId, &str),
    taken_away: bool,
    (method, asked): (&Method, &HeaderMap),
    response: Response,
) -> Result<Response, Error> {
    if let (Ok(scoped), Some(part)) = (context.scoped(), looks::part(method, asked, &response)) {
        let noted = scoped.note_file_use(file, taken_away, part, store::clock::now_ms()).await;
        noted.during("recording the access to a file")?;
    }
    Ok(response)
}

async fn find(context: &RequestContext, id: &str) -> Result<(AttachmentId, StoredFile), Error> {
    let scoped = context.scoped().map_err(|_| Error::SignedOut(error::Content::File))?;
    let id = id.parse().map(AttachmentId).map_err(|_| NOT_FOUND)?;
    let file = scoped.attachment_file(id).await.during("looking up a file")?.ok_or(NOT_FOUND)?;
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

/// What the form of a removal says.
#[derive(Deserialize)]
pub(super) struct Removal {
    back: Option<String>,
}

/// `POST /attachments/{id}/remove`: a form of a page, which is led back there.
pub(super) async fn remove(
    State(site): State<Site>,
    Extension(context): Extension<RequestContext>,
    Path(id): Path<String>,
    headers: HeaderMap,
    Form(form): Form<Removal>,
) -> Result<Response, Error> {
    let locale = locale_of(&context, &headers);
    let t = locale.texts();
    let answerer = Answerer::new(&headers, locale, context.secure, context.uploads.largest);
    let Some(session) = &context.session else {
        return Ok(answerer.refuse(StatusCode::UNAUTHORIZED, t.error_signed_out));
    };
    let Ok(id) = id.parse().map(AttachmentId) else {
        return Ok(answerer.refuse(StatusCode::NOT_FOUND, t.error_not_found));
    };
    // By itself, so that a browser that leaves does not leave the bytes of a removed file.
    let removing = tokio::spawn(removal(site, session.principal, context.origin(), id));
    Ok(match removing.await?.during("removing a file")? {
        Some(RemoveAttachmentOutcome::Removed { name, .. }) => {
            answerer.lead(&Notice::done((t.attachments.removed)(&name)), form.back.as_deref())
        }
        Some(RemoveAttachmentOutcome::NotAllowed) => {
            answerer.forbid(t.attachments.not_allowed, form.back.as_deref())
        }
        None => answerer.refuse(StatusCode::NOT_FOUND, t.error_not_found),
    })
}

/// Removes the file from its case, then its bytes.
async fn removal(
    site: Site,
    principal: Principal,
    origin: Origin,
    id: AttachmentId,
) -> store::Result<Option<RemoveAttachmentOutcome>> {
    let scoped = site.store.as_principal(&principal).coming_from(origin);
    let removed = scoped.remove_attachment(id, store::clock::now_ms()).await?;
    if let Some(RemoveAttachmentOutcome::Removed { blob: Some(blob), .. }) = &removed {
        discard(&site.blobs, blob).await;
    }
    Ok(removed)
}

/// Deletes a blob nothing refers to any more.
pub(crate) async fn discard(blobs: &Blobs, blob: &str) {
    if let Err(error) = blobs.delete(blob).await {
        tracing::warn!(blob, %error, "a blob nobody uses could not be removed");
    }
}
