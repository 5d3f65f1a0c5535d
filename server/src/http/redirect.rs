//! Redirects by handlers that do not render a page.

use app::redirect::location;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};

/// 303: the browser follows to `address` with GET.
pub(super) fn see_other(address: &str) -> Response {
    (StatusCode::SEE_OTHER, [(header::LOCATION, location(address))]).into_response()
}
