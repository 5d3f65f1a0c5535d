//! What a source system hands over when an interaction has finished.
//!
//! The shape is the contract of `POST /api/v1/interactions` and of `protocolo import ndjson`.
//! Whoever builds one calls [`NewInteraction::check`] before the store sees it.
//!
//! What is absent is left out when one is written as JSON. The store tells by that JSON whether it
//! knows an interaction already, so a field that is added here later must be left out where it is
//! absent, too.

mod check;
pub mod limits;

pub use check::CLOCK_TOLERANCE_MS;

use chrono::{DateTime, FixedOffset};
use serde::{Deserialize, Serialize};

use crate::{Channel, Direction, Protocol};

/// A finished interaction on its way in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NewInteraction {
    /// The system it comes from, for example `taskmaster-4`. With `external_id` it makes the
    /// interaction unique.
    pub source: String,
    /// Its identity in that system.
    pub external_id: String,
    /// The channel.
    pub channel: Channel,
    /// Who began.
    pub direction: Direction,
    /// The queue's name; an unknown queue is created.
    pub queue: String,
    /// The agent's login; an unknown agent is created inactive.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub agent: Option<String>,
    /// The customer.
    #[serde(default, skip_serializing_if = "NewCustomer::is_unknown")]
    pub customer: NewCustomer,
    /// The other party's number, as the source writes it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number: Option<String>,
    /// When it entered the queue.
    pub queued_at: DateTime<FixedOffset>,
    /// When somebody answered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answered_at: Option<DateTime<FixedOffset>>,
    /// When it finished.
    pub ended_at: DateTime<FixedOffset>,
    /// Its public number; made from the day and a sequence where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>))]
    pub protocol: Option<Protocol>,
    /// The contact reason's name; an unknown one is created and offered in the queue.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contact_reason: Option<String>,
    /// The agent's notes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub notes: Option<String>,
    /// The case it belongs to; where absent it opens one of its own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub case: Option<NewCase>,
    /// What was written, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub messages: Vec<NewMessage>,
    /// The call attempts.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub calls: Vec<NewCall>,
}

/// The customer as the source knows them; every field may be absent.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct NewCustomer {
    /// Full name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Telephone number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    /// E-mail address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// CPF, CNPJ or another document's number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub document: Option<String>,
    /// WhatsApp number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub whatsapp: Option<String>,
    /// Handle in the web chat.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub chat: Option<String>,
    /// Identity in the source system.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub external_id: Option<String>,
}

impl NewCustomer {
    /// Whether the source says nothing about them.
    pub fn is_unknown(&self) -> bool {
        *self == Self::default()
    }
}

/// The case an interaction belongs to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NewCase {
    /// Identity in the source system; interactions of one source that name it share the case.
    pub external_id: String,
    /// What kind of matter it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
    /// What it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subject: Option<String>,
}

/// One message of a conversation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NewMessage {
    /// When it was sent.
    pub at: DateTime<FixedOffset>,
    /// Who sent it.
    pub from: Sender,
    /// The sender's name, where the source tells it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The text, verbatim.
    pub text: String,
}

/// The side of a conversation a message comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "lowercase")]
pub enum Sender {
    /// The customer.
    Customer,
    /// A person who serves.
    Agent,
    /// An automatic attendant.
    Bot,
    /// The platform itself, for example "the chat was transferred".
    System,
}

impl Sender {
    /// Every side.
    pub const ALL: [Self; 4] = [Self::Customer, Self::Agent, Self::Bot, Self::System];

    /// The word of the contracts.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Customer => "customer",
            Self::Agent => "agent",
            Self::Bot => "bot",
            Self::System => "system",
        }
    }

    /// The inverse of [`Sender::as_str`].
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|sender| sender.as_str() == text)
    }

    /// The small number under which the database keeps it (1 to 4).
    pub const fn code(self) -> i16 {
        match self {
            Self::Customer => 1,
            Self::Agent => 2,
            Self::Bot => 3,
            Self::System => 4,
        }
    }

    /// The inverse of [`Sender::code`].
    pub fn from_code(code: i16) -> Option<Self> {
        Self::ALL.into_iter().find(|sender| sender.code() == code)
    }
}

/// One call attempt.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NewCall {
    /// When it was dialled or rang.
    pub at: DateTime<FixedOffset>,
    /// The other party's number.
    pub number: String,
    /// How it ended.
    pub status: CallStatus,
    /// How long they spoke, in seconds.
    pub duration_s: u32,
}

/// How a call attempt ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum CallStatus {
    /// Somebody answered.
    Answered,
    /// It rang and nobody answered.
    NoAnswer,
    /// The line was busy.
    Busy,
    /// It could not be set up.
    Failed,
    /// The caller hung up while waiting.
    Abandoned,
}

impl CallStatus {
    /// Every status.
    pub const ALL: [Self; 5] = [Self::Answered, Self::NoAnswer, Self::Busy, Self::Failed, Self::Abandoned];

    /// The word of the contracts.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Answered => "answered",
            Self::NoAnswer => "no_answer",
            Self::Busy => "busy",
            Self::Failed => "failed",
            Self::Abandoned => "abandoned",
        }
    }

    /// The inverse of [`CallStatus::as_str`].
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.as_str() == text)
    }
}
