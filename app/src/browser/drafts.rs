//! Keeps what was typed into a form and not sent: a window that is closed, a tab or page that is left,
//! gives it back when the form is shown again. It lives as long as the document; leaving that asks.

use std::cell::RefCell;

use leptos::ev;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{
    Element, Event, HtmlFormElement, HtmlInputElement, HtmlOptionElement, HtmlSelectElement,
    HtmlTextAreaElement,
};

use super::visit::SENDING;
use super::{all, around, capture, root};
use crate::live;
use crate::locales::use_texts;
use crate::ui::notice::Notice;

/// Forms with input of a person. The choice in a row of a list is saved by itself.
const FORMS: &str = "main form[method='post']:not(.qualify), dialog:not(.session-ended) form[method='post']";

/// Forms with credentials, which are typed again.
const CREDENTIALS: &str = ":has([autocomplete='current-password'], [autocomplete='one-time-code'])";

/// Marks forms that have been given their draft.
const GIVEN: &str = "data-draft";

/// Hidden fields that differ between two showings of the same form.
const OF_SHOWING: [&str; 4] = ["back", "seen", "revision", "version"];

/// What was typed into one form.
struct Draft {
    /// The form: its path and what its hidden fields name.
    form: String,
    /// The fields that differ from what the page came with.
    typed: Vec<Typed>,
}

/// A field by its name and its place among those of the same name, and its value.
#[derive(PartialEq, Eq)]
struct Typed {
    name: String,
    place: usize,
    value: String,
    is_checked: bool,
}

thread_local! {
    static DRAFTS: RefCell<Vec<Draft>> = const { RefCell::new(Vec::new()) };
}

/// Registers the event listeners.
pub(super) fn listen() {
    window_event_listener(ev::input, |event| keep(&event));
    window_event_listener(ev::change, |event| keep(&event));
    // What was accepted is reset.
    window_event_listener(ev::reset, |event| {
        if let Some(form) = form_of(&event) {
            forget(&form);
        }
    });
    // A link in the form itself, *Cancelar*, says what it does.
    // The step that it takes removes the form.
    capture("click", |event| {
        if around(event, "a[href]").is_some()
            && let Some(form) = form_of(event)
        {
            forget(&form);
        }
    });
    window_event_listener(ev::beforeunload, |event| {
        let is_sent = !all(&root(), &format!("[{SENDING}]")).is_empty();
        if !is_sent && DRAFTS.with_borrow(|drafts| !drafts.is_empty()) {
            event.prevent_default();
        }
    });
    give();
}

fn form_of(event: &Event) -> Option<HtmlFormElement> {
    around(event, FORMS).filter(|form| !form.matches(CREDENTIALS).unwrap_or(false))?.dyn_into().ok()
}

/// Keeps what is in a form now.
fn keep(event: &Event) {
    let Some(form) = form_of(event) else { return };
    let typed: Vec<Typed> = typed(&form).collect();
    forget(&form);
    if !typed.is_empty() {
        DRAFTS.with_borrow_mut(|drafts| drafts.push(Draft { form: name_of(&form), typed }));
    }
}

fn forget(form: &HtmlFormElement) {
    let name = name_of(form);
    DRAFTS.with_borrow_mut(|drafts| drafts.retain(|draft| draft.form != name));
}

/// Drops every draft: what was held while the person signed in has been sent.
pub(super) fn forget_all() {
    DRAFTS.with_borrow_mut(Vec::clear);
}

/// Gives the forms that have appeared what was typed into them before.
pub(super) fn give() {
    let mut is_any = false;
    for form in all(&root(), FORMS) {
        let Ok(form) = form.dyn_into::<HtmlFormElement>() else { continue };
        if form.has_attribute(GIVEN) {
            continue;
        }
        let _ = form.set_attribute(GIVEN, "");
        let name = name_of(&form);
        DRAFTS.with_borrow(|drafts| {
            if let Some(draft) = drafts.iter().find(|draft| draft.form == name) {
                is_any |= fill(&form, &draft.typed);
            }
        });
    }
    if is_any {
        live::show_notice(Some(Notice::done(use_texts().draft_given)));
    }
}

