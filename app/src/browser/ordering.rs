//! Lists that people put in an order: rows are dragged, and the numbers follow. Without us the numbers
//! themselves are typed, and they still are by whoever uses the keyboard.

use leptos::ev;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{DragEvent, Element, Event, HtmlInputElement, Node};

use super::{all, around, root};

const LIST: &str = ".option-list-ordered";
const ROW: &str = ".option-list-ordered > .option-row";
/// The row under the pointer's hand.
const DRAGGED: &str = "data-dragged";

/// Orders what is dragged from now on.
pub(super) fn listen() {
    window_event_listener(ev::dragstart, |event| begin(&event));
    window_event_listener(ev::dragover, |event| carry(&event));
    window_event_listener(ev::drop, |event| drop(&event));
    window_event_listener(ev::dragend, |_| end());
    window_event_listener(ev::change, |event| chosen(&event));
}

fn begin(event: &DragEvent) {
    let Some(row) = around(event, ROW) else { return };
    let _ = row.set_attribute(DRAGGED, "");
    if let Some(data) = event.data_transfer() {
        data.set_effect_allowed("move");
        // Some browsers drag nothing that has nothing to say.
        let _ = data.set_data("text/plain", "");
    }
}

/// Moves the dragged row past the one it is over, within its own list.
fn carry(event: &DragEvent) {
    let Some(dragged) = dragged() else { return };
    let Some(row) = around(event, ROW).filter(|row| row.parent_element() == dragged.parent_element()) else {
        return;
    };
    event.prevent_default();
    if row.is_same_node(Some(&dragged)) {
        return;
    }
    let below = dragged.compare_document_position(&row) & Node::DOCUMENT_POSITION_FOLLOWING != 0;
    let _ = if below { row.after_with_node_1(&dragged) } else { row.before_with_node_1(&dragged) };
}

/// What is dropped into an order is chosen with it.
fn drop(event: &DragEvent) {
    let Some(dragged) = dragged() else { return };
    event.prevent_default();
    if let Some(checkbox) = checkbox(&dragged) {
        checkbox.set_checked(true);
    }
    end();
}

fn end() {
    let Some(dragged) = dragged() else { return };
    let _ = dragged.remove_attribute(DRAGGED);
    if let Some(list) = dragged.closest(LIST).ok().flatten() {
        number(&list);
    }
}

/// What is chosen gets the last place; what is no longer chosen has none.
fn chosen(event: &Event) {
    let Some(row) = around(event, ROW) else { return };
    let target = event.target().and_then(|target| target.dyn_into::<HtmlInputElement>().ok());
    let Some(checkbox) = target.filter(|input| input.type_() == "checkbox") else { return };
    let (Some(list), Some(place)) = (row.closest(LIST).ok().flatten(), position(&row)) else { return };
    let last =
        all(&list, ROW).iter().filter_map(position).filter_map(|one| one.value().parse::<u32>().ok()).max();
    place.set_value(&if checkbox.checked() { (last.unwrap_or(0) + 1).to_string() } else { String::new() });
}

/// Writes the places of what is chosen, from the top.
fn number(list: &Element) {
    let mut next = 1;
    for row in all(list, ROW) {
        let Some(place) = position(&row) else { continue };
        let is_chosen = checkbox(&row).is_some_and(|checkbox| checkbox.checked());
        place.set_value(&if is_chosen { next.to_string() } else { String::new() });
        next += u32::from(is_chosen);
    }
}

fn dragged() -> Option<Element> {
    root().query_selector(&format!("[{DRAGGED}]")).ok()?
}

fn checkbox(row: &Element) -> Option<HtmlInputElement> {
    row.query_selector("input[type='checkbox']").ok()??.dyn_into().ok()
}

fn position(row: &Element) -> Option<HtmlInputElement> {
    row.query_selector(".option-position").ok()??.dyn_into().ok()
}
