//! Conversations that have ended, as interactions.

use std::collections::{BTreeMap, BTreeSet};

use domain::interaction::limits::{MAX_MESSAGES, MAX_NOTES, MAX_TEXT};
use domain::{
    Channel, Direction, EndedBy, Millis, NewCase, NewCustomer, NewInteraction, NewMessage, Outcome, Sender,
    Timestamp,
};

use super::event::Side;
use super::fields::kept;
use super::history;
use super::keys;
use super::media::{Fetched, attachment};
use super::person::{self, NameKind, Person};
use super::pool::{Ended, Item, Items, KEEP, Pool, Seen, Stored, StoredChange};
use super::segments::{End, Segment, apply, resolve, split};
use super::sent::{self, Sent};
use super::settings::WhatsAppSettings;
use crate::emission::{instant, valid};
use crate::memory::{Memory, MemoryError};
use crate::source::{Output, Reason, Skipped};

/// A note on an interaction whose messages arrived after its conversation had been recorded.
const LATE: &str = "Mensagem recebida depois do registro do atendimento a que pertence.";
/// A note on an interaction that goes on with a conversation of too many messages.
const CONTINUED: &str = "Continuação de um atendimento com mensagens demais para um só registro.";
/// What stands for a message of which only the status is known.
const OTHER_SYSTEM: &str = "[mensagem enviada por outro sistema]";
/// What follows the placeholder of a file that was not downloaded.
const NOT_DOWNLOADED: &str = "(arquivo não baixado)";

/// When conversations are looked at.
#[derive(Clone, Copy, Debug)]
pub(super) struct Moment {
    pub(super) now: Timestamp,
    /// How long late deliveries are waited for.
    pub(super) grace: Millis,
}

/// Emits the conversations of a pool that have ended.
pub(super) fn settle(
    settings: &WhatsAppSettings,
    memory: &mut Memory,
    key: &str,
    moment: Moment,
    output: &mut Output,
) -> Result<(), MemoryError> {
    let Some((number, person_id)) = keys::parts(key, "pool") else { return Ok(()) };
    let Some(mut pool) = memory.value::<Pool>(key)? else { return Ok(()) };
    let person = person::read(memory, person_id)?;
    let mut conversations =
        Conversations { settings, memory, number, person, moment, received: pool.received, output };
    conversations.settle(&mut pool)?;
    let mut person = conversations.person;
    if pool.is_empty() {
        person.pools.remove(number);
    }
    person::write(memory, person_id, &person)?;
    pool.write(memory, number, person_id)
}

/// How long after the last message, beside the grace, a conversation waits for its files.
const FILES: Millis = Millis::minutes(5);
/// How often it is looked up whether they are there.
const LOOK_FOR_FILES: Millis = Millis::seconds(2);

struct Conversations<'a> {
    settings: &'a WhatsAppSettings,
    memory: &'a mut Memory,
    number: &'a str,
    person: Person,
    moment: Moment,
    /// When the last message was received.
    received: Timestamp,
    output: &'a mut Output,
}

