//! Kinds of case (*Tipos de caso*).

use serde::{Deserialize, Serialize};

use super::{SettingsRecord, check_name, field_name, named_and_in_use};
use crate::FieldErrors;
use crate::text::tidy_name;

/// The settings of a kind of case. Existing cases keep the name of their kind after any change.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KindRecord {
    /// Its name; unique.
    pub name: String,
    /// Whether it is offered. Existing cases keep it.
    pub active: bool,
}

impl SettingsRecord for KindRecord {
    /// Tidies the name.
    fn tidied(mut self) -> Self {
        self.name = tidy_name(&self.name);
        self
    }

    fn check(&self) -> Result<(), FieldErrors> {
        let mut errors = FieldErrors::default();
        check_name(&mut errors, field_name::NAME, &self.name);
        errors.into_result()
    }

    named_and_in_use!();
}
