//! Customers, their cases and interactions, and what belongs to these.

use domain::sla::{ClockKind, SlaClock};
use domain::{
    CallStatus, CaseId, CaseStatus, Channel, ContactReasonId, CustomerId, Direction, InteractionId, Protocol,
    QueueId, Sender, TimelineAction, UserId,
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
    /// When they were first heard of.
    pub created_at: i64,
    /// When something about them last changed.
    pub updated_at: i64,
}

/// An address under which a customer is recognised.
#[derive(Clone, Debug)]
pub struct CustomerAddress {
    /// `phone`, `whatsapp` or `chat`.
    pub kind: &'static str,
    /// The address in the form in which it is looked up.
    pub address: String,
    /// Whose it is.
    pub customer: CustomerId,
}

/// A case.
#[derive(Clone, Debug)]
pub struct Case {
    /// Identity.
    pub id: CaseId,
    /// Identity in the source.
    pub external_id: String,
    /// Whose matter it is.
    pub customer: CustomerId,
    /// Where it is worked on.
    pub queue: QueueId,
    /// What kind of matter.
    pub kind: String,
    /// What it is about.
    pub subject: String,
    /// Where it stands.
    pub status: CaseStatus,
    /// Who is responsible.
    pub agent: Option<UserId>,
    /// When it began.
    pub opened_at: i64,
    /// When it was closed.
    pub closed_at: Option<i64>,
    /// When something about it last changed.
    pub updated_at: i64,
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
    /// Who began.
    pub direction: Direction,
    /// Where it waited.
    pub queue: QueueId,
    /// Who served.
    pub agent: Option<UserId>,
    /// The other party's number.
    pub number: Option<String>,
    /// When it entered the queue.
    pub queued_at: i64,
    /// When somebody answered.
    pub answered_at: Option<i64>,
    /// When it finished.
    pub ended_at: i64,
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
    /// Its place in it, from 0.
    pub position: i64,
    /// When it was sent.
    pub at: i64,
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
    /// Its place among the attempts, from 0.
    pub position: i64,
    /// When it was dialled or rang.
    pub at: i64,
    /// The other party's number.
    pub number: String,
    /// How it ended.
    pub status: CallStatus,
    /// How long they spoke, in seconds.
    pub duration_s: i64,
}

/// A recording that already lies in the blob store.
#[derive(Clone, Debug)]
pub struct Recording {
    /// The interaction.
    pub interaction: InteractionId,
    /// Name of the blob.
    pub blob: String,
    /// Media type.
    pub content_type: String,
    /// Bytes.
    pub size: i64,
    /// SHA-256 in hexadecimal.
    pub sha256: String,
    /// When it was put there.
    pub uploaded_at: i64,
}

/// A clock of a case.
#[derive(Clone, Debug)]
pub struct Clock {
    /// The case.
    pub case: CaseId,
    /// What it measures.
    pub kind: ClockKind,
    /// The policy it goes by.
    pub policy: i64,
    /// What has happened to it.
    pub clock: SlaClock,
}

/// Something that happened to a case.
#[derive(Clone, Debug)]
pub struct CaseEvent {
    /// The case.
    pub case: CaseId,
    /// The interaction that what was said belongs to; without one it is the case's.
    pub interaction: Option<InteractionId>,
    /// When.
    pub at: i64,
    /// Who did it.
    pub actor: Option<UserId>,
    /// What.
    pub action: TimelineAction,
    /// What was said about it.
    pub comment: Option<String>,
    /// Where the case stood afterwards.
    pub status: Option<CaseStatus>,
    /// What else there is to know, as JSON.
    pub detail: String,
}

/// A survey that a customer was asked to answer, and what came of it.
#[derive(Clone, Debug)]
pub struct SurveyResponse {
    /// The survey.
    pub survey: i64,
    /// The case.
    pub case: CaseId,
    /// Who asked and is responsible.
    pub agent: UserId,
    /// The token of its address, while it can be answered.
    pub token: Option<String>,
    /// When it was asked for.
    pub requested_at: i64,
    /// Until when it can be answered.
    pub expires_at: i64,
    /// When it was answered.
    pub answered_at: Option<i64>,
    /// What was answered.
    pub completed: Option<domain::survey::Completed>,
}
