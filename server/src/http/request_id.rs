//! Request IDs: in the log lines of a request, in the header `X-Request-Id`, and in every
//! "something failed" message, so that a report can be matched with the log without showing
//! internals.
//!
//! The log contains the matched route and never the path: paths contain secrets (`/reset/TOKEN`),
//! and query strings contain names and numbers of customers.

use std::time::Instant;

use axum::extract::{MatchedPath, Request, State};
use axum::http::{HeaderValue, StatusCode};
use axum::middleware::Next;
use axum::response::Response;
use tracing::Instrument;

use super::client;
use super::session::SignedIn;
use super::state::Site;

tokio::task_local! {
    static REQUEST_ID: String;
}

/// Logged in place of the route if none has matched.
const NO_ROUTE: &str = "none";

/// The ID of the current request; `None` outside one.
pub fn current() -> Option<String> {
    REQUEST_ID.try_with(Clone::clone).ok()
}

/// Middleware: assigns the request ID, and logs the response and whether access was refused.
pub(super) async fn assign(State(site): State<Site>, request: Request, next: Next) -> Response {
    let id = format!("{:016x}", rand::random::<u64>());
    let method = request.method().clone();
    let matched = request.extensions().get::<MatchedPath>().cloned();
    let route = matched.as_ref().map_or(NO_ROUTE, MatchedPath::as_str);
    let client = client::address(request.extensions(), request.headers(), &site.trusted_proxies);
    let span = tracing::info_span!("request", id, %method, route);
    let started = Instant::now();
    let mut response = REQUEST_ID.scope(id.clone(), next.run(request).instrument(span.clone())).await;
    let status = response.status();
    let micros = started.elapsed().as_micros() as u64;
    span.in_scope(|| {
        tracing::debug!(target: "protocolo::access", status = status.as_u16(), micros, "answered");
        if matched.is_some() && is_refusal(status) {
            let person = response.extensions().get::<SignedIn>().map(|SignedIn(person)| person.0);
            tracing::warn!(target: "protocolo::refused", status = status.as_u16(), client, person, "refused");
        }
    });
    if let Ok(id) = HeaderValue::from_str(&id) {
        response.headers_mut().insert("x-request-id", id);
    }
    response
}

/// Whether the client was denied access. 404 counts, because what is out of scope is answered like
/// what does not exist.
fn is_refusal(status: StatusCode) -> bool {
    use StatusCode as S;
    matches!(status, S::UNAUTHORIZED | S::FORBIDDEN | S::NOT_FOUND | S::MISDIRECTED_REQUEST)
}
