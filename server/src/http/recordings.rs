//! Recordings for the player in the browser: only to who may hear them, and by ranges, so that
//! seeking does not load the whole.

use app::context::RequestContext;
use axum::extract::{Extension, Path, Query, State};
use axum::http::Method;
use axum::http::header::HeaderMap;
use axum::response::Response;
use domain::Protocol;
use serde::Deserialize;
use store::history::Recording;

use super::content::{self, Content};
use super::error::{self, During, Error};
use super::looks;
use super::state::Site;
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
) -> Result<Response, Error> {
    let asked = error::Content::Recording;
    let scoped = context.scoped().map_err(|_| Error::SignedOut(asked))?;
    let protocol = Protocol::parse(&protocol).map_err(|_| Error::NotFound(asked))?;
    let recording =
        scoped.recording(&protocol).await.during("looking up a recording")?.ok_or(Error::NotFound(asked))?;
    let download = wish.download.is_some();
    let response = answer(&site, &protocol, &recording, download, &headers).await?;
    let Some(part) = looks::part(&method, &headers, &response) else { return Ok(response) };
    let now = store::clock::now_ms();
    let noted = if download {
        scoped.note_recording_download(&protocol, part, now).await
    } else {
        scoped.note_play(&protocol, part, now).await
    };
    noted.during("recording the access to a recording")?;
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
