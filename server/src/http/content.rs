//! Answering with a blob: whole or by ranges, and not at all where the client has it already.

use axum::body::Body;
use axum::http::header::{self, HeaderMap};
use axum::http::{HeaderValue, StatusCode};
use axum::response::Response;

use super::error::Error;
use super::range::{Wanted, wanted};
use super::state::Site;

/// A blob with what the headers say about it.
pub(super) struct Content<'a> {
    /// Its name in the store.
    pub(super) blob: &'a str,
    /// Its bytes.
    pub(super) size: u64,
    /// Their SHA-256, which tells one content from another.
    pub(super) sha256: &'a str,
    /// Its media type.
    pub(super) media_type: &'a str,
    /// Whether it is shown or saved, and under which name.
    pub(super) disposition: String,
    /// What it may do where it is shown by itself; the site's own policy where nothing is said.
    pub(super) policy: Option<&'static str>,
}

/// What the client asks for of it; `None` where the blob is not there, which is logged.
pub(super) async fn answer(
    site: &Site,
    content: &Content<'_>,
    asked: &HeaderMap,
) -> Result<Option<Response>, Error> {
    let tag = format!("\"{}\"", content.sha256);
    let mut start = Response::builder()
        .header(header::ACCEPT_RANGES, "bytes")
        .header(header::ETAG, &tag)
        .header(header::CONTENT_TYPE, content.media_type)
        .header(header::CONTENT_DISPOSITION, &content.disposition);
    if let Some(policy) = content.policy {
        start = start.header(header::CONTENT_SECURITY_POLICY, policy);
    }
    if asked.get(header::IF_NONE_MATCH).is_some_and(|known| names(known, &tag)) {
        return Ok(Some(start.status(StatusCode::NOT_MODIFIED).body(Body::empty())?));
    }
    let (start, range) = match part(asked, &tag, content.size) {
        Wanted::Unsatisfiable => {
            let start = start
                .status(StatusCode::RANGE_NOT_SATISFIABLE)
                .header(header::CONTENT_RANGE, format!("bytes */{}", content.size));
            return Ok(Some(start.body(Body::empty())?));
        }
        Wanted::Whole => (start, 0..content.size),
        Wanted::Part(range) => {
            let place = format!("bytes {}-{}/{}", range.start, range.end - 1, content.size);
            (start.status(StatusCode::PARTIAL_CONTENT).header(header::CONTENT_RANGE, place), range)
        }
    };
    let start = start.header(header::CONTENT_LENGTH, range.end - range.start);
    let Some(bytes) = site.blobs.get_range(content.blob, range).await? else {
        tracing::error!(blob = content.blob, "a blob that the database names is missing");
        return Ok(None);
    };
    Ok(Some(start.body(Body::from_stream(bytes))?))
}

/// The part asked for, unless the client's copy is of another content.
fn part(asked: &HeaderMap, tag: &str, size: u64) -> Wanted {
    let same = asked.get(header::IF_RANGE).is_none_or(|known| known == tag);
    match asked.get(header::RANGE).and_then(|range| range.to_str().ok()) {
        Some(range) if same => wanted(range, size),
        _ => Wanted::Whole,
    }
}

/// Whether an `If-None-Match` names the tag.
fn names(known: &HeaderValue, tag: &str) -> bool {
    known.to_str().is_ok_and(|known| {
        known.split(',').map(str::trim).any(|one| one == "*" || one.strip_prefix("W/").unwrap_or(one) == tag)
    })
}
