//! The fields of an interaction and of its parts: their names, and how each is read.
//!
//! A name is a variant: one without an arm that reads it does not compile.

use domain::interaction::limits::{
    MAX_AGENT, MAX_CHAT, MAX_CONTACT_REASON, MAX_DOCUMENT, MAX_EMAIL, MAX_EXTERNAL_ID, MAX_KIND, MAX_NAME,
    MAX_NOTES, MAX_NUMBER, MAX_PHONE, MAX_SUBJECT, MAX_WHATSAPP,
};
use domain::{
    CallStatus, Channel, Direction, NewCall, NewCase, NewCustomer, NewInteraction, NewMessage, Protocol,
    Sender,
};
use serde::de::MapAccess;

use super::notes::Notes;
use super::values::{
    Met, Time, channel, direction, needed, one_of, optional, parsed, protocol, require, seconds, sender,
    status, time,
};
use super::visit::{Fields, List, Object, names, scalar};

names! {
    /// The fields of an interaction.
    InteractionField {
        Source = "source", ExternalId = "external_id", Channel = "channel", Direction = "direction",
        Queue = "queue", Agent = "agent", Customer = "customer", Number = "number", QueuedAt = "queued_at",
        AnsweredAt = "answered_at", EndedAt = "ended_at", Protocol = "protocol",
        ContactReason = "contact_reason", Notes = "notes", Case = "case", Messages = "messages",
        Calls = "calls",
    }
}

names! {
    /// The fields of a customer.
    CustomerField {
        Name = "name", Phone = "phone", Email = "email", Document = "document", Whatsapp = "whatsapp",
        Chat = "chat", ExternalId = "external_id",
    }
}

names! {
    /// The fields of a case.
    CaseField {
        ExternalId = "external_id", Kind = "kind", Subject = "subject",
    }
}

names! {
    /// The fields of a message.
    MessageField {
        At = "at", From = "from", Name = "name", Text = "text",
    }
}

names! {
    /// The fields of a call attempt.
    CallField {
        At = "at", Number = "number", Status = "status", DurationS = "duration_s",
    }
}

#[derive(Default)]
pub(super) struct InteractionFields {
    source: Met<String>,
    external_id: Met<String>,
    channel: Met<Channel>,
    direction: Met<Direction>,
    queue: Met<String>,
    agent: Option<String>,
    customer: NewCustomer,
    number: Option<String>,
    queued_at: Met<Time>,
    answered_at: Option<Time>,
    ended_at: Met<Time>,
    protocol: Option<Protocol>,
    contact_reason: Option<String>,
    notes: Option<String>,
    case: Option<NewCase>,
    messages: Vec<NewMessage>,
    calls: Vec<NewCall>,
}

impl Fields for InteractionFields {
    type Name = InteractionField;

    fn read<'de, A: MapAccess<'de>>(
        &mut self,
        field: Self::Name,
        map: &mut A,
        notes: &Notes,
    ) -> Result<(), A::Error> {
        match field {
            InteractionField::Source => self.source = needed(map, notes)?,
            InteractionField::ExternalId => self.external_id = needed(map, notes)?,
            InteractionField::Channel => self.channel = one_of(map, notes, channel)?,
            InteractionField::Direction => self.direction = one_of(map, notes, direction)?,
            InteractionField::Queue => self.queue = needed(map, notes)?,
            InteractionField::Agent => self.agent = optional(map, notes, MAX_AGENT)?,
            InteractionField::Customer => {
                let customer = map.next_value_seed(Object::<Customer>::noting(notes))?;
                self.customer = customer.unwrap_or_default().0;
            }
            InteractionField::Number => self.number = optional(map, notes, MAX_NUMBER)?,
            InteractionField::QueuedAt => self.queued_at = one_of(map, notes, time)?,
            InteractionField::AnsweredAt => self.answered_at = parsed(map, notes, time)?,
            InteractionField::EndedAt => self.ended_at = one_of(map, notes, time)?,
            InteractionField::Protocol => self.protocol = parsed(map, notes, protocol)?,
            InteractionField::ContactReason => {
                self.contact_reason = optional(map, notes, MAX_CONTACT_REASON)?;
            }
            InteractionField::Notes => self.notes = optional(map, notes, MAX_NOTES)?,
            InteractionField::Case => {
                let case = map.next_value_seed(Object::<CaseFields>::noting(notes))?;
                self.case = case.and_then(|fields| fields.build(notes));
            }
            InteractionField::Messages => {
                let list = List { notes, finish: MessageFields::build };
                self.messages = map.next_value_seed(list)?.unwrap_or_default();
            }
            InteractionField::Calls => {
                let list = List { notes, finish: CallFields::build };
                self.calls = map.next_value_seed(list)?.unwrap_or_default();
            }
        }
        Ok(())
    }
}

