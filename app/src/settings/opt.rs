//! What can be chosen in a field.

use store::settings::Choice;

/// Something to choose: its value and its words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Opt {
    pub(super) value: String,
    pub(super) text: String,
    /// Offered to everybody; otherwise only shown where it is chosen already.
    pub(super) active: bool,
}

impl Opt {
    /// A choice of its own words.
    pub(crate) fn new(value: impl Into<String>, text: impl Into<String>) -> Self {
        Self { value: value.into(), text: text.into(), active: true }
    }

    /// Records that may be named.
    pub(crate) fn of(choices: &[Choice]) -> Vec<Self> {
        let opt = |choice: &Choice| Self {
            value: choice.id.to_string(),
            text: choice.name.clone(),
            active: choice.active,
        };
        choices.iter().map(opt).collect()
    }
}

impl Opt {
    /// Records that are named by what they are called.
    pub(crate) fn of_names(choices: &[Choice]) -> Vec<Self> {
        let opt = |choice: &Choice| Self {
            value: choice.name.clone(),
            text: choice.name.clone(),
            active: choice.active,
        };
        choices.iter().map(opt).collect()
    }
}
