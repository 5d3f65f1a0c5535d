//! Flash messages: the outcome of a form, shown once after the redirect. Passed in a cookie.

use leptos::prelude::*;

use crate::context::RequestContext;
use crate::cookies;
use crate::error::AppError;
use crate::form::Outcome;
use crate::locales::Texts;
use crate::redirect::redirect;
use crate::session::{PageContext, local_path};
pub use crate::ui::notice::Notice;
use crate::ui::notice::OutcomeNotice;
use crate::wire;

const NAME: &str = "protocolo_flash";

/// The translated texts in the language of the request.
pub(crate) fn texts_of_request() -> &'static Texts {
    PageContext::from_request().locale.texts()
}

/// Answers a form: redirects to `return_to` with the outcome as a flash message, or keeps both for
/// the server function that carries it out.
pub(crate) fn answer(outcome: Result<Notice, AppError>, return_to: Option<&str>) {
    let notice = outcome.unwrap_or_else(|error| {
        error.log();
        Notice::refused(error.message(texts_of_request()))
    });
    if let Some(outcome) = use_context::<Outcome>() {
        outcome.accept(notice, local_path(return_to));
        return;
    }
    store_notice(&notice);
    redirect(local_path(return_to));
}

/// Answers an action: like [`answer`] if it was sent as a plain form, with the outcome itself if
/// the browser's half asked.
pub(crate) fn respond(
    outcome: Result<Notice, AppError>,
    return_to: Option<&str>,
) -> Result<Notice, AppError> {
    if !is_plain_form() {
        return outcome.map_err(AppError::answered);
    }
    let notice = outcome.unwrap_or_else(|error| {
        error.log();
        Notice::refused(error.message(texts_of_request()))
    });
    store_notice(&notice);
    redirect(local_path(return_to));
    Ok(notice)
}

/// Whether the request is a form sent by the browser itself, which expects a page.
fn is_plain_form() -> bool {
    !wire::is_of_code(cookies::header("accept").as_deref())
}

fn store_notice(notice: &Notice) {
    cookies::set(NAME, &packed(notice), 60, true, secure());
}

/// The `Set-Cookie` header of a flash message, for handlers outside Leptos.
pub fn cookie(notice: &Notice, secure: bool) -> Option<http::HeaderValue> {
    cookies::written(NAME, &packed(notice), 60, true, secure)
}

fn packed(notice: &Notice) -> String {
    let json = serde_json::to_string(notice).unwrap_or_default();
    form_urlencoded::byte_serialize(json.as_bytes()).collect()
}

/// Shows the flash message, if there is one, and removes it. Use once per page.
#[component]
pub(crate) fn Flash() -> impl IntoView {
    take_notice().map(|notice| view! { <OutcomeNotice notice/> })
}

/// The flash message, if there is one, which is removed. Use once per page.
pub(crate) fn take_notice() -> Option<Notice> {
    let value = cookies::read(NAME)?;
    cookies::set(NAME, "", 0, true, secure());
    let json: String = form_urlencoded::parse(value.as_bytes()).next()?.0.into_owned();
    serde_json::from_str(&json).ok()
}

fn secure() -> bool {
    RequestContext::current().is_ok_and(|context| context.secure)
}
