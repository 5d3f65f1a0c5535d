//! The settings of a `FreeSWITCH` source.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// What an operator chooses for one `FreeSWITCH`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct FreeSwitchSettings {
    /// The name of the source.
    pub source: String,
    /// The domains, which are tenants, whose calls are taken; all if there are none here.
    pub domains: Vec<String>,
    /// Names of queues by their names in the records, with or without the domain: `suporte@empresa` →
    /// `Suporte`. Others keep the part before the `@`.
    pub queues: BTreeMap<String, String>,
    /// Logins by agent or extension, with or without the domain, or by the UUID that `FusionPBX` has
    /// instead. Others keep the part before the `@`.
    pub agents: BTreeMap<String, String>,
    /// The queue of inbound calls to an extension; without one they are skipped.
    pub direct_queue: Option<String>,
    /// The queue of outbound calls; without one they are skipped.
    pub outbound_queue: Option<String>,
    /// The queue of calls between two extensions; without one they are skipped.
    pub internal_queue: Option<String>,
    /// The SIP profiles that lead to trunks. What comes from one is inbound, where the records do not say
    /// the direction themselves. By default `external`.
    pub trunk_profiles: Vec<String>,
    /// Whether the values of variables are percent-encoded.
    pub values: ValueEncoding,
    /// Whether the name that the caller's telephone sends is the customer's name. By default yes.
    pub caller_names: bool,
    /// The kind of new cases.
    pub case_kind: Option<String>,
}

/// Whether the values of variables are percent-encoded (`encode-values` of `mod_json_cdr`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ValueEncoding {
    /// A value is, if it has a percent sign with two digits and nothing that would have been encoded.
    #[default]
    Auto,
    /// All are.
    Encoded,
    /// None is.
    Plain,
}

impl Default for FreeSwitchSettings {
    fn default() -> Self {
        Self {
            source: String::new(),
            domains: Vec::new(),
            queues: BTreeMap::new(),
            agents: BTreeMap::new(),
            direct_queue: Some("Ramal direto".to_owned()),
            outbound_queue: Some("Chamadas ativas".to_owned()),
            internal_queue: None,
            trunk_profiles: vec!["external".to_owned()],
            values: ValueEncoding::default(),
            caller_names: true,
            case_kind: None,
        }
    }
}

impl FreeSwitchSettings {
    /// The name of a queue, such as `suporte@empresa.exemplo`.
    pub(super) fn queue(&self, written: &str) -> String {
        let name = before_at(written);
        self.queues.get(written).or_else(|| self.queues.get(name)).map_or(name, String::as_str).to_owned()
    }

    /// The login that the map has for an agent or an extension.
    pub(super) fn known_agent(&self, written: &str) -> Option<String> {
        self.agents.get(written).or_else(|| self.agents.get(before_at(written))).cloned()
    }

    /// The login of an agent or an extension.
    pub(super) fn agent(&self, written: &str) -> Option<String> {
        let name = before_at(written);
        self.known_agent(written).or_else(|| (!name.is_empty()).then(|| name.to_owned()))
    }

    /// Whether a channel such as `sofia/external/…` is that of a trunk.
    pub(super) fn is_trunk(&self, channel: &str) -> bool {
        let Some(rest) = channel.strip_prefix("sofia/") else { return false };
        let profile = rest.split('/').next().unwrap_or("");
        profile == "gateway" || self.trunk_profiles.iter().any(|trunk| trunk == profile)
    }
}

fn before_at(text: &str) -> &str {
    text.split_once('@').map_or(text, |(name, _)| name)
}
