//! Opens the command palette by Ctrl K or ⌘ K. Its link in the top bar does so too (`visit`); without
//! WASM that leads to its page.

use leptos::ev;
use leptos::prelude::*;
use web_sys::Element;

use super::{first, root};
use crate::palette::{PATH, chunk};

/// The link to the palette; pages without it, like the login, have none.
pub(super) const LINK: &str = "[data-palette]";

/// Registers the event listener.
pub(super) fn listen() {
    window_event_listener(ev::keydown, |event| {
        let is_command = (event.ctrl_key() || event.meta_key()) && !event.alt_key() && !event.shift_key();
        let is_shortcut = is_command && !event.is_composing() && event.key().eq_ignore_ascii_case("k");
        if is_shortcut && first::<Element>(&root(), LINK).is_some() {
            event.prevent_default();
            toggle();
        }
    });
}

/// Opens or closes the palette once its code is there; without it, its page is loaded.
pub(super) fn toggle() {
    leptos::task::spawn_local(async {
        if chunk::chunk().load().await {
            chunk::toggle();
        } else {
            let _ = window().location().assign(PATH);
        }
    });
}
