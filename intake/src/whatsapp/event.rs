//! What a delivery says, independent of what is done with it.

use serde::{Deserialize, Serialize};

use crate::source::{Reason, Skipped};

/// One thing that a delivery says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// The `phone_number_id` of the business, if the delivery names one.
    pub number: Option<String>,
    /// What happened.
    pub kind: EventKind,
}

/// What happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EventKind {
    /// A message.
    Message(Message),
    /// An edit or a removal of a message.
    Change(Change),
    /// Several IDs are of one person.
    Identity {
        /// The IDs, as written.
        former: Vec<Ids>,
        /// The IDs that replace them.
        replaced_by: Ids,
        /// When, in seconds since 1970 UTC.
        at: i64,
    },
    /// The business calls a person so in its contact book.
    ContactName {
        /// The person.
        ids: Ids,
        /// The name.
        name: String,
        /// When, in seconds since 1970 UTC.
        at: i64,
    },
    /// A status of a message that the business sent.
    Status(Status),
    /// A part of a call.
    Call(CallEvent),
    /// A part of the history; 100 is all of it.
    History {
        /// How much of it has been sent, in percent.
        progress: i64,
    },
    /// Something that is skipped on purpose.
    Skipped(Skipped),
    /// Something that cannot be used.
    Rejected {
        /// Why.
        reason: Reason,
        /// The ID of the message, if it has one.
        id: String,
    },
}

/// The side that sent a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Side {
    /// The customer.
    Customer,
    /// A person of the business.
    Agent,
    /// A program of the business.
    Bot,
}

/// The IDs of a person, as they are written.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ids {
    /// The WhatsApp ID, which is a telephone number.
    pub number: Option<String>,
    /// The business-scoped user ID (BSUID).
    pub user: Option<String>,
    /// The business-scoped user ID for a group of businesses.
    pub parent: Option<String>,
}

impl Ids {
    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Fills those that are missing.
    pub(super) fn or(self, other: &Self) -> Self {
        Self {
            number: self.number.or_else(|| other.number.clone()),
            user: self.user.or_else(|| other.user.clone()),
            parent: self.parent.or_else(|| other.parent.clone()),
        }
    }
}

/// What a person calls themselves.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Names {
    /// The name in the profile.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub profile: Option<String>,
    /// The user name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub username: Option<String>,
}

/// A message of a conversation between two.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// The ID (wamid).
    pub id: String,
    /// When it was sent, in seconds since 1970 UTC.
    pub at: i64,
    /// The side that sent it.
    pub side: Side,
    /// The customer.
    pub customer: Ids,
    /// The customer's names.
    pub names: Names,
    /// What it says.
    pub words: Words,
    /// Whether it is of before the number was connected.
    pub history: bool,
    /// Whether its kind is not known.
    pub unknown_kind: bool,
}

/// How much a description of a message says. Of two descriptions, the fuller one is the message.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fullness {
    /// It stands for a file that is described later.
    Placeholder,
    /// The content is not supported.
    Unsupported,
    /// The content.
    #[default]
    Content,
}

/// What a message says.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Words {
    /// The text for the transcript.
    pub text: String,
    /// How much that is.
    #[serde(default)]
    pub fullness: Fullness,
    /// The file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub media: Option<Media>,
    /// What has no place in the transcript, such as the advertisement that led here.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<String>,
}

/// A file of a message, by its ID at WhatsApp.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Media {
    /// The ID; the file can be fetched by it for seven days.
    pub id: String,
    /// The media type.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub media_type: Option<String>,
    /// The SHA-256 as WhatsApp writes it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sha256: Option<String>,
    /// The file name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
}

/// An edit or a removal of a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The ID of the edit itself.
    pub id: String,
    /// The ID of the message.
    pub target: String,
    /// When, in seconds since 1970 UTC.
    pub at: i64,
    /// The side that did it.
    pub side: Side,
    /// The customer.
    pub customer: Ids,
    /// What the message says now; `None` if it was removed.
    pub words: Option<Words>,
    /// Whether it is of before the number was connected.
    pub history: bool,
}

/// A status of a message that the business sent: it was sent, delivered, read or played.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Status {
    /// The ID of the message.
    pub id: String,
    /// When, in seconds since 1970 UTC.
    pub at: i64,
    /// The customer.
    pub customer: Ids,
}

/// A part of a call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CallEvent {
    /// The ID (wacid).
    pub id: String,
    /// When, in seconds since 1970 UTC; `None` if the event does not say it.
    pub at: Option<i64>,
    /// The customer.
    pub customer: Ids,
    /// The customer's names.
    pub names: Names,
    /// Whether the customer called; `None` if the event does not say it.
    pub inbound: Option<bool>,
    /// What happened.
    pub step: CallStep,
}

/// What happened in a call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CallStep {
    /// It began.
    Connect,
    /// The customer's telephone rings.
    Ringing,
    /// The customer accepted it.
    Accepted,
    /// The customer declined it.
    Rejected,
    /// It ended.
    Terminate(CallEnd),
}

/// How a call ended.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct CallEnd {
    /// When the event was sent, in seconds since 1970 UTC.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<i64>,
    /// When it was picked up; absent if it was not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub start: Option<i64>,
    /// When the talk ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub end: Option<i64>,
    /// How long the talk was, in seconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub duration: Option<i64>,
    /// Whether it failed for a technical reason.
    #[serde(default)]
    pub failed: bool,
}
