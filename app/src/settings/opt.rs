//! Options of a select or of checkboxes.

use store::settings::{Choice, RecordId};

use crate::locales::Locale;

/// An option: its value and its label.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct SelectOption {
    pub(super) value: String,
    pub(super) text: String,
    /// Inactive options are only shown if they are already selected.
    pub(super) active: bool,
}

impl SelectOption {
    /// An active option.
    pub(crate) fn new(value: impl Into<String>, text: impl Into<String>) -> Self {
        Self { value: value.into(), text: text.into(), active: true }
    }

    /// The languages of the interface, below `unset` for none of them.
    pub(crate) fn languages(unset: &str) -> Vec<Self> {
        let languages = Locale::ALL.map(|locale| Self::new(locale.tag(), locale.own_name()));
        std::iter::once(Self::new("", unset)).chain(languages).collect()
    }

    /// Records as options, by ID.
    pub(crate) fn of<Id: RecordId>(choices: &[Choice<Id>]) -> Vec<Self> {
        let opt = |choice: &Choice<Id>| Self {
            value: choice.id.to_string(),
            text: choice.name.clone(),
            active: choice.active,
        };
        choices.iter().map(opt).collect()
    }

    /// Records as options, by name.
    pub(crate) fn of_names<Id: RecordId>(choices: &[Choice<Id>]) -> Vec<Self> {
        let opt = |choice: &Choice<Id>| Self {
            value: choice.name.clone(),
            text: choice.name.clone(),
            active: choice.active,
        };
        choices.iter().map(opt).collect()
    }
}
