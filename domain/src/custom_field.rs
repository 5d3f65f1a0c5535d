//! Custom fields (*Campos personalizados*) of customers and cases, and their validation.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::decimal;
use crate::validation::{FieldErrors, Problem};
use crate::vocabulary::vocabulary;

/// Maximum length of a value, in characters.
pub const MAX_VALUE: u32 = 2_000;

vocabulary! {
    /// The kind of record a field belongs to; its word is used in forms and the database.
    pub enum FieldOwner {
        /// Customers.
        Customer = "customer",
        /// Cases.
        Case = "case",
    }
}

vocabulary! {
    /// The type of a field's value; its word is used in forms and the database.
    pub enum FieldKind {
        /// Free text.
        Text = "text",
        /// A number, stored as `-12.5`.
        Number = "number",
        /// A civil day, stored as `2026-12-25`.
        Date = "date",
        /// One of several options.
        Choice = "choice",
    }
}

/// The definition of a custom field, as forms need it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CustomField {
    /// The key under which records store its value.
    pub key: String,
    /// The display name.
    pub name: String,
    /// The type of its value.
    pub kind: FieldKind,
    /// The options; empty unless the field is a choice.
    pub options: Vec<String>,
    /// Whether a value is required.
    pub required: bool,
}

impl CustomField {
    /// Validates a value and returns it in its stored form.
    ///
    /// # Errors
    /// Returns the problem if the value is not valid.
    pub fn read(&self, value: &str) -> Result<String, Problem> {
        let value = value.trim();
        if value.is_empty() {
            return if self.required { Err(Problem::Required) } else { Ok(String::new()) };
        }
        match self.kind {
            FieldKind::Text if value.chars().count() > MAX_VALUE as usize => {
                Err(Problem::TooLong { limit: MAX_VALUE })
            }
            FieldKind::Text => Ok(value.replace('\0', "")),
            FieldKind::Number => decimal::normalize(value)
                .ok_or_else(|| Problem::WrongType { expected: "a number, like 12 or 3.5".to_owned() }),
            FieldKind::Date => day(value)
                .map(|day| day.to_string())
                .ok_or_else(|| Problem::WrongType { expected: "a day, like 2026-12-25".to_owned() }),
            FieldKind::Choice if self.options.iter().any(|option| option == value) => Ok(value.to_owned()),
            FieldKind::Choice => Err(Problem::UnknownValue { allowed: self.options.clone() }),
        }
    }
}

/// Parses a day as HTML and the database write it, `2026-12-25`, or as people do, `25/12/2026`.
fn day(text: &str) -> Option<NaiveDate> {
    let day =
        NaiveDate::parse_from_str(text, "%Y-%m-%d").or_else(|_| NaiveDate::parse_from_str(text, "%d/%m/%Y"));
    day.ok().filter(|day| (1..=9999).contains(&chrono::Datelike::year(day)))
}

