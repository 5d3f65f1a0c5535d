//! The settings of a `queue_log` source.

use std::collections::BTreeMap;

use domain::Outcome;
use serde::{Deserialize, Serialize};

use crate::asterisk::member::MemberRules;
use crate::zone::TableZone;

/// What an operator chooses for one Asterisk. Each Asterisk is a source of its own: without a system
/// name, call IDs of two of them collide.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct QueueLogSettings {
    /// The name of the source, part of the identity of every interaction.
    pub source: String,
    /// Names of queues by their names in the log, such as `8001` → `Suporte`. Others stay.
    pub queues: BTreeMap<String, String>,
    /// Logins by member or by login, such as `PJSIP/1001` → `ana` or `1001` → `ana`. Others stay.
    pub agents: BTreeMap<String, String>,
    /// What is cut off the names of members before.
    pub members: MemberRules,
    /// The kind of new cases.
    pub case_kind: Option<String>,
    /// What became of visits that the customer left by a key: the outcome by key. By default
    /// `overflow`.
    pub key_outcomes: BTreeMap<String, Outcome>,
    /// What became of visits that a program withdrew: the outcome by the text of the withdrawal. By
    /// default `overflow`.
    pub withdraw_outcomes: BTreeMap<String, Outcome>,
    /// The queue of a dialler's outbound calls (`OUTCALL`); without one they are skipped.
    pub dialler_queue: Option<String>,
    /// Whether the name that the caller's telephone sends is the customer's name. Trunks often put
    /// something else into it; by default it is not.
    pub caller_names: bool,
    /// Whether a visit that began before the log does is rebuilt from the seconds that its end names. They
    /// differ from the times of the lines by a second now and then: where the older log is imported
    /// afterwards, such a visit is recorded twice. By default it is rejected.
    pub rebuild_visits_before_log: bool,
    /// What is noted.
    pub notes: Notes,
    /// The time zone of a table. A file needs none.
    pub zone: Option<TableZone>,
}

/// Notes on interactions of which the log does not hold everything. By default in Portuguese.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Notes {
    /// A restart of the telephone system cut it off.
    pub interrupted: String,
    /// Its beginning is not in the log.
    pub rebuilt: String,
    /// A program withdrew it; the text of the withdrawal follows.
    pub withdrawn: String,
}

impl Default for Notes {
    fn default() -> Self {
        Self {
            interrupted: "Fim não registrado: a central foi reiniciada.".to_owned(),
            rebuilt: "Início não registrado: calculado a partir do fim.".to_owned(),
            withdrawn: "Retirado da fila:".to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::content_hash::content_hash;

    #[test]
    fn the_hash_is_that_of_what_changes_content() {
        let plain = QueueLogSettings::default();
        let hash = content_hash(&plain);
        assert_eq!(hash.len(), 64);
        assert_eq!(content_hash(&QueueLogSettings { source: "pbx".to_owned(), ..plain.clone() }), hash);
        let mut other = plain.clone();
        other.queues.insert("8001".to_owned(), "Suporte".to_owned());
        assert_ne!(content_hash(&other), hash);
        let mut rules = plain;
        rules.members.local_extensions = false;
        assert_ne!(content_hash(&rules), hash);
    }

    #[test]
    fn settings_survive_json() {
        let settings: QueueLogSettings = serde_json::from_str(
            r#"{"source": "pbx", "zone": "America/Sao_Paulo", "key_outcomes": {"2": "callback"}}"#,
        )
        .expect("settings");
        let text = serde_json::to_string(&settings).expect("JSON");
        assert_eq!(serde_json::from_str::<QueueLogSettings>(&text).expect("settings"), settings);
        assert_eq!(settings.key_outcomes["2"], Outcome::Callback);
    }
}
