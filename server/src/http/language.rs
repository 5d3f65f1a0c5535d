//! Language negotiation for responses that are not pages: by the request headers, then by the
//! user's preference once the session has been read.

use std::cell::Cell;

use app::locales::Locale;
use app::session::locale_of_browser;
use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::Response;

use super::state::Site;

tokio::task_local! {
    static LANGUAGE: Cell<Locale>;
}

/// Sets the language by the locale cookie or `Accept-Language`.
pub(super) async fn negotiate(State(site): State<Site>, request: Request, next: Next) -> Response {
    let locale = locale_of_browser(request.headers(), site.is_https());
    LANGUAGE.scope(Cell::new(locale), next.run(request)).await
}

/// Sets the language for the rest of the request.
pub(super) fn set(locale: Locale) {
    // Outside a request there is no language to set.
    let _ = LANGUAGE.try_with(|language| language.set(locale));
}

/// The language of the current request; the default outside one.
pub(super) fn current() -> Locale {
    LANGUAGE.try_with(Cell::get).unwrap_or_default()
}
