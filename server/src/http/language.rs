//! The language of a request, for answers that are no page: what the browser says, and once the
//! session has been read, what the person has chosen.

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

/// Takes the language that the browser asks for.
pub(super) async fn negotiate(State(site): State<Site>, request: Request, next: Next) -> Response {
    let locale = locale_of_browser(request.headers(), site.is_https());
    LANGUAGE.scope(Cell::new(locale), next.run(request)).await
}

/// From here on the request is answered in this language.
pub(super) fn set(locale: Locale) {
    // Outside of a request there is none to set.
    let _ = LANGUAGE.try_with(|language| language.set(locale));
}

/// The language of the request being answered.
pub(super) fn current() -> Locale {
    LANGUAGE.try_with(Cell::get).unwrap_or_default()
}
