//! Client-side navigation: links, forms, back and forward without leaving the document. Where live
//! parts of the page follow everything that changes, a step only changes the address. Otherwise the
//! page is fetched as the browser would fetch it, and shown by [`pages`].

use std::cell::{Cell, RefCell};

use gloo_net::http::{Method, RequestBuilder, Response};
use leptos::ev;
use leptos::prelude::*;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{FormData, HtmlAnchorElement, HtmlElement, HtmlFormElement, SubmitEvent, Url, UrlSearchParams};

use super::{
    all, announce, around, dialogs, drafts, entries, focused, is_plain, pages, palette, root, scrolling,
    signed_out,
};
use crate::live::{self, Address};
use crate::locales::use_texts;

/// A navigation to a page.
struct Visit {
    address: String,
    /// The fields of a POST form.
    sent: Option<UrlSearchParams>,
    /// The POST form.
    form: Option<HtmlFormElement>,
    entry: HistoryAction,
    /// Whether the scroll position is kept.
    stay: bool,
    /// Whether it is another page of the list, whose beginning is scrolled to.
    turns: bool,
}

/// Marks a POST form from its submission until the response, so that it is not sent twice.
pub(super) const SENDING: &str = "data-sending";

/// How a visit changes the history of the browser.
#[derive(Clone, Copy, PartialEq, Eq)]
enum HistoryAction {
    /// Adds an entry.
    Push,
    /// Replaces the current entry.
    Replace,
    /// None: the browser has already moved back or forward.
    Traverse,
}

thread_local! {
    /// The number of the latest visit: responses of earlier visits are dropped.
    static LATEST: Cell<u32> = const { Cell::new(0) };
    /// The address of the current page, without fragment.
    static SHOWN: RefCell<String> = const { RefCell::new(String::new()) };
}

/// Registers the event listeners.
pub(super) fn listen() {
    window_event_listener(ev::click, |event| {
        let Some(link) = followed(&event) else { return };
        event.prevent_default();
        if link.has_attribute("data-close") {
            close(&link.href());
        } else if link.matches(palette::LINK).unwrap_or(false) {
            palette::toggle();
        } else {
            follow(link_visit(&link));
        }
    });
    // Links with the role of a button react to the space key.
    window_event_listener(ev::keydown, |event| {
        let button = around(&event, "a[role='button']").filter(|_| event.key() == " ");
        if let Some(link) = button.and_then(|link| link.dyn_into::<HtmlElement>().ok()) {
            event.prevent_default();
            link.click();
        }
    });
    window_event_listener(ev::submit, |event| submit(&event));
    // A page restored from the bfcache may have a form that was being sent.
    window_event_listener_untyped("pageshow", |_| {
        for form in all(&root(), &format!("[{SENDING}]")) {
            let _ = form.remove_attribute(SENDING);
        }
    });
    SHOWN.set(page_of(&here()));
    window_event_listener(ev::popstate, |_| {
        // Fragment navigation within the page also fires `popstate`.
        if SHOWN.with_borrow(|shown| *shown == page_of(&here())) {
            return;
        }
        follow(Visit::of(here(), HistoryAction::Traverse, false));
    });
}

/// Closes a dialog: goes back to where it was opened, if that is known, otherwise visits the address.
pub(super) fn close(address: &str) {
    let address = absolute(address);
    if !entries::go_back_to(&address) {
        follow(Visit::of(address, HistoryAction::Replace, true));
    }
}

/// Takes a step of live parts to an address, in place of the current one.
pub(super) fn step_to(address: &str) {
    follow(Visit::of(absolute(address), HistoryAction::Replace, true));
}

/// Goes to the address that follows an action, in place of the current one. Live parts ask for their
/// content again; what is not live is loaded again.
pub(super) fn go(address: &str) {
    let address = absolute(address);
    let to = Address::of(&address);
    let from = SHOWN.with_borrow(|shown| Address::of(shown));
    let visit = || Visit::of(address.clone(), HistoryAction::Replace, true);
    if from != to && live::claims(&from, &to) {
        follow(visit());
    }
    if live::claims(&to, &to) && from.path == to.path {
        live::refresh();
    } else {
        begin(visit());
        live::refresh();
    }
}

/// The link of a click that navigates within the site and this window.
fn followed(event: &web_sys::MouseEvent) -> Option<HtmlAnchorElement> {
    if event.default_prevented() || !is_plain(event) {
        return None;
    }
    let link = around(event, "a[href]")?.dyn_into::<HtmlAnchorElement>().ok()?;
    let elsewhere = link.origin() != window().location().origin().ok()?;
    let jump = link.get_attribute("href")?.starts_with('#');
    let kept = link.target().is_empty() && !link.has_attribute("download") && link.rel() != "external";
    (kept && !elsewhere && !jump).then_some(link)
}

