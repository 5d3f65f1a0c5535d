//! Secrets that are shown only once: an API key or a password link.

use http::{HeaderValue, header};
use leptos::prelude::*;

use crate::ui::copy::CopyButton;
use crate::ui::icon::icon;

/// A secret that is shown only once.
#[derive(Clone, Debug)]
pub(crate) struct OneTimeSecret {
    /// Title: what was created.
    pub(super) title: String,
    /// What the user has to do with it.
    pub(super) text: String,
    /// Label of the field.
    pub(super) label: &'static str,
    /// Label of the copy button.
    pub(super) copy: &'static str,
    /// The secret itself.
    pub(super) value: String,
}

/// The secret with a copy button; the response is marked `no-store`.
#[component]
pub(super) fn OneTimeSecretNotice(secret: OneTimeSecret) -> impl IntoView {
    if let Some(response) = use_context::<leptos_axum::ResponseOptions>() {
        response.insert_header(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
    let OneTimeSecret { title, text, label, copy, value } = secret;
    view! {
        <div class="notice notice-success once" role="status">
            {icon("check", "icon")}
            <div class="once-body">
                <p class="once-title" data-announce="" dir="auto">{domain::bidi::plain(&title)}</p>
                <p>{text}</p>
                <div class="once-value">
                    <input class="input" readonly value=value.clone() aria-label=label autocomplete="off" spellcheck="false"/>
                    <CopyButton label=copy text=value/>
                </div>
            </div>
        </div>
    }
}
