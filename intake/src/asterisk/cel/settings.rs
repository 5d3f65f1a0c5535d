//! The settings of a CEL source.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::asterisk::member::MemberRules;
use crate::zone::TableZone;

/// What an operator chooses for the CEL of one Asterisk.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct CelSettings {
    /// The name of the source. With that of the same Asterisk's `queue_log`, a call that both
    /// describe is one case.
    pub source: String,
    /// How the channels of trunks begin, such as `PJSIP/tronco`: what comes from one is inbound, what
    /// goes to one is outbound.
    pub trunks: Vec<String>,
    /// How the contexts begin in which channels of trunks start. By default those of `FreePBX` and Wazo.
    pub trunk_contexts: Vec<String>,
    /// The time zone of the times; none if they carry an offset or are seconds since 1970.
    pub zone: Option<TableZone>,
    /// Names of queues by the queue's name in the log, or by the destination that was dialled. Others
    /// stay.
    pub queues: BTreeMap<String, String>,
    /// The queue of inbound calls to other destinations.
    pub direct_queue: String,
    /// The queue of outbound calls.
    pub outbound_queue: String,
    /// The queue of calls between two extensions; without one they are skipped.
    pub internal_queue: Option<String>,
    /// Whether calls in queues are taken. By default they are; of an Asterisk whose `queue_log` is read
    /// they must not be, since only one of the two may emit them.
    pub queue_calls: bool,
    /// Logins by channel or by extension. Others stay.
    pub agents: BTreeMap<String, String>,
    /// What is cut off the names of channels before.
    pub members: MemberRules,
    /// The kind of new cases.
    pub case_kind: Option<String>,
    /// Whether the name that the caller's telephone sends is the customer's name.
    pub caller_names: bool,
}

impl Default for CelSettings {
    fn default() -> Self {
        Self {
            source: String::new(),
            trunks: Vec::new(),
            trunk_contexts: ["from-trunk", "from-pstn", "from-did", "from-extern"]
                .map(str::to_owned)
                .to_vec(),
            zone: None,
            queues: BTreeMap::new(),
            direct_queue: "Ramal direto".to_owned(),
            outbound_queue: "Chamadas ativas".to_owned(),
            internal_queue: None,
            queue_calls: true,
            agents: BTreeMap::new(),
            members: MemberRules::default(),
            case_kind: None,
            caller_names: false,
        }
    }
}

impl CelSettings {
    /// Whether a channel that starts in a context is that of a trunk.
    pub(super) fn is_trunk(&self, channel: &str, context: &str) -> bool {
        let begins = |text: &str, starts: &[String]| {
            starts.iter().any(|start| !start.is_empty() && text.starts_with(start.as_str()))
        };
        begins(channel, &self.trunks) || begins(context, &self.trunk_contexts)
    }
}
