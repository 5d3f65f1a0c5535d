//! Keys of a page: `?` lists them, `/` goes to the search, `j` and `k` to the next and the last row, `o`
//! opens it, `n` and `p` show the next and the last interaction. They are off in fields, beside
//! modifiers, while text is composed, and if the person switches them off in the list of keys.

use leptos::ev;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlDialogElement, HtmlElement, HtmlInputElement, KeyboardEvent};

use super::{all, around, capture, first, focused, root};

/// What takes keys itself.
const FIELDS: &str = "input, textarea, select, [contenteditable], [role='application']";

/// Remembers in this browser that the keys are off.
const OFF: &str = "protocolo-keys-off";

/// The switch in the list of keys.
const SWITCH: &str = "[data-keys-switch]";

/// Registers the event listeners.
pub(super) fn listen() {
    window_event_listener(ev::click, |event| {
        if around(&event, "[data-keys]").is_some() {
            show_list();
        }
    });
    capture("close", |event| {
        if let Some(list) = around(event, "#keys") {
            list.remove();
        }
    });
    window_event_listener(ev::change, |event| {
        let switch = around(&event, SWITCH).and_then(|switch| switch.dyn_into::<HtmlInputElement>().ok());
        if let (Some(switch), Some(storage)) = (switch, storage()) {
            let _ = if switch.checked() { storage.remove_item(OFF) } else { storage.set_item(OFF, "") };
        }
    });
    window_event_listener(ev::keydown, |event| {
        let is_modified = event.ctrl_key() || event.meta_key() || event.alt_key();
        let is_typed = event.is_composing() || around(&event, FIELDS).is_some();
        if is_modified || is_typed || event.default_prevented() || template().is_none() || are_off() {
            return;
        }
        if press(&event) {
            event.prevent_default();
        }
    });
}

fn storage() -> Option<web_sys::Storage> {
    window().local_storage().ok()?
}

/// Whether the person has switched the keys off.
fn are_off() -> bool {
    storage().is_some_and(|storage| storage.get_item(OFF).is_ok_and(|off| off.is_some()))
}

/// What the list of keys is made from; pages without it, like the login, have no keys.
fn template() -> Option<Element> {
    first(&root(), "#keys-template")
}

/// Opens the list of keys.
fn show_list() -> bool {
    let (Some(template), Some(body)) = (template(), document().body()) else { return false };
    if first::<Element>(&root(), "#keys").is_some() {
        return false;
    }
    let _ = body.insert_adjacent_html("beforeend", &template.inner_html());
    if let Some(switch) = first::<HtmlInputElement>(&root(), SWITCH) {
        switch.set_checked(!are_off());
    }
    first::<HtmlDialogElement>(&root(), "#keys").is_some_and(|list| list.show_modal().is_ok())
}

/// Follows a link of the place by its `rel`.
fn follow_link(rel: &str) -> bool {
    let Some(link) = first::<HtmlElement>(&place(), &format!("a[rel='{rel}']")) else { return false };
    link.click();
    true
}

/// Carries out a key; whether it is one.
fn press(event: &KeyboardEvent) -> bool {
    match event.key().as_str() {
        "?" => show_list(),
        "/" => search(),
        "n" => follow_link("next"),
        "p" => follow_link("prev"),
        "j" => go_to_row(true),
        "k" => go_to_row(false),
        "o" => open_row(),
        _ => false,
    }
}

/// The open dialog, or the page.
fn place() -> Element {
    all(&root(), "dialog:modal").pop().unwrap_or_else(root)
}

/// Moves the focus to the search field; opens the filters where there is none.
fn search() -> bool {
    let place = place();
    let fields = "main input[type='search'], dialog input[type='search']";
    if let Some(field) = first::<HtmlInputElement>(&place, fields) {
        field.select();
        return field.focus().is_ok();
    }
    let Some(filters) = first::<HtmlElement>(&place, ".filter-toggle") else { return false };
    filters.click();
    true
}

/// The row with the focus.
fn current_row() -> Option<Element> {
    focused()?.closest(".list > tbody > tr").ok()?
}

/// The link of a row that opens what it is about.
fn link_of(row: &Element) -> Option<HtmlElement> {
    first(row, "td a[href]")
}

/// Moves the focus to the next or the last row of the list, at first to its first one.
fn go_to_row(is_down: bool) -> bool {
    let Some(row) = current_row() else {
        let first = all(&place(), ".list > tbody > tr").into_iter().find_map(|row| link_of(&row));
        return first.is_some_and(|link| link.focus().is_ok());
    };
    let next = if is_down { row.next_element_sibling() } else { row.previous_element_sibling() };
    next.and_then(|next| link_of(&next)).is_some_and(|link| link.focus().is_ok())
}

/// Opens the row with the focus.
fn open_row() -> bool {
    let Some(link) = current_row().and_then(|row| link_of(&row)) else { return false };
    link.click();
    true
}
