//! Contact reasons (*Motivos de contato*).

use serde::{Deserialize, Serialize};

use super::{SettingsRecord, check_name, field_name, named_and_in_use};
use crate::FieldErrors;
use crate::text::tidy_name;

/// The settings of a contact reason. The records of queues list the reasons they offer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReasonRecord {
    /// Its name; unique.
    pub name: String,
    /// Whether it is offered. An archived reason stays readable in existing interactions.
    pub active: bool,
}

impl SettingsRecord for ReasonRecord {
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
