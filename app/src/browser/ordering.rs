//! Sortable lists: rows are dragged by their handle or moved with the arrow keys while it has the
//! focus, and the position fields are renumbered. Without WASM, users type the positions.

use leptos::ev;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{DragEvent, Element, Event, HtmlElement, HtmlInputElement, KeyboardEvent, Node};

use super::{all, announce, around, root};

const LIST: &str = ".option-list-ordered, .row-list-ordered";
/// Rows with a check box; only checked ones have a position.
const CHOICE: &str = ".option-list-ordered > .option-row";
const ROW: &str = ".option-list-ordered > .option-row, .row-list-ordered > li";
/// Marks the row that is being dragged.
const DRAGGED: &str = "data-dragged";

/// Registers the event listeners.
pub(super) fn listen() {
    // Only the handle makes a row draggable: otherwise text in its fields could not be selected.
    window_event_listener(ev::pointerdown, |event| {
        if let Some(row) = around(&event, "[data-move]").and_then(|handle| handle.closest(ROW).ok().flatten())
        {
            let _ = row.set_attribute("draggable", "true");
        }
    });
    window_event_listener(ev::dragstart, |event| begin(&event));
    window_event_listener(ev::dragover, |event| carry(&event));
    window_event_listener(ev::drop, |event| drop(&event));
    window_event_listener(ev::dragend, |_| end());
    window_event_listener(ev::keydown, |event| step(&event));
    window_event_listener(ev::change, |event| chosen(&event));
}

fn begin(event: &DragEvent) {
    let Some(row) = around(event, ROW).filter(|row| row.get_attribute("draggable").is_some()) else { return };
    let _ = row.set_attribute(DRAGGED, "");
    if let Some(data) = event.data_transfer() {
        data.set_effect_allowed("move");
        // Some browsers do not start a drag without data.
        let _ = data.set_data("text/plain", "");
    }
}

/// Moves the dragged row past the row under the pointer, within its own list.
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

/// Dropping a row also checks it.
fn drop(event: &DragEvent) {
    let Some(dragged) = dragged() else { return };
    event.prevent_default();
    tick(&dragged);
    end();
}

fn end() {
    let Some(dragged) = dragged() else { return };
    let _ = dragged.remove_attribute(DRAGGED);
    if !is_choice(&dragged) {
        let _ = dragged.remove_attribute("draggable");
    }
    if let Some(list) = dragged.closest(LIST).ok().flatten() {
        number(&list);
    }
}

/// Moves a row up or down, by the arrow keys on its handle.
fn step(event: &KeyboardEvent) {
    let Some(handle) = around(event, "[data-move]") else { return };
    let Some(row) = handle.closest(ROW).ok().flatten() else { return };
    let moved = match event.key().as_str() {
        "ArrowUp" => row.previous_element_sibling().map(|other| other.before_with_node_1(&row)),
        "ArrowDown" => row.next_element_sibling().map(|other| other.after_with_node_1(&row)),
        _ => return,
    };
    event.prevent_default();
    if moved.is_none() {
        return;
    }
    tick(&row);
    if let Some(list) = row.closest(LIST).ok().flatten() {
        number(&list);
    }
    if let Ok(handle) = handle.dyn_into::<HtmlElement>() {
        let _ = handle.focus();
    }
    announce(&position(&row).map(|position| position.value()).unwrap_or_default());
}

fn tick(row: &Element) {
    if let Some(checkbox) = checkbox(row) {
        checkbox.set_checked(true);
    }
}

/// Gives a newly checked row the last position and clears the position of an unchecked one.
fn chosen(event: &Event) {
    let Some(row) = around(event, CHOICE) else { return };
    let target = event.target().and_then(|target| target.dyn_into::<HtmlInputElement>().ok());
    let Some(checkbox) = target.filter(|input| input.type_() == "checkbox") else { return };
    let (Some(list), Some(place)) = (row.closest(LIST).ok().flatten(), position(&row)) else { return };
    let last =
        all(&list, ROW).iter().filter_map(position).filter_map(|one| one.value().parse::<u32>().ok()).max();
    place.set_value(&if checkbox.checked() { (last.unwrap_or(0) + 1).to_string() } else { String::new() });
}

/// Numbers the rows from the top; rows with an unchecked box get no position.
fn number(list: &Element) {
    let mut next = 1;
    for row in all(list, ROW) {
        let Some(place) = position(&row) else { continue };
        let has_place = checkbox(&row).is_none_or(|checkbox| checkbox.checked());
        place.set_value(&if has_place { next.to_string() } else { String::new() });
        next += u32::from(has_place);
    }
}

fn dragged() -> Option<Element> {
    root().query_selector(&format!("[{DRAGGED}]")).ok()?
}

fn is_choice(row: &Element) -> bool {
    row.matches(CHOICE).unwrap_or(false)
}

/// The check box of a choice row; other rows have none.
fn checkbox(row: &Element) -> Option<HtmlInputElement> {
    if !is_choice(row) {
        return None;
    }
    row.query_selector("input[type='checkbox']").ok()??.dyn_into().ok()
}

fn position(row: &Element) -> Option<HtmlInputElement> {
    row.query_selector(".option-position, input[name$='.position']").ok()??.dyn_into().ok()
}
