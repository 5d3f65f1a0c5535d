//! Goes from page to page without leaving the document: links, forms, back and forward. The page
//! is fetched as the browser would fetch it, and shown by [`pages`].

use std::cell::{Cell, RefCell};

use gloo_net::http::{Method, RequestBuilder, Response};
use leptos::ev;
use leptos::prelude::*;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{FormData, HtmlAnchorElement, HtmlElement, HtmlFormElement, SubmitEvent, Url, UrlSearchParams};

use super::{all, announce, around, focused, pages, root, scrolling, signed_out};
use crate::locales::use_texts;

/// A way to another page.
struct Visit {
    address: String,
    /// The fields of a form that changes something.
    sent: Option<UrlSearchParams>,
    /// That form.
    form: Option<HtmlFormElement>,
    entry: Entry,
    /// Whether the page stays where it is scrolled to.
    stay: bool,
}

/// On a form that changes something, from its submission until the answer is there: it is not sent
/// twice.
const SENDING: &str = "data-sending";

/// What becomes of the browser's history.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Entry {
    /// A step ahead.
    Push,
    /// The same step, another page.
    Replace,
    /// The browser has made the step itself.
    Made,
}

thread_local! {
    /// The number of the latest visit: an answer that comes after another visit began is dropped.
    static LATEST: Cell<u32> = const { Cell::new(0) };
    /// The address from which the current one was reached, where that is one step back.
    static CAME_FROM: RefCell<Option<String>> = const { RefCell::new(None) };
    /// The page that is shown.
    static SHOWN: RefCell<String> = const { RefCell::new(String::new()) };
}

/// Follows links, forms and the history from now on.
pub(super) fn listen() {
    window_event_listener(ev::click, |event| {
        let Some(link) = followed(&event) else { return };
        event.prevent_default();
        if link.has_attribute("data-close") {
            close(&link.href());
        } else {
            begin(of_link(&link));
        }
    });
    // A link that calls itself a button is pressed like one.
    window_event_listener(ev::keydown, |event| {
        let button = around(&event, "a[role='button']").filter(|_| event.key() == " ");
        if let Some(link) = button.and_then(|link| link.dyn_into::<HtmlElement>().ok()) {
            event.prevent_default();
            link.click();
        }
    });
    window_event_listener(ev::submit, |event| submit(&event));
    // The browser shows a page it left as it was, with a form that was being sent.
    window_event_listener_untyped("pageshow", |_| {
        for form in all(&root(), &format!("[{SENDING}]")) {
            let _ = form.remove_attribute(SENDING);
        }
    });
    SHOWN.set(page_of(&here()));
    window_event_listener(ev::popstate, |_| {
        // A jump within the page is a step of the history too.
        if SHOWN.with_borrow(|shown| *shown == page_of(&here())) {
            return;
        }
        CAME_FROM.set(None);
        begin(Visit::of(here(), Entry::Made, false));
    });
}

/// Closes a dialog: one step back where that leads to `address`, else there directly.
pub(super) fn close(address: &str) {
    if CAME_FROM.take().is_some_and(|from| from == absolute(address)) {
        let _ = window().history().map(|history| history.back());
    } else {
        begin(Visit::of(absolute(address), Entry::Replace, true));
    }
}

/// Shows the current address anew, in its place.
pub(super) fn refresh() {
    begin(Visit::of(here(), Entry::Replace, true));
}

/// The link a click follows, if it stays within the site and within this window.
fn followed(event: &web_sys::MouseEvent) -> Option<HtmlAnchorElement> {
    let modified = event.meta_key() || event.ctrl_key() || event.shift_key() || event.alt_key();
    if event.default_prevented() || event.button() != 0 || modified {
        return None;
    }
    let link = around(event, "a[href]")?.dyn_into::<HtmlAnchorElement>().ok()?;
    let elsewhere = link.origin() != window().location().origin().ok()?;
    let jump = link.get_attribute("href")?.starts_with('#');
    let kept = link.target().is_empty() && !link.has_attribute("download") && link.rel() != "external";
    (kept && !elsewhere && !jump).then_some(link)
}

fn of_link(link: &HtmlAnchorElement) -> Visit {
    let entry = if link.href() == here() { Entry::Replace } else { Entry::Push };
    Visit::of(link.href(), entry, link.has_attribute("data-noscroll"))
}

impl Visit {
    /// A page that is asked for.
    fn of(address: String, entry: Entry, stay: bool) -> Self {
        Self { address, sent: None, form: None, entry, stay }
    }
}

/// Sends a form, unless it is being sent.
fn submit(event: &SubmitEvent) {
    let form = event.target().and_then(|target| target.dyn_into::<HtmlFormElement>().ok());
    let Some(form) = form.filter(|_| !event.default_prevented()) else { return };
    if form.has_attribute(SENDING) {
        event.prevent_default();
        return;
    }
    if let Some(visit) = of_form(&form, event.submitter()) {
        event.prevent_default();
        begin(visit);
    } else if form.method().eq_ignore_ascii_case("post") {
        let _ = form.set_attribute(SENDING, "");
    }
}

