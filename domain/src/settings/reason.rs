//! *Motivos de contato*: why customers come.

use serde::{Deserialize, Serialize};

use super::{SettingsRecord, check_name, named_and_in_use};
use crate::FieldErrors;
use crate::text::tidy_name;

/// A contact reason, as it is set up. Which queues offer it is said by them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReasonRecord {
    /// Its name; unique.
    pub name: String,
    /// Whether it is offered. One that is not stays readable where it was given.
    pub active: bool,
}

impl SettingsRecord for ReasonRecord {
    /// Without blanks around the name.
    fn tidied(mut self) -> Self {
        self.name = tidy_name(&self.name);
        self
    }

    fn check(&self) -> Result<(), FieldErrors> {
        let mut errors = FieldErrors::default();
        check_name(&mut errors, "name", &self.name);
        errors.into_result()
    }

    named_and_in_use!();
}
