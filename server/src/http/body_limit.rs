//! Body limit of forms: larger bodies are answered with 413 in the user's language, with or without
//! a `Content-Length`, even if the handler has responded to the truncated body.

use std::error::Error;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use axum::body::Body;
use axum::extract::Request;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use http_body_util::{BodyExt, LengthLimitError, Limited};

use super::{announced_length, error};

/// Maximum size of a page's form, in bytes.
pub(super) const MAX_FORM: usize = 256 * 1024;

/// Maximum number of fields of a form kept on the login page: each is rendered at many times its
/// size, and sending one needs no session. With a session, a form may have more.
pub(super) const MAX_KEPT_FIELDS: usize = 5_000;

/// Middleware: limits the body to [`MAX_FORM`] bytes and answers 413 if it has more.
pub(super) async fn limit(request: Request, next: Next) -> Response {
    let too_large = || error::Error::FormTooLarge.into_response();
    if announced_length(request.headers()).is_some_and(|length| length > MAX_FORM as u64) {
        return too_large();
    }
    let exceeded = Arc::new(AtomicBool::new(false));
    let seen = Arc::clone(&exceeded);
    let request = request.map(|body| {
        Body::new(Limited::new(body, MAX_FORM).map_err(move |error| {
            if is_over_limit(&*error) {
                seen.store(true, Ordering::Relaxed);
            }
            error
        }))
    });
    let response = next.run(request).await;
    if exceeded.load(Ordering::Relaxed) { too_large() } else { response }
}

/// Whether an error was caused by the body limit ([`LengthLimitError`]).
pub(super) fn is_over_limit(error: &(dyn Error + 'static)) -> bool {
    let mut cause = Some(error);
    while let Some(error) = cause {
        if error.is::<LengthLimitError>() {
            return true;
        }
        cause = error.source();
    }
    false
}
