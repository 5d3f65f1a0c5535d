//! A form field with its label, control, hint and notice.

use domain::bidi;
use leptos::prelude::*;

use super::input::{Control, kind_for};
use super::notice::FieldNotice;
#[cfg(feature = "ssr")]
use super::server_field;
use super::{FormState, Input, SelectOption};
use crate::locales::use_texts;
use crate::ui::erased::{Erased, IntoErased};
use crate::ui::textarea::TextArea;

/// The attributes that a control gets from its field.
pub(super) struct Attributes {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) required: Option<&'static str>,
    pub(super) invalid: Option<&'static str>,
    /// The IDs of its hint and its notice.
    pub(super) described: Option<String>,
}

/// What stands around a control.
pub(super) struct Around {
    pub(super) label: String,
    pub(super) hint: Option<Erased>,
    pub(super) notice: Option<Erased>,
}

/// A field with what `state` says of it.
#[component]
pub(crate) fn Field(input: Input, state: FormState) -> impl IntoView {
    let (id, value) = (state.id(&input), state.field_value(&input));
    let notice = state.field_notice(use_texts(), &input);
    let error_id = format!("{id}-error");
    let described = notice.is_some().then(|| error_id.clone());
    #[cfg(feature = "ssr")]
    let (described, hint) = server_field::hint(&id, input.hint, described);
    #[cfg(not(feature = "ssr"))]
    let hint = None;
    let attributes = Attributes {
        name: input.name,
        required: input.required.then_some("true"),
        invalid: notice.as_ref().is_some_and(FieldNotice::is_error).then_some("true"),
        described,
        id,
    };
    let notice = notice.map(|notice| notice.view(error_id));
    let around = Around { label: bidi::plain(&input.label), hint, notice };
    let control = match input.control {
        #[cfg(feature = "ssr")]
        Control::Server(control) => {
            return server_field::field(control, value, attributes, around, &state);
        }
        Control::Radio(options) => return radio(options, &value, attributes, around),
        Control::Line { kind, mode, limit } => line((kind, mode, limit), value, &attributes),
        Control::Lines { class, rows, limit } => lines((class, rows, limit), value, &attributes),
        Control::One(options) => select(options, &value, &attributes),
    };
    labelled(control, attributes.id, around)
}

/// A control that is a single HTML element, with its label.
pub(super) fn labelled(control: Erased, id: String, around: Around) -> Erased {
    let Around { label, hint, notice } = around;
    view! {
        <div class="field">
            <label class="field-label" for=id dir="auto">{label}</label>
            {control}
            {hint}
            {notice}
        </div>
    }
    .erased()
}

fn line(
    (kind, mode, limit): (&'static str, Option<&'static str>, u32),
    value: String,
    attributes: &Attributes,
) -> Erased {
    let kind = kind_for(kind, &value);
    view! {
        <input
            class="input"
            dir=(kind == "text").then_some("auto")
            id=attributes.id.clone()
            name=attributes.name.clone()
            type=kind
            inputmode=mode
            step=(kind == "number").then_some("any")
            value=value
            maxlength=limit.to_string()
            autocomplete="off"
            aria-required=attributes.required
            aria-invalid=attributes.invalid
            aria-describedby=attributes.described.clone()
        />
    }
    .erased()
}

fn lines((class, rows, limit): (&'static str, u32, u32), text: String, attributes: &Attributes) -> Erased {
    view! {
        <TextArea
            text={text}
            {..}
            class=class
            id=attributes.id.clone()
            name=attributes.name.clone()
            rows=rows.to_string()
            maxlength=limit.to_string()
            aria-required=attributes.required
            aria-invalid=attributes.invalid
            aria-describedby=attributes.described.clone()
        />
    }
    .erased()
}

fn select(options: Vec<SelectOption>, value: &str, attributes: &Attributes) -> Erased {
    let options = options.into_iter().filter(|option| option.active || option.value == value);
    let options = options.map(|option| {
        let chosen = option.value == value;
        view! { <option value=option.value selected=chosen>{bidi::plain(&option.text)}</option> }
    });
    view! {
        <select
            class="select-native"
            dir="auto"
            id=attributes.id.clone()
            name=attributes.name.clone()
            autocomplete="off"
            aria-required=attributes.required
            aria-invalid=attributes.invalid
            aria-describedby=attributes.described.clone()
        >
            {options.collect_view()}
        </select>
    }
    .erased()
}

fn radio(options: Vec<SelectOption>, value: &str, attributes: Attributes, around: Around) -> Erased {
    let Around { label, hint, notice } = around;
    let choices = options.into_iter().map(|option| {
        let checked = option.value == value;
        view! {
            <label class="option">
                <input type="radio" name=attributes.name.clone() value=option.value checked=checked/>
                <span class="option-text" dir="auto">{bidi::plain(&option.text)}</span>
            </label>
        }
    });
    view! {
        <fieldset
            class="field field-many"
            role="radiogroup"
            aria-required=attributes.required
            aria-invalid=attributes.invalid
            aria-describedby=attributes.described
        >
            <legend class="field-label" dir="auto">{label}</legend>
            <div class="finish-choices">{choices.collect_view()}</div>
            {hint}
            {notice}
        </fieldset>
    }
    .erased()
}
