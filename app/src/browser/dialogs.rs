//! Dialogs: the server renders them open; here they become modal, so that the browser keeps the
//! focus inside. Escape and a click beside the dialog lead where its close link leads.

use std::cell::RefCell;

use leptos::ev;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::Closure;
use web_sys::{HtmlDialogElement, HtmlElement};

use super::{all, root, visit};

thread_local! {
    /// What had the focus when the dialog was asked for.
    static OPENER: RefCell<Option<HtmlElement>> = const { RefCell::new(None) };
}

/// Closes dialogs by key and by a click beside them from now on.
pub(super) fn listen() {
    // Escape, or the gesture that means it. The event does not bubble: it is met on its way down.
    let cancelled =
        Closure::<dyn Fn(web_sys::Event)>::new(|event: web_sys::Event| leave(dialog_of(&event), &event));
    let listener = cancelled.into_js_value();
    let _ = document().add_event_listener_with_callback_and_bool("cancel", listener.unchecked_ref(), true);
    window_event_listener(ev::click, |event| {
        // A click on the dialog itself, not on anything inside, is one on its backdrop.
        leave(dialog_of(&event), &event);
    });
}

/// The dialog that an event is about, not anything inside it.
fn dialog_of(event: &web_sys::Event) -> Option<HtmlDialogElement> {
    event.target()?.dyn_into().ok()
}

fn leave(dialog: Option<HtmlDialogElement>, event: &web_sys::Event) {
    let link = dialog.and_then(|dialog| dialog.query_selector("[data-close]").ok().flatten());
    if let Some(address) = link.and_then(|link| link.get_attribute("href")) {
        event.prevent_default();
        visit::close(&address);
    }
}

/// Makes the page's dialog modal, if it has one that is not.
pub(super) fn open(opener: Option<HtmlElement>) {
    for dialog in all(&root(), "dialog[open]:not(:modal)") {
        if let Ok(dialog) = dialog.dyn_into::<HtmlDialogElement>() {
            OPENER.set(opener.clone());
            // The server's `open` makes it non-modal; it has to go before `showModal` may come.
            let _ = dialog.remove_attribute("open");
            let _ = dialog.show_modal();
        }
    }
}

/// To be called when a page without a dialog has come: gives the focus back. An entry of a menu
/// that has closed since cannot take it; then the button that opens the menu does.
pub(super) fn return_focus() {
    let Some(opener) = OPENER.take() else { return };
    let _ = opener.focus();
    if document().active_element().is_some_and(|element| element.is_same_node(Some(&opener))) {
        return;
    }
    let menu = opener.closest("[popover]").ok().flatten().map(|menu| menu.id());
    let button =
        menu.and_then(|id| document().query_selector(&format!("[popovertarget='{id}']")).ok().flatten());
    if let Some(button) = button.and_then(|button| button.dyn_into::<HtmlElement>().ok()) {
        let _ = button.focus();
    }
}
