//! The input of intake: a finished interaction as a source system submits it.
//!
//! The shape is the contract of `POST /api/v1/interactions` and of `protocolo import ndjson`.
//! Callers must run [`NewInteraction::check`] before passing one to the store.
//!
//! Absent values are omitted from the JSON. The store recognises known interactions by that JSON (a
//! fingerprint), so fields added later must be omitted when absent, too.

mod check;
pub mod limits;

pub use check::CLOCK_TOLERANCE;

use chrono::{DateTime, FixedOffset};
use serde::{Deserialize, Serialize};

use crate::{Channel, Direction, Protocol};

/// A finished interaction, as submitted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NewInteraction {
    /// The source system, for example `taskmaster-4`. Together with `external_id` it identifies the
    /// interaction.
    pub source: String,
    /// Its ID in the source system.
    pub external_id: String,
    /// The channel.
    pub channel: Channel,
    /// Which side started it.
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
    /// When it was answered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answered_at: Option<DateTime<FixedOffset>>,
    /// When it ended.
    pub ended_at: DateTime<FixedOffset>,
    /// Its public number; generated from the day and a sequence if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>))]
    pub protocol: Option<Protocol>,
    /// The contact reason's name; an unknown one is created and offered in the queue.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contact_reason: Option<String>,
    /// The agent's notes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub notes: Option<String>,
    /// The case it belongs to; if absent, a new case is opened.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub case: Option<NewCase>,
    /// The messages, in order.
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
    /// ID in the source system.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub external_id: Option<String>,
}

impl NewCustomer {
    /// Whether every field is absent.
    pub fn is_unknown(&self) -> bool {
        *self == Self::default()
    }
}

/// The case an interaction belongs to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NewCase {
    /// ID in the source system; interactions of one source that name it share the case.
    pub external_id: String,
    /// The kind of case.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
    /// The subject.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subject: Option<String>,
}

/// One message of a conversation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NewMessage {
    /// When it was sent.
    pub at: DateTime<FixedOffset>,
    /// The side that sent it.
    pub from: Sender,
    /// The sender's name, if known.
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
    /// An agent.
    Agent,
    /// A chatbot.
    Bot,
    /// The platform itself, for example "the chat was transferred".
    System,
}

impl Sender {
    /// Every side.
    pub const ALL: [Self; 4] = [Self::Customer, Self::Agent, Self::Bot, Self::System];

    /// The identifier used in the API.
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

    /// The code stored in the database (1 to 4).
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
    /// How long the parties talked, in seconds; 0 if it was not answered.
    pub duration_s: u32,
}

/// How a call attempt ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum CallStatus {
    /// The call was answered.
    Answered,
    /// It rang without being answered.
    NoAnswer,
    /// The line was busy.
    Busy,
    /// The call could not be set up.
    Failed,
    /// The caller hung up while waiting.
    Abandoned,
}

impl CallStatus {
    /// Every status.
    pub const ALL: [Self; 5] = [Self::Answered, Self::NoAnswer, Self::Busy, Self::Failed, Self::Abandoned];

    /// The identifier used in the API.
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
