//! The settings of a Genesys Cloud source.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// What an operator chooses for one organisation of Genesys Cloud.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct GenesysSettings {
    /// The name of the source.
    pub source: String,
    /// Names of queues by their IDs. Others stay IDs.
    pub queues: BTreeMap<String, String>,
    /// Logins by user ID. Others stay IDs.
    pub agents: BTreeMap<String, String>,
    /// Whether the name of a caller is the name of the customer. It is often the place of a number; by
    /// default it is not. The names of chats and messages always are.
    pub caller_names: bool,
    /// The kind of new cases.
    pub case_kind: Option<String>,
}