fn link_visit(link: &HtmlAnchorElement) -> Visit {
    let entry = if link.href() == here() { HistoryAction::Replace } else { HistoryAction::Push };
    let turns = link.closest(".pager").is_ok_and(|pager| pager.is_some());
    Visit { turns, ..Visit::of(link.href(), entry, link.has_attribute("data-noscroll")) }
}

impl Visit {
    /// A GET request.
    fn of(address: String, entry: HistoryAction, stay: bool) -> Self {
        Self { address, sent: None, form: None, entry, stay, turns: false }
    }
}

/// Submits a form, unless it is already being sent.
fn submit(event: &SubmitEvent) {
    let form = event.target().and_then(|target| target.dyn_into::<HtmlFormElement>().ok());
    let Some(form) = form.filter(|_| !event.default_prevented()) else { return };
    if form.has_attribute(SENDING) {
        event.prevent_default();
        return;
    }
    if let Some(visit) = form_visit(&form, event.submitter()) {
        event.prevent_default();
        follow(visit);
    } else if form.method().eq_ignore_ascii_case("post") {
        let _ = form.set_attribute(SENDING, "");
    }
}

/// Submits a form from here.
pub(super) fn send(form: &HtmlFormElement) {
    if let Some(visit) = form_visit(form, None) {
        follow(visit);
    }
}

/// The visit of a form. A GET form becomes an address. A POST form is only sent from here if it has
/// `data-in-place`: the others change the user or the language, which needs a full page load.
fn form_visit(form: &HtmlFormElement, submitter: Option<HtmlElement>) -> Option<Visit> {
    let asks = form.method().eq_ignore_ascii_case("get");
    if !(asks || form.has_attribute("data-in-place")) {
        return None;
    }
    let fields = fields(form, submitter)?;
    let action = Url::new_with_base(&form.get_attribute("action")?, &here()).ok()?;
    if asks {
        action.set_search(&String::from(fields.to_string()));
        // A form in a dialog keeps the scroll position of the page.
        let stay = form.closest("dialog").is_ok_and(|dialog| dialog.is_some());
        return Some(Visit::of(action.href(), HistoryAction::Push, stay));
    }
    let asked = Visit::of(action.href(), HistoryAction::Replace, true);
    Some(Visit { sent: Some(fields), form: Some(form.clone()), ..asked })
}

/// The fields of a form, with the submit button; empty fields of a GET form are left out.
pub(super) fn fields(form: &HtmlFormElement, submitter: Option<HtmlElement>) -> Option<UrlSearchParams> {
    let data = FormData::new_with_form(form).ok()?;
    let given = UrlSearchParams::new_with_str_sequence_sequence(data.as_ref()).ok()?;
    if let Some(button) = submitter.filter(|button| button.has_attribute("name")) {
        let attribute = |name| button.get_attribute(name).unwrap_or_default();
        given.append(&attribute("name"), &attribute("value"));
    }
    if form.method().eq_ignore_ascii_case("post") {
        return Some(given);
    }
    let params = UrlSearchParams::new().ok()?;
    for pair in js_sys::try_iter(given.as_ref()).ok()??.flatten() {
        let text = |index| js_sys::Reflect::get_u32(&pair, index).ok()?.as_string();
        let (name, value) = (text(0)?, text(1)?);
        if !value.trim().is_empty() {
            params.append(&name, &value);
        }
    }
    Some(params)
}

/// Takes a step: in place if live parts follow everything that changes, else by loading the page.
fn follow(visit: Visit) {
    let to = Address::of(&visit.address);
    let from = SHOWN.with_borrow(|shown| Address::of(shown));
    if visit.sent.is_some() || !live::claims(&from, &to) {
        begin(visit);
        return;
    }
    // A page that is being loaded would come back over this step; the answer to a form is awaited.
    if all(&root(), &format!("[{SENDING}]")).is_empty() {
        LATEST.set(LATEST.get() + 1);
        let _ = root().remove_attribute("data-turning");
    }
    dialogs::remember_opener();
    live::show_notice(None);
    let position = entries::position();
    step(&visit, &visit.address);
    SHOWN.set(page_of(&visit.address));
    if from == to {
        live::refresh();
    }
    show_return_urls(&to);
    live::set_address(to);
    // What was kept is in the document by then.
    request_animation_frame(move || scroll(&visit, position));
}

