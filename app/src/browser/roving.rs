//! Keyboard support for elements that belong together (ARIA's roving tabindex): tabs, the days of the
//! chart, the entries of a menu, the rows of a list. The group is one tab stop, of a list the current
//! row; arrows, Home and End move within it. Without WASM every element is a tab stop.

use leptos::ev;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

use super::{all, around, dialogs, first, focused, root};

/// Elements that belong together.
struct Group {
    /// The element around them.
    container: &'static str,
    /// The elements.
    items: &'static str,
    /// The one that is a tab stop at first; the first one if there is none.
    start: &'static str,
    /// The keys that move to the one before and the one after.
    keys: [&'static str; 2],
    /// Whether an element is activated by moving to it.
    activates: bool,
}

const GROUPS: [Group; 3] = [
    Group {
        container: "[role='tablist']",
        items: "[role='tab']",
        start: "[aria-selected='true']",
        keys: ["ArrowLeft", "ArrowRight"],
        activates: true,
    },
    Group {
        container: ".chart-days",
        items: "a",
        start: "[aria-current='true'], [aria-current='date']",
        keys: ["ArrowLeft", "ArrowRight"],
        activates: false,
    },
    Group {
        container: ".menu-list",
        items: ".menu-item",
        start: "[aria-checked='true']",
        keys: ["ArrowUp", "ArrowDown"],
        activates: false,
    },
];

/// The rows of lists, and what can have the focus in them.
const ROWS: &str = ".list > tbody";
const CONTROLS: &str = "a[href], button, input, select, [tabindex]";

/// Fields that use the arrows themselves.
const ARROW_FIELDS: &str = "select, textarea, input:not([type='checkbox'], [type='hidden'])";

/// Registers the event listeners.
pub(super) fn listen() {
    window_event_listener(ev::keydown, |event| {
        let is_modified = event.ctrl_key() || event.meta_key() || event.alt_key();
        if is_modified || event.default_prevented() {
            return;
        }
        let key = event.key();
        let is_moved = GROUPS.iter().any(|group| group.moves(&event, &key))
            || enters_menu(&event, &key)
            || moves_between_rows(&event, &key);
        if is_moved {
            event.prevent_default();
        }
    });
    window_event_listener(ev::focusin, |_| {
        dialogs::remember_focused();
        rove();
    });
    rove();
}

/// Gives every group one tab stop: the focused element, else the one that had it, else the start.
pub(super) fn rove() {
    let focused = focused();
    for group in &GROUPS {
        for container in all(&root(), group.container) {
            let items = all(&container, group.items);
            let stop =
                position(&items, |item| focused.as_ref().is_some_and(|it| item.is_same_node(Some(it))))
                    .or_else(|| {
                        position(&items, |item| !group.activates && has_stop(item))
                            .or_else(|| position(&items, |item| item.matches(group.start).unwrap_or(false)))
                    })
                    .unwrap_or(0);
            for (index, item) in items.iter().enumerate() {
                set_stop(item, index == stop);
            }
        }
    }
    for list in all(&root(), ROWS) {
        // A list that arrows do not lead out of keeps all its tab stops.
        if first::<Element>(&list, ARROW_FIELDS).is_some() {
            continue;
        }
        let rows: Vec<_> = all(&list, ":scope > tr").iter().map(controls).collect();
        if rows.iter().all(|row| row.len() < 2) {
            continue;
        }
        let is_in = |row: &[Element]| {
            row.iter().any(|item| focused.as_ref().is_some_and(|it| item.is_same_node(Some(it))))
        };
        let current = rows.iter().position(|row| is_in(row));
        let current = current.or_else(|| rows.iter().position(|row| row.iter().any(has_stop))).unwrap_or(0);
        for (index, row) in rows.iter().enumerate() {
            for item in row {
                set_stop(item, index == current);
            }
        }
    }
}

fn position(items: &[Element], is_it: impl Fn(&Element) -> bool) -> Option<usize> {
    items.iter().position(is_it)
}

/// Marks the elements that were made tab stops; others may come with a `tabindex` of their own.
const STOP: &str = "data-stop";

/// Whether an element was made a tab stop before.
fn has_stop(item: &Element) -> bool {
    item.has_attribute(STOP)
}

fn set_stop(item: &Element, is_stop: bool) {
    let wanted = if is_stop { "0" } else { "-1" };
    if item.get_attribute("tabindex").as_deref() != Some(wanted) {
        let _ = item.set_attribute("tabindex", wanted);
    }
    if is_stop != has_stop(item) {
        let _ = item.toggle_attribute_with_force(STOP, is_stop);
    }
}

impl Group {
    /// Moves the focus if `key` is one of the group's; whether it did.
    fn moves(&self, event: &web_sys::KeyboardEvent, key: &str) -> bool {
        let Some(item) = around(event, self.items) else { return false };
        let Ok(Some(container)) = item.closest(self.container) else { return false };
        let items = all(&container, self.items);
        let Some(here) = position(&items, |one| one.is_same_node(Some(&item))) else { return false };
        let there = match key {
            key if key == self.keys[1] => (here + 1) % items.len(),
            key if key == self.keys[0] => (here + items.len() - 1) % items.len(),
            "Home" => 0,
            "End" => items.len() - 1,
            _ => return false,
        };
        let Some(next) = items[there].dyn_ref::<HtmlElement>() else { return false };
        let _ = next.focus();
        if self.activates {
            next.click();
        }
        true
    }
}

/// What can have the focus in a row; menus of the row are groups of their own.
fn controls(row: &Element) -> Vec<Element> {
    let mut found = all(row, CONTROLS);
    found.retain(|item| item.closest("[popover]").is_ok_and(|menu| menu.is_none()));
    found
}

/// Moves from a control of a row to the same one of the next or the last row; whether it did.
fn moves_between_rows(event: &web_sys::KeyboardEvent, key: &str) -> bool {
    let is_down = match key {
        "ArrowDown" => true,
        "ArrowUp" => false,
        _ => return false,
    };
    let Some(row) = around(event, &format!("{ROWS} > tr")) else { return false };
    if around(event, ARROW_FIELDS).or_else(|| around(event, "[popover]")).is_some() {
        return false;
    }
    let here = controls(&row).iter().position(|one| focused().is_some_and(|it| one.is_same_node(Some(&it))));
    here.is_some_and(|here| step(&row, is_down, here))
}

/// Moves the focus to the row after or before a row, to its control at an index or its last one.
/// Returns whether there is one.
pub(super) fn step(row: &Element, is_down: bool, index: usize) -> bool {
    let next = if is_down { row.next_element_sibling() } else { row.previous_element_sibling() };
    let controls = next.as_ref().map(controls).unwrap_or_default();
    let control =
        controls.get(index).or(controls.last()).and_then(|control| control.dyn_ref::<HtmlElement>());
    control.is_some_and(|control| control.focus().is_ok())
}

/// Moves from the button of a menu to its first or last entry, and opens it if needed; whether it did.
fn enters_menu(event: &web_sys::KeyboardEvent, key: &str) -> bool {
    let is_down = match key {
        "ArrowDown" => true,
        "ArrowUp" => false,
        _ => return false,
    };
    let Some(button) = around(event, "button[popovertarget]") else { return false };
    let menu = button.get_attribute("popovertarget").and_then(|id| document().get_element_by_id(&id));
    let Some(menu) = menu.filter(|menu| menu.class_list().contains("menu")) else { return false };
    if !menu.matches(":popover-open").unwrap_or(false)
        && let Some(button) = button.dyn_ref::<HtmlElement>()
    {
        button.click();
    }
    let items = all(&menu, ".menu-item");
    let item = if is_down { items.first() } else { items.last() };
    let _ = item.and_then(|item| item.dyn_ref::<HtmlElement>()).map(HtmlElement::focus);
    true
}

/// Scrolls the open tab into view in a narrow window, as little as possible.
pub(crate) fn show_open_tab() {
    for tab in all(&root(), "[role='tab'][aria-selected='true']") {
        let options = web_sys::ScrollIntoViewOptions::new();
        options.set_block(web_sys::ScrollLogicalPosition::Nearest);
        options.set_inline(web_sys::ScrollLogicalPosition::Nearest);
        tab.scroll_into_view_with_scroll_into_view_options(&options);
    }
}
