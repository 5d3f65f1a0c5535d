//! DOM morphing: makes one tree of elements equal to another and keeps the nodes both have in
//! common, so that focus, unsaved input and open menus survive.

use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlDialogElement, HtmlInputElement, HtmlMediaElement, HtmlOptionElement, Node};

use super::all;
use super::pages::is_island;
use crate::live::{self, FOLLOWS};

/// The component of an island.
const COMPONENT: &str = "data-component";

/// Makes `old` equal to `new`, an element with the same name. Nodes of `new` are moved, not cloned.
pub(super) fn morph(old: &Element, new: &Element) {
    if is_island(old) || old.has_attribute("data-kept") {
        return;
    }
    copy_attributes(old, new);
    let mut present = old.first_child();
    let mut wanted = new.first_child();
    while let Some(fresh) = wanted {
        wanted = fresh.next_sibling();
        present = place(old, present, &fresh);
    }
    while let Some(surplus) = present {
        present = surplus.next_sibling();
        remove(old, &surplus);
    }
}

/// Puts `fresh` before or in place of `present`, and returns the node that follows it.
fn place(parent: &Element, present: Option<Node>, fresh: &Node) -> Option<Node> {
    let kept = following(present.clone()).find(|node| alike(node, fresh));
    let Some(kept) = kept else {
        // No later sibling matches. `present` is kept if a later new node matches it.
        let needed = |node: &Node| following(fresh.next_sibling()).any(|later| alike(node, &later));
        if let Some(present) = present.as_ref().filter(|present| !needed(present)) {
            let next = present.next_sibling();
            release(present);
            let _ = parent.replace_child(fresh, present);
            return next;
        }
        let _ = parent.insert_before(fresh, present.as_ref());
        return present;
    };
    let mut passed = present;
    while let Some(node) = passed.filter(|node| !node.is_same_node(Some(&kept))) {
        passed = node.next_sibling();
        remove(parent, &node);
    }
    let next = kept.next_sibling();
    update(&kept, fresh);
    next
}

fn following(first: Option<Node>) -> impl Iterator<Item = Node> {
    std::iter::successors(first, Node::next_sibling)
}

/// Whether `old` can be morphed into `new`: the same element name, ID and role.
fn alike(old: &Node, new: &Node) -> bool {
    if old.node_type() != new.node_type() {
        return false;
    }
    match (old.dyn_ref::<Element>(), new.dyn_ref::<Element>()) {
        (Some(old), Some(new)) if old.local_name() == new.local_name() => {
            if is_island(old) {
                // A part that follows the address of the page stays, whatever the fetched page has in it.
                let stays = old.get_attribute(FOLLOWS).is_some_and(|path| live::is_shown(&path));
                return stays && old.get_attribute(COMPONENT) == new.get_attribute(COMPONENT);
            }
            old.id() == new.id() && role(old) == role(new)
        }
        (None, None) => true,
        _ => false,
    }
}

/// The first class of an element; by convention the others are its state.
fn role(element: &Element) -> Option<String> {
    let class = element.get_attribute("class")?;
    class.split_ascii_whitespace().next().map(str::to_owned)
}

fn update(old: &Node, new: &Node) {
    match (old.dyn_ref::<Element>(), new.dyn_ref::<Element>()) {
        (Some(old), Some(new)) => morph(old, new),
        _ => {
            if old.node_value() != new.node_value() {
                old.set_node_value(new.node_value().as_deref());
            }
        }
    }
}

fn remove(parent: &Element, node: &Node) {
    release(node);
    let _ = parent.remove_child(node);
}

/// Closes modal dialogs and pauses audio, which would outlive their removed elements.
fn release(node: &Node) {
    let Some(element) = node.dyn_ref::<Element>() else { return };
    let inside = all(element, "dialog, audio");
    for element in inside.iter().chain(std::iter::once(element)) {
        if let Some(dialog) = element.dyn_ref::<HtmlDialogElement>() {
            dialog.close();
        } else if let Some(audio) = element.dyn_ref::<HtmlMediaElement>() {
            let _ = audio.pause();
        }
    }
}

/// Copies attributes, and the live state that they only initialise. `open` of `<details>` is kept:
/// it belongs to the user.
fn copy_attributes(old: &Element, new: &Element) {
    let names = old.get_attribute_names();
    for name in names.iter().filter_map(|name| name.as_string()) {
        let own = name == "open" && old.local_name() == "details";
        if !own && !new.has_attribute(&name) {
            let _ = old.remove_attribute(&name);
            set_state(old, &name, None);
        }
    }
    for name in new.get_attribute_names().iter().filter_map(|name| name.as_string()) {
        let value = new.get_attribute(&name);
        if old.get_attribute(&name) != value {
            let _ = old.set_attribute(&name, value.as_deref().unwrap_or_default());
            set_state(old, &name, value.as_deref());
        }
    }
}

fn set_state(element: &Element, name: &str, value: Option<&str>) {
    if let Some(input) = element.dyn_ref::<HtmlInputElement>() {
        match name {
            "value" => input.set_value(value.unwrap_or_default()),
            "checked" => input.set_checked(value.is_some()),
            _ => {}
        }
    } else if let Some(option) = element.dyn_ref::<HtmlOptionElement>()
        && name == "selected"
    {
        option.set_selected(value.is_some());
    }
}
