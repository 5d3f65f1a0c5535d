//! The input of intake: a finished interaction as a source system submits it.
//!
//! The shape is the contract of `POST /api/v1/interactions` and of `protocolo import ndjson`.
//! Callers must run [`NewInteraction::check`] before passing one to the store.
//!
//! Absent values are omitted from the JSON. The store recognises known interactions by that JSON (a
//! fingerprint), so fields added later must be omitted when absent, too.

mod check;
pub mod limits;

pub use check::{CLOCK_TOLERANCE, ROUNDING_S};

use chrono::{DateTime, FixedOffset};
use serde::{Deserialize, Serialize};

use crate::vocabulary::vocabulary;
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
    /// How long the customer was on hold during the talk, in seconds: at most two more than from
    /// `answered_at` to `ended_at`, which is rounding. Waiting in the queue is not hold.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hold_s: Option<u32>,
    /// How long the agent worked on it after the end, in seconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub wrap_up_s: Option<u32>,
    /// The side that ended it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ended_by: Option<EndedBy>,
    /// What became of it. With `answered_at`, it is none of `abandoned`, `overflow`, `closed_hours`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub outcome: Option<Outcome>,
    /// The `external_id`, in the same source, of the leg before this one: the visit to a queue
    /// from which the customer was transferred or overflowed into this one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub follows: Option<String>,
    /// When a person first replied in writing; an automatic reply does not count. Not before
    /// `queued_at`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first_reply_at: Option<DateTime<FixedOffset>>,
    /// The number of the correction; absent is 0. A higher version of the same interaction replaces
    /// what the source said before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<u32>,
}

vocabulary! {
    /// The side that ended an interaction.
    #[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
    // Its word is used in the API.
    pub enum EndedBy {
        /// The customer, for example by hanging up.
        Customer = "customer" (1),
        /// The agent, also by a transfer.
        Agent = "agent" (2),
        /// The platform, for example by a time limit or a restart.
        System = "system" (3),
    }
}

vocabulary! {
    /// What became of an interaction.
    #[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
    // Its word is used in the API.
    pub enum Outcome {
        /// A person answered.
        Answered = "answered" (1),
        /// The customer left before a person answered.
        Abandoned = "abandoned" (2),
        /// It left the queue unanswered for another destination: after a time limit, by a key, because
        /// no agent was there.
        Overflow = "overflow" (3),
        /// The customer asked to be called back.
        Callback = "callback" (4),
        /// The customer left a voice message.
        Voicemail = "voicemail" (5),
        /// It could not be set up, or broke off for a technical reason.
        Failed = "failed" (6),
        /// It arrived outside business hours.
        ClosedHours = "closed_hours" (7),
        /// A restart of the source cut it off.
        Interrupted = "interrupted" (8),
    }
}

impl Outcome {
    /// Whether the outcome rules out that a person answered. The others leave it open: what was
    /// interrupted may have been answered before, and a voice message may follow a talk.
    pub const fn excludes_an_answer(self) -> bool {
        matches!(self, Self::Abandoned | Self::Overflow | Self::ClosedHours)
    }
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
    /// The files sent with it. Their bytes are uploaded afterwards.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub attachments: Vec<NewMedia>,
}

/// A file of a message: what the source says about it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NewMedia {
    /// The file name.
    pub name: String,
    /// The media type, for example `image/jpeg`.
    #[serde(rename = "type")]
    #[cfg_attr(feature = "openapi", schema(example = "image/jpeg"))]
    pub media_type: String,
    /// The size in bytes.
    pub size: u64,
    /// The SHA-256 of the bytes, 64 lower-case hexadecimal digits.
    #[cfg_attr(
        feature = "openapi",
        schema(example = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
    )]
    pub sha256: String,
}

vocabulary! {
    /// The side of a conversation a message comes from.
    #[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
    // Its word is used in the API.
    pub enum Sender {
        /// The customer.
        Customer = "customer" (1),
        /// An agent.
        Agent = "agent" (2),
        /// A chatbot.
        Bot = "bot" (3),
        /// The platform itself, for example "the chat was transferred".
        System = "system" (4),
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

vocabulary! {
    /// How a call attempt ended.
    #[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
    // Its word is used in the API and the database.
    pub enum CallStatus {
        /// The call was answered.
        Answered = "answered",
        /// It rang without being answered.
        NoAnswer = "no_answer",
        /// The line was busy.
        Busy = "busy",
        /// The call could not be set up.
        Failed = "failed",
        /// The caller hung up while waiting.
        Abandoned = "abandoned",
    }
}
