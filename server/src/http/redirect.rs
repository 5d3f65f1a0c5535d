//! Redirects of what is not a page.

use app::redirect::location;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};

/// On to an address, by GET.
pub(super) fn see_other(address: &str) -> Response {
    (StatusCode::SEE_OTHER, [(header::LOCATION, location(address))]).into_response()
}
