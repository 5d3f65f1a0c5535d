//! Options of a select, of radio buttons or of checkboxes.

#[cfg(feature = "ssr")]
use store::settings::{Choice, RecordId};

#[cfg(feature = "ssr")]
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
}

#[cfg(feature = "ssr")]
impl SelectOption {
    /// The languages of the interface, below `unset` for none of them.
    pub(crate) fn languages(unset: &str) -> Vec<Self> {
        let languages = Locale::ALL.map(|locale| Self::new(locale.tag(), locale.own_name()));
        std::iter::once(Self::new("", unset)).chain(languages).collect()
    }

    /// Records as options, by ID.
    pub(crate) fn of<Id: RecordId>(choices: &[Choice<Id>]) -> Vec<Self> {
        let option = |choice: &Choice<Id>| Self {
            value: choice.id.to_string(),
            text: choice.name.clone(),
            active: choice.active,
        };
        choices.iter().map(option).collect()
    }

    /// Records as options, by name.
    pub(crate) fn of_names<Id: RecordId>(choices: &[Choice<Id>]) -> Vec<Self> {
        let option = |choice: &Choice<Id>| Self {
            value: choice.name.clone(),
            text: choice.name.clone(),
            active: choice.active,
        };
        choices.iter().map(option).collect()
    }
}