/// Leads the forms of the top bar back to the address that is shown.
fn show_return_urls(address: &Address) {
    for field in all(&root(), ".topbar input[name='back']") {
        let _ = field.set_attribute("value", &format!("{}{}", address.path, address.search));
    }
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
            Ok(page) => arrive(&visit, &page, opener),
            // For GET, let the browser show its error page. A POST form keeps its input.
            Err(_) if visit.sent.is_none() => load_document(&visit.address),
            Err(_) => announce_failure(),
        }
    });
}

/// A page that was fetched.
struct Fetched {
    response: Response,
    html: String,
    /// Whether it can be hydrated: the code for it is there, and of its version.
    is_ready: bool,
}

impl Fetched {
    /// The address it was found at.
    fn address(&self) -> String {
        // gloo-net appends an ampersand to the query.
        self.response.url().trim_end_matches('&').to_owned()
    }
}

/// Fetches a page, and meanwhile the code that it is expected to need.
async fn fetch(visit: &Visit) -> Result<Fetched, gloo_net::Error> {
    let expected = Address::of(&visit.address);
    let (answer, _) = futures::join!(ask(visit), crate::load_code(&expected));
    let (response, html) = answer?;
    let mut page = Fetched { response, html, is_ready: false };
    page.is_ready =
        pages::can_be_hydrated(&page.html) && crate::load_code(&Address::of(&page.address())).await;
    Ok(page)
}

async fn ask(visit: &Visit) -> Result<(Response, String), gloo_net::Error> {
    let request = RequestBuilder::new(&visit.address).header("accept", "text/html");
    let response = match &visit.sent {
        None => request.send().await?,
        Some(fields) => request.method(Method::POST).body(JsValue::from(fields))?.send().await?,
    };
    let html = response.text().await?;
    Ok((response, html))
}

fn arrive(visit: &Visit, page: &Fetched, opener: Option<HtmlElement>) {
    let Fetched { response, html, is_ready } = page;
    let address = page.address();
    let is_html = response.headers().get("content-type").is_some_and(|kind| kind.starts_with("text/html"));
    if visit.sent.is_some() && !is_html {
        announce_failure();
        return;
    }
    // The session has ended: keep the page with its input.
    if visit.sent.is_some() && response.status() == 401 {
        signed_out::show_login(html);
        return;
    }
    if visit.form.as_ref().is_some_and(|form| signed_out::is_sign_in(form)) {
        drafts::forget_all();
    }
    // The login page is loaded completely: another user may sign in.
    let signed_in = Url::new(&address).is_ok_and(|url| url.pathname() != "/login");
    if !(is_html && signed_in && *is_ready && html.contains(pages::MARK)) {
        load_document(&address);
        return;
    }
    step(visit, &address);
    SHOWN.set(page_of(&address));
    // An accepted form redirects, and is reset.
    let accepted = visit.form.as_ref().filter(|_| response.redirected());
    if visit.form.as_ref().is_some_and(|form| signed_out::is_sign_in(form)) {
        live::release();
    }
    // Islands of the page are hydrated for its address.
    live::set_address(Address::of(&address));
    pages::show(html, opener, accepted);
    live::drop_removed();
    if visit.sent.is_some() {
        live::refresh();
    }
    scroll(visit, entries::position());
}

/// Scrolls as the step demands; `position` is that of the entry of the history.
fn scroll(visit: &Visit, position: Option<f64>) {
    if visit.entry == HistoryAction::Traverse {
        window().scroll_to_with_x_and_y(0.0, position.unwrap_or(0.0));
    } else if !(visit.stay || visit.turns && scrolling::to_list()) {
        window().scroll_to_with_x_and_y(0.0, 0.0);
    }
    scrolling::remember();
}

/// Updates the history of the browser.
fn step(visit: &Visit, address: &str) {
    match visit.entry {
        HistoryAction::Traverse => {}
        HistoryAction::Push => {
            scrolling::remember();
            entries::push(address);
        }
        HistoryAction::Replace => entries::replace(address),
    }
}

pub(super) fn announce_failure() {
    announce(use_texts().error_unreachable);
    if let Some(region) = document().get_element_by_id("announcer") {
        let _ = region.set_attribute("data-failed", "");
    }
}

fn load_document(address: &str) {
    let _ = window().location().assign(address);
}

pub(super) fn here() -> String {
    window().location().href().unwrap_or_default()
}

/// An address without its fragment.
fn page_of(address: &str) -> String {
    address.split('#').next().unwrap_or_default().to_owned()
}

fn absolute(address: &str) -> String {
    Url::new_with_base(address, &here()).map(|url| url.href()).unwrap_or_default()
}
