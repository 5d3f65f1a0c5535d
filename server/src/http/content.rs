//! Serving a blob: whole, by range (206), or as 304 if the client's copy is current.

use axum::body::Body;
use axum::http::header::{self, HeaderMap};
use axum::http::{HeaderValue, StatusCode};
use axum::response::Response;

use super::error::Error;
use super::range::{RequestedRange, parse_range};
use super::state::Site;

/// A blob and its response headers.
pub(super) struct Content<'a> {
    /// Name in the blob storage.
    pub(super) blob: &'a str,
    /// Size in bytes.
    pub(super) size: u64,
    /// SHA-256 of the content, used as entity tag.
    pub(super) sha256: &'a str,
    /// Content type.
    pub(super) media_type: &'a str,
    /// `Content-Disposition`: inline or attachment, and the file name.
    pub(super) disposition: String,
    /// `Content-Security-Policy` if it is opened by itself; `None` for the site's default.
    pub(super) policy: Option<&'static str>,
}

/// Builds the response; `None` if the blob is missing, which is logged.
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
        RequestedRange::Unsatisfiable => {
            let start = start
                .status(StatusCode::RANGE_NOT_SATISFIABLE)
                .header(header::CONTENT_RANGE, format!("bytes */{}", content.size));
            return Ok(Some(start.body(Body::empty())?));
        }
        RequestedRange::Whole => (start, 0..content.size),
        RequestedRange::Part(range) => {
            let place = format!("bytes {}-{}/{}", range.start, range.end - 1, content.size);
            (start.status(StatusCode::PARTIAL_CONTENT).header(header::CONTENT_RANGE, place), range)
        }
    };
    let start = start.header(header::CONTENT_LENGTH, range.end - range.start);
    // The storage refuses an empty range.
    if range.is_empty() {
        return Ok(Some(start.body(Body::empty())?));
    }
    let Some(bytes) = site.blobs.get_range(content.blob, range).await? else {
        tracing::error!(blob = content.blob, "a blob that the database names is missing");
        return Ok(None);
    };
    Ok(Some(start.body(Body::from_stream(bytes))?))
}

/// The requested range; the whole content if `If-Range` names another one.
fn part(asked: &HeaderMap, tag: &str, size: u64) -> RequestedRange {
    let same = asked.get(header::IF_RANGE).is_none_or(|known| known == tag);
    match asked.get(header::RANGE).and_then(|range| range.to_str().ok()) {
        Some(range) if same => parse_range(range, size),
        _ => RequestedRange::Whole,
    }
}

/// Whether an `If-None-Match` header matches the tag.
fn names(known: &HeaderValue, tag: &str) -> bool {
    known.to_str().is_ok_and(|known| {
        known.split(',').map(str::trim).any(|one| one == "*" || one.strip_prefix("W/").unwrap_or(one) == tag)
    })
}
