//! What is shown once and never again: a key, or an address that lets somebody in.

use http::{HeaderValue, header};
use leptos::prelude::*;

use crate::ui::icon::icon;

/// Something that is shown once.
#[derive(Clone, Debug)]
pub(crate) struct Once {
    /// What was made.
    pub(super) title: String,
    /// What to do with it, now.
    pub(super) text: String,
    /// What the field is called.
    pub(super) label: &'static str,
    /// What the button that copies it is called.
    pub(super) copy: &'static str,
    /// The thing itself.
    pub(super) value: String,
}

/// The thing with the button that copies it. No cache and no list of pages keeps it.
#[component]
pub(super) fn ShownOnce(once: Once) -> impl IntoView {
    if let Some(response) = use_context::<leptos_axum::ResponseOptions>() {
        response.insert_header(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
    let Once { title, text, label, copy, value } = once;
    view! {
        <div class="notice notice-success once" role="status">
            {icon("check", "icon")}
            <div class="once-body">
                <p class="once-title" data-announce="" dir="auto">{domain::bidi::plain(&title)}</p>
                <p>{text}</p>
                <div class="once-value">
                    <input class="input" readonly value=value.clone() aria-label=label autocomplete="off" spellcheck="false"/>
                    <button class="copy js-only" type="button" aria-label=copy title=copy data-copy=value>
                        {icon("copy", "icon")}
                        {icon("check", "icon copy-done")}
                    </button>
                </div>
            </div>
        </div>
    }
}
