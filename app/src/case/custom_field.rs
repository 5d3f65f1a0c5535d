//! The custom fields of a record, as form fields and for display.

use std::collections::BTreeMap;

use domain::civil;
use domain::custom_field::{CustomField, FieldKind, MAX_VALUE};

use crate::form::{Input, SelectOption};
use crate::locales::Texts;

/// The form fields of a record's custom fields with their values: the defined ones, then values without
/// a definition.
pub(super) fn inputs(
    t: &Texts,
    fields: &[CustomField],
    mut values: BTreeMap<String, String>,
) -> Vec<(Input, String)> {
    let mut inputs = Vec::new();
    for field in fields {
        let value = values.remove(&field.key).unwrap_or_default();
        let (name, label) = (format!("custom.{}", field.key), field.name.as_str());
        let input = match field.kind {
            FieldKind::Text => Input::line(&name, label, MAX_VALUE),
            // Browsers submit the stored format, independent of the language.
            FieldKind::Number => Input::typed(&name, label, MAX_VALUE, "number"),
            FieldKind::Date => Input::typed(&name, label, MAX_VALUE, "date"),
            FieldKind::Choice => optional_choice(t, &name, label, field.options.clone(), &value),
        };
        inputs.push((input.required_if(field.required), value));
    }
    let others = values.into_iter();
    inputs.extend(others.map(|(key, value)| (Input::line(&format!("custom.{key}"), &key, MAX_VALUE), value)));
    inputs
}

/// An optional choice; the current value is offered even if it is not among the options.
pub(super) fn optional_choice(
    t: &Texts,
    name: &str,
    label: &str,
    mut options: Vec<String>,
    now: &str,
) -> Input {
    if !now.is_empty() && options.iter().all(|option| option != now) {
        options.push(now.to_owned());
    }
    let options = options.into_iter().map(|option| SelectOption::new(option.clone(), option));
    Input::one(name, label, std::iter::once(SelectOption::new("", t.case().blank)).chain(options).collect())
}

/// The custom fields of a record for display: the defined ones, then values without a definition.
pub(crate) fn facts(
    t: &Texts,
    fields: &[CustomField],
    mut values: BTreeMap<String, String>,
) -> Vec<(String, String)> {
    let mut facts = Vec::new();
    for field in fields {
        let value = values.remove(&field.key).unwrap_or_default();
        let value = match field.kind {
            FieldKind::Date => civil::parse_day(&value).map_or(value, |day| t.locale.date(day)),
            FieldKind::Number => t.locale.decimal(&value),
            FieldKind::Text | FieldKind::Choice => value,
        };
        facts.push((field.name.clone(), value));
    }
    facts.extend(values);
    facts
}
