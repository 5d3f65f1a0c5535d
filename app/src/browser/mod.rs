//! Client-side behaviour of all pages besides the islands: in-place navigation, modal dialogs,
//! tabs, drag and drop, copying, validation messages. All of it is progressive enhancement: links
//! stay links and forms stay forms, so what is not handled here falls back to the browser.

mod copying;
pub(crate) mod dialogs;
mod drafts;
mod dropping;
mod entries;
mod morph;
mod ordering;
mod pages;
mod palette;
mod passwords;
pub(crate) mod posting;
mod prefetch;
mod printing;
mod restored;
pub(crate) mod roving;
mod scrolling;
mod shortcuts;
mod signed_out;
mod validity;
mod visit;

use std::time::Duration;

use gloo_net::http::RequestBuilder;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::{Closure, wasm_bindgen};
use web_sys::{Element, Event, HtmlElement, MouseEvent, MutationObserver, MutationObserverInit};

/// Installs all listeners. Called once, before the islands are hydrated.
pub fn start() {
    pages::mark_live_islands();
    visit::listen();
    restored::listen();
    scrolling::listen();
    dialogs::listen();
    copying::listen();
    dropping::listen();
    printing::listen();
    ordering::listen();
    palette::listen();
    passwords::listen();
    roving::listen();
    prefetch::listen();
    shortcuts::listen();
    validity::listen();
    drafts::listen();
    follow_changes();
    dialogs::open(None);
    dialogs::leave_focus();
    roving::show_open_tab();
    pages::remember_announcements();
    // The calling script hydrates the islands next, in the same task.
    set_timeout(mark_hydrated, Duration::ZERO);
}

/// Marks the document as hydrated, for style sheets and tests.
fn mark_hydrated() {
    let _ = root().set_attribute("data-hydrated", "");
}

/// Follows elements that come and go.
fn follow_changes() {
    let changed = Closure::<dyn Fn()>::new(|| {
        drafts::give();
        dialogs::focus_arrived();
        dialogs::follow_lost_focus();
        roving::rove();
    });
    let options = MutationObserverInit::new();
    options.set_child_list(true);
    options.set_subtree(true);
    let observer = MutationObserver::new(changed.into_js_value().unchecked_ref());
    if let (Ok(observer), Some(body)) = (observer, document().body()) {
        let _ = observer.observe_with_options(&body, &options);
    }
}

/// The `<html>` element.
pub(crate) fn root() -> Element {
    document().document_element().expect("a page has a root element")
}

/// The element that has the focus.
fn focused() -> Option<HtmlElement> {
    document().active_element()?.dyn_into().ok()
}

/// All elements within `within` that match a selector.
fn all(within: &Element, selector: &str) -> Vec<Element> {
    let found = within.query_selector_all(selector);
    let nodes = found.map(|list| (0..list.length()).filter_map(|index| list.item(index)).collect::<Vec<_>>());
    nodes.unwrap_or_default().into_iter().filter_map(|node| node.dyn_into().ok()).collect()
}

/// The first element within `within` that matches a selector.
fn first<T: JsCast>(within: &Element, selector: &str) -> Option<T> {
    within.query_selector(selector).ok()??.dyn_into().ok()
}

/// Listens to an event before it reaches its target: one that does not bubble, or after which the
/// target may be removed.
fn capture(name: &str, handle: impl Fn(&Event) + 'static) {
    let listener = Closure::<dyn Fn(Event)>::new(move |event| handle(&event)).into_js_value();
    let _ = document().add_event_listener_with_callback_and_bool(name, listener.unchecked_ref(), true);
}

/// The closest element around the target of an event that matches a selector.
fn around(event: &Event, selector: &str) -> Option<Element> {
    event.target()?.dyn_into::<Element>().ok()?.closest(selector).ok()?
}

/// Whether a click is that of the main button alone; with keys it asks for a tab or a window.
pub(crate) fn is_plain(event: &MouseEvent) -> bool {
    let is_modified = event.meta_key() || event.ctrl_key() || event.shift_key() || event.alt_key();
    event.button() == 0 && !is_modified
}

/// Sends a form and shows the page that answers.
pub(crate) fn send(form: &web_sys::HtmlFormElement) {
    visit::send(form);
}

/// Says that the server could not be reached.
pub(crate) fn announce_failure() {
    visit::announce_failure();
}

/// Whether the server answers.
pub(crate) async fn is_server_there() -> bool {
    RequestBuilder::new("/healthz").send().await.is_ok_and(|answer| answer.ok())
}

/// Asks for the content of the page again, after it has changed.
pub(crate) fn refresh() {
    visit::go(&visit::here());
}

/// Takes a step of live parts to an address, in place of the current one.
pub(crate) fn step_to(address: &str) {
    visit::step_to(address);
}

/// Goes to the address that follows an action, and asks for the content of the page again.
pub(crate) fn go(address: &str) {
    visit::go(address);
}

/// Moves the focus to the first wrong field of the dialog, once it is in the document.
pub(crate) fn focus_error() {
    request_animation_frame(|| {
        let wrong = first::<HtmlElement>(&root(), "dialog [aria-invalid='true']");
        let _ = wrong.map(|field| field.focus());
    });
}

/// Announces what live parts have changed, once it is in the document.
pub(crate) fn announce_changes() {
    request_animation_frame(pages::announce_changes);
}

/// Leaves what live parts have changed by themselves unannounced.
pub(crate) fn accept_changes() {
    request_animation_frame(pages::remember_announcements);
}

/// Announces a text to screen readers through a live region, also if it is the same text again.
pub(crate) fn announce(text: &str) {
    if let Some(region) = document().get_element_by_id("announcer") {
        let _ = region.remove_attribute("data-failed");
        // A live region is only read if its text changes; a no-break space makes it differ.
        let again = region.text_content().is_some_and(|old| old == text);
        region.set_text_content(Some(&if again { format!("{text}\u{a0}") } else { text.to_owned() }));
    }
}

#[wasm_bindgen]
extern "C" {
    /// Hydrates one island; defined by the script of the page.
    #[wasm_bindgen(js_namespace = window, js_name = __hydrateIsland)]
    fn hydrate_island(element: &Element, component: &str);
}
