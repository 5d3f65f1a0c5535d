//! Values with a copy button.

use domain::{Protocol, bidi};
use leptos::either::Either;
use leptos::prelude::*;

use crate::locales::use_texts;
use crate::ui::icon::icon;

/// The button that copies `text`; `app::browser` copies it and announces the result. `label` is the
/// accessible name.
#[component]
pub(crate) fn CopyButton(#[prop(into)] label: String, text: String) -> impl IntoView {
    view! {
        <button class="copy js-only" type="button" aria-label=label.clone() title=label data-copy=text>
            {icon("copy", "icon")}
            {icon("check", "icon copy-done")}
        </button>
    }
}

/// A protocol number with *Copiar protocolo*.
#[component]
pub(crate) fn ProtocolNumber(protocol: Protocol) -> impl IntoView {
    let t = use_texts();
    view! {
        <span class="protocol">
            <span class="protocol-number">{protocol.to_string()}</span>
            <CopyButton label=t.copy_protocol text=protocol.to_string()/>
        </span>
    }
}

/// A value with a copy button; `label` is the accessible name of the button. A value too long
/// for its line, such as an e-mail address, may break after its first at sign.
#[component]
pub(crate) fn Copyable(label: String, text: String) -> impl IntoView {
    let shown = bidi::plain(&text);
    let shown = match shown.split_once('@') {
        Some((name, host)) => Either::Left(view! { {format!("{name}@")} <wbr/> {host.to_owned()} }),
        None => Either::Right(shown),
    };
    view! {
        <span class="copyable">
            <span class="copyable-text" dir="auto">{shown}</span>
            <CopyButton label text/>
        </span>
    }
}
