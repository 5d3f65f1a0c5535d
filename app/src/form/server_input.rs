//! The fields that only forms rendered on the server have: those of the settings, of accounts and of the
//! setup.

use super::input::Control;
use super::rows::{Rows, cell};
use super::{Input, SelectOption, Values, spans};
use crate::locales::use_texts;

/// A control of a form that is rendered on the server only.
#[derive(Clone, Debug)]
pub(super) enum ServerControl {
    /// A number.
    Number { min: i64, max: i64 },
    /// One line with a `datalist` of suggestions.
    Suggested { limit: u32, known: Vec<&'static str> },
    /// What a person signs in with, as browsers and password managers have to treat it.
    Credential(Credential),
    /// A text that the form shows and does not change.
    Fixed(String),
    /// A checkbox.
    Yes,
    /// Any number of checkboxes.
    Many(Vec<SelectOption>),
    /// Checkboxes with a position each.
    Ordered(Vec<SelectOption>),
    /// The working hours of a weekday.
    Spans,
    /// Rows of fields.
    Rows(Rows),
}

/// The attributes of the input for a credential.
#[derive(Clone, Debug)]
pub(crate) struct Credential {
    /// The HTML input type; the value of a `password` is never sent back.
    pub(crate) kind: &'static str,
    pub(crate) class: &'static str,
    pub(crate) autocomplete: &'static str,
    pub(crate) mode: Option<&'static str>,
    pub(crate) limit: u32,
}

impl Credential {
    /// One line of text.
    pub(crate) const TEXT: Self =
        Self { kind: "text", class: "input", autocomplete: "off", mode: None, limit: 1_000 };
    /// A password.
    pub(crate) const PASSWORD: Self = Self { kind: "password", ..Self::TEXT };
}

impl Input {
    fn server(name: &str, label: &str, control: ServerControl) -> Self {
        Self::new(name, label, Control::Server(control))
    }

    /// Several lines of text.
    pub(crate) fn lines(name: &str, label: &str, rows: u32, limit: u32) -> Self {
        Self::new(name, label, Control::Lines { class: "input input-lines", rows, limit })
    }

    /// A day.
    pub(crate) fn day(name: &str, label: &str) -> Self {
        Self::typed(name, label, 10, "date")
    }

    /// A time zone, with the known ones as suggestions.
    pub(crate) fn zone(name: &str, label: &str) -> Self {
        Self::server(name, label, ServerControl::Suggested { limit: 64, known: domain::zone::names() })
    }

    /// The working hours of a weekday.
    pub(crate) fn spans(name: &str, label: &str) -> Self {
        Self::server(name, label, ServerControl::Spans)
    }

    /// A number.
    pub(crate) fn number(name: &str, label: &str, range: std::ops::RangeInclusive<i64>) -> Self {
        Self::server(name, label, ServerControl::Number { min: *range.start(), max: *range.end() })
    }

    /// A required credential.
    pub(crate) fn credential(name: &str, label: &str, credential: Credential) -> Self {
        Self::server(name, label, ServerControl::Credential(credential)).required()
    }

    /// A text that the form shows and does not change.
    pub(crate) fn fixed(name: &str, label: &str, text: impl Into<String>) -> Self {
        Self::server(name, label, ServerControl::Fixed(text.into()))
    }

    /// A checkbox.
    pub(crate) fn yes(name: &str, label: &str) -> Self {
        Self::server(name, label, ServerControl::Yes)
    }

    /// Checkboxes, any number of which can be ticked.
    pub(crate) fn many(name: &str, label: &str, options: Vec<SelectOption>) -> Self {
        Self::server(name, label, ServerControl::Many(options))
    }

    /// Checkboxes with an order that the user chooses.
    pub(crate) fn ordered(name: &str, label: &str, options: Vec<SelectOption>) -> Self {
        Self::server(name, label, ServerControl::Ordered(options))
    }

    /// Several short records, each a row of fields.
    pub(crate) fn rows(name: &str, label: &str, rows: Rows) -> Self {
        Self::server(name, label, ServerControl::Rows(rows))
    }

    /// The label of the button that adds rows, if this is a field of rows.
    pub(crate) fn more_rows(&self) -> Option<&'static str> {
        if let Control::Server(ServerControl::Rows(rows)) = &self.control { Some(rows.more) } else { None }
    }

    /// Makes the field a column of a row.
    #[must_use]
    pub(super) fn in_row(self, rows: &str, row: usize) -> Self {
        let name = cell(rows, row, &self.name);
        Self { id: name.clone(), name, row_id: Some(cell(rows, row, "id")), ..self }
    }

    /// Adds a hint.
    #[must_use]
    pub(crate) fn hint(self, text: &str) -> Self {
        Self { hint: Some(text.to_owned()), ..self }
    }

    /// Marks the field as required.
    #[must_use]
    pub(crate) fn required(self) -> Self {
        self.required_if(true)
    }
}

impl ServerControl {
    /// The value of a field with this control, as displayed text.
    pub(super) fn shown(&self, name: &str, values: &Values) -> String {
        match self {
            Self::Fixed(text) => text.clone(),
            Self::Spans => spans::text(values, name),
            Self::Rows(rows) => rows.text(name, values),
            Self::Yes => {
                let words = use_texts().forms();
                if values.yes(name) { words.yes } else { words.no }.to_owned()
            }
            Self::Many(options) | Self::Ordered(options) => {
                let texts = values.all(name).map(|value| {
                    let known = options.iter().find(|option| option.value == value);
                    known.map_or(value, |option| option.text.as_str())
                });
                texts.collect::<Vec<_>>().join(", ")
            }
            Self::Number { .. } | Self::Suggested { .. } | Self::Credential(_) => {
                values.text(name).trim().to_owned()
            }
        }
    }
}
