//! What the browser does with the markup of every page, besides the islands: it turns pages in
//! place, makes dialogs modal, moves along tabs, orders lists and copies what is asked for. All of it is progressive: a link stays a
//! link and a form a form, so whatever is not handled here the browser does itself.

mod copying;
mod dialogs;
mod dropping;
mod morph;
mod ordering;
mod pages;
mod printing;
mod restored;
mod scrolling;
mod signed_out;
mod tabs;
mod validity;
mod visit;

use std::time::Duration;

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::wasm_bindgen;
use web_sys::{Element, HtmlElement};

/// Called once, when the WASM has arrived and before the page's islands come to life.
pub fn start() {
    pages::adopt_islands();
    visit::listen();
    restored::listen();
    scrolling::listen();
    dialogs::listen();
    copying::listen();
    dropping::listen();
    printing::listen();
    ordering::listen();
    tabs::listen();
    validity::listen();
    dialogs::open(None);
    tabs::rove();
    // The script that called us brings the islands to life next, within this very task.
    set_timeout(mark_hydrated, Duration::ZERO);
}

/// Tells style sheets and tests that the page answers to WASM now.
fn mark_hydrated() {
    let _ = root().set_attribute("data-hydrated", "");
}

/// The `<html>` element.
fn root() -> Element {
    document().document_element().expect("a page has a root element")
}

/// The element that has the focus.
fn focused() -> Option<HtmlElement> {
    document().active_element()?.dyn_into().ok()
}

/// Every element a selector finds within another.
fn all(within: &Element, selector: &str) -> Vec<Element> {
    let found = within.query_selector_all(selector);
    let nodes = found.map(|list| (0..list.length()).filter_map(|index| list.item(index)).collect::<Vec<_>>());
    nodes.unwrap_or_default().into_iter().filter_map(|node| node.dyn_into().ok()).collect()
}

/// The nearest element around an event's target that a selector fits.
fn around(event: &web_sys::Event, selector: &str) -> Option<Element> {
    event.target()?.dyn_into::<Element>().ok()?.closest(selector).ok()?
}

/// Shows the page anew in its place, after something on it has changed.
pub(crate) fn refresh() {
    visit::refresh();
}

/// Says a sentence to screen readers. The same sentence twice is said twice.
pub(crate) fn announce(text: &str) {
    if let Some(region) = document().get_element_by_id("announcer") {
        let _ = region.remove_attribute("data-failed");
        // A region whose text does not change is not read again; a no-break space changes it.
        let again = region.text_content().is_some_and(|old| old == text);
        region.set_text_content(Some(&if again { format!("{text}\u{a0}") } else { text.to_owned() }));
    }
}

#[wasm_bindgen]
extern "C" {
    /// Given by the script of the page: brings one island to life.
    #[wasm_bindgen(js_namespace = window, js_name = __hydrateIsland)]
    fn hydrate_island(element: &Element, component: &str);
}
