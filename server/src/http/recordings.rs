//! Playback and download of recordings: only in scope, and with range requests, so that seeking
//! does not load the whole file.

use app::context::RequestContext;
use axum::extract::{Extension, Path, Query, State};
use axum::http::Method;
use axum::http::header::HeaderMap;
use axum::response::Response;
use domain::Protocol;
use serde::Deserialize;
use store::history::Recording;

use super::access_log;
use super::content::{self, Content};
use super::error::{self, During, Error};
use super::state::Site;
use crate::audio;

/// Query string of a recording's address.
#[derive(Deserialize)]
pub(super) struct RecordingQuery {
    /// Present for a download, absent for playback.
    download: Option<String>,
}

/// `GET /recordings/{protocol}`: playback, or download with `?download`. Out of scope, without a
/// recording and unknown are all 404.
pub(super) async fn play(
    State(site): State<Site>,
    Extension(context): Extension<RequestContext>,
    Path(protocol): Path<String>,
    Query(query): Query<RecordingQuery>,
    method: Method,
    headers: HeaderMap,
) -> Result<Response, Error> {
    let asked = error::Content::Recording;
    let scoped = context.scoped().map_err(|_| Error::SignedOut(asked))?;
    let protocol = Protocol::parse(&protocol).map_err(|_| Error::NotFound(asked))?;
    let recording = scoped
        .history()
        .recording(&protocol)
        .await
        .during("looking up a recording")?
        .ok_or(Error::NotFound(asked))?;
    let download = query.download.is_some();
    let response = answer(&site, &protocol, &recording, download, &headers).await?;
    let Some(range) = access_log::accessed_range(&method, &headers, &response) else { return Ok(response) };
    let now = store::clock::now();
    let recorded = if download {
        scoped.access_log().record_recording_download(&protocol, range, now).await
    } else {
        scoped.access_log().record_play(&protocol, range, now).await
    };
    recorded.during("recording the access to a recording")?;
    Ok(response)
}

async fn answer(
    site: &Site,
    protocol: &Protocol,
    recording: &Recording,
    download: bool,
    asked: &HeaderMap,
) -> Result<Response, Error> {
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
    content::answer(site, &content, asked).await?.ok_or(Error::NotFound(error::Content::Recording))
}