/// Applies submitted values to the stored custom fields of a record.
///
/// Defined fields are validated; a required one must be submitted or stored. Stored values without
/// a definition (any more) may still be edited; other unknown fields are ignored. An unchanged
/// value stays valid, even if it could not be chosen today.
///
/// # Errors
/// Returns every invalid field, as `custom.KEY`.
pub fn apply_edit(
    fields: &[CustomField],
    stored: &BTreeMap<String, String>,
    submitted: &BTreeMap<String, String>,
) -> Result<BTreeMap<String, String>, FieldErrors> {
    let (mut edited, mut errors) = (BTreeMap::new(), FieldErrors::default());
    for (key, before) in stored {
        edited.insert(key.clone(), submitted.get(key).unwrap_or(before).trim().to_owned());
    }
    for field in fields {
        let before = stored.get(&field.key).map(String::as_str);
        let Some(value) = submitted.get(&field.key).map(String::as_str).or(before) else {
            if field.required {
                errors.add(&format!("custom.{}", field.key), Problem::Required);
            }
            continue;
        };
        let unchanged = before.is_some_and(|before| before == value.trim() && !before.is_empty());
        match field.read(value) {
            _ if unchanged => {}
            Ok(value) if value.is_empty() && before.is_none() => {}
            Ok(value) => {
                edited.insert(field.key.clone(), value);
            }
            Err(problem) => errors.add(&format!("custom.{}", field.key), problem),
        }
    }
    errors.into_result().map(|()| edited)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn field(key: &str, kind: FieldKind, required: bool) -> CustomField {
        let options =
            if kind == FieldKind::Choice { vec!["Ouro".to_owned(), "Prata".to_owned()] } else { Vec::new() };
        CustomField { key: key.to_owned(), name: key.to_owned(), kind, options, required }
    }

    fn map(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
        pairs.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect()
    }

    #[test]
    fn a_value_is_kept_in_the_form_of_its_kind() {
        for (kind, input, kept) in [
            (FieldKind::Text, " a b ", Ok("a b")),
            (FieldKind::Number, "1.234,50", Ok("1234.5")),
            (FieldKind::Number, "doze", Err("wrong_type")),
            (FieldKind::Date, "25/12/2026", Ok("2026-12-25")),
            (FieldKind::Date, "2026-12-25", Ok("2026-12-25")),
            (FieldKind::Date, "2026-02-30", Err("wrong_type")),
            (FieldKind::Choice, "Ouro", Ok("Ouro")),
            (FieldKind::Choice, "Bronze", Err("unknown_value")),
        ] {
            let read = field("x", kind, false).read(input);
            let read = read.as_ref().map(String::as_str).map_err(Problem::code);
            assert_eq!(read, kept, "{input}");
        }
        assert_eq!(field("x", FieldKind::Text, true).read("  "), Err(Problem::Required));
        assert_eq!(field("x", FieldKind::Date, false).read(""), Ok(String::new()));
    }

    #[test]
    fn an_edit_fills_what_is_defined_and_what_was_there_and_nothing_else() {
        let fields = [field("Plano", FieldKind::Choice, false), field("Desde", FieldKind::Date, false)];
        let there = map(&[("Antigo", "1"), ("Plano", "Bronze")]);
        let input = map(&[("Antigo", "2"), ("Plano", "Bronze"), ("Desde", "1/2/2026"), ("Inventado", "x")]);
        let kept = apply_edit(&fields, &there, &input).expect("good values");
        assert_eq!(kept, map(&[("Antigo", "2"), ("Desde", "2026-02-01"), ("Plano", "Bronze")]));
        let input = map(&[("Plano", "Lata"), ("Desde", "")]);
        let errors = apply_edit(&fields, &there, &input).expect_err("a bad choice").0;
        assert_eq!(errors.len(), 1);
        assert_eq!(errors[0].field, "custom.Plano");
        let kept = apply_edit(&fields, &there, &map(&[("Desde", ""), ("Plano", "")])).expect("good values");
        assert_eq!(
            kept,
            map(&[("Antigo", "1"), ("Plano", "")]),
            "what is empty and was not there is not made"
        );
    }

    #[test]
    fn what_is_required_must_be_said_when_the_record_is_edited() {
        let fields = [field("Plano", FieldKind::Text, true)];
        for input in [map(&[]), map(&[("Plano", " ")])] {
            let errors = apply_edit(&fields, &map(&[]), &input).expect_err("required").0;
            assert_eq!(errors[0].problem, Problem::Required);
        }
        assert!(apply_edit(&fields, &map(&[("Plano", "A")]), &map(&[])).is_ok(), "it says something already");
    }

    #[test]
    fn every_word_leads_back_to_what_it_says() {
        for kind in FieldKind::ALL {
            assert_eq!(FieldKind::parse(kind.as_str()), Some(kind));
        }
        for owner in FieldOwner::ALL {
            assert_eq!(FieldOwner::parse(owner.as_str()), Some(owner));
        }
    }
}
