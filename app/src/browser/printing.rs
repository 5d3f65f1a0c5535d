//! Printing a dialog: a modal dialog is in the top layer, of which only one page is printed. While
//! printing, dialogs are non-modal and CSS hides the rest of the page (`style/print.css`).

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::HtmlDialogElement;

use super::{all, root};

/// Marks dialogs that were modal before printing.
const PRINTED: &str = "data-printed";

/// Registers the event listeners.
pub(super) fn listen() {
    window_event_listener_untyped("beforeprint", |_| {
        for dialog in dialogs("dialog:modal") {
            dialog.close();
            let _ = dialog.set_attribute("open", "");
            let _ = dialog.set_attribute(PRINTED, "");
        }
    });
    window_event_listener_untyped("afterprint", |_| {
        for dialog in dialogs(&format!("dialog[{PRINTED}]")) {
            let _ = dialog.remove_attribute(PRINTED);
            let _ = dialog.remove_attribute("open");
            let _ = dialog.show_modal();
        }
    });
}

fn dialogs(selector: &str) -> impl Iterator<Item = HtmlDialogElement> {
    all(&root(), selector).into_iter().filter_map(|dialog| dialog.dyn_into().ok())
}
