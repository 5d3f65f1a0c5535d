//! The settings of an Amazon Connect source.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// What an operator chooses for one instance of Amazon Connect.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct AmazonConnectSettings {
    /// The name of the source.
    pub source: String,
    /// Names of queues by their names in the records. Others stay.
    pub queues: BTreeMap<String, String>,
    /// Logins by user name. Others stay.
    pub agents: BTreeMap<String, String>,
    /// The queue of contacts in an agent's own queue, which has no name.
    pub direct_queue: String,
    /// The queue of outbound calls that have none.
    pub outbound_queue: String,
    /// The kind of new cases.
    pub case_kind: Option<String>,
}

impl Default for AmazonConnectSettings {
    fn default() -> Self {
        Self {
            source: String::new(),
            queues: BTreeMap::new(),
            agents: BTreeMap::new(),
            direct_queue: "Ramal direto".to_owned(),
            outbound_queue: "Chamadas ativas".to_owned(),
            case_kind: None,
        }
    }
}
