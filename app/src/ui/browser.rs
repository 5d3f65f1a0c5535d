//! The few things asked of the browser itself. Called from effects and event handlers only, which
//! never run on the server.

use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

/// Tells style sheets and tests that the page answers to WASM now.
pub(crate) fn mark_hydrated() {
    if let Some(root) = root() {
        let _ = root.set_attribute("data-hydrated", "");
    }
}

/// The `<html>` element.
pub(crate) fn root() -> Option<Element> {
    leptos::prelude::document().document_element()
}

/// The element that has the focus.
pub(crate) fn focused() -> Option<HtmlElement> {
    leptos::prelude::document().active_element()?.dyn_into().ok()
}

/// Moves the focus back to where a dialog was opened from. An entry of a menu that has closed
/// since cannot take it; then the button that opens the menu does.
pub(crate) fn return_focus(opener: &HtmlElement) {
    let _ = opener.focus();
    let document = leptos::prelude::document();
    let there = document.active_element().is_some_and(|element| element.is_same_node(Some(opener)));
    if there {
        return;
    }
    let menu = opener.closest("[popover]").ok().flatten().map(|menu| menu.id());
    let button =
        menu.and_then(|id| document.query_selector(&format!("[popovertarget='{id}']")).ok().flatten());
    if let Some(button) = button.and_then(|button| button.dyn_into::<HtmlElement>().ok()) {
        let _ = button.focus();
    }
}

/// Keeps a choice for a year; readable by this site only.
pub(crate) fn set_cookie(name: &str, value: &str) {
    let document = leptos::prelude::document();
    if let Ok(document) = document.dyn_into::<web_sys::HtmlDocument>() {
        let secure =
            if leptos::prelude::location().protocol().is_ok_and(|p| p == "https:") { "; Secure" } else { "" };
        let cookie = format!("{name}={value}; Path=/; SameSite=Lax; Max-Age=31536000{secure}");
        let _ = document.set_cookie(&cookie);
    }
}
