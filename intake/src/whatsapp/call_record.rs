//! Calls: their events are put together, and a call that has ended becomes an interaction.
//!
//! A call waits in the queue from its beginning until it is picked up. Of a call that was not picked up,
//! WhatsApp does not say which side ended it: the outcome stays unknown, unless it failed.

use domain::{
    CallStatus, Channel, Direction, Millis, NewCall, NewCase, NewCustomer, NewInteraction, Outcome, Timestamp,
};
use serde::{Deserialize, Serialize};

use super::conversation::{Moment, seconds};
use super::event::{CallEnd, CallEvent, CallStep};
use super::keys;
use super::person::{self, NameKind, Person};
use super::pool::KEEP;
use super::settings::WhatsAppSettings;
use crate::emission::valid;
use crate::memory::{Memory, MemoryError};
use crate::source::{Output, Place, Reason, Skipped};

/// How long a call may go on. Of one that goes on longer, the end is lost.
const MAX_CALL: Millis = Millis::days(1);

/// What is known of a call.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct CallRecord {
    /// An alias of the customer.
    pub(super) customer: String,
    /// The customer's number as it is written.
    number: Option<String>,
    inbound: Option<bool>,
    /// When it began, was heard ringing, was accepted; in seconds since 1970 UTC.
    connected: Option<i64>,
    rang: Option<i64>,
    accepted: Option<i64>,
    rejected: bool,
    end: Option<CallEnd>,
    /// When the last event was received that was not known.
    received: Timestamp,
    place: Place,
    /// Whether it was emitted.
    emitted: bool,
}

impl CallRecord {
    fn add(&mut self, event: &CallEvent) {
        let earliest = |known: Option<i64>| [known, event.at].into_iter().flatten().min();
        self.inbound = self.inbound.or(event.inbound);
        self.number = [self.number.take(), event.customer.number.clone()].into_iter().flatten().min();
        match &event.step {
            CallStep::Connect => self.connected = earliest(self.connected),
            CallStep::Ringing => self.rang = earliest(self.rang),
            CallStep::Accepted => self.accepted = earliest(self.accepted),
            CallStep::Rejected => self.rejected = true,
            CallStep::Terminate(end) => {
                // The fuller of two descriptions of the end, whatever their order.
                self.end = self.end.take().max(Some(end.clone()));
            }
        }
    }

    /// When it ended, if it did.
    fn ended_at(&self) -> Option<i64> {
        let end = self.end.as_ref()?;
        end.end.or(end.at).or(self.picked_up()).or(self.began())
    }

    /// When it was picked up.
    fn picked_up(&self) -> Option<i64> {
        let end = self.end.as_ref()?;
        let talk = end.duration.filter(|duration| *duration >= 0);
        let before_end = || end.end.or(end.at)?.checked_sub(talk.filter(|talk| *talk > 0)?);
        end.start.filter(|_| talk != Some(0)).or(self.accepted).or_else(before_end)
    }

    /// When it began.
    fn began(&self) -> Option<i64> {
        [self.connected, self.rang].into_iter().flatten().min().or(self.accepted)
    }
}

/// Takes an event of a call; `customer` is an alias of the person.
pub(super) fn take(
    settings: &WhatsAppSettings,
    memory: &mut Memory,
    number: &str,
    event: &CallEvent,
    customer: &str,
    (received, place): (Timestamp, Place),
    output: &mut Output,
) -> Result<(), MemoryError> {
    let key = keys::call(number, &event.id);
    let known: Option<CallRecord> = memory.value(&key)?;
    let mut record = known.clone().unwrap_or_else(|| CallRecord { place, ..CallRecord::default() });
    record.add(event);
    record.place = record.place.min(place);
    if record.customer.is_empty() || customer < record.customer.as_str() {
        customer.clone_into(&mut record.customer);
    }
    if record.emitted || known.as_ref() == Some(&record) {
        output.skip(Skipped::Duplicate);
        return Ok(());
    }
    if record.end.is_none() {
        output.skip(Skipped::DuringCall);
    }
    record.received = received.max(record.received);
    let wait = if record.end.is_some() { settings.grace() } else { MAX_CALL };
    memory.set(&key, &record, Some(record.received + wait))
}

