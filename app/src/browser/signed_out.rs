//! Forms submitted after the session expired: the server responds with the login page, which keeps
//! the fields (`app::waiting_form`). It is shown in a dialog over the current page; signing in
//! there submits the form again.

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{DomParser, Element, HtmlDialogElement, SupportedType};

use super::{all, pages, root};

/// The CSS class of the dialog.
const DIALOG: &str = "session-ended";

/// Shows the login page from the response in a dialog over the current page.
pub(super) fn show_login(html: &str) {
    let answer = DomParser::new().and_then(|parser| parser.parse_from_string(html, SupportedType::TextHtml));
    let card = answer.ok().and_then(|page| page.query_selector(".login-card").ok().flatten());
    let (Some(card), Some(body)) = (card, document().body()) else { return };
    for earlier in all(&root(), &format!(".{DIALOG}")) {
        earlier.remove();
    }
    let dialog = document().create_element("dialog").ok();
    let Some(dialog) = dialog.and_then(|dialog| dialog.dyn_into::<HtmlDialogElement>().ok()) else { return };
    dialog.set_class_name(&format!("{DIALOG} dialog"));
    let _ = dialog.set_attribute("aria-labelledby", "login-title");
    for form in all(&card, "form[method='post']") {
        send_in_place(&form);
    }
    let _ = dialog.append_child(&card);
    let _ = body.append_child(&dialog);
    pages::hydrate_new_islands();
    // Its messages are alerts, which screen readers announce by themselves.
    let _ = dialog.show_modal();
}

/// Whether a form signs in, in the dialog.
pub(super) fn is_sign_in(form: &Element) -> bool {
    form.closest(&format!(".{DIALOG}")).is_ok_and(|dialog| dialog.is_some())
}

/// Sends the form in place and enables the field `IN_PLACE`, with which the kept form is submitted
/// at once: its input is still visible on the page.
fn send_in_place(form: &Element) {
    let _ = form.set_attribute("data-in-place", "");
    for field in all(form, "input[type='hidden'][disabled]") {
        let _ = field.remove_attribute("disabled");
    }
}
