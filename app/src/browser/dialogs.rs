//! Dialogs: the server renders them open; here they become modal, so that the browser traps the
//! focus. Escape and clicks on the backdrop follow the close link.

use std::cell::RefCell;

use leptos::ev;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{HtmlDialogElement, HtmlElement};

use super::{all, capture, focused, root, visit};

thread_local! {
    /// The element that had the focus when the dialog was requested.
    static OPENER: RefCell<Option<HtmlElement>> = const { RefCell::new(None) };
    /// The element that had the focus last.
    static LAST: RefCell<Option<HtmlElement>> = const { RefCell::new(None) };
    /// The element that had the focus at the last step of live parts.
    static FOCUSED: RefCell<Option<HtmlElement>> = const { RefCell::new(None) };
}

/// Registers the event listeners that close dialogs.
pub(super) fn listen() {
    // Escape, or the equivalent gesture.
    capture("cancel", |event| close(dialog_of(event), event));
    window_event_listener(ev::click, |event| {
        // A click whose target is the dialog itself is a click on the backdrop.
        close(dialog_of(&event), &event);
    });
}

/// The target of an event, if it is a dialog.
fn dialog_of(event: &web_sys::Event) -> Option<HtmlDialogElement> {
    event.target()?.dyn_into().ok()
}

fn close(dialog: Option<HtmlDialogElement>, event: &web_sys::Event) {
    let link = dialog.and_then(|dialog| dialog.query_selector("[data-close]").ok().flatten());
    if let Some(address) = link.and_then(|link| link.get_attribute("href")) {
        event.prevent_default();
        visit::close(&address);
    }
}

/// Remembers the focused element, in case the step opens a dialog. A step within a dialog keeps the one
/// that opened the first.
pub(super) fn remember_opener() {
    FOCUSED.set(focused().filter(|element| element.closest("dialog").is_ok_and(|dialog| dialog.is_none())));
}

/// Follows a dialog that a live part has opened or closed.
pub(crate) fn follow(is_open: bool) {
    if is_open {
        open(FOCUSED.take());
    } else if all(&root(), "dialog:modal").is_empty() {
        return_focus();
    }
}

/// Remembers which element has the focus.
pub(super) fn remember_focused() {
    LAST.set(focused());
}

/// Moves the focus on if its element has gone: from a panel to the button that opened it, from
/// elsewhere to the window or the content of the page.
pub(super) fn follow_lost_focus() {
    let is_lost = focused().is_none_or(|element| element.local_name() == "body");
    let gone = LAST.with_borrow(Clone::clone).filter(|last| is_lost && !last.is_connected());
    let Some(gone) = gone else { return };
    LAST.set(None);
    let was_filtering = gone.closest(".filters").is_ok_and(|panel| panel.is_some());
    let next = if was_filtering { ".filter-toggle" } else { "dialog:modal .dialog-title, #main" };
    let next = all(&root(), next).pop().and_then(|next| next.dyn_into::<HtmlElement>().ok());
    let _ = next.map(|next| next.focus());
}

/// Marks elements with `data-focus` that were there before.
const ARRIVED: &str = "data-arrived";

/// Moves the focus into a form that a step has opened, where the person goes on.
pub(super) fn focus_arrived() {
    for form in all(&root(), &format!("[data-focus]:not([{ARRIVED}])")) {
        let _ = form.set_attribute(ARRIVED, "");
        let fields = all(&form, "input:not([type='hidden']), select, textarea, button");
        let first = fields.into_iter().find_map(|field| field.dyn_into::<HtmlElement>().ok());
        let _ = first.map(|first| first.focus());
    }
}

/// Marks the forms of a page that is loaded, where the browser decides about the focus.
pub(super) fn leave_focus() {
    for form in all(&root(), "[data-focus]") {
        let _ = form.set_attribute(ARRIVED, "");
    }
}

/// Makes the open dialog of the page modal, if it is not yet.
pub(super) fn open(opener: Option<HtmlElement>) {
    for dialog in all(&root(), "dialog[open]:not(:modal)") {
        if let Ok(dialog) = dialog.dyn_into::<HtmlDialogElement>() {
            if opener.is_some() {
                OPENER.set(opener.clone());
            }
            // `showModal` throws if the dialog is already open non-modally.
            let _ = dialog.remove_attribute("open");
            let _ = dialog.show_modal();
        }
    }
}

/// Restores the focus after the dialog has been closed. If the opener was an entry of a menu that
/// has closed since, focuses the button of that menu.
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
