//! Form fields of *Dados do Caso*, including custom fields.

use std::collections::BTreeMap;

use domain::Problem;
use domain::civil;
use domain::custom_field::{CustomField, FieldKind, MAX_VALUE};
use domain::decimal;
use leptos::prelude::*;

use crate::form::FieldNotice;
use crate::locales::{Texts, use_texts};
use crate::ui::erased::IntoErased;

/// A form field.
#[derive(Clone)]
pub(super) struct Field {
    pub(super) name: String,
    label: String,
    /// The HTML input type.
    kind: &'static str,
    limit: u32,
    required: bool,
    /// The options of a select field, as value and label.
    options: Option<Vec<(String, String)>>,
}

impl Field {
    /// A line of text.
    pub(super) fn of(name: &str, label: &str, limit: u32) -> Self {
        let (name, label) = (name.to_owned(), label.to_owned());
        Self { name, label, kind: "text", limit, required: false, options: None }
    }

    /// Sets the HTML input type.
    pub(super) fn typed(self, kind: &'static str) -> Self {
        Self { kind, ..self }
    }

    /// An optional choice; the current value is offered even if it is not among the options.
    pub(super) fn one_of(name: &str, label: &str, options: &[String], now: &str) -> Self {
        let mut options = options.to_vec();
        if !now.is_empty() && options.iter().all(|option| option != now) {
            options.push(now.to_owned());
        }
        Self::among(name, label, options.into_iter().map(|option| (option.clone(), option)).collect())
    }

    /// An optional choice among pairs of value and label.
    pub(super) fn among(name: &str, label: &str, options: Vec<(String, String)>) -> Self {
        Self { options: Some(options), ..Self::of(name, label, MAX_VALUE) }
    }

    /// The label of a value.
    pub(super) fn shown<'a>(&'a self, value: &'a str) -> &'a str {
        let mut options = self.options.iter().flatten();
        options.find(|(sent, _)| sent == value).map_or(value, |(_, read)| read)
    }

    /// The custom fields of a record: the defined ones, then values without a definition.
    pub(super) fn custom(fields: &[CustomField], values: &BTreeMap<String, String>) -> Vec<Self> {
        let of = |field: &CustomField| {
            let (name, now) = (format!("custom.{}", field.key), values.get(&field.key));
            let plain = Self::of(&name, &field.name, MAX_VALUE);
            let input = match field.kind {
                FieldKind::Text => plain,
                // Browsers submit the stored format, independent of the language.
                FieldKind::Number => plain.typed("number"),
                FieldKind::Date => plain.typed("date"),
                FieldKind::Choice => {
                    Self::one_of(&name, &field.name, &field.options, now.map_or("", String::as_str))
                }
            };
            Self { required: field.required, ..input }
        };
        let defined = fields.iter().map(of);
        let others =
            undefined(fields, values).map(|(key, _)| Self::of(&format!("custom.{key}"), key, MAX_VALUE));
        defined.chain(others).collect()
    }

    /// The input type for a value: a date or number input cannot show an invalid value, which would
    /// be lost, so it falls back to `text`.
    fn kind_for(&self, value: &str) -> &'static str {
        let fits = match self.kind {
            "date" => value.is_empty() || civil::parse_day(value).is_some(),
            "number" => value.is_empty() || decimal::normalize(value).as_deref() == Some(value),
            _ => true,
        };
        if fits { self.kind } else { "text" }
    }

    /// The message of a field error.
    pub(super) fn sentence(&self, t: &Texts, problem: &Problem) -> String {
        match (self.name.as_str(), problem) {
            (_, Problem::TooLong { limit }) => (t.case.too_long)(*limit),
            (_, Problem::Required) => t.forms.required.to_owned(),
            (_, Problem::UnknownValue { .. }) => t.forms.not_a_choice.to_owned(),
            (_, Problem::WrongType { .. }) if self.kind == "date" => t.forms.bad_date.to_owned(),
            (_, Problem::WrongType { .. }) => t.forms.bad_number.to_owned(),
            ("email", _) => t.case.bad_email.to_owned(),
            ("phone" | "whatsapp", _) => t.case.bad_phone.to_owned(),
            ("document", _) => t.case.bad_document.to_owned(),
            _ => t.case.bad_value.to_owned(),
        }
    }
}

/// The values of a record without a field definition.
fn undefined<'a>(
    fields: &'a [CustomField],
    values: &'a BTreeMap<String, String>,
) -> impl Iterator<Item = (&'a String, &'a String)> {
    values.iter().filter(|(key, _)| fields.iter().all(|field| field.key != **key))
}

/// The custom fields of a record for display: the defined ones, then values without a definition.
pub(super) fn custom_facts(
    t: &Texts,
    fields: &[CustomField],
    values: BTreeMap<String, String>,
) -> Vec<(String, String)> {
    let fact = |field: &CustomField| {
        let value = values.get(&field.key).map_or("", String::as_str);
        let value = match field.kind {
            FieldKind::Date => {
                civil::parse_day(value).map_or_else(|| value.to_owned(), |day| t.locale.date(day))
            }
            FieldKind::Number => t.locale.decimal(value),
            FieldKind::Text | FieldKind::Choice => value.to_owned(),
        };
        (field.name.clone(), value)
    };
    let others = undefined(fields, &values).map(|(key, value)| (key.clone(), value.clone()));
    fields.iter().map(fact).chain(others).collect()
}

#[component]
pub(super) fn Input(
    form: &'static str,
    field: Field,
    value: String,
    notice: Option<FieldNotice>,
) -> impl IntoView {
    let t = use_texts();
    let id = format!("{form}-{}", field.name);
    let error_id = format!("{id}-error");
    let invalid = matches!(notice, Some(FieldNotice::Error(_))).then_some("true");
    let described = notice.is_some().then(|| error_id.clone());
    let notice = notice.map(|notice| match notice {
        error @ FieldNotice::Error(_) => error.view(error_id),
        FieldNotice::Current(text) => {
            view! { <p class="field-now" id=error_id dir="auto">{text}</p> }.erased()
        }
    });
    let required = field.required.then_some("true");
    let kind = field.kind_for(&value);
    let control = match field.options {
        Some(options) => {
            let options = options.into_iter().map(|(sent, read)| {
                let chosen = sent == value;
                view! { <option value=sent selected=chosen>{domain::bidi::plain(&read)}</option> }
            });
            let options = options.collect_view();
            view! {
                <select class="select-native" dir="auto" id=id.clone() name=field.name aria-required=required
                    aria-invalid=invalid aria-describedby=described>
                    <option value="">{t.case.blank}</option>
                    {options}
                </select>
            }
            .erased()
        }
        None => view! {
            <input
                class="input"
                dir=(kind == "text").then_some("auto")
                id=id.clone()
                name=field.name
                type=kind
                step=(kind == "number").then_some("any")
                value=value
                maxlength=field.limit.to_string()
                autocomplete="off"
                aria-required=required
                aria-invalid=invalid
                aria-describedby=described
            />
        }
        .erased(),
    };
    view! {
        <div class="field">
            <label class="field-label" for=id dir="auto">{domain::bidi::plain(&field.label)}</label>
            {control}
            {notice}
        </div>
    }
}
