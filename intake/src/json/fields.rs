//! The fields of an interaction and of its parts: their names, and how each is read.

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
use super::visit::{Fields, List, Object, scalar};

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
    const NAMES: &'static [&'static str] = &[
        "source",
        "external_id",
        "channel",
        "direction",
        "queue",
        "agent",
        "customer",
        "number",
        "queued_at",
        "answered_at",
        "ended_at",
        "protocol",
        "contact_reason",
        "notes",
        "case",
        "messages",
        "calls",
    ];

    fn read<'de, A: MapAccess<'de>>(
        &mut self,
        index: usize,
        map: &mut A,
        notes: &Notes,
    ) -> Result<(), A::Error> {
        match Self::NAMES[index] {
            "source" => self.source = needed(map, notes)?,
            "external_id" => self.external_id = needed(map, notes)?,
            "channel" => self.channel = one_of(map, notes, channel)?,
            "direction" => self.direction = one_of(map, notes, direction)?,
            "queue" => self.queue = needed(map, notes)?,
            "agent" => self.agent = optional(map, notes)?,
            "customer" => {
                let customer = map.next_value_seed(Object::<Customer>::noting(notes))?;
                self.customer = customer.unwrap_or_default().0;
            }
            "number" => self.number = optional(map, notes)?,
            "queued_at" => self.queued_at = one_of(map, notes, time)?,
            "answered_at" => self.answered_at = parsed(map, notes, time)?,
            "ended_at" => self.ended_at = one_of(map, notes, time)?,
            "protocol" => self.protocol = parsed(map, notes, protocol)?,
            "contact_reason" => self.contact_reason = optional(map, notes)?,
            "notes" => self.notes = optional(map, notes)?,
            "case" => {
                let case = map.next_value_seed(Object::<CaseFields>::noting(notes))?;
                self.case = case.and_then(|fields| fields.build(notes));
            }
            "messages" => {
                let list = List { notes, finish: MessageFields::build };
                self.messages = map.next_value_seed(list)?.unwrap_or_default();
            }
            _ => {
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
    const NAMES: &'static [&'static str] =
        &["name", "phone", "email", "document", "whatsapp", "chat", "external_id"];

    fn read<'de, A: MapAccess<'de>>(
        &mut self,
        index: usize,
        map: &mut A,
        notes: &Notes,
    ) -> Result<(), A::Error> {
        let value = optional(map, notes)?;
        let customer = &mut self.0;
        *match Self::NAMES[index] {
            "name" => &mut customer.name,
            "phone" => &mut customer.phone,
            "email" => &mut customer.email,
            "document" => &mut customer.document,
            "whatsapp" => &mut customer.whatsapp,
            "chat" => &mut customer.chat,
            _ => &mut customer.external_id,
        } = value;
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
    const NAMES: &'static [&'static str] = &["external_id", "kind", "subject"];

    fn read<'de, A: MapAccess<'de>>(
        &mut self,
        index: usize,
        map: &mut A,
        notes: &Notes,
    ) -> Result<(), A::Error> {
        match Self::NAMES[index] {
            "external_id" => self.external_id = needed(map, notes)?,
            "kind" => self.kind = optional(map, notes)?,
            _ => self.subject = optional(map, notes)?,
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
    const NAMES: &'static [&'static str] = &["at", "from", "name", "text"];

    fn read<'de, A: MapAccess<'de>>(
        &mut self,
        index: usize,
        map: &mut A,
        notes: &Notes,
    ) -> Result<(), A::Error> {
        match Self::NAMES[index] {
            "at" => self.at = one_of(map, notes, time)?,
            "from" => self.from = one_of(map, notes, sender)?,
            "name" => self.name = optional(map, notes)?,
            _ => self.text = needed(map, notes)?,
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
    const NAMES: &'static [&'static str] = &["at", "number", "status", "duration_s"];

    fn read<'de, A: MapAccess<'de>>(
        &mut self,
        index: usize,
        map: &mut A,
        notes: &Notes,
    ) -> Result<(), A::Error> {
        match Self::NAMES[index] {
            "at" => self.at = one_of(map, notes, time)?,
            "number" => self.number = needed(map, notes)?,
            "status" => self.status = one_of(map, notes, status)?,
            _ => self.duration_s = Some(seconds(&scalar(map)?, notes)),
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