/// Emits a call that has ended, and gives up one whose end is lost.
pub(super) fn settle(
    settings: &WhatsAppSettings,
    memory: &mut Memory,
    key: &str,
    moment: Moment,
    output: &mut Output,
) -> Result<(), MemoryError> {
    let Some((number, id)) = keys::parts(key, "call") else { return Ok(()) };
    let Some(mut record) = memory.value::<CallRecord>(key)? else { return Ok(()) };
    if record.emitted {
        memory.remove(key);
        return Ok(());
    }
    let (wait, is_lost) = match record.end {
        Some(_) => (moment.grace, false),
        None => (MAX_CALL, true),
    };
    let due = record.received + wait;
    if due > moment.now {
        return memory.set(key, &record, Some(due));
    }
    if is_lost {
        output.reject(record.place, Reason::NoEnd, id);
    } else {
        let person_id = person::find(memory, &record.customer)?;
        let mut person = match &person_id {
            Some(person_id) => person::read(memory, person_id)?,
            None => Person::default(),
        };
        match interaction(settings, number, id, &record, &mut person) {
            Ok(interaction) => output.interactions.push(interaction),
            Err(reason) => output.reject(record.place, reason, id),
        }
        if let Some(person_id) = person_id {
            person::write(memory, &person_id, &person)?;
        }
    }
    record.emitted = true;
    memory.set(key, &record, Some(moment.now + KEEP))
}

/// The place of a call that has not ended.
pub(super) fn still_open(memory: &Memory, key: &str) -> Result<Option<Place>, MemoryError> {
    let record: Option<CallRecord> = memory.value(key)?;
    Ok(record.filter(|record| !record.emitted).map(|record| record.place))
}

fn interaction(
    settings: &WhatsAppSettings,
    number: &str,
    id: &str,
    record: &CallRecord,
    person: &mut Person,
) -> Result<NewInteraction, Reason> {
    let ended = record.ended_at().ok_or(Reason::BadTime)?;
    let picked_up = record.picked_up().map(|at| at.min(ended));
    // Times are rounded to the second by different clocks.
    let began = record.began().unwrap_or(i64::MAX).min(picked_up.unwrap_or(ended)).min(ended);
    let is_inbound = record.inbound.unwrap_or(true);
    let has_failed = record.end.as_ref().is_some_and(|end| end.failed);
    let name = [NameKind::Profile, NameKind::Username, NameKind::Book];
    let name = name.into_iter().find_map(|kind| person.name(kind, ended)).map(str::to_owned);
    let canonical = record.number.as_deref().and_then(person::canonical_of);
    let whatsapp = canonical.or_else(|| person.number(ended).map(str::to_owned));
    let dialled = record.number.clone().or_else(|| whatsapp.clone());
    let calls = match &dialled {
        Some(dialled) if !is_inbound => vec![NewCall {
            at: seconds(began)?,
            number: dialled.clone(),
            status: match (picked_up, record.rejected) {
                (Some(_), _) => CallStatus::Answered,
                (None, true) => CallStatus::Busy,
                (None, false) if has_failed => CallStatus::Failed,
                (None, false) => CallStatus::NoAnswer,
            },
            duration_s: picked_up.and_then(|at| u32::try_from(ended - at).ok()).unwrap_or(0),
        }],
        _ => Vec::new(),
    };
    valid(NewInteraction {
        source: settings.source.clone(),
        external_id: id.to_owned(),
        channel: Channel::Voice,
        direction: if is_inbound { Direction::Inbound } else { Direction::Outbound },
        queue: settings.queue(number).unwrap_or_default().to_owned(),
        agent: None,
        customer: NewCustomer { name, whatsapp, external_id: person.emit(), ..NewCustomer::default() },
        number: dialled,
        queued_at: seconds(began)?,
        answered_at: picked_up.map(seconds).transpose()?,
        ended_at: seconds(ended)?,
        protocol: None,
        contact_reason: None,
        notes: None,
        case: Some(NewCase {
            external_id: id.to_owned(),
            kind: settings.case_kind.clone(),
            subject: settings.case_subject.clone(),
        }),
        messages: Vec::new(),
        calls,
        hold_s: None,
        wrap_up_s: None,
        ended_by: None,
        outcome: match picked_up {
            _ if has_failed => Some(Outcome::Failed),
            Some(_) => Some(Outcome::Answered),
            None => None,
        },
        follows: None,
        first_reply_at: None,
        version: None,
    })
}
