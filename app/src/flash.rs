//! What a form has to say after the redirect that follows it: it travels in a cookie to the next
//! page, once.

use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use crate::context::RequestContext;
use crate::cookies;
use crate::error::AppError;
use crate::locales::Texts;
use crate::redirect::redirect;
use crate::session::{Surroundings, local_path};
use crate::ui::icon::icon;

/// A sentence for the person, in their language.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notice {
    text: String,
    good: bool,
}

impl Notice {
    /// Something was done.
    pub fn done(text: impl Into<String>) -> Self {
        Self { text: text.into(), good: true }
    }

    /// Something was not done, and why.
    pub fn refused(text: impl Into<String>) -> Self {
        Self { text: text.into(), good: false }
    }
}

const NAME: &str = "protocolo_flash";

/// The words of the person whose form is being answered.
pub(crate) fn texts_of_request() -> &'static Texts {
    Surroundings::of_request().locale.texts()
}

/// Answers a form: leads it `back`, where the outcome is told.
pub(crate) fn answer(outcome: Result<Notice, AppError>, back: Option<&str>) {
    let notice = outcome.unwrap_or_else(|error| {
        error.log();
        Notice::refused(error.message(texts_of_request()))
    });
    leave(&notice);
    redirect(local_path(back));
}

/// Gives the next page something to say.
fn leave(notice: &Notice) {
    cookies::set(NAME, &packed(notice), 60, true, secure());
}

/// The same for forms that no server function answers: the `Set-Cookie` of their answer.
pub fn cookie(notice: &Notice, secure: bool) -> Option<http::HeaderValue> {
    cookies::written(NAME, &packed(notice), 60, true, secure)
}

fn packed(notice: &Notice) -> String {
    let json = serde_json::to_string(notice).unwrap_or_default();
    form_urlencoded::byte_serialize(json.as_bytes()).collect()
}

/// The notice of the last form, if there is one. Once on a page.
#[component]
pub(crate) fn Flash() -> impl IntoView {
    take().map(|Notice { text, good }| {
        let class = if good { "notice notice-success flash" } else { "notice notice-error flash" };
        let glyph = if good { "check" } else { "alert" };
        view! { <div class=class role="status">{icon(glyph, "icon")} <p data-announce="">{domain::bidi::plain(&text)}</p></div> }
    })
}

fn take() -> Option<Notice> {
    let value = cookies::read(NAME)?;
    cookies::set(NAME, "", 0, true, secure());
    let json: String = form_urlencoded::parse(value.as_bytes()).next()?.0.into_owned();
    serde_json::from_str(&json).ok()
}

fn secure() -> bool {
    RequestContext::current().is_ok_and(|context| context.secure)
}
