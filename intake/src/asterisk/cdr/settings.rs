//! The settings of a CDR source.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::asterisk::member::MemberRules;
use crate::zone::TableZone;

/// What an operator chooses for the CDR of one Asterisk.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct CdrSettings {
    /// The name of the source. With that of the same Asterisk's `queue_log`, a call that both
    /// describe is one case.
    pub source: String,
    /// How the channels of trunks begin, such as `PJSIP/tronco`: what comes from one is inbound, what
    /// goes to one is outbound. Without any, the columns of `FreePBX` decide.
    pub trunks: Vec<String>,
    /// The time zone of the times; none if they carry an offset.
    pub zone: Option<TableZone>,
    /// Names of queues by the destination that was dialled, such as `600` → `Vendas`, or by the queue's
    /// name in the log.
    pub queues: BTreeMap<String, String>,
    /// The queue of inbound calls to other destinations.
    pub direct_queue: String,
    /// The queue of outbound calls.
    pub outbound_queue: String,
    /// The queue of calls between two extensions; without one they are skipped.
    pub internal_queue: Option<String>,
    /// Whether calls in queues are taken too. By default they are left to `queue_log`, which knows how
    /// long they waited.
    pub queue_calls: bool,
    /// Logins by channel or by extension. Others stay.
    pub agents: BTreeMap<String, String>,
    /// What is cut off the names of channels before.
    pub members: MemberRules,
    /// The kind of new cases.
    pub case_kind: Option<String>,
    /// Whether the name in `clid` is the name of the customer who calls.
    pub caller_names: bool,
    /// Whether `userfield` is noted.
    pub note_userfield: bool,
}

impl Default for CdrSettings {
    fn default() -> Self {
        Self {
            source: String::new(),
            trunks: Vec::new(),
            zone: None,
            queues: BTreeMap::new(),
            direct_queue: "Ramal direto".to_owned(),
            outbound_queue: "Chamadas ativas".to_owned(),
            internal_queue: None,
            queue_calls: false,
            agents: BTreeMap::new(),
            members: MemberRules::default(),
            case_kind: None,
            caller_names: false,
            note_userfield: false,
        }
    }
}

impl CdrSettings {
    /// Whether a channel is that of a trunk.
    pub(super) fn is_trunk(&self, channel: &str) -> bool {
        self.trunks.iter().any(|trunk| !trunk.is_empty() && channel.starts_with(trunk.as_str()))
    }

    /// Whether the arguments of `Dial()` lead to a trunk: `PJSIP/NUMBER@trunk` or `SIP/trunk/NUMBER`.
    pub(super) fn dials_trunk(&self, arguments: &str) -> bool {
        let target = arguments.split([',', '|', '&']).next().unwrap_or("");
        let by_name = target.split_once('/').and_then(|(technology, rest)| {
            rest.split_once('@').map(|(_, trunk)| format!("{technology}/{trunk}"))
        });
        self.is_trunk(target) || by_name.is_some_and(|channel| self.is_trunk(&channel))
    }
}
