//! The settings of a `queue_log` source.

use std::collections::BTreeMap;

use domain::Outcome;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sha2::{Digest, Sha256};

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
    /// Whether a visit that began before the log does is skipped with a reject, instead of being
    /// rebuilt from the seconds that its end names.
    pub reject_visits_before_log: bool,
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

impl QueueLogSettings {
    /// A hash of all settings but the source's name, which is identity and not content. Settings that
    /// are as by default do not count, so that it stays when a version adds one.
    pub(crate) fn content_hash(&self) -> String {
        let fields = |settings: &Self| match serde_json::to_value(settings) {
            Ok(Value::Object(fields)) => fields.into_iter().collect::<BTreeMap<_, _>>(),
            // A struct of texts, maps and enumerations is always an object.
            _ => BTreeMap::new(),
        };
        let default = fields(&Self::default());
        let mut hash = Sha256::new();
        for (name, value) in fields(self) {
            if name != "source" && default.get(&name) != Some(&value) {
                hash.update(format!("{name}={}\n", sorted(value)));
            }
        }
        format!("{:x}", hash.finalize())
    }
}

/// The value with its fields in the order of their names, as text.
fn sorted(value: Value) -> String {
    match value {
        Value::Object(fields) => {
            let fields: BTreeMap<String, String> =
                fields.into_iter().map(|(name, value)| (name, sorted(value))).collect();
            format!("{fields:?}")
        }
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hash_is_that_of_what_changes_content() {
        let plain = QueueLogSettings::default();
        let hash = plain.content_hash();
        assert_eq!(hash.len(), 64);
        assert_eq!(QueueLogSettings { source: "pbx".to_owned(), ..plain.clone() }.content_hash(), hash);
        let mut other = plain.clone();
        other.queues.insert("8001".to_owned(), "Suporte".to_owned());
        assert_ne!(other.content_hash(), hash);
        let mut rules = plain;
        rules.members.local_extensions = false;
        assert_ne!(rules.content_hash(), hash);
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
