//! Notices above a form or a list: the outcome of an action, an error, what was ignored.

use domain::bidi;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use crate::locales::use_texts;
use crate::ui::icon::icon;

/// The outcome of an action, in the language of the user.
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

    /// The message.
    #[cfg(feature = "hydrate")]
    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    /// Whether it is a success message.
    pub(crate) fn is_good(&self) -> bool {
        self.good
    }

    /// An error message: nothing was changed, and why.
    pub fn refused(text: impl Into<String>) -> Self {
        Self { text: text.into(), good: false }
    }
}

/// The outcome of an action, which screen readers announce.
#[component]
pub(crate) fn OutcomeNotice(notice: Notice) -> impl IntoView {
    let Notice { text, good } = notice;
    let class = if good { "notice notice-success flash" } else { "notice notice-error flash" };
    let glyph = if good { "check" } else { "alert" };
    view! { <div class=class role="status">{icon(glyph, "icon")} <p data-announce="">{bidi::plain(&text)}</p></div> }
}

/// An error message that screen readers announce.
#[component]
pub(crate) fn ErrorNotice(#[prop(into)] text: String) -> impl IntoView {
    view! {
        <div class="notice notice-error" role="alert">{icon("alert", "icon")} <p data-announce="">{text}</p></div>
    }
}

/// The parameters of the address that could not be parsed.
#[component]
pub(crate) fn IgnoredParameters(names: Vec<String>) -> impl IntoView {
    let t = use_texts();
    (!names.is_empty()).then(|| {
        view! {
            <div class="notice notice-warning" role="status">
                {icon("alert", "icon")}
                <p>{(t.ignored_parameters)(&names.join(", "))}</p>
            </div>
        }
    })
}

/// Above the lists of a live page: the outcome of the last action, and the ignored parameters.
#[component]
pub(crate) fn PageNotices(notice: Signal<Option<Notice>>, ignored: Signal<Vec<String>>) -> impl IntoView {
    view! {
        <div class="unboxed">
            {move || notice.get().map(|notice| view! { <OutcomeNotice notice/> })}
            {move || view! { <IgnoredParameters names=ignored.get()/> }}
        </div>
    }
}
