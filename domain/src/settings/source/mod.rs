//! Settings of sources (*Fontes*): other systems whose conversations are read.
//!
//! How each kind of system is reached is in [`connection`]; names of queues and agents are mapped alike for
//! all kinds. Secrets are no part of the record: they can be set and not read.

mod connection;

pub use connection::{
    AsteriskConnection, ChatwootConnection, Connection, MAX_GRACE_S, MAX_IDLE_HOURS, MAX_PATH, MAX_SETTLE_S,
    WhatsAppConnection,
};

use serde::{Deserialize, Serialize};

use super::{SettingsRecord, check_name, field_name, named_and_in_use};
use crate::FieldErrors;
use crate::interaction::limits::{MAX_AGENT, MAX_QUEUE};
use crate::text::tidy_name;
use crate::vocabulary::vocabulary;

/// The largest number of names that a source may map.
pub const MAX_MAPPED_NAMES: u32 = 5_000;

/// The longest name in another system, in characters.
pub const MAX_FOREIGN_NAME: u32 = 200;

vocabulary! {
    /// The kind of system that a source reads.
    // Its word is used in addresses and on the command line.
    pub enum SourceKind {
        /// A telephone system: Asterisk, `FreePBX`, `Issabel`.
        Asterisk = "asterisk" (1),
        /// A number of the WhatsApp Business Cloud API.
        WhatsApp = "whatsapp" (2),
        /// A Chatwoot account.
        Chatwoot = "chatwoot" (3),
    }
}

impl SourceKind {
    /// The secrets that a source of this kind has.
    pub const fn secrets(self) -> &'static [SecretName] {
        match self {
            Self::Asterisk => &[],
            Self::WhatsApp => &[SecretName::AppSecret, SecretName::VerifyToken, SecretName::AccessToken],
            Self::Chatwoot => &[SecretName::WebhookSecret, SecretName::AccessToken],
        }
    }

    /// Whether what was read can be read again. WhatsApp delivers once, and deliveries are kept for days
    /// only: of a longer conversation the beginning would be missing.
    pub const fn can_be_read_again(self) -> bool {
        !matches!(self, Self::WhatsApp)
    }
}

vocabulary! {
    /// A secret of a source, which can be set and not read.
    // Its word is used in forms and on the command line.
    pub enum SecretName {
        /// Signs what the WhatsApp Cloud API sends.
        AppSecret = "app-secret",
        /// Chosen by the operator, and repeated when WhatsApp checks the address.
        VerifyToken = "verify-token",
        /// Signs what Chatwoot sends.
        WebhookSecret = "webhook-secret",
        /// Lets Protocolo ask the other system.
        AccessToken = "access-token",
    }
}

/// A name in the other system and what it is here.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NamePair {
    /// The name in the other system.
    pub foreign: String,
    /// The queue's name or the agent's login here.
    pub name: String,
}

impl NamePair {
    /// Reads `8001=Suporte`; `None` if one of the names is missing.
    pub fn parse(line: &str) -> Option<Self> {
        let (foreign, name) = line.split_once('=')?;
        let (foreign, name) = (foreign.trim(), name.trim());
        (!foreign.is_empty() && !name.is_empty())
            .then(|| Self { foreign: foreign.to_owned(), name: name.to_owned() })
    }
}

impl std::fmt::Display for NamePair {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}={}", self.foreign, self.name)
    }
}

/// The settings of a source.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SourceRecord {
    /// The `source` of its interactions, so it never changes; unique.
    pub name: String,
    /// Whether it is read; otherwise it is paused.
    pub active: bool,
    /// The system and how it is reached.
    #[serde(flatten)]
    pub connection: Connection,
    /// Queues whose name here is another.
    #[serde(default)]
    pub queues: Vec<NamePair>,
    /// Agents whose login is not their name in the other system.
    #[serde(default)]
    pub agents: Vec<NamePair>,
}

impl SourceRecord {
    /// The kind of system.
    pub const fn kind(&self) -> SourceKind {
        self.connection.kind()
    }
}

impl SettingsRecord for SourceRecord {
    /// Tidies the name and the connection, and sorts the maps.
    fn tidied(mut self) -> Self {
        self.name = tidy_name(&self.name);
        self.connection = self.connection.tidied();
        for pairs in [&mut self.queues, &mut self.agents] {
            pairs.sort_by(|one, other| (&one.foreign, &one.name).cmp(&(&other.foreign, &other.name)));
            pairs.dedup();
        }
        self
    }

    fn check(&self) -> Result<(), FieldErrors> {
        let mut errors = FieldErrors::default();
        check_name(&mut errors, field_name::NAME, &self.name);
        self.connection.check(&mut errors);
        for (field, pairs, limit) in
            [(field_name::QUEUES, &self.queues, MAX_QUEUE), (field_name::AGENTS, &self.agents, MAX_AGENT)]
        {
            check_pairs(&mut errors, field, pairs, limit);
        }
        errors.into_result()
    }

    named_and_in_use!();
}

/// Validates a map of names: no name of the other system stands for two.
fn check_pairs(errors: &mut FieldErrors, field: &str, pairs: &[NamePair], limit: u32) {
    errors.at_most(field, pairs.len(), MAX_MAPPED_NAMES);
    for pair in pairs {
        errors.required(field, &pair.foreign, MAX_FOREIGN_NAME);
        errors.required(field, &pair.name, limit);
    }
    let mut foreign: Vec<&str> = pairs.iter().map(|pair| pair.foreign.as_str()).collect();
    foreign.sort_unstable();
    let twice = foreign.iter().zip(foreign.iter().skip(1)).find(|(one, next)| one == next);
    if let Some((twice, _)) = twice {
        let expected = format!("one name for {twice:?}, which has two");
        errors.add(field, crate::Problem::Malformed { expected });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asterisk(queues: &[&str]) -> SourceRecord {
        SourceRecord {
            name: " pbx-matriz ".to_owned(),
            active: true,
            connection: Connection::Asterisk(AsteriskConnection {
                queue_log: "/var/log/asterisk/queue_log".to_owned(),
                ..AsteriskConnection::default()
            }),
            queues: queues.iter().map(|line| NamePair::parse(line).expect("a pair")).collect(),
            agents: Vec::new(),
        }
    }

    #[test]
    fn a_name_of_the_other_system_stands_for_one_name() {
        let record = asterisk(&["8002=Vendas", "8001=Suporte", "8001 = Suporte"]).tidied();
        assert_eq!(record.name, "pbx-matriz");
        assert_eq!(
            record.queues.iter().map(ToString::to_string).collect::<Vec<_>>(),
            ["8001=Suporte", "8002=Vendas"]
        );
        assert!(record.check().is_ok());
        let errors = asterisk(&["8001=Suporte", "8001=Vendas"]).tidied().check().expect_err("two names");
        assert_eq!(errors.0[0].field, field_name::QUEUES);
        assert_eq!(NamePair::parse("8001"), None);
        assert_eq!(NamePair::parse("8001="), None);
    }

    #[test]
    fn a_record_survives_json_and_names_its_kind() {
        let record = asterisk(&["8001=Suporte"]).tidied();
        let text = serde_json::to_string(&record).expect("JSON");
        assert!(text.contains(r#""kind":"asterisk""#), "{text}");
        assert_eq!(serde_json::from_str::<SourceRecord>(&text).expect("a record"), record);
    }
}
