//! A form that was sent after the session had ended: the server answers with the sign-in page, which
//! keeps its fields (`app::waiting_form`). The page stays as it is; that answer is shown in a dialog
//! above it, from which the person signs in and the form is sent again.

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{DomParser, Element, HtmlDialogElement, SupportedType};

use super::{all, pages, root};

/// The class of the dialog.
const DIALOG: &str = "session-ended";

/// Shows the sign-in page that answered a form above the page the form is on.
pub(super) fn ask(html: &str) {
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
    pages::revive_islands();
    // What it says is in alerts, which are read as they come.
    let _ = dialog.show_modal();
}

/// The form is sent from here, and says so by a field that the server leaves disabled: it is carried
/// out at once, as what was typed is still on the page.
fn send_in_place(form: &Element) {
    let _ = form.set_attribute("data-in-place", "");
    for field in all(form, "input[type='hidden'][disabled]") {
        let _ = field.remove_attribute("disabled");
    }
}
