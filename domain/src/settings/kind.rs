//! Kinds of case (*Tipos de caso*).

use serde::{Deserialize, Serialize};

use super::{SettingsRecord, named_and_in_use};

/// The settings of a kind of case. Existing cases keep the name of their kind after any change.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KindRecord {
    /// Its name; unique.
    pub name: String,
    /// Whether it is offered. Existing cases keep it.
    pub active: bool,
}

impl SettingsRecord for KindRecord {
    named_and_in_use!(tidy, check);
}