impl Conversations<'_> {
    fn settle(&mut self, pool: &mut Pool) -> Result<(), MemoryError> {
        let now = self.moment.now;
        pool.due = None;
        pool.ended.retain(|ended| ended.kept_until > now);
        let waits_until = history::waits_until(self.memory, self.number, now, self.moment.grace)?;
        match waits_until {
            Some(until) if pool.has_items() => pool.look_at(until),
            _ if self.is_file_coming(pool)? => pool.look_at(now + LOOK_FOR_FILES),
            _ => self.end_conversations(pool)?,
        }
        if let Some(until) = pool.ended.iter().map(|ended| ended.kept_until).min() {
            pool.look_at(until);
        }
        Ok(())
    }

    /// Whether a file is being fetched that a conversation should have.
    fn is_file_coming(&self, pool: &Pool) -> Result<bool, MemoryError> {
        let Moment { now, grace } = self.moment;
        if !self.settings.download_media || grace == Millis::ZERO || self.received + grace + FILES <= now {
            return Ok(false);
        }
        for message in pool.items(self.memory)?.messages {
            if let Some(media) = &message.words.media
                && self.memory.value::<Fetched>(&keys::media(self.number, &media.id))?.is_none()
            {
                return Ok(true);
            }
        }
        Ok(false)
    }

    fn end_conversations(&mut self, pool: &mut Pool) -> Result<(), MemoryError> {
        if !pool.has_items() {
            return Ok(());
        }
        let Items { messages, mut changes } = pool.items(self.memory)?;
        let all_changes = changes.len();
        changes.sort();
        let segments =
            split(resolve(messages), self.idle(), MAX_MESSAGES as usize, |text| self.settings.closes(text));
        let (ended, open): (Vec<Segment>, Vec<Segment>) =
            segments.into_iter().partition(|segment| self.has_ended(segment));
        let closes = open.iter().map(|segment| segment.closes).min();
        let has_ended = !ended.is_empty();
        let waiting = self.emit_all(ended, &changes, pool)?;
        if has_ended || waiting.len() < all_changes {
            let left: Vec<Item> = waiting
                .iter()
                .map(|change| Item::Change((*change).clone()))
                .chain(open.into_iter().flat_map(|segment| segment.messages).map(Item::Message))
                .collect();
            let alias = self.person.aliases().next().unwrap_or_default().to_owned();
            pool.clear(self.memory);
            if left.is_empty() {
                pool.place = None;
            }
            pool.append(self.memory, self.number, &alias, left)?;
        }
        pool.closes = closes;
        if let Some(closes) = closes {
            let from = Timestamp(closes.saturating_mul(1000)).max(self.received);
            pool.look_at((from + self.settings.grace()).max(self.moment.now + Millis(1)));
        }
        if let Some(until) = waiting.iter().map(|change| change.until).min() {
            pool.look_at(until);
        }
        Ok(())
    }

    /// The time without a message that ends a conversation, in seconds.
    fn idle(&self) -> i64 {
        self.settings.idle().0 / 1000
    }

    fn has_ended(&self, segment: &Segment) -> bool {
        let Moment { now, grace } = self.moment;
        let is_silent = segment.end == End::Full || self.received + grace <= now;
        is_silent && Timestamp(segment.closes.saturating_mul(1000)) + grace <= now
    }

    /// Emits conversations that have ended; returns the changes that go on waiting for their messages.
    fn emit_all<'c>(
        &mut self,
        segments: Vec<Segment>,
        changes: &'c [StoredChange],
        pool: &mut Pool,
    ) -> Result<Vec<&'c StoredChange>, MemoryError> {
        let by_target = by_target(changes);
        let mut emitted = BTreeSet::new();
        for mut segment in segments {
            let late = apply(&mut segment, &by_target);
            self.output.skip_many(Skipped::LateChange, late);
            for message in &segment.messages {
                self.remember(&keys::seen(self.number, &message.id))?;
                emitted.insert(message.id.clone());
            }
            self.emit(segment, pool)?;
        }
        let mut waiting = Vec::new();
        for change in changes {
            let is_over = change.until <= self.moment.now;
            if is_over || emitted.contains(&change.target) {
                self.output.skip_many(Skipped::LateChange, usize::from(is_over));
                self.remember(&keys::seen_change(self.number, &change.id))?;
            } else {
                waiting.push(change);
            }
        }
        Ok(waiting)
    }

    /// Remembers that an interaction with this message or change was emitted.
    fn remember(&mut self, key: &str) -> Result<(), MemoryError> {
        self.memory.set(key, &Seen { descriptions: Vec::new(), emitted: true }, Some(self.kept_until()))
    }

    fn kept_until(&self) -> Timestamp {
        self.moment.now + KEEP
    }

    fn emit(&mut self, segment: Segment, pool: &mut Pool) -> Result<(), MemoryError> {
        // The business only said again that the conversation before is over.
        if segment.messages.iter().all(|message| self.is_keyword(message)) {
            self.output.skip(Skipped::Notice);
            return Ok(());
        }
        let before = belongs_to(&segment, &pool.ended, self.idle());
        let (note, case) = match before {
            Some(ended) if ended.cut && segment.first_at() >= ended.end => {
                (Some(CONTINUED), Some(&ended.case))
            }
            Some(ended) => (Some(LATE), Some(&ended.case)),
            None => (None, None),
        };
        let Some(first) = segment.messages.iter().min_by_key(|message| (message.at, &message.id)) else {
            return Ok(());
        };
        let external_id = first.id.clone();
        let case = case.unwrap_or(&external_id).clone();
        let sent = if before.is_none() && self.settings.count_statuses {
            sent::between(self.memory, self.number, self.person.aliases(), &segment)?
        } else {
            Vec::new()
        };
        let (start, end, until) = (segment.first_at(), segment.last_at(), segment.until);
        let cut = segment.end == End::Full;
        match self.interaction(segment, external_id.clone(), case.clone(), note, &sent)? {
            Ok(interaction) => self.output.interactions.push(interaction),
            Err(reason) => self.output.reject(pool.place.unwrap_or_default(), reason, &external_id),
        }
        pool.add_ended(Ended { end, start, until, case, cut, kept_until: self.kept_until() });
        Ok(())
    }

    fn is_keyword(&self, message: &Stored) -> bool {
        message.side != Side::Customer && self.settings.closes(&message.words.text)
    }

    fn interaction(
        &mut self,
        segment: Segment,
        external_id: String,
        case: String,
        note: Option<&str>,
        sent: &[Sent],
    ) -> Result<Result<NewInteraction, Reason>, MemoryError> {
        let (start, end) = (segment.first_at(), segment.last_at());
        let is_outbound = segment.messages.first().is_some_and(|first| first.side != Side::Customer);
        let answer =
            segment.messages.iter().find(|message| message.side == Side::Agent).map(|found| found.at);
        let mut notes: Vec<&str> = note.into_iter().collect();
        for note in segment.messages.iter().flat_map(|message| &message.words.notes) {
            if !notes.contains(&note.as_str()) && notes.len() < 20 {
                notes.push(note);
            }
        }
        let notes = (!notes.is_empty()).then(|| kept(&notes.join("\n"), MAX_NOTES));
        let number = segment.messages.iter().find_map(|message| message.number.clone());
        let customer = self.customer(&segment, end);
        let ended_by = (segment.end == End::Keyword).then_some(EndedBy::Agent);
        let messages = match self.transcript(segment.messages, sent)? {
            Ok(messages) => messages,
            Err(reason) => return Ok(Err(reason)),
        };
        let built = || {
            let answered_at = answer.map(seconds).transpose()?;
            Ok(NewInteraction {
                source: self.settings.source.clone(),
                external_id,
                channel: Channel::WhatsApp,
                direction: if is_outbound { Direction::Outbound } else { Direction::Inbound },
                queue: self.settings.queue(self.number).unwrap_or_default().to_owned(),
                agent: answer.and_then(|_| self.settings.agent(self.number)).map(str::to_owned),
                number: number.or_else(|| customer.whatsapp.clone()),
                customer,
                queued_at: seconds(start)?,
                answered_at,
                ended_at: seconds(end)?,
                protocol: None,
                contact_reason: None,
                notes,
                case: Some(NewCase {
                    external_id: case,
                    kind: self.settings.case_kind.clone(),
                    subject: self.settings.case_subject.clone(),
                }),
                messages,
                calls: Vec::new(),
                hold_s: None,
                wrap_up_s: None,
                ended_by,
                outcome: (answer.is_some() || !sent.is_empty()).then_some(Outcome::Answered),
                follows: None,
                first_reply_at: answered_at.filter(|_| !is_outbound),
                version: None,
            })
        };
        Ok(built().and_then(valid))
    }

    fn customer(&mut self, segment: &Segment, end: i64) -> NewCustomer {
        let last = |of: fn(&Stored) -> Option<&String>| segment.messages.iter().rev().find_map(of).cloned();
        let written = last(|message| message.number.as_ref());
        let canonical = written.as_deref().and_then(person::canonical_of);
        let known = |kind| self.person.name(kind, end).map(str::to_owned);
        let name = last(|message| message.names.profile.as_ref())
            .or_else(|| known(NameKind::Profile))
            .or_else(|| last(|message| message.names.username.as_ref()))
            .or_else(|| known(NameKind::Username))
            .or_else(|| known(NameKind::Book));
        NewCustomer {
            name,
            whatsapp: canonical.or_else(|| self.person.number(end).map(str::to_owned)),
            external_id: self.person.emit(),
            ..NewCustomer::default()
        }
    }

    fn transcript(
        &mut self,
        messages: Vec<Stored>,
        sent: &[Sent],
    ) -> Result<Result<Vec<NewMessage>, Reason>, MemoryError> {
        let mut transcript = Vec::with_capacity(messages.len() + sent.len());
        for message in messages {
            let Stored { at, side, mut words, .. } = message;
            let mut attachments = Vec::new();
            if let (Some(media), true) = (&words.media, self.settings.download_media) {
                let key = keys::media(self.number, &media.id);
                match self.memory.value::<Fetched>(&key)?.filter(Fetched::is_valid) {
                    Some(fetched) => attachments.push(attachment(media, fetched)),
                    None => words.text = format!("{} {NOT_DOWNLOADED}", words.text),
                }
                self.memory.remove(&key);
            }
            let from = match side {
                Side::Customer => Sender::Customer,
                Side::Agent => Sender::Agent,
                Side::Bot => Sender::Bot,
            };
            transcript.push((at, from, kept(&words.text, MAX_TEXT), attachments));
        }
        let room = (MAX_MESSAGES as usize).saturating_sub(transcript.len());
        let placeholders =
            sent.iter().take(room).map(|sent| (sent.at, Sender::System, OTHER_SYSTEM.to_owned(), Vec::new()));
        transcript.extend(placeholders);
        // A stable sort: within a second, what is only known by its status comes last.
        transcript.sort_by_key(|(at, ..)| *at);
        let messages = transcript.into_iter().map(|(at, from, text, attachments)| {
            Ok(NewMessage { at: seconds(at)?, from, name: None, text, attachments })
        });
        Ok(messages.collect())
    }
}

fn by_target(changes: &[StoredChange]) -> BTreeMap<&str, Vec<&StoredChange>> {
    let mut by_target: BTreeMap<&str, Vec<&StoredChange>> = BTreeMap::new();
    for change in changes {
        by_target.entry(&change.target).or_default().push(change);
    }
    by_target
}

/// The emitted conversation to which messages belong by their time: the nearest one.
fn belongs_to<'a>(segment: &Segment, ended: &'a [Ended], idle: i64) -> Option<&'a Ended> {
    let (first, last) = (segment.first_at(), segment.last_at());
    ended
        .iter()
        .filter(|ended| first < ended.until && last + idle > ended.start)
        .min_by_key(|ended| ((first - ended.end).max(ended.start - last).max(0), ended.start, &ended.case))
}

/// A time in seconds since 1970 UTC, as an interaction has it.
pub(super) fn seconds(at: i64) -> Result<chrono::DateTime<chrono::FixedOffset>, Reason> {
    at.checked_mul(1_000_000).ok_or(Reason::BadTime).and_then(instant)
}