impl InteractionFields {
    /// The interaction, where nothing needed is missing.
    pub(super) fn build(self, notes: &Notes) -> Option<NewInteraction> {
        // All are asked for before any is used, so that all that miss are named.
        let source = require(self.source, "source", notes);
        let external_id = require(self.external_id, "external_id", notes);
        let channel = require(self.channel, "channel", notes);
        let direction = require(self.direction, "direction", notes);
        let queue = require(self.queue, "queue", notes);
        let queued_at = require(self.queued_at, "queued_at", notes);
        let ended_at = require(self.ended_at, "ended_at", notes);
        Some(NewInteraction {
            source: source?,
            external_id: external_id?,
            channel: channel?,
            direction: direction?,
            queue: queue?,
            agent: self.agent,
            customer: self.customer,
            number: self.number,
            queued_at: queued_at?,
            answered_at: self.answered_at,
            ended_at: ended_at?,
            protocol: self.protocol,
            contact_reason: self.contact_reason,
            notes: self.notes,
            case: self.case,
            messages: self.messages,
            calls: self.calls,
        })
    }
}

#[derive(Default)]
struct Customer(NewCustomer);

impl Fields for Customer {
    type Name = CustomerField;

    fn read<'de, A: MapAccess<'de>>(
        &mut self,
        field: Self::Name,
        map: &mut A,
        notes: &Notes,
    ) -> Result<(), A::Error> {
        let customer = &mut self.0;
        let (kept, limit) = match field {
            CustomerField::Name => (&mut customer.name, MAX_NAME),
            CustomerField::Phone => (&mut customer.phone, MAX_PHONE),
            CustomerField::Email => (&mut customer.email, MAX_EMAIL),
            CustomerField::Document => (&mut customer.document, MAX_DOCUMENT),
            CustomerField::Whatsapp => (&mut customer.whatsapp, MAX_WHATSAPP),
            CustomerField::Chat => (&mut customer.chat, MAX_CHAT),
            CustomerField::ExternalId => (&mut customer.external_id, MAX_EXTERNAL_ID),
        };
        *kept = optional(map, notes, limit)?;
        Ok(())
    }
}

#[derive(Default)]
struct CaseFields {
    external_id: Met<String>,
    kind: Option<String>,
    subject: Option<String>,
}

impl Fields for CaseFields {
    type Name = CaseField;

    fn read<'de, A: MapAccess<'de>>(
        &mut self,
        field: Self::Name,
        map: &mut A,
        notes: &Notes,
    ) -> Result<(), A::Error> {
        match field {
            CaseField::ExternalId => self.external_id = needed(map, notes)?,
            CaseField::Kind => self.kind = optional(map, notes, MAX_KIND)?,
            CaseField::Subject => self.subject = optional(map, notes, MAX_SUBJECT)?,
        }
        Ok(())
    }
}

impl CaseFields {
    fn build(self, notes: &Notes) -> Option<NewCase> {
        let external_id = require(self.external_id, "external_id", notes)?;
        Some(NewCase { external_id, kind: self.kind, subject: self.subject })
    }
}

#[derive(Default)]
struct MessageFields {
    at: Met<Time>,
    from: Met<Sender>,
    name: Option<String>,
    text: Met<String>,
}

impl Fields for MessageFields {
    type Name = MessageField;

    fn read<'de, A: MapAccess<'de>>(
        &mut self,
        field: Self::Name,
        map: &mut A,
        notes: &Notes,
    ) -> Result<(), A::Error> {
        match field {
            MessageField::At => self.at = one_of(map, notes, time)?,
            MessageField::From => self.from = one_of(map, notes, sender)?,
            MessageField::Name => self.name = optional(map, notes, MAX_NAME)?,
            MessageField::Text => self.text = needed(map, notes)?,
        }
        Ok(())
    }
}

impl MessageFields {
    fn build(self, notes: &Notes) -> Option<NewMessage> {
        let at = require(self.at, "at", notes);
        let from = require(self.from, "from", notes);
        let text = require(self.text, "text", notes);
        Some(NewMessage { at: at?, from: from?, name: self.name, text: text? })
    }
}

#[derive(Default)]
struct CallFields {
    at: Met<Time>,
    number: Met<String>,
    status: Met<CallStatus>,
    duration_s: Met<u32>,
}

impl Fields for CallFields {
    type Name = CallField;

    fn read<'de, A: MapAccess<'de>>(
        &mut self,
        field: Self::Name,
        map: &mut A,
        notes: &Notes,
    ) -> Result<(), A::Error> {
        match field {
            CallField::At => self.at = one_of(map, notes, time)?,
            CallField::Number => self.number = needed(map, notes)?,
            CallField::Status => self.status = one_of(map, notes, status)?,
            CallField::DurationS => self.duration_s = Some(seconds(&scalar(map)?, notes)),
        }
        Ok(())
    }
}

impl CallFields {
    fn build(self, notes: &Notes) -> Option<NewCall> {
        let at = require(self.at, "at", notes);
        let number = require(self.number, "number", notes);
        let status = require(self.status, "status", notes);
        let duration = require(self.duration_s, "duration_s", notes);
        Some(NewCall { at: at?, number: number?, status: status?, duration_s: duration? })
    }
}
