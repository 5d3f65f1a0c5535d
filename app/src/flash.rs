//! Flash messages: the outcome of a form, shown once after the redirect. Passed in a cookie.

use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use crate::context::RequestContext;
use crate::cookies;
use crate::error::AppError;
use crate::locales::Texts;
use crate::redirect::redirect;
use crate::session::{PageContext, local_path};
use crate::ui::icon::icon;

/// A flash message in the language of the user.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notice {
    text: String,
    good: bool,
}

impl Notice {
    /// A success message.
    pub fn done(text: impl Into<String>) -> Self {
        Self { text: text.into(), good: true }
    }

    /// An error message: nothing was changed, and why.
    pub fn refused(text: impl Into<String>) -> Self {
        Self { text: text.into(), good: false }
    }
}

const NAME: &str = "protocolo_flash";

/// The translated texts in the language of the request.
pub(crate) fn texts_of_request() -> &'static Texts {
    PageContext::from_request().locale.texts()
}

/// Answers a form: redirects to `return_to` with the outcome as a flash message.
pub(crate) fn answer(outcome: Result<Notice, AppError>, return_to: Option<&str>) {
    let notice = outcome.unwrap_or_else(|error| {
        error.log();
        Notice::refused(error.message(texts_of_request()))
    });
    store_notice(&notice);
    redirect(local_path(return_to));
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
    take_notice().map(|Notice { text, good }| {
        let class = if good { "notice notice-success flash" } else { "notice notice-error flash" };
        let glyph = if good { "check" } else { "alert" };
        view! { <div class=class role="status">{icon(glyph, "icon")} <p data-announce="">{domain::bidi::plain(&text)}</p></div> }
    })
}

fn take_notice() -> Option<Notice> {
    let value = cookies::read(NAME)?;
    cookies::set(NAME, "", 0, true, secure());
    let json: String = form_urlencoded::parse(value.as_bytes()).next()?.0.into_owned();
    serde_json::from_str(&json).ok()
}

fn secure() -> bool {
    RequestContext::current().is_ok_and(|context| context.secure)
}
