//! Recorded interactions, as the read API shows them.

use chrono::{DateTime, Utc};
use serde::Serialize;

use crate::{
    CallStatus, CaseId, CaseStatus, Channel, ContactReasonId, CustomerId, Direction, EndedBy, Outcome,
    Protocol, QueueId, Sender, UserId,
};

/// A recorded interaction.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RecordedInteraction {
    /// Its public number.
    #[cfg_attr(feature = "openapi", schema(value_type = String, example = "20261121000042"))]
    pub protocol: Protocol,
    /// The source system.
    pub source: String,
    /// Its ID in the source system.
    pub external_id: String,
    /// The number of the latest correction; 0 for what was sent first.
    pub version: u32,
    /// The channel.
    pub channel: Channel,
    /// Which side started it.
    pub direction: Direction,
    /// The queue's name.
    pub queue: String,
    /// The queue's ID, as in the parameter `queue`.
    #[cfg_attr(feature = "openapi", schema(value_type = i64))]
    pub queue_id: QueueId,
    /// The agent's login.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub agent: Option<String>,
    /// The agent's name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub agent_name: Option<String>,
    /// The agent's ID, as in the parameter `agent`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<i64>))]
    pub agent_id: Option<UserId>,
    /// The customer, as known now.
    pub customer: RecordedCustomer,
    /// The other party's number, as the source writes it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub number: Option<String>,
    /// When it entered the queue.
    pub queued_at: DateTime<Utc>,
    /// When it was answered.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub answered_at: Option<DateTime<Utc>>,
    /// When it ended.
    pub ended_at: DateTime<Utc>,
    /// The contact reason's name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub contact_reason: Option<String>,
    /// The contact reason's ID, as in the parameter `reason`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<i64>))]
    pub contact_reason_id: Option<ContactReasonId>,
    /// The agent's notes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub notes: Option<String>,
    /// How long the customer was on hold, in seconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hold_s: Option<u32>,
    /// How long the agent worked on it after the end, in seconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub wrap_up_s: Option<u32>,
    /// The side that ended it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ended_by: Option<EndedBy>,
    /// What became of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub outcome: Option<Outcome>,
    /// The `external_id`, in the same source, of the leg before this one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub follows: Option<String>,
    /// When a person first replied in writing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub first_reply_at: Option<DateTime<Utc>>,
    /// The case it belongs to.
    pub case: ShownCase,
    /// Whether it has a recording.
    pub has_recording: bool,
    /// How long the recording is, in seconds, rounded; absent while that is not known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub recording_s: Option<u64>,
    /// When it was recorded here.
    pub recorded_at: DateTime<Utc>,
    /// When anything shown here last changed, except the customer and the names of queue, agent and
    /// contact reason.
    pub updated_at: DateTime<Utc>,
    /// Its addresses on this server.
    pub links: InteractionLinks,
    /// The messages, in order; only where one interaction is asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub messages: Option<Vec<RecordedMessage>>,
    /// The call attempts, in order; only where one interaction is asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub calls: Option<Vec<RecordedCall>>,
}

/// A customer, as known now: of customers who were merged, the one that survives. Merging them, like other
/// changes of their data, is no change of an interaction.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RecordedCustomer {
    /// ID of the customer here; after a merge that of the survivor, until the merge is undone.
    #[cfg_attr(feature = "openapi", schema(value_type = i64))]
    pub id: CustomerId,
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
    /// The source system that named the customer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// ID in that source system.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub external_id: Option<String>,
    /// When this record last changed.
    pub updated_at: DateTime<Utc>,
}

/// The case of an interaction, in short.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ShownCase {
    /// ID of the case, shown as `#1234`.
    #[cfg_attr(feature = "openapi", schema(value_type = i64, example = 1234))]
    pub id: CaseId,
    /// ID in the source system.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub external_id: Option<String>,
    /// The kind of case.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
    /// The subject.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub subject: Option<String>,
    /// The status.
    pub status: CaseStatus,
    /// The case into which it was merged, if the status is `merged`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<i64>))]
    pub merged_into: Option<CaseId>,
}

/// Addresses of an interaction, as paths on this server.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct InteractionLinks {
    /// The interaction in this API, with messages and calls.
    #[serde(rename = "self")]
    #[cfg_attr(feature = "openapi", schema(example = "/api/v1/interactions/20261121000042"))]
    pub itself: String,
    /// The case in this API.
    #[cfg_attr(feature = "openapi", schema(example = "/api/v1/cases/1234"))]
    pub case: String,
    /// The page that shows the conversation to people who may see it.
    #[cfg_attr(
        feature = "openapi",
        schema(example = "/history?interaction=20261121000042&view=conversation")
    )]
    pub page: String,
}

impl InteractionLinks {
    /// The addresses of an interaction and its case. A protocol has no character that an address would
    /// have to escape.
    pub fn of(protocol: &Protocol, case: CaseId) -> Self {
        Self {
            itself: format!("/api/v1/interactions/{protocol}"),
            case: format!("/api/v1/cases/{case}"),
            page: format!("/history?interaction={protocol}&view=conversation"),
        }
    }
}

/// A message of a recorded conversation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RecordedMessage {
    /// When it was sent.
    pub at: DateTime<Utc>,
    /// The side that sent it.
    pub from: Sender,
    /// The sender's name, if known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The text, verbatim.
    pub text: String,
    /// The files sent with it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "openapi", schema(required = false))]
    pub attachments: Vec<RecordedMedia>,
}

/// A file of a message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RecordedMedia {
    /// The file name.
    pub name: String,
    /// The media type, as the source says.
    #[serde(rename = "type")]
    pub media_type: String,
    /// The size in bytes, as the source says.
    pub size: u64,
    /// The SHA-256 of the bytes, in hexadecimal.
    pub sha256: String,
    /// Whether its bytes have been uploaded.
    pub is_stored: bool,
}

/// A recorded call attempt.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RecordedCall {
    /// When it was dialled or rang.
    pub at: DateTime<Utc>,
    /// The other party's number.
    pub number: String,
    /// How it ended.
    pub status: CallStatus,
    /// How long the parties talked, in seconds.
    pub duration_s: u64,
}
