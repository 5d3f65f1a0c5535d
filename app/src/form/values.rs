//! The values of a form: what is stored, or what was typed.

use serde::{Deserialize, Serialize};

/// The values of a form in their order; a field of checkboxes has one for each that is ticked.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Values(pub(super) Vec<(String, String)>);

impl Values {
    /// The values of fields with these names.
    pub(crate) fn of(values: Vec<(&str, String)>) -> Self {
        Self(values.into_iter().map(|(name, value)| (name.to_owned(), value)).collect())
    }

    /// The first value of a field; `None` if there is none.
    pub(crate) fn sent(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(field, _)| field == name).map(|(_, value)| value.as_str())
    }

    /// The first value of a field; empty if there is none.
    pub(crate) fn text(&self, name: &str) -> &str {
        self.sent(name).unwrap_or_default()
    }
}
