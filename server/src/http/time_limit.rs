//! Request timeout of pages: rendering that takes too long is abandoned, so that neither the person
//! nor the server is kept busy.

use axum::extract::{Request, State};
use axum::http::{StatusCode, header};
use axum::middleware::Next;
use axum::response::{Html, IntoResponse, Response};

use super::language;
use super::state::Site;

/// Middleware: answers 503 in the person's language after the request timeout.
pub(super) async fn limit(State(site): State<Site>, request: Request, next: Next) -> Response {
    let limit = site.connections.request_timeout;
    if let Ok(response) = tokio::time::timeout(limit, next.run(request)).await {
        return response;
    }
    tracing::warn!(seconds = limit.as_secs(), "a page took too long");
    let locale = language::current();
    let texts = locale.texts();
    let page = format!(
        "<!DOCTYPE html>\n<html lang=\"{}\"><meta charset=\"utf-8\"><meta name=\"viewport\" \
         content=\"width=device-width\"><title>{}</title><h1>{}</h1><p>{}</p></html>\n",
        locale.tag(),
        texts.error_title,
        texts.error_title,
        texts.error_too_slow
    );
    (StatusCode::SERVICE_UNAVAILABLE, [(header::RETRY_AFTER, "5")], Html(page)).into_response()
}
