//! Validation messages of form fields in the language of the page: the browser validates, the texts
//! are ours. Also shows the names of chosen files.

use leptos::ev;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{
    Element, Event, HtmlFormElement, HtmlInputElement, HtmlSelectElement, HtmlTextAreaElement, ValidityState,
};

use super::{around, capture};
use crate::locales::use_texts;
use crate::locales::validity::ValidityTexts;

/// Registers the event listeners.
pub(super) fn listen() {
    // The event does not bubble, so it is captured.
    capture("invalid", |event| {
        if let Some(field) = Field::of(event) {
            field.complain(&field.sentence(use_texts().validity()));
        }
    });
    // Editing clears the message; the next validation sets it again if needed.
    for change in ["input", "change"] {
        capture(change, |event| {
            if let Some(field) = Field::of(event) {
                field.complain("");
            }
        });
    }
    // Runs before the browser validates the form, also if Enter submits it.
    capture("click", |event| {
        let button = around(event, "button, input[type='submit']");
        let form = button.and_then(|button| form_of(&button));
        for field in form.iter().flat_map(controls).filter_map(Field::from) {
            field.complain("");
        }
    });
    window_event_listener(ev::change, |event| show_chosen(&event));
}

fn form_of(button: &Element) -> Option<HtmlFormElement> {
    match button.get_attribute("form") {
        Some(id) => document().get_element_by_id(&id)?.dyn_into().ok(),
        None => button.closest("form").ok()??.dyn_into().ok(),
    }
}

fn controls(form: &HtmlFormElement) -> Vec<Element> {
    let controls = form.elements();
    (0..controls.length()).filter_map(|index| controls.item(index)).collect()
}

/// A field with constraint validation.
enum Field {
    Input(HtmlInputElement),
    Select(HtmlSelectElement),
    Text(HtmlTextAreaElement),
}

impl Field {
    fn of(event: &Event) -> Option<Self> {
        Self::from(event.target()?.dyn_into().ok()?)
    }

    fn from(element: Element) -> Option<Self> {
        let element = match element.dyn_into() {
            Ok(input) => return Some(Self::Input(input)),
            Err(element) => element,
        };
        match element.dyn_into() {
            Ok(select) => Some(Self::Select(select)),
            Err(element) => element.dyn_into().ok().map(Self::Text),
        }
    }

    fn complain(&self, sentence: &str) {
        match self {
            Self::Input(input) => input.set_custom_validity(sentence),
            Self::Select(select) => select.set_custom_validity(sentence),
            Self::Text(area) => area.set_custom_validity(sentence),
        }
    }

    fn validity(&self) -> ValidityState {
        match self {
            Self::Input(input) => input.validity(),
            Self::Select(select) => select.validity(),
            Self::Text(area) => area.validity(),
        }
    }

    /// The input type, or the element name.
    fn kind(&self) -> String {
        match self {
            Self::Input(input) => input.type_(),
            Self::Select(_) => "select".to_owned(),
            Self::Text(_) => "textarea".to_owned(),
        }
    }

    fn attribute(&self, name: &str) -> String {
        let element: &Element = match self {
            Self::Input(input) => input,
            Self::Select(select) => select,
            Self::Text(area) => area,
        };
        element.get_attribute(name).unwrap_or_default()
    }

    fn length(&self) -> String {
        let value = match self {
            Self::Input(input) => input.value(),
            Self::Select(select) => select.value(),
            Self::Text(area) => area.value(),
        };
        shown(&value.chars().count().to_string())
    }

    /// A limit as displayed.
    fn limit(&self, attribute: &str) -> String {
        shown(&self.attribute(attribute))
    }

    fn sentence(&self, t: &ValidityTexts) -> String {
        let (wrong, kind) = (self.validity(), self.kind());
        let kind = kind.as_str();
        let plain = if wrong.value_missing() {
            match kind {
                "checkbox" => t.unchecked,
                "radio" | "select" => t.unchosen,
                "file" => t.no_file,
                _ => t.missing,
            }
        } else if wrong.bad_input() {
            match kind {
                "date" | "month" | "datetime-local" => t.date,
                "time" => t.time,
                _ => t.number,
            }
        } else if wrong.type_mismatch() {
            if kind == "email" { t.email } else { t.address }
        } else if wrong.too_long() {
            return (t.too_long)(&self.limit("maxlength"), &self.length());
        } else if wrong.too_short() {
            return (t.too_short)(&self.limit("minlength"), &self.length());
        } else if wrong.range_underflow() {
            return (t.below)(&self.limit("min"));
        } else if wrong.range_overflow() {
            return (t.above)(&self.limit("max"));
        } else if wrong.step_mismatch() {
            t.step
        } else if wrong.pattern_mismatch() {
            t.pattern
        } else {
            t.other
        };
        plain.to_owned()
    }
}

/// A whole number as the language of the page writes it; anything else as it is.
fn shown(number: &str) -> String {
    number.parse().map_or_else(|_| number.to_owned(), |number| use_texts().locale.integer(number))
}

/// Puts the names of the chosen files into `data-chosen`, which CSS shows (`.file-field`).
fn show_chosen(event: &Event) {
    let Some(field) = around(event, ".file-field") else { return };
    let input = event.target().and_then(|target| target.dyn_into::<HtmlInputElement>().ok());
    let Some(files) = input.and_then(|input| input.files()) else { return };
    let names: Vec<String> =
        (0..files.length()).filter_map(|index| files.item(index)).map(|file| file.name()).collect();
    if let Ok(Some(shown)) = field.query_selector(".file-chosen")
        && !names.is_empty()
    {
        let _ = shown.set_attribute("data-chosen", &names.join(", "));
    }
}
