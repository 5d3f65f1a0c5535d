//! Loads the code of what a link opens when the pointer or the focus reaches it: the code, never the
//! data, since views of personal data are audited.

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Event, HtmlAnchorElement};

use super::around;
use crate::{case, conversation, history, palette};

/// Registers the event listeners.
pub(super) fn listen() {
    for reached in ["pointerover", "focusin", "touchstart"] {
        window_event_listener_untyped(reached, |event| prefetch(&event));
    }
}

fn prefetch(event: &Event) {
    let link = around(event, "a[href]").and_then(|link| link.dyn_into::<HtmlAnchorElement>().ok());
    let Some(link) = link else { return };
    let search = link.search();
    if link.matches(super::palette::LINK).unwrap_or(false) {
        palette::chunk::chunk().prefetch();
    }
    if link.pathname() == history::query::PATH
        && ["filters=", "columns="].iter().any(|panel| search.contains(panel))
    {
        history::chunk::chunk().prefetch();
    }
    if search.contains("case=") {
        case::chunk::chunk().prefetch();
    }
    if search.contains("interaction=") || search.contains("case.open=") {
        conversation::chunk::chunk().prefetch();
    }
}
