//! A value with the button that copies it.

use domain::{Protocol, bidi};
use leptos::prelude::*;

use crate::locales::use_texts;
use crate::ui::icon::icon;

/// The number and *Copiar protocolo*; `app::browser` does the copying, shows it and says so.
#[component]
pub(crate) fn ProtocolNumber(protocol: Protocol) -> impl IntoView {
    let t = use_texts();
    view! {
        <span class="protocol">
            <span class="protocol-number">{protocol.to_string()}</span>
            <button
                class="copy js-only"
                type="button"
                aria-label=t.copy_protocol
                title=t.copy_protocol
                data-copy=protocol.to_string()
            >
                {icon("copy", "icon")}
                {icon("check", "icon copy-done")}
            </button>
        </span>
    }
}

/// Any value with its button; `label` says what is copied.
#[component]
pub(crate) fn Copyable(label: String, text: String) -> impl IntoView {
    view! {
        <span class="copyable">
            <span class="copyable-text" dir="auto">{bidi::plain(&text)}</span>
            <button class="copy js-only" type="button" aria-label=label.clone() title=label data-copy=text>
                {icon("copy", "icon")}
                {icon("check", "icon copy-done")}
            </button>
        </span>
    }
}
