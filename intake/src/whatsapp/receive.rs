//! What a delivery changes in the memory.

use domain::Timestamp;
use domain::interaction::CLOCK_TOLERANCE;

use super::call_record;
use super::event::{CallEvent, CallStep, Change, Event, EventKind, Ids, Message, Names, Side};
use super::history;
use super::keys;
use super::media::download;
use super::person::{self, NameKind, Person, Sighting, sightings};
use super::pool::{Item, KEEP, MAX_POOL, Pool, Seen, Stored, StoredChange, hash};
use super::sent;
use super::settings::WhatsAppSettings;
use crate::memory::{Memory, MemoryError};
use crate::source::{Output, Place, Reason, Skipped};
use crate::zone::is_possible;

/// When and where something was delivered.
#[derive(Clone, Copy, Debug)]
pub(super) struct Received {
    pub(super) at: Timestamp,
    pub(super) place: Place,
}

/// The number of the business, if the settings take what it receives.
pub(super) fn taken<'a>(settings: &WhatsAppSettings, event: &'a Event) -> Option<&'a str> {
    event.number.as_deref().filter(|number| settings.queue(number).is_some())
}

/// The aliases that turn out to be of one person.
pub(super) fn identity(former: &[Ids], replaced_by: &Ids, at: i64) -> Vec<Sighting> {
    let former = former.iter().flat_map(|ids| sightings(ids, at, false));
    former.chain(sightings(replaced_by, at, true)).collect()
}

/// Takes the events of a delivery into the memory.
pub(super) fn receive(
    settings: &WhatsAppSettings,
    memory: &mut Memory,
    events: &[Event],
    received: Received,
    output: &mut Output,
) -> Result<(), MemoryError> {
    for event in events {
        match (&event.kind, taken(settings, event)) {
            (EventKind::Skipped(kind), _) => output.skip(*kind),
            (EventKind::Rejected { reason, id }, Some(_)) => {
                output.reject(received.place, reason.clone(), id);
            }
            (kind, Some(number)) => {
                Reception { settings, memory: &mut *memory, number, received, output: &mut *output }
                    .take(kind)?;
            }
            (_, None) => output.skip(Skipped::UnknownNumber),
        }
    }
    Ok(())
}

struct Reception<'a> {
    settings: &'a WhatsAppSettings,
    memory: &'a mut Memory,
    /// The number of the business.
    number: &'a str,
    received: Received,
    output: &'a mut Output,
}