/// Fills in a draft; whether that changed the form.
fn fill(form: &HtmlFormElement, draft: &[Typed]) -> bool {
    let mut is_changed = false;
    for (control, name, place) in fields(form) {
        let Some(typed) = draft.iter().find(|typed| typed.name == name && typed.place == place) else {
            continue;
        };
        let (value, is_checked) = (typed.value.as_str(), typed.is_checked);
        if let Some(input) = control.dyn_ref::<HtmlInputElement>() {
            is_changed |= input.value() != value || input.checked() != is_checked;
            input.set_checked(is_checked);
            if !matches!(input.type_().as_str(), "checkbox" | "radio") {
                input.set_value(value);
            }
        } else if let Some(area) = control.dyn_ref::<HtmlTextAreaElement>() {
            is_changed |= area.value() != value;
            area.set_value(value);
        } else if let Some(select) = control.dyn_ref::<HtmlSelectElement>() {
            is_changed |= select.value() != value;
            select.set_value(value);
        }
    }
    is_changed
}

/// What identifies a form: its path, its names, and its hidden fields.
fn name_of(form: &HtmlFormElement) -> String {
    let path = form.get_attribute("action").unwrap_or_default();
    let mut name = path.split('?').next().unwrap_or_default().to_owned();
    for (control, field, _) in fields(form) {
        name.push('&');
        name.push_str(&field);
        if let Some(hidden) = control.dyn_ref::<HtmlInputElement>().filter(|input| input.type_() == "hidden")
            && !OF_SHOWING.contains(&field.as_str())
        {
            name.push('=');
            name.push_str(&hidden.value());
        }
    }
    name
}

/// The controls with a name, and their places among those of the same name.
fn fields(form: &HtmlFormElement) -> Vec<(Element, String, usize)> {
    let mut found: Vec<(Element, String, usize)> = Vec::new();
    let controls = form.elements();
    for control in (0..controls.length()).filter_map(|index| controls.item(index)) {
        let Some(name) = control.get_attribute("name").filter(|name| !name.is_empty()) else { continue };
        let place = found.iter().filter(|(_, one, _)| *one == name).count();
        found.push((control, name, place));
    }
    found
}

/// The fields that differ from what the page came with.
fn typed(form: &HtmlFormElement) -> impl Iterator<Item = Typed> {
    fields(form).into_iter().filter_map(|(control, name, place)| {
        let (value, is_checked) = change_of(&control)?;
        Some(Typed { name, place, value, is_checked })
    })
}

/// The value of a control and whether it is checked, if it differs from what the page came with.
fn change_of(control: &Element) -> Option<(String, bool)> {
    if let Some(input) = control.dyn_ref::<HtmlInputElement>() {
        let is_changed = match input.type_().as_str() {
            // Secrets are typed again, and files cannot be given back.
            "hidden" | "password" | "file" | "submit" => false,
            "checkbox" | "radio" => input.checked() != input.default_checked(),
            _ => input.value() != input.default_value(),
        };
        return is_changed.then(|| (input.value(), input.checked()));
    }
    if let Some(area) = control.dyn_ref::<HtmlTextAreaElement>() {
        let is_changed = area.default_value().is_ok_and(|first| area.value() != first);
        return is_changed.then(|| (area.value(), false));
    }
    let select = control.dyn_ref::<HtmlSelectElement>()?;
    let options = all(select, "option").into_iter().filter_map(|option| option.dyn_into().ok());
    let options: Vec<HtmlOptionElement> = options.collect();
    let first = options.iter().rposition(HtmlOptionElement::default_selected).unwrap_or(0);
    let now = options.iter().position(HtmlOptionElement::selected)?;
    (now != first).then(|| (select.value(), false))
}