/// A form that asks becomes an address. One that changes something is sent from here only where it
/// says so: the others lead to a page of another person or language, which the browser loads whole.
fn of_form(form: &HtmlFormElement, submitter: Option<HtmlElement>) -> Option<Visit> {
    let asks = form.method().eq_ignore_ascii_case("get");
    if !(asks || form.has_attribute("data-in-place")) {
        return None;
    }
    let fields = fields(form, submitter)?;
    let action = Url::new_with_base(&form.get_attribute("action")?, &here()).ok()?;
    if asks {
        action.set_search(&String::from(fields.to_string()));
        // What a window over the page asks for leaves the page where it is.
        let stay = form.closest("dialog").is_ok_and(|dialog| dialog.is_some());
        return Some(Visit::of(action.href(), Entry::Push, stay));
    }
    let asked = Visit::of(action.href(), Entry::Replace, true);
    Some(Visit { sent: Some(fields), form: Some(form.clone()), ..asked })
}

/// What a form says, with the button that was pressed; fields left empty say nothing.
fn fields(form: &HtmlFormElement, submitter: Option<HtmlElement>) -> Option<UrlSearchParams> {
    let data = FormData::new_with_form(form).ok()?;
    let given = UrlSearchParams::new_with_str_sequence_sequence(data.as_ref()).ok()?;
    if let Some(button) = submitter.filter(|button| button.has_attribute("name")) {
        let attribute = |name| button.get_attribute(name).unwrap_or_default();
        given.append(&attribute("name"), &attribute("value"));
    }
    if form.method().eq_ignore_ascii_case("post") {
        return Some(given);
    }
    let said = UrlSearchParams::new().ok()?;
    for pair in js_sys::try_iter(given.as_ref()).ok()??.flatten() {
        let text = |index| js_sys::Reflect::get_u32(&pair, index).ok()?.as_string();
        let (name, value) = (text(0)?, text(1)?);
        if !value.trim().is_empty() {
            said.append(&name, &value);
        }
    }
    Some(said)
}

fn begin(visit: Visit) {
    let number = LATEST.get() + 1;
    LATEST.set(number);
    let opener = focused();
    let _ = root().set_attribute("data-turning", "");
    if let Some(form) = &visit.form {
        let _ = form.set_attribute(SENDING, "");
    }
    leptos::task::spawn_local(async move {
        let answer = fetch(&visit).await;
        if let Some(form) = &visit.form {
            let _ = form.remove_attribute(SENDING);
        }
        if LATEST.get() != number {
            return;
        }
        let _ = root().remove_attribute("data-turning");
        match answer {
            Ok((response, html)) => arrive(&visit, &response, &html, opener),
            // The browser says best what it cannot reach. What was to be changed stays as it is.
            Err(_) if visit.sent.is_none() => leave_for(&visit.address),
            Err(_) => announce_failure(),
        }
    });
}

async fn fetch(visit: &Visit) -> Result<(Response, String), gloo_net::Error> {
    let request = RequestBuilder::new(&visit.address).header("accept", "text/html");
    let response = match &visit.sent {
        None => request.send().await?,
        Some(fields) => request.method(Method::POST).body(JsValue::from(fields))?.send().await?,
    };
    let html = response.text().await?;
    Ok((response, html))
}

fn arrive(visit: &Visit, response: &Response, html: &str, opener: Option<HtmlElement>) {
    // The library ends the query of whatever it asks for with an ampersand.
    let address = response.url().trim_end_matches('&').to_owned();
    let is_html = response.headers().get("content-type").is_some_and(|kind| kind.starts_with("text/html"));
    if visit.sent.is_some() && !is_html {
        announce_failure();
        return;
    }
    // The session has ended: the page stays, with everything that was typed.
    if visit.sent.is_some() && response.status() == 401 {
        signed_out::ask(html);
        return;
    }
    // Whoever has to sign in (again) may be another person: that page is loaded whole.
    let signed_in = Url::new(&address).is_ok_and(|url| url.pathname() != "/login");
    if !(is_html && signed_in && html.contains(pages::MARK)) {
        leave_for(&address);
        return;
    }
    step(visit, &address);
    SHOWN.set(page_of(&address));
    // A form that was accepted leads on; what was typed into it is not shown again.
    let accepted = visit.form.as_ref().filter(|_| response.redirected());
    pages::show(html, opener, accepted);
    if visit.entry == Entry::Made {
        window().scroll_to_with_x_and_y(0.0, scrolling::remembered().unwrap_or(0.0));
    } else if !visit.stay {
        window().scroll_to_with_x_and_y(0.0, 0.0);
    }
    scrolling::remember();
}

/// Makes the step in the browser's history.
fn step(visit: &Visit, address: &str) {
    let Ok(history) = window().history() else { return };
    let _ = match visit.entry {
        Entry::Made => return,
        Entry::Push => {
            scrolling::remember();
            CAME_FROM.set(Some(here()));
            history.push_state_with_url(&JsValue::NULL, "", Some(address))
        }
        Entry::Replace => history.replace_state_with_url(&JsValue::NULL, "", Some(address)),
    };
}

fn announce_failure() {
    announce(use_texts().error_unreachable);
    if let Some(region) = document().get_element_by_id("announcer") {
        let _ = region.set_attribute("data-failed", "");
    }
}

fn leave_for(address: &str) {
    let _ = window().location().assign(address);
}

fn here() -> String {
    window().location().href().unwrap_or_default()
}

/// An address without the place within its page.
fn page_of(address: &str) -> String {
    address.split('#').next().unwrap_or_default().to_owned()
}

fn absolute(address: &str) -> String {
    Url::new_with_base(address, &here()).map(|url| url.href()).unwrap_or_default()
}