impl Reception<'_> {
    fn take(&mut self, kind: &EventKind) -> Result<(), MemoryError> {
        match kind {
            EventKind::Message(message) => self.message(message),
            EventKind::Change(change) => self.change(change),
            EventKind::Identity { former, replaced_by, at } => {
                self.output.skip(Skipped::Notice);
                let sightings = identity(former, replaced_by, *at);
                if sightings.len() > 1 && self.is_possible(*at) {
                    person::join(self.memory, &sightings)?;
                }
                Ok(())
            }
            EventKind::ContactName { ids, name, at } => self.contact_name(ids, name, *at),
            EventKind::Status(status) => {
                self.output.skip(Skipped::MessageStatus);
                if self.settings.count_statuses && self.is_possible(status.at) {
                    for Sighting { alias, .. } in sightings(&status.customer, status.at, false) {
                        let sent = (status.id.as_str(), status.at);
                        sent::note(self.memory, self.number, &alias, sent, self.received.at)?;
                    }
                }
                Ok(())
            }
            EventKind::Call(call) => self.call(call),
            EventKind::History { progress } if self.settings.take_history => {
                history::note(self.memory, self.number, *progress, self.received.at)
            }
            EventKind::History { .. } | EventKind::Skipped(_) | EventKind::Rejected { .. } => Ok(()),
        }
    }

    fn reject(&mut self, reason: Reason, id: &str) {
        self.output.reject(self.received.place, reason, id);
    }

    /// Whether something can have happened at a time, which is not in the future.
    fn is_possible(&self, at: i64) -> bool {
        let Some(micros) = at.checked_mul(1_000_000) else { return false };
        is_possible(micros) && at <= (self.received.at + CLOCK_TOLERANCE).0 / 1000
    }

    fn message(&mut self, message: &Message) -> Result<(), MemoryError> {
        if message.history && !self.settings.take_history {
            self.output.skip(Skipped::HistoryNotTaken);
            return Ok(());
        }
        if !self.is_possible(message.at) {
            self.reject(Reason::BadTime, &message.id);
            return Ok(());
        }
        let sightings = sightings(&message.customer, message.at, false);
        let Some((id, mut person)) = person::join(self.memory, &sightings)? else {
            self.reject(Reason::NoCustomer, &message.id);
            return Ok(());
        };
        add_names(&mut person, &message.names, message.at);
        let stored = Stored {
            id: message.id.clone(),
            at: message.at,
            side: message.side,
            words: message.words.clone(),
            number: message.customer.number.clone().filter(|number| person::number_alias(number).is_some()),
            names: message.names.clone(),
        };
        let customer = sightings.first().map_or("", |first| first.alias.as_str());
        self.store(stored, customer, &id, &mut person, message.unknown_kind)?;
        person::write(self.memory, &id, &person)
    }

    fn store(
        &mut self,
        stored: Stored,
        customer: &str,
        person_id: &str,
        person: &mut Person,
        is_unknown_kind: bool,
    ) -> Result<(), MemoryError> {
        let key = keys::seen(self.number, &stored.id);
        let hash = hash(customer, &stored);
        let Some(mut pool) = self.pool_for_new(&key, hash, &stored.id, person_id, person)? else {
            return Ok(());
        };
        if is_unknown_kind {
            self.output.skip(Skipped::UnknownKind);
        }
        if let (Some(media), true) = (&stored.words.media, self.settings.download_media) {
            self.output.downloads.push(download(self.number, &stored.id, media));
        }
        self.schedule(&mut pool, &stored);
        pool.append(self.memory, self.number, customer, vec![Item::Message(stored)])?;
        person.pools.insert(self.number.to_owned());
        pool.write(self.memory, self.number, person_id)
    }

    /// The pool for an item that is not known yet, which is known from now on.
    fn pool_for_new(
        &mut self,
        key: &str,
        hash: String,
        id: &str,
        person_id: &str,
        person: &Person,
    ) -> Result<Option<Pool>, MemoryError> {
        let mut seen: Seen = self.memory.value(key)?.unwrap_or_default();
        if seen.is_duplicate(&hash) {
            self.output.skip(Skipped::Duplicate);
            return Ok(None);
        }
        let pool = if person.pools.contains(self.number) {
            Pool::read(self.memory, self.number, person_id)?
        } else {
            Pool::default()
        };
        if pool.count >= MAX_POOL {
            self.reject(Reason::TooManyMessages, id);
            return Ok(None);
        }
        seen.descriptions.push(hash);
        self.memory.set(key, &seen, None)?;
        Ok(Some(pool))
    }

    /// When the pool is to be looked at because of this message.
    fn schedule(&self, pool: &mut Pool, stored: &Stored) {
        let received = self.received;
        let closes = if self.settings.closes(&stored.words.text) {
            stored.at
        } else {
            stored.at + self.settings.idle().0 / 1000
        };
        let closes = pool.closes.map_or(closes, |known| known.min(closes));
        pool.closes = Some(closes);
        pool.received = pool.received.max(received.at);
        pool.place = Some(pool.place.map_or(received.place, |place| place.min(received.place)));
        let silent = Timestamp(closes.saturating_mul(1000)).max(pool.received) + self.settings.grace();
        if pool.count < MAX_POOL / 2 {
            // What else the pool waits for is found when it is looked at.
            pool.due = Some(silent);
        } else {
            // Enough for an interaction. It is looked at although messages keep coming.
            pool.look_at(received.at + self.settings.grace());
        }
    }

    fn change(&mut self, change: &Change) -> Result<(), MemoryError> {
        if change.history && !self.settings.take_history {
            self.output.skip(Skipped::HistoryNotTaken);
            return Ok(());
        }
        if !self.is_possible(change.at) {
            self.reject(Reason::BadTime, &change.id);
            return Ok(());
        }
        let sightings = sightings(&change.customer, change.at, false);
        let Some((id, mut person)) = person::join(self.memory, &sightings)? else {
            self.reject(Reason::NoCustomer, &change.id);
            return Ok(());
        };
        let seen: Option<Seen> = self.memory.value(&keys::seen(self.number, &change.target))?;
        if seen.is_some_and(|seen| seen.emitted) {
            self.output.skip(Skipped::LateChange);
            return Ok(());
        }
        let until = self.received.at + KEEP;
        let stored = StoredChange {
            at: change.at,
            id: change.id.clone(),
            target: change.target.clone(),
            by_customer: change.side == Side::Customer,
            words: change.words.as_ref().and_then(|words| serde_json::to_string(words).ok()),
            until,
        };
        let key = keys::seen_change(self.number, &change.id);
        let customer = sightings.first().map_or("", |first| first.alias.as_str());
        // How long it waits depends on the time of its reception, and makes no other change.
        let hash = hash(customer, &StoredChange { until: Timestamp::default(), ..stored.clone() });
        if let Some(mut pool) = self.pool_for_new(&key, hash, &change.id, &id, &person)? {
            pool.append(self.memory, self.number, customer, vec![Item::Change(stored)])?;
            pool.look_at(until);
            person.pools.insert(self.number.to_owned());
            pool.write(self.memory, self.number, &id)?;
        }
        person::write(self.memory, &id, &person)
    }

    fn contact_name(&mut self, ids: &Ids, name: &str, at: i64) -> Result<(), MemoryError> {
        self.output.skip(Skipped::ContactName);
        let Some(name) = super::customer::name(name).filter(|_| self.is_possible(at)) else { return Ok(()) };
        if let Some((id, mut person)) = person::join(self.memory, &sightings(ids, at, false))? {
            person.add_name(NameKind::Book, at, &name);
            person::write(self.memory, &id, &person)?;
        }
        Ok(())
    }

    fn call(&mut self, call: &CallEvent) -> Result<(), MemoryError> {
        let end = match &call.step {
            CallStep::Terminate(end) => [end.start, end.end],
            _ => [None, None],
        };
        let times: Vec<i64> = [call.at].into_iter().chain(end).flatten().collect();
        let Some(at) = times.first().copied().filter(|_| times.iter().all(|at| self.is_possible(*at))) else {
            self.reject(Reason::BadTime, &call.id);
            return Ok(());
        };
        let sightings = sightings(&call.customer, at, false);
        let Some((id, mut person)) = person::join(self.memory, &sightings)? else {
            self.reject(Reason::NoCustomer, &call.id);
            return Ok(());
        };
        add_names(&mut person, &call.names, at);
        person::write(self.memory, &id, &person)?;
        let customer = sightings.first().map_or("", |first| first.alias.as_str());
        let received = (self.received.at, self.received.place);
        call_record::take(self.settings, self.memory, self.number, call, customer, received, self.output)
    }
}

fn add_names(person: &mut Person, names: &Names, at: i64) {
    if let Some(name) = &names.profile {
        person.add_name(NameKind::Profile, at, name);
    }
    if let Some(name) = &names.username {
        person.add_name(NameKind::Username, at, name);
    }
}
