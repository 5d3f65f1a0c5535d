//! Recordings for the player in the browser: only to who may hear them, and by ranges, so that
//! seeking does not load the whole.

use app::context::RequestContext;
use axum::body::Body;
use axum::extract::{Extension, Path, State};
use axum::http::header::{self, HeaderMap};
use axum::http::{HeaderValue, StatusCode, response};
use axum::response::{IntoResponse, Response};
use domain::Protocol;
use store::history::Recording;

use super::failure;
use super::range::{Wanted, wanted};
use super::state::Site;
use crate::api::audio;

/// `GET /recordings/{protocol}`. Out of scope, without a recording and unknown answer alike.
pub(super) async fn play(
    State(site): State<Site>,
    Extension(context): Extension<RequestContext>,
    Path(protocol): Path<String>,
    headers: HeaderMap,
) -> Response {
    let Some(session) = &context.session else {
        return (StatusCode::UNAUTHORIZED, "Entre para ouvir esta gravação.\n").into_response();
    };
    let Ok(protocol) = Protocol::parse(&protocol) else { return not_found() };
    match site.store.as_principal(&session.principal).recording(&protocol).await {
        Ok(Some(recording)) => answer(&site, &protocol, &recording, &headers).await,
        Ok(None) => not_found(),
        Err(error) => failure("a recording could not be looked up", &error).into_response(),
    }
}

fn not_found() -> Response {
    (StatusCode::NOT_FOUND, "Gravação não encontrada.\n").into_response()
}

async fn answer(site: &Site, protocol: &Protocol, recording: &Recording, asked: &HeaderMap) -> Response {
    let tag = format!("\"{}\"", recording.sha256);
    let start = Response::builder()
        .header(header::ACCEPT_RANGES, "bytes")
        .header(header::ETAG, &tag)
        .header(header::CONTENT_TYPE, &recording.content_type)
        .header(
            header::CONTENT_DISPOSITION,
            format!("inline; filename=\"{protocol}.{}\"", audio::extension(&recording.content_type)),
        );
    if asked.get(header::IF_NONE_MATCH).is_some_and(|known| names(known, &tag)) {
        return finish(start.status(StatusCode::NOT_MODIFIED), Body::empty());
    }
    let (start, range) = match part(asked, &tag, recording.size) {
        Wanted::Unsatisfiable => {
            let start = start
                .status(StatusCode::RANGE_NOT_SATISFIABLE)
                .header(header::CONTENT_RANGE, format!("bytes */{}", recording.size));
            return finish(start, Body::empty());
        }
        Wanted::Whole => (start, 0..recording.size),
        Wanted::Part(range) => {
            let place = format!("bytes {}-{}/{}", range.start, range.end - 1, recording.size);
            (start.status(StatusCode::PARTIAL_CONTENT).header(header::CONTENT_RANGE, place), range)
        }
    };
    let start = start.header(header::CONTENT_LENGTH, range.end - range.start);
    match site.blobs.get_range(&recording.blob, range).await {
        Ok(Some(bytes)) => finish(start, Body::from_stream(bytes)),
        Ok(None) => {
            tracing::error!(%protocol, blob = recording.blob, "the recording's blob is missing");
            not_found()
        }
        Err(error) => failure("a recording could not be read", &error).into_response(),
    }
}

/// The part asked for, unless the client's copy is of another recording.
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

fn finish(start: response::Builder, body: Body) -> Response {
    start.body(body).unwrap_or_else(|error| failure("a header could not be written", &error).into_response())
}
