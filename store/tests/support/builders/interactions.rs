//! Interactions, recorded through intake.

use chrono::{DateTime, FixedOffset};
use domain::{
    CallStatus, Channel, Direction, Millis, NewCall, NewCase, NewCustomer, NewInteraction, NewMessage,
    Protocol, Sender, Timestamp,
};
use store::Store;
use store::intake::Recorded;
use store::recordings::{NewRecording, PutRecordingOutcome};

use super::{SET_UP_AT, SOURCE};

/// An interaction and optionally its recording.
pub(crate) struct InteractionBuilder {
    new: NewInteraction,
    recording: Option<NewRecording>,
}

/// An instant in the format of sources.
fn instant(at: Timestamp) -> DateTime<FixedOffset> {
    at.to_utc().fixed_offset()
}

impl InteractionBuilder {
    /// An inbound call of customer 1 in the queue *Vendas* that ends at once. Its protocol is also
    /// its external ID in [`SOURCE`].
    pub(crate) fn new(protocol: &str, at: Timestamp) -> Self {
        let new = NewInteraction {
            source: SOURCE.to_owned(),
            external_id: protocol.to_owned(),
            channel: Channel::Voice,
            direction: Direction::Inbound,
            queue: "Vendas".to_owned(),
            agent: None,
            customer: NewCustomer::default(),
            number: None,
            queued_at: instant(at),
            answered_at: None,
            ended_at: instant(at),
            protocol: Some(Protocol::parse(protocol).expect("a protocol")),
            contact_reason: None,
            notes: None,
            case: None,
            messages: Vec::new(),
            calls: Vec::new(),
            hold_s: None,
            wrap_up_s: None,
            ended_by: None,
            outcome: None,
            follows: None,
            first_reply_at: None,
            version: None,
        };
        Self { new, recording: None }.customer(1)
    }

    /// The case, built by a [`super::CaseBuilder`].
    pub(crate) fn case(mut self, case: i64) -> Self {
        self.new.case = Some(NewCase { external_id: format!("case-{case}"), kind: None, subject: None });
        self
    }

    /// The customer, built by a [`super::CustomerBuilder`].
    pub(crate) fn customer(mut self, customer: i64) -> Self {
        self.new.customer.external_id = Some(format!("customer-{customer}"));
        self
    }

    pub(crate) fn channel(mut self, channel: Channel) -> Self {
        self.new.channel = channel;
        self
    }

    pub(crate) fn outbound(mut self) -> Self {
        self.new.direction = Direction::Outbound;
        self
    }

    /// The login of the agent.
    pub(crate) fn agent(mut self, login: &str) -> Self {
        self.new.agent = Some(login.to_owned());
        self
    }

    pub(crate) fn answered_at(mut self, at: Timestamp) -> Self {
        self.new.answered_at = Some(instant(at));
        self
    }

    pub(crate) fn ended_at(mut self, at: Timestamp) -> Self {
        self.new.ended_at = instant(at);
        self
    }

    pub(crate) fn notes(mut self, notes: &str) -> Self {
        self.new.notes = Some(notes.to_owned());
        self
    }

    /// Adds a message to the conversation.
    pub(crate) fn message(mut self, at: Timestamp, from: Sender, text: &str) -> Self {
        self.new.messages.push(NewMessage {
            at: instant(at),
            from,
            name: None,
            text: text.to_owned(),
            attachments: Vec::new(),
        });
        self
    }

    /// Adds a call attempt.
    pub(crate) fn call(mut self, at: Timestamp, number: &str, status: CallStatus, duration_s: u32) -> Self {
        self.new.calls.push(NewCall { at: instant(at), number: number.to_owned(), status, duration_s });
        self
    }

    /// Adds a recording of a minute.
    pub(crate) fn recording(mut self, blob: &str) -> Self {
        let (blob, content_type, sha256) = (blob.to_owned(), "audio/wav".to_owned(), "x".to_owned());
        self.recording =
            Some(NewRecording { blob, content_type, size: 1, sha256, length: Some(Millis::minutes(1)) });
        self
    }

    pub(crate) async fn build(self, store: &Store) -> Recorded {
        let recorded = store.intake().record(self.new).await.expect("it comes in");
        if let Some(recording) = self.recording {
            let put = store.recordings().put(&recorded.protocol, &recording, SET_UP_AT).await;
            assert_eq!(put.expect("an answer"), Some(PutRecordingOutcome::Put { replaced: None }));
        }
        recorded
    }
}
