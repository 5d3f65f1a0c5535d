//! *Copiar*: a button with `data-copy` copies the value of that attribute to the clipboard.

use std::time::Duration;

use gloo_timers::future::sleep;
use leptos::ev;
use leptos::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::Element;

use super::{announce, around};
use crate::locales::use_texts;

/// How long the check mark is shown.
const CONFIRMED_FOR: Duration = Duration::from_secs(2);

/// Registers the event listener.
pub(super) fn listen() {
    window_event_listener(ev::click, |event| {
        if let Some(button) = around(&event, "[data-copy]") {
            leptos::task::spawn_local(copy(button));
        }
    });
}

/// Copies the text, shows the confirmation in place and announces it.
async fn copy(button: Element) {
    let t = use_texts();
    let text = button.get_attribute("data-copy").unwrap_or_default();
    let written = window().navigator().clipboard().write_text(&text);
    if JsFuture::from(written).await.is_err() {
        announce(t.copy_failed);
        return;
    }
    let title = button.get_attribute("title").unwrap_or_default();
    announce(t.copied);
    let _ = button.set_attribute("data-copied", "");
    let _ = button.set_attribute("title", t.copied);
    sleep(CONFIRMED_FOR).await;
    let _ = button.remove_attribute("data-copied");
    let _ = button.set_attribute("title", &title);
}
