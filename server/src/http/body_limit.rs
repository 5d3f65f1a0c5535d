//! Forms that are larger than any form of ours: answered 413 in the person's language, whether their
//! length was announced or not, and whatever the handler makes of a body that ends too early.

use std::error::Error;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use axum::body::Body;
use axum::extract::Request;
use axum::http::{HeaderMap, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use http_body_util::{BodyExt, LengthLimitError, Limited};

use super::error;

/// A form of a page is never larger.
pub(super) const MAX_FORM: usize = 256 * 1024;

/// The most fields of a form that is kept on the sign-in page: each becomes many times its size there,
/// and anybody may send one. A form of a person who is signed in may have more.
pub(super) const MAX_KEPT_FIELDS: usize = 5_000;

/// Lets the rest read [`MAX_FORM`] bytes of the body and answers for it where there were more.
pub(super) async fn limit(request: Request, next: Next) -> Response {
    let too_large = || error::Error::FormTooLarge.into_response();
    if announced(request.headers()).is_some_and(|length| length > MAX_FORM as u64) {
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

/// Whether reading a body ended because it was larger than it may be.
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

/// How long a body says it is.
fn announced(headers: &HeaderMap) -> Option<u64> {
    headers.get(header::CONTENT_LENGTH)?.to_str().ok()?.parse().ok()
}
