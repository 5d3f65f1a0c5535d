//! Download of the files that came with messages: only in scope, always as a download, because nothing
//! was checked of them but their SHA-256.

use app::context::RequestContext;
use axum::extract::{Extension, Path, State};
use axum::http::Method;
use axum::http::header::HeaderMap;
use axum::response::Response;
use domain::Protocol;

use super::access_log;
use super::content::{self, Content};
use super::error::{self, During, Error};
use super::state::Site;
use crate::attachments::name::{clean, disposition, download_name};

const NOT_FOUND: Error = Error::NotFound(error::Content::File);
/// What a browser neither shows nor runs, whatever the source says.
const DOWNLOADED_AS: &str = "application/octet-stream";

/// `GET /media/{protocol}/{sha256}`. Out of scope, unknown, and known without its bytes are all 404.
pub(super) async fn download(
    State(site): State<Site>,
    Extension(context): Extension<RequestContext>,
    Path((protocol, sha256)): Path<(String, String)>,
    method: Method,
    headers: HeaderMap,
) -> Result<Response, Error> {
    let scoped = context.scoped().map_err(|_| Error::SignedOut(error::Content::File))?;
    let protocol = Protocol::parse(&protocol).map_err(|_| NOT_FOUND)?;
    let file = scoped
        .history()
        .media(&protocol, &sha256)
        .await
        .during("looking up the file of a message")?
        .ok_or(NOT_FOUND)?;
    let name = download_name(&clean(&file.name, &file.content_type), &file.content_type);
    let content = Content {
        blob: &file.blob,
        size: file.size,
        sha256: &sha256,
        media_type: DOWNLOADED_AS,
        disposition: disposition("attachment", &name),
        policy: None,
    };
    let response = content::answer(&site, &content, &headers).await?.ok_or(NOT_FOUND)?;
    if let Some(range) = access_log::accessed_range(&method, &headers, &response) {
        let recorded = scoped.access_log().record_media_download(&protocol, range, store::clock::now()).await;
        recorded.during("recording the access to the file of a message")?;
    }
    Ok(response)
}
