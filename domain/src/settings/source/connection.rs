//! How each kind of system is reached, and what is taken from it.

use serde::{Deserialize, Serialize};

use super::{NamePair, SourceKind, check_pairs};
use crate::FieldErrors;
use crate::interaction::limits::MAX_QUEUE;
use crate::settings::{field_name, tidy_lines};
use crate::validation::Problem;

/// The longest path of a file, in characters.
pub const MAX_PATH: u32 = 4_000;

/// The longest address of a server, in characters.
const MAX_ADDRESS: u32 = 500;

/// The longest time without a message after which a conversation has ended, in hours.
pub const MAX_IDLE_HOURS: u32 = 72;

/// The longest time that late deliveries are waited for, in seconds.
pub const MAX_GRACE_S: u32 = 86_400;

/// The longest time between the end of a conversation and its reading, in seconds.
pub const MAX_SETTLE_S: u32 = 86_400;

/// The system that a source reads.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind")]
pub enum Connection {
    /// A telephone system.
    #[serde(rename = "asterisk")]
    Asterisk(AsteriskConnection),
    /// The WhatsApp Business Cloud API.
    #[serde(rename = "whatsapp")]
    WhatsApp(WhatsAppConnection),
    /// A Chatwoot account.
    #[serde(rename = "chatwoot")]
    Chatwoot(ChatwootConnection),
}

/// The logs of an Asterisk on a disk that the server can read.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct AsteriskConnection {
    /// Whether the command `protocolo follow asterisk` reads the logs, often on another machine;
    /// otherwise the server does.
    pub by_command: bool,
    /// The path of the file `queue_log`; empty if it is not read.
    pub queue_log: String,
    /// The path of the call detail records; empty if they are not read.
    pub cdr: String,
    /// The path of the folder of recordings; empty if they are not taken.
    pub recordings: String,
    /// The time zone of times without an offset: a place, or an offset like `-03:00`.
    pub time_zone: String,
    /// How the channels of trunks begin.
    pub trunks: Vec<String>,
    /// The queue of inbound calls to other destinations than queues.
    pub direct_queue: String,
    /// The queue of outbound calls.
    pub outbound_queue: String,
    /// The queue of calls between two extensions; empty if they are not taken.
    pub internal_queue: String,
}

/// Numbers of the WhatsApp Business Cloud API.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct WhatsAppConnection {
    /// The queue of each number, by its `phone_number_id`.
    pub numbers: Vec<NamePair>,
    /// After how many hours without a message a conversation has ended.
    pub idle_hours: u32,
    /// For how many seconds late deliveries are waited for.
    pub grace_s: u32,
    /// Messages of the business that end a conversation.
    pub closing_words: Vec<String>,
    /// Whether the history of a number that joins is taken.
    pub history: bool,
    /// Whether files of messages are fetched.
    pub media: bool,
}

impl Default for WhatsAppConnection {
    fn default() -> Self {
        Self {
            numbers: Vec::new(),
            idle_hours: 24,
            grace_s: 900,
            closing_words: Vec::new(),
            history: true,
            media: false,
        }
    }
}

/// An account of a Chatwoot server.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ChatwootConnection {
    /// The address of the server, such as `https://chat.example.com`.
    pub server: String,
    /// The number of the account.
    pub account: u32,
    /// The inboxes that are taken, by name or number; empty for all of a channel that Protocolo knows.
    pub inboxes: Vec<String>,
    /// How many seconds after its end a conversation is read.
    pub settle_s: u32,
    /// Whether files of messages are fetched.
    pub media: bool,
}

impl Default for ChatwootConnection {
    fn default() -> Self {
        Self { server: String::new(), account: 1, inboxes: Vec::new(), settle_s: 60, media: false }
    }
}

impl Connection {
    /// A connection of a kind with nothing set.
    pub fn of_kind(kind: SourceKind) -> Self {
        match kind {
            SourceKind::Asterisk => Self::Asterisk(AsteriskConnection::default()),
            SourceKind::WhatsApp => Self::WhatsApp(WhatsAppConnection::default()),
            SourceKind::Chatwoot => Self::Chatwoot(ChatwootConnection::default()),
        }
    }

    /// The kind of system.
    pub const fn kind(&self) -> SourceKind {
        match self {
            Self::Asterisk(_) => SourceKind::Asterisk,
            Self::WhatsApp(_) => SourceKind::WhatsApp,
            Self::Chatwoot(_) => SourceKind::Chatwoot,
        }
    }

    pub(super) fn tidied(mut self) -> Self {
        match &mut self {
            Self::Asterisk(asterisk) => {
                for text in [
                    &mut asterisk.queue_log,
                    &mut asterisk.cdr,
                    &mut asterisk.recordings,
                    &mut asterisk.time_zone,
                    &mut asterisk.direct_queue,
                    &mut asterisk.outbound_queue,
                    &mut asterisk.internal_queue,
                ] {
                    *text = text.trim().to_owned();
                }
                asterisk.trunks = tidy_lines(std::mem::take(&mut asterisk.trunks));
            }
            Self::WhatsApp(whatsapp) => {
                whatsapp.numbers.sort_by(|one, other| one.foreign.cmp(&other.foreign));
                whatsapp.numbers.dedup();
                whatsapp.closing_words = tidy_lines(std::mem::take(&mut whatsapp.closing_words));
            }
            Self::Chatwoot(chatwoot) => {
                chatwoot.server = chatwoot.server.trim().trim_end_matches('/').to_owned();
                chatwoot.inboxes = tidy_lines(std::mem::take(&mut chatwoot.inboxes));
            }
        }
        self
    }

