//! Shows a fetched page in place of the current one.

use std::cell::RefCell;

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Document, DomParser, Element, HtmlElement, HtmlFormElement, SupportedType};

use super::{all, announce, dialogs, hydrate_island, morph, root, roving};
use crate::live;
use crate::ui::notice::Notice;
use crate::wire;

/// Marks hydrated islands.
const LIVE: &str = "data-live";

thread_local! {
    /// The texts that were announced or there from the start.
    static ANNOUNCED: RefCell<Vec<String>> = const { RefCell::new(Vec::new()) };
}

/// Markup that only pages of the application contain, not other documents of the site.
pub(super) const MARK: &str = "id=\"announcer\"";

/// Whether a page can be hydrated by this code: it has no islands, or they are of its version. That of
/// another one comes from a server that was updated meanwhile.
pub(super) fn can_be_hydrated(html: &str) -> bool {
    !html.contains("<leptos-island") || html.contains(&format!("data-version=\"{}\"", wire::VERSION))
}

/// Marks the islands of the initial page, which are hydrated by its own script.
pub(super) fn mark_live_islands() {
    for island in all(&root(), "leptos-island") {
        let _ = island.set_attribute(LIVE, "");
    }
}

/// The flash message of a form that was rejected with a redirect.
const REFUSAL: &str = ".flash.notice-error";

/// Shows a page. `opener` had the focus when it was requested; `sent` is the form that was
/// submitted, which is reset unless the page reports a rejection.
pub(super) fn show(html: &str, opener: Option<HtmlElement>, sent: Option<&HtmlFormElement>) {
    let parsed = DomParser::new().and_then(|parser| parser.parse_from_string(html, SupportedType::TextHtml));
    let Some((fetched, body)) = parsed.ok().and_then(|page| page.body().map(|body| (page, body))) else {
        return;
    };
    let there = document();
    there.set_title(&fetched.title());
    copy_root(&fetched);
    if let Some(form) = sent.filter(|_| fetched.query_selector(REFUSAL).is_ok_and(|found| found.is_none())) {
        form.reset();
    }
    show_notice(&body);
    if let Some(shown) = there.body() {
        morph::morph(&shown, &body);
    }
    hydrate_new_islands();
    dialogs::open(opener);
    roving::show_open_tab();
    if all(&root(), "dialog[open]").is_empty() {
        dialogs::return_focus();
    }
    announce_changes();
}

/// Hands the outcome on a fetched page to the live page, whose islands stay as they are.
fn show_notice(fetched: &HtmlElement) {
    let Ok(Some(flash)) = fetched.query_selector("leptos-island .flash") else { return };
    let text = flash.text_content().unwrap_or_default();
    let text = text.trim();
    let is_good = flash.class_list().contains("notice-success");
    live::show_notice(Some(if is_good { Notice::done(text) } else { Notice::refused(text) }));
}

/// Announces the texts that were not there before.
pub(super) fn announce_changes() {
    let texts = announcements(&root());
    let fresh: Vec<String> = ANNOUNCED
        .with_borrow(|announced| texts.iter().filter(|text| !announced.contains(text)).cloned().collect());
    ANNOUNCED.set(texts);
    if !fresh.is_empty() {
        announce(&domain::sentences::join(&fresh));
    }
}

/// The texts of the page that is there from the start are not announced.
pub(super) fn remember_announcements() {
    ANNOUNCED.set(announcements(&root()));
}

/// Copies language, theme, and what live parts need to know.
fn copy_root(fetched: &Document) {
    let Some(fresh) = fetched.document_element() else { return };
    for name in ["lang", "data-theme", "data-seen", "data-silent"] {
        let _ = match fresh.get_attribute(name) {
            Some(value) => root().set_attribute(name, &value),
            None => root().remove_attribute(name),
        };
    }
}

/// Hydrates islands that came with a fetched page, whose code is there.
pub(super) fn hydrate_new_islands() {
    for island in all(&root(), "leptos-island") {
        if !island.has_attribute(LIVE) {
            let _ = island.set_attribute(LIVE, "");
            hydrate_island(&island, &island.get_attribute("data-component").unwrap_or_default());
        }
    }
}

/// The texts to be announced to screen readers.
fn announcements(within: &Element) -> Vec<String> {
    let texts = all(within, "[data-announce]").into_iter().filter_map(|element| element.text_content());
    texts.filter(|text| !text.is_empty()).collect()
}

/// Whether an element is an island.
pub(super) fn is_island(element: &Element) -> bool {
    element.dyn_ref::<HtmlElement>().is_some() && element.local_name() == "leptos-island"
}
