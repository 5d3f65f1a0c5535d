//! Shows and hides a password with the button beside it.

use leptos::ev;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::HtmlInputElement;

use super::around;

/// Registers the event listener.
pub(super) fn listen() {
    window_event_listener(ev::click, |event| {
        let Some(button) = around(&event, "[data-reveals]") else { return };
        let field = button.get_attribute("data-reveals").and_then(|id| document().get_element_by_id(&id));
        let Some(field) = field.and_then(|field| field.dyn_into::<HtmlInputElement>().ok()) else { return };
        let is_shown = field.type_() == "text";
        field.set_type(if is_shown { "password" } else { "text" });
        let _ = button.set_attribute("aria-pressed", if is_shown { "false" } else { "true" });
    });
}
