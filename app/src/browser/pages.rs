//! Shows a page that was fetched in the place of the one that is there.

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Document, DomParser, Element, HtmlElement, HtmlFormElement, SupportedType};

use super::{all, announce, dialogs, hydrate_island, morph, root, tabs};

/// The islands that are alive, marked.
const LIVE: &str = "data-live";

/// What every page of the application has in its markup, and other documents of the site have not.
pub(super) const MARK: &str = "id=\"announcer\"";

/// Marks the islands of the first page, which its own script brings to life.
pub(super) fn adopt_islands() {
    for island in all(&root(), "leptos-island") {
        let _ = island.set_attribute(LIVE, "");
    }
}

/// What a page shows after a form that led on without having been carried out.
const REFUSAL: &str = ".flash.notice-error";

/// Shows a page; `opener` is what had the focus when it was asked for, `sent` the form that led to it,
/// which is emptied unless the page says that it was refused.
pub(super) fn show(html: &str, opener: Option<HtmlElement>, sent: Option<&HtmlFormElement>) {
    let parsed = DomParser::new().and_then(|parser| parser.parse_from_string(html, SupportedType::TextHtml));
    let Some((fetched, body)) = parsed.ok().and_then(|page| page.body().map(|body| (page, body))) else {
        return;
    };
    let said = announcements(&root());
    let there = document();
    there.set_title(&fetched.title());
    copy_root(&fetched);
    if let Some(form) = sent.filter(|_| fetched.query_selector(REFUSAL).is_ok_and(|found| found.is_none())) {
        form.reset();
    }
    if let Some(shown) = there.body() {
        morph::morph(&shown, &body);
    }
    revive_islands();
    dialogs::open(opener);
    tabs::rove();
    if all(&root(), "dialog").is_empty() {
        dialogs::return_focus();
    }
    let fresh: Vec<String> = announcements(&root()).into_iter().filter(|text| !said.contains(text)).collect();
    if !fresh.is_empty() {
        announce(&domain::sentences::joined(&fresh));
    }
}

/// Language and theme.
fn copy_root(fetched: &Document) {
    let Some(fresh) = fetched.document_element() else { return };
    for name in ["lang", "data-theme"] {
        let _ = match fresh.get_attribute(name) {
            Some(value) => root().set_attribute(name, &value),
            None => root().remove_attribute(name),
        };
    }
}

/// Brings the islands to life that have come with a page.
pub(super) fn revive_islands() {
    for island in all(&root(), "leptos-island") {
        if !island.has_attribute(LIVE) {
            let _ = island.set_attribute(LIVE, "");
            hydrate_island(&island, &island.get_attribute("data-component").unwrap_or_default());
        }
    }
}

/// What the page has to tell whoever does not see it change.
fn announcements(within: &Element) -> Vec<String> {
    let texts = all(within, "[data-announce]").into_iter().filter_map(|element| element.text_content());
    texts.filter(|text| !text.is_empty()).collect()
}

/// Whether an element is an island.
pub(super) fn is_island(element: &Element) -> bool {
    element.dyn_ref::<HtmlElement>().is_some() && element.local_name() == "leptos-island"
}
