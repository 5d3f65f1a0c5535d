//! Rows of customers, their cases and interactions, and what belongs to these.

use domain::sla::{ClockKind, SlaClock};
use domain::{
    CallStatus, CaseId, CaseStatus, Channel, ContactReasonId, CustomerId, Direction, InteractionId, Millis,
    PolicyId, Protocol, QueueId, Sender, SurveyId, TimelineAction, Timestamp, UserId,
};

/// A customer.
#[derive(Clone, Debug)]
pub struct Customer {
    /// Identity.
    pub id: CustomerId,
    /// Identity in the source.
    pub external_id: String,
    /// Full name.
    pub name: String,
    /// Telephone number.
    pub phone: Option<String>,
    /// E-mail address.
    pub email: Option<String>,
    /// CPF.
    pub document: Option<String>,
    /// WhatsApp number.
    pub whatsapp: Option<String>,
    /// Handle in the web chat.
    pub chat: Option<String>,
    /// When the customer was created.
    pub created_at: Timestamp,
    /// When the customer was last changed.
    pub updated_at: Timestamp,
}

/// An address under which a customer is recognised.
#[derive(Clone, Debug)]
pub struct CustomerAddress {
    /// `phone`, `whatsapp` or `chat`.
    pub kind: &'static str,
    /// The address in canonical form.
    pub address: String,
    /// The customer.
    pub customer: CustomerId,
}

/// A case.
#[derive(Clone, Debug)]
pub struct Case {
    /// Identity.
    pub id: CaseId,
    /// Identity in the source.
    pub external_id: String,
    /// The customer.
    pub customer: CustomerId,
    /// The queue.
    pub queue: QueueId,
    /// Name of its kind; empty for none.
    pub kind: String,
    /// Subject.
    pub subject: String,
    /// Status.
    pub status: CaseStatus,
    /// The assigned agent.
    pub agent: Option<UserId>,
    /// When it was opened.
    pub opened_at: Timestamp,
    /// When it was closed.
    pub closed_at: Option<Timestamp>,
    /// When it was last changed.
    pub updated_at: Timestamp,
}

/// A finished interaction.
#[derive(Clone, Debug)]
pub struct Interaction {
    /// Identity.
    pub id: InteractionId,
    /// Public number, [`Protocol::generate`]d without gaps within a day.
    pub protocol: Protocol,
    /// Identity in the source.
    pub external_id: String,
    /// Its case.
    pub case: CaseId,
    /// Its customer.
    pub customer: CustomerId,
    /// The channel.
    pub channel: Channel,
    /// Which side began it.
    pub direction: Direction,
    /// The queue.
    pub queue: QueueId,
    /// The agent who answered.
    pub agent: Option<UserId>,
    /// The other party's number.
    pub number: Option<String>,
    /// When it entered the queue.
    pub queued_at: Timestamp,
    /// When it was answered.
    pub answered_at: Option<Timestamp>,
    /// When it finished.
    pub ended_at: Timestamp,
    /// The contact reason.
    pub reason: Option<ContactReasonId>,
    /// The agent's notes.
    pub notes: Option<String>,
}

/// A message of a conversation.
#[derive(Clone, Debug)]
pub struct Message {
    /// The conversation.
    pub interaction: InteractionId,
    /// Position in the conversation, from 0.
    pub position: i64,
    /// When it was sent.
    pub at: Timestamp,
    /// Which side sent it.
    pub sender: Sender,
    /// The sender's name.
    pub name: Option<String>,
    /// The text.
    pub text: String,
}

/// A call attempt.
#[derive(Clone, Debug)]
pub struct Call {
    /// The interaction.
    pub interaction: InteractionId,
    /// Position among the attempts, from 0.
    pub position: i64,
    /// When it was dialled or rang.
    pub at: Timestamp,
    /// The other party's number.
    pub number: String,
    /// How it ended.
    pub status: CallStatus,
    /// Talk time in seconds.
    pub duration_s: i64,
}

/// A recording that is already in the blob storage.
#[derive(Clone, Debug)]
pub struct Recording {
    /// The interaction.
    pub interaction: InteractionId,
    /// Name of the blob.
    pub blob: String,
    /// Media type.
    pub content_type: String,
    /// Size in bytes.
    pub size: i64,
    /// SHA-256 in hexadecimal.
    pub sha256: String,
    /// How long it is.
    pub length: Millis,
    /// When it was uploaded.
    pub uploaded_at: Timestamp,
}

/// An SLA clock of a case.
#[derive(Clone, Debug)]
pub struct Clock {
    /// The case.
    pub case: CaseId,
    /// What it measures.
    pub kind: ClockKind,
    /// Identity of its policy.
    pub policy: PolicyId,
    /// Start, stop and pauses.
    pub clock: SlaClock,
}

/// A timeline event of a case.
#[derive(Clone, Debug)]
pub struct CaseEvent {
    /// The case.
    pub case: CaseId,
    /// The interaction it belongs to; `None` for the case as a whole.
    pub interaction: Option<InteractionId>,
    /// When it happened.
    pub at: Timestamp,
    /// The actor, if a person.
    pub actor: Option<UserId>,
    /// The kind of event.
    pub action: TimelineAction,
    /// The comment.
    pub comment: Option<String>,
    /// The status of the case afterwards.
    pub status: Option<CaseStatus>,
    /// Further details, as JSON.
    pub detail: String,
}

/// A survey request to a customer, and the response.
#[derive(Clone, Debug)]
pub struct SurveyResponse {
    /// The survey.
    pub survey: SurveyId,
    /// The case.
    pub case: CaseId,
    /// The agent who asked, and who is rated.
    pub agent: UserId,
    /// The token in its URL, while it can be answered.
    pub token: Option<String>,
    /// When it was asked for.
    pub requested_at: Timestamp,
    /// When the request expires.
    pub expires_at: Timestamp,
    /// When it was answered.
    pub answered_at: Option<Timestamp>,
    /// The answers.
    pub completed: Option<domain::survey::CompletedSurvey>,
}
