//! *Campos personalizados*: what else is known of customers and cases, and what may be said in them.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::decimal;
use crate::validation::{FieldErrors, Problem};

/// The longest value, in characters.
pub const MAX_VALUE: u32 = 2_000;

macro_rules! words {
    ($(#[$about:meta])* $type:ident { $($(#[$doc:meta])* $name:ident = $word:literal,)+ }) => {
        $(#[$about])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum $type {
            $($(#[$doc])* $name,)+
        }

        impl $type {
            /// All of them, in the order in which they are offered.
            pub const ALL: &[Self] = &[$(Self::$name,)+];

            /// The word of the contracts (forms, database).
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$name => $word,)+
                }
            }

            /// The inverse of `as_str`.
            pub fn parse(text: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|one| one.as_str() == text)
            }
        }
    };
}

words! {
    /// Whose field it is.
    FieldOwner {
        /// The customer's.
        Customer = "customer",
        /// The case's.
        Case = "case",
    }
}

words! {
    /// What is said in it.
    FieldKind {
        /// Anything.
        Text = "text",
        /// A number, kept as `-12.5`.
        Number = "number",
        /// A civil day, kept as `2026-12-25`.
        Date = "date",
        /// One of several options.
        Choice = "choice",
    }
}

/// A field, as whoever fills it in meets it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CustomField {
    /// Under which records keep its value.
    pub key: String,
    /// What it is called.
    pub name: String,
    /// What is said in it.
    pub kind: FieldKind,
    /// What can be chosen; only a choice has options.
    pub options: Vec<String>,
    /// Whether it must say something.
    pub required: bool,
}

impl CustomField {
    /// A value in the form in which it is kept.
    ///
    /// # Errors
    /// What is wrong with it.
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
            FieldKind::Number => decimal::read(value)
                .ok_or_else(|| Problem::WrongType { expected: "a number, like 12 or 3.5".to_owned() }),
            FieldKind::Date => day(value)
                .map(|day| day.to_string())
                .ok_or_else(|| Problem::WrongType { expected: "a day, like 2026-12-25".to_owned() }),
            FieldKind::Choice if self.options.iter().any(|option| option == value) => Ok(value.to_owned()),
            FieldKind::Choice => Err(Problem::UnknownValue { allowed: self.options.clone() }),
        }
    }
}

/// A day as HTML and the database write it, `2026-12-25`, or as people do, `25/12/2026`.
fn day(text: &str) -> Option<NaiveDate> {
    let day =
        NaiveDate::parse_from_str(text, "%Y-%m-%d").or_else(|_| NaiveDate::parse_from_str(text, "%d/%m/%Y"));
    day.ok().filter(|day| (1..=9999).contains(&chrono::Datelike::year(day)))
}

/// What a record says in its custom fields after an edit: those that are defined, as far as the form
/// names them or they were there, checked by their kind; and those that were there without being
/// defined (any more), with what is said about them now. Nothing else is taken. A value that was
/// there stays good, even where today it could not be chosen.
///
/// # Errors
/// Every bad field, as `custom.KEY`.
pub fn edited(
    fields: &[CustomField],
    there: &BTreeMap<String, String>,
    said: &BTreeMap<String, String>,
) -> Result<BTreeMap<String, String>, FieldErrors> {
    let (mut edited, mut errors) = (BTreeMap::new(), FieldErrors::default());
    for (key, before) in there {
        edited.insert(key.clone(), said.get(key).unwrap_or(before).trim().to_owned());
    }
    for field in fields {
        let before = there.get(&field.key).map(String::as_str);
        let Some(value) = said.get(&field.key).map(String::as_str).or(before) else {
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
        for (kind, said, kept) in [
            (FieldKind::Text, " a b ", Ok("a b")),
            (FieldKind::Number, "1.234,50", Ok("1234.5")),
            (FieldKind::Number, "doze", Err("wrong_type")),
            (FieldKind::Date, "25/12/2026", Ok("2026-12-25")),
            (FieldKind::Date, "2026-12-25", Ok("2026-12-25")),
            (FieldKind::Date, "2026-02-30", Err("wrong_type")),
            (FieldKind::Choice, "Ouro", Ok("Ouro")),
            (FieldKind::Choice, "Bronze", Err("unknown_value")),
        ] {
            let read = field("x", kind, false).read(said);
            let read = read.as_ref().map(String::as_str).map_err(Problem::code);
            assert_eq!(read, kept, "{said}");
        }
        assert_eq!(field("x", FieldKind::Text, true).read("  "), Err(Problem::Required));
        assert_eq!(field("x", FieldKind::Date, false).read(""), Ok(String::new()));
    }

    #[test]
    fn an_edit_fills_what_is_defined_and_what_was_there_and_nothing_else() {
        let fields = [field("Plano", FieldKind::Choice, false), field("Desde", FieldKind::Date, false)];
        let there = map(&[("Antigo", "1"), ("Plano", "Bronze")]);
        let said = map(&[("Antigo", "2"), ("Plano", "Bronze"), ("Desde", "1/2/2026"), ("Inventado", "x")]);
        let kept = edited(&fields, &there, &said).expect("good values");
        assert_eq!(kept, map(&[("Antigo", "2"), ("Desde", "2026-02-01"), ("Plano", "Bronze")]));
        let said = map(&[("Plano", "Lata"), ("Desde", "")]);
        let errors = edited(&fields, &there, &said).expect_err("a bad choice").0;
        assert_eq!(errors.len(), 1);
        assert_eq!(errors[0].field, "custom.Plano");
        let kept = edited(&fields, &there, &map(&[("Desde", ""), ("Plano", "")])).expect("good values");
        assert_eq!(
            kept,
            map(&[("Antigo", "1"), ("Plano", "")]),
            "what is empty and was not there is not made"
        );
    }

    #[test]
    fn what_is_required_must_be_said_when_the_record_is_edited() {
        let fields = [field("Plano", FieldKind::Text, true)];
        for said in [map(&[]), map(&[("Plano", " ")])] {
            let errors = edited(&fields, &map(&[]), &said).expect_err("required").0;
            assert_eq!(errors[0].problem, Problem::Required);
        }
        assert!(edited(&fields, &map(&[("Plano", "A")]), &map(&[])).is_ok(), "it says something already");
    }

    #[test]
    fn every_word_leads_back_to_what_it_says() {
        for kind in FieldKind::ALL {
            assert_eq!(FieldKind::parse(kind.as_str()), Some(*kind));
        }
        for owner in FieldOwner::ALL {
            assert_eq!(FieldOwner::parse(owner.as_str()), Some(*owner));
        }
    }
}
