//! A protocol number with the button that copies it.

use std::time::Duration;

use domain::Protocol;
use leptos::prelude::*;
use wasm_bindgen_futures::JsFuture;

use crate::locales::use_texts;
use crate::ui::announcer::use_announcer;
use crate::ui::icon::icon;

/// How long the check mark stays.
const CONFIRMED_FOR: Duration = Duration::from_secs(2);

/// The number and *Copiar protocolo*; the confirmation is shown in place and announced.
#[component]
pub(crate) fn ProtocolNumber(protocol: Protocol) -> impl IntoView {
    let t = use_texts();
    let copied = RwSignal::new(false);
    let announce = use_announcer();
    let text = protocol.to_string();
    let copy = move |_| {
        let announce = announce.clone();
        let written = window().navigator().clipboard().write_text(&text);
        leptos::task::spawn_local(async move {
            if JsFuture::from(written).await.is_ok() {
                copied.set(true);
                announce(t.copied.to_owned());
                set_timeout(move || copied.set(false), CONFIRMED_FOR);
            } else {
                announce(t.copy_failed.to_owned());
            }
        });
    };
    view! {
        <span class="protocol">
            <span class="protocol-number">{protocol.to_string()}</span>
            <button
                class="copy js-only"
                type="button"
                aria-label=t.copy_protocol
                title=move || if copied.get() { t.copied } else { t.copy_protocol }
                data-copied=move || copied.get().then_some("")
                on:click=copy
            >
                {icon("copy", "icon")}
                {icon("check", "icon copy-done")}
            </button>
        </span>
    }
}