    pub(super) fn check(&self, errors: &mut FieldErrors) {
        let range = |errors: &mut FieldErrors, field: &str, value: u32, min: u32, max: u32| {
            if !(min..=max).contains(&value) {
                errors.add(field, Problem::OutOfRange { min: min.into(), max: max.into() });
            }
        };
        match self {
            Self::Asterisk(asterisk) => {
                if asterisk.queue_log.is_empty() && asterisk.cdr.is_empty() {
                    errors.add(field_name::QUEUE_LOG, Problem::Required);
                }
                for (field, path) in [
                    (field_name::QUEUE_LOG, &asterisk.queue_log),
                    (field_name::CDR, &asterisk.cdr),
                    (field_name::RECORDINGS, &asterisk.recordings),
                ] {
                    errors.verbatim(field, path, MAX_PATH);
                }
                for (field, queue) in [
                    (field_name::DIRECT_QUEUE, &asterisk.direct_queue),
                    (field_name::OUTBOUND_QUEUE, &asterisk.outbound_queue),
                    (field_name::INTERNAL_QUEUE, &asterisk.internal_queue),
                ] {
                    errors.verbatim(field, queue, MAX_QUEUE);
                }
            }
            Self::WhatsApp(whatsapp) => {
                if whatsapp.numbers.is_empty() {
                    errors.add(field_name::NUMBERS, Problem::Required);
                }
                check_pairs(errors, field_name::NUMBERS, &whatsapp.numbers, MAX_QUEUE);
                range(errors, field_name::IDLE_HOURS, whatsapp.idle_hours, 1, MAX_IDLE_HOURS);
                range(errors, field_name::GRACE_S, whatsapp.grace_s, 0, MAX_GRACE_S);
            }
            Self::Chatwoot(chatwoot) => {
                errors.required(field_name::SERVER, &chatwoot.server, MAX_ADDRESS);
                if !chatwoot.server.is_empty() && !is_server(&chatwoot.server) {
                    let expected = "an address, like https://chat.example.com".to_owned();
                    errors.add(field_name::SERVER, Problem::Malformed { expected });
                }
                range(errors, field_name::ACCOUNT, chatwoot.account, 1, u32::MAX);
                range(errors, field_name::SETTLE_S, chatwoot.settle_s, 0, MAX_SETTLE_S);
            }
        }
    }
}

/// Whether a text is the address of a server, without credentials, which belong to the secrets.
fn is_server(address: &str) -> bool {
    let rest = ["https://", "http://"].iter().find_map(|scheme| address.strip_prefix(scheme));
    rest.is_some_and(|rest| {
        !rest.is_empty()
            && !rest.starts_with(['/', ':'])
            && rest.bytes().all(|byte| byte.is_ascii_graphic() && !b"@?#\\\"<>".contains(&byte))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problems(connection: Connection) -> Vec<String> {
        let mut errors = FieldErrors::default();
        connection.tidied().check(&mut errors);
        errors.0.into_iter().map(|error| format!("{} {}", error.field, error.problem.code())).collect()
    }

    #[test]
    fn every_kind_needs_what_it_is_reached_by() {
        let empty = |kind| problems(Connection::of_kind(kind));
        assert_eq!(empty(SourceKind::Asterisk), ["queue_log required"]);
        assert_eq!(empty(SourceKind::WhatsApp), ["numbers required"]);
        assert_eq!(empty(SourceKind::Chatwoot), ["server required"]);
    }

    #[test]
    fn an_address_has_a_scheme_and_a_host() {
        let chatwoot = |server: &str| {
            problems(Connection::Chatwoot(ChatwootConnection {
                server: server.to_owned(),
                ..ChatwootConnection::default()
            }))
        };
        assert!(chatwoot(" https://chat.example.com/ ").is_empty());
        assert!(chatwoot("http://[::1]:3000/chat").is_empty());
        for wrong in [
            "chat.example.com",
            "https://",
            "https:///",
            "ftp://chat.example.com",
            "https://user:secret@chat.example.com",
            "https://chat.example.com?a=b",
            "https://chat.example.com/ app",
        ] {
            assert_eq!(chatwoot(wrong), ["server malformed"], "{wrong}");
        }
    }

    #[test]
    fn times_are_limited() {
        let whatsapp = |idle_hours, grace_s| {
            problems(Connection::WhatsApp(WhatsAppConnection {
                numbers: vec![NamePair { foreign: "1".to_owned(), name: "WhatsApp".to_owned() }],
                idle_hours,
                grace_s,
                ..WhatsAppConnection::default()
            }))
        };
        assert!(whatsapp(1, 0).is_empty());
        assert!(whatsapp(72, MAX_GRACE_S).is_empty());
        assert_eq!(whatsapp(0, MAX_GRACE_S + 1), ["idle_hours out_of_range", "grace_s out_of_range"]);
        assert_eq!(whatsapp(73, 0), ["idle_hours out_of_range"]);
    }
}
