//! Contact reasons (*Motivos de contato*).

use serde::{Deserialize, Serialize};

use super::{SettingsRecord, named_and_in_use};

/// The settings of a contact reason. The records of queues list the reasons they offer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReasonRecord {
    /// Its name; unique.
    pub name: String,
    /// Whether it is offered. An archived reason stays readable in existing interactions.
    pub active: bool,
}

impl SettingsRecord for ReasonRecord {
    named_and_in_use!(tidy, check);
}
