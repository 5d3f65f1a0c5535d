//! Recordings for the player in the browser: only to who may hear them, and by ranges, so that
//! seeking does not load the whole.

use app::context::RequestContext;
use axum::extract::{Extension, Path, State};
use axum::http::StatusCode;
use axum::http::header::HeaderMap;
use axum::response::{IntoResponse, Response};
use domain::Protocol;
use store::history::Recording;

use super::content::{self, Content};
use super::failure;
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
    let content = Content {
        blob: &recording.blob,
        size: recording.size,
        sha256: &recording.sha256,
        media_type: &recording.content_type,
        disposition: format!("inline; filename=\"{protocol}.{}\"", audio::extension(&recording.content_type)),
        policy: None,
    };
    content::answer(site, &content, asked).await.unwrap_or_else(not_found)
}
