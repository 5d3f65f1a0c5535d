//! The HTTP server: routes and middleware.
//!
//! Middleware from the outside in: request ID and log span, security headers, language negotiation,
//! panic handler, host check; then by group of routes: pages and recordings (cross-site check,
//! session, timeout, compression), the API (keys, see [`crate::api`]), files.

mod access_log;
pub mod assets;
pub mod attachments;
mod audit;
mod body_limit;
pub mod client;
pub(crate) mod closing;
pub(crate) mod connections;
mod content;
mod csv_mapping;
mod error;
pub(crate) mod files;
mod hooks;
mod language;
pub mod live;
mod logo;
mod media;
mod multipart;
pub mod pages;
pub mod range;
pub mod recordings;
mod redirect;
pub mod request_id;
pub mod security;
pub mod serve;
pub mod session;
mod sources;
mod sso;
mod sso_cookies;
pub mod state;
mod time_limit;
mod upload_answer;
mod waiting;

use std::any::Any;

use axum::Router;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::middleware::{from_fn, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use tower_http::CompressionLevel;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;

use crate::api;
use crate::api::body::read_to_the_end;
use error::Error;
use state::Site;

/// Builds the router of the whole site.
pub fn router(site: Site) -> Router {
    // A rendered page is compressed for a single response: speed matters more than size.
    let compression = CompressionLayer::new().quality(CompressionLevel::Fastest);
    let recognise = from_fn_with_state(site.clone(), session::recognise);
    let keep_waiting = from_fn_with_state(site.clone(), waiting::keep);

    let in_time = from_fn_with_state(site.clone(), time_limit::limit);

    let pages = pages::routes(&site)
        .layer(keep_waiting.clone())
        .layer(recognise.clone())
        .layer(from_fn(body_limit::limit))
        .layer(in_time.clone())
        .layer(from_fn(read_to_the_end))
        .layer(compression.clone());
    let recordings =
        Router::new().route("/recordings/{protocol}", get(recordings::play)).layer(recognise.clone());
    let media =
        Router::new().route("/media/{protocol}/{sha256}", get(media::download)).layer(recognise.clone());
    let live = Router::new().route("/live", get(live::events)).layer(recognise.clone());
    let audit = Router::new().route("/settings/audit/export", get(audit::export)).layer(recognise.clone());
    let rejects = Router::new()
        .route("/settings/sources/{id}/rejects.ndjson", get(sources::rejects))
        .layer(recognise.clone());
    let csv_mapping = csv_mapping::routes()
        .layer(keep_waiting.clone())
        .layer(recognise.clone())
        .layer(in_time.clone())
        .layer(compression.clone());
    let logo = logo::routes().layer(keep_waiting.clone()).layer(recognise.clone());
    let sso = sso::routes().layer(recognise.clone()).layer(in_time.clone());
    let attachments = attachments::routes().layer(keep_waiting).layer(recognise.clone());
    let not_found = Router::new()
        .fallback(pages::not_found)
        .layer(recognise)
        .layer(in_time)
        .layer(compression.clone())
        .with_state(site.clone());

    Router::new()
        .merge(pages)
        .merge(recordings)
        .merge(media)
        .merge(audit)
        .merge(rejects)
        .merge(live)
        .merge(attachments)
        .merge(csv_mapping)
        .merge(logo)
        .merge(sso)
        .merge(assets::routes(&site.site_root, not_found))
        .layer(from_fn(security::same_site))
        .merge(api::router(compression))
        .merge(hooks::routes())
        .route("/healthz", get(health))
        .layer(from_fn_with_state(site.clone(), security::host))
        .layer(CatchPanicLayer::custom(|cause: Box<dyn Any + Send>| panicked(&*cause)))
        .layer(from_fn_with_state(site.clone(), language::negotiate))
        .layer(from_fn_with_state(site.clone(), security::headers))
        .layer(from_fn_with_state(site.clone(), request_id::assign))
        .with_state(site)
}

/// Health check: 200, or 503 if the database does not answer.
async fn health(State(site): State<Site>) -> Response {
    // Any small query will do.
    match site.store.api_keys().list().await {
        Ok(_) => ([(header::CACHE_CONTROL, "no-store")], "ok\n").into_response(),
        Err(error) => {
            tracing::error!(%error, "the database does not answer");
            (StatusCode::SERVICE_UNAVAILABLE, "the database does not answer\n").into_response()
        }
    }
}

/// Marks a response as not cacheable.
pub(crate) fn no_store(mut response: Response) -> Response {
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

/// The `Content-Length` of a request, in bytes.
pub(crate) fn announced_length(headers: &HeaderMap) -> Option<u64> {
    headers.get(header::CONTENT_LENGTH)?.to_str().ok()?.parse().ok()
}

fn panicked(cause: &(dyn Any + Send)) -> Response {
    let text = cause.downcast_ref::<String>().map(String::as_str);
    let text = text.or_else(|| cause.downcast_ref::<&str>().copied()).unwrap_or("no message");
    Error::Panic(text.to_owned()).into_response()
}
