//! Keyboard support for tabs (ARIA tabs pattern, roving tabindex): arrows, Home and End move to a
//! tab and activate it. The tabs themselves are links.

use leptos::ev;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

use super::{all, around, root};

const TAB: &str = "[role='tab']";

/// Registers the event listener.
pub(super) fn listen() {
    window_event_listener(ev::keydown, |event| {
        let Some(tab) = around(&event, TAB) else { return };
        if let Some(next) = reached(&tab, &event.key()) {
            event.prevent_default();
            let _ = next.focus();
            next.click();
        }
    });
}

/// The tab that a key moves to.
fn reached(from: &Element, key: &str) -> Option<HtmlElement> {
    let list = from.closest("[role='tablist']").ok()??;
    let tabs = all(&list, TAB);
    let here = tabs.iter().position(|tab| tab.is_same_node(Some(from)))?;
    let there = match key {
        "ArrowRight" => (here + 1) % tabs.len(),
        "ArrowLeft" => (here + tabs.len() - 1) % tabs.len(),
        "Home" => 0,
        "End" => tabs.len() - 1,
        _ => return None,
    };
    tabs.into_iter().nth(there)?.dyn_into().ok()
}

/// Makes the open tab the only tab stop of its list. Without WASM every tab is one.
pub(crate) fn rove() {
    for tab in all(&root(), TAB) {
        let open = tab.get_attribute("aria-selected").is_some_and(|selected| selected == "true");
        let _ = tab.set_attribute("tabindex", if open { "0" } else { "-1" });
        if open {
            tab.scroll_into_view_with_scroll_into_view_options(&nearest());
        }
    }
}

/// Scrolls as little as possible, to bring the open tab into view in a narrow window.
fn nearest() -> web_sys::ScrollIntoViewOptions {
    let options = web_sys::ScrollIntoViewOptions::new();
    options.set_block(web_sys::ScrollLogicalPosition::Nearest);
    options.set_inline(web_sys::ScrollLogicalPosition::Nearest);
    options
}
