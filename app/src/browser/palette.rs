//! Opens the command palette: Ctrl K, ⌘ K, or its link in the top bar, which leads to a page without
//! WASM.

use leptos::ev;
use leptos::prelude::*;
use web_sys::Element;

use super::{around, first, root};
use crate::palette::{PATH, chunk};

/// The link to the palette; pages without it, like the login, have none.
pub(super) const LINK: &str = "[data-palette]";

/// Registers the event listeners.
pub(super) fn listen() {
    window_event_listener(ev::keydown, |event| {
        let is_modified = (event.ctrl_key() || event.meta_key()) && !event.alt_key() && !event.shift_key();
        let is_key = is_modified && !event.is_composing() && event.key().eq_ignore_ascii_case("k");
        if is_key && first::<Element>(&root(), LINK).is_some() {
            event.prevent_default();
            toggle();
        }
    });
    window_event_listener(ev::click, |event| {
        let is_modified = event.ctrl_key() || event.meta_key() || event.shift_key() || event.alt_key();
        if !is_modified && around(&event, LINK).is_some() {
            event.prevent_default();
            toggle();
        }
    });
}

/// Opens or closes the palette once its code is there; without it, its page is loaded.
fn toggle() {
    leptos::task::spawn_local(async {
        if chunk::chunk().load().await {
            chunk::toggle();
        } else {
            let _ = window().location().assign(PATH);
        }
    });
}
