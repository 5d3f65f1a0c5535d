//! Printing a dialog: while it is modal it lies in the browser's top layer, of which paper shows one
//! page. For as long as the browser prints, dialogs are part of the page again; style hides the rest
//! (`style/print.css`).

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::HtmlDialogElement;

use super::{all, root};

/// On a dialog that was modal before it was printed.
const PRINTED: &str = "data-printed";

/// Follows the browser's printing from now on.
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
