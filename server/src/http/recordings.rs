//! Recordings for the player in the browser: only to who may hear them, and by ranges, so that
//! seeking does not load the whole.

use app::context::RequestContext;
use axum::extract::{Extension, Path, Query, State};
use axum::http::header::HeaderMap;
use axum::http::{Method, StatusCode};
use axum::response::{IntoResponse, Response};
use domain::Protocol;
use serde::Deserialize;
use store::history::Recording;

use super::content::{self, Content};
use super::state::Site;
use super::{failure, looks};
use crate::audio;

/// What an address says besides whose recording it is.
#[derive(Deserialize)]
pub(super) struct Wish {
    /// `download`: it is taken away as a file.
    download: Option<String>,
}

/// `GET /recordings/{protocol}`, played, or with `?download` taken away. Out of scope, without a
/// recording and unknown answer alike.
pub(super) async fn play(
    State(site): State<Site>,
    Extension(context): Extension<RequestContext>,
    Path(protocol): Path<String>,
    Query(wish): Query<Wish>,
    method: Method,
    headers: HeaderMap,
) -> Response {
    let Ok(scoped) = context.scoped() else {
        return (StatusCode::UNAUTHORIZED, "Entre para ouvir esta gravação.\n").into_response();
    };
    let Ok(protocol) = Protocol::parse(&protocol) else { return not_found() };
    let recording = match scoped.recording(&protocol).await {
        Ok(Some(recording)) => recording,
        Ok(None) => return not_found(),
        Err(error) => return failure("a recording could not be looked up", &error).into_response(),
    };
    let download = wish.download.is_some();
    let response = answer(&site, &protocol, &recording, download, &headers).await;
    let Some(part) = looks::part(&method, &headers, &response) else { return response };
    let now = store::clock::now_ms();
    let noted = if download {
        scoped.note_recording_download(&protocol, part, now).await
    } else {
        scoped.note_play(&protocol, part, now).await
    };
    match noted {
        Ok(()) => response,
        Err(error) => failure("a play could not be written down", &error).into_response(),
    }
}

fn not_found() -> Response {
    (StatusCode::NOT_FOUND, "Gravação não encontrada.\n").into_response()
}

async fn answer(
    site: &Site,
    protocol: &Protocol,
    recording: &Recording,
    download: bool,
    asked: &HeaderMap,
) -> Response {
    let shown = if download { "attachment" } else { "inline" };
    let content = Content {
        blob: &recording.blob,
        size: recording.size,
        sha256: &recording.sha256,
        media_type: &recording.content_type,
        disposition: format!(
            "{shown}; filename=\"{protocol}.{}\"",
            audio::extension(&recording.content_type)
        ),
        policy: None,
    };
    content::answer(site, &content, asked).await.unwrap_or_else(not_found)
}
