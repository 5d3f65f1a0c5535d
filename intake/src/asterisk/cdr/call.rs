//! The interactions of a call, from all its rows.
//!
//! One row is one pair of parties: a call that rings at five telephones has five rows, and a transferred
//! one has more. Each row that was answered is a talk. Rows without an answer are rings of the talk that
//! follows them, or, where none follows, an interaction without an answer.
//!
//! Rows of one call may be read so far apart that its first ones were recorded meanwhile: those of a
//! customer that the agent transferred are written when the customer hangs up. They are known by what they
//! are, not by what was read before ([`is_later_part`]), so that the order of the files does not matter.

use domain::{CallStatus, Channel, Direction, NewCall, NewCase, NewCustomer, NewInteraction, Outcome};

use super::SETTLED_AFTER;
use super::row::Row;
use super::settings::CdrSettings;
use crate::asterisk::is_whole_number;
use crate::asterisk::offset::began;
use crate::emission::{instant, phone, some_text, valid};
use crate::source::{Output, Reason, Skipped};

/// A talk with the rows that rang before it, or rings without a talk.
struct Part<'r> {
    rings: Vec<&'r Row>,
    talk: Option<&'r Row>,
}

impl<'r> Part<'r> {
    /// The talk, else the last ring.
    fn main(&self) -> Option<&'r Row> {
        self.talk.or_else(|| self.rings.last().copied())
    }

    fn rows(&self) -> impl Iterator<Item = &'r Row> {
        self.rings.iter().copied().chain(self.talk)
    }
}

/// Emits the interactions of a call.
pub(super) fn emit(settings: &CdrSettings, mut rows: Vec<Row>, output: &mut Output) {
    rows.sort_by_key(|row| (row.sequence, row.start, row.place));
    let (in_queue, others): (Vec<&Row>, Vec<&Row>) = rows.iter().partition(|row| row.is_in_queue());
    let (legs, others): (Vec<&Row>, Vec<&Row>) = others.into_iter().partition(|row| row.is_leg());
    let (announcements, direct): (Vec<&Row>, Vec<&Row>) =
        others.into_iter().partition(|row| row.is_announcement());
    output.skip_many(Skipped::Announcement, announcements.len());
    let earlier = rows.first().filter(|_| is_later_part(&rows)).map(|row| row.call.clone());
    let is_later_part = earlier.is_some();
    let mut emitted = Emitted {
        settings,
        latest: earlier,
        is_later_part,
        is_of_participant: false,
        customer: None,
        output,
    };
    if in_queue.is_empty() {
        emitted.output.skip_many(Skipped::Leg, legs.len());
    } else {
        emitted.queue_call(&in_queue, &legs);
    }
    emitted.direct_calls(&direct);
}

/// Whether the rows are not the first ones of their call: none is of its first channel, and they end so long
/// after it began that its own rows may be recorded already.
fn is_later_part(rows: &[Row]) -> bool {
    let Some(began) = rows.first().and_then(|row| began(&row.call)) else { return false };
    let settled = began.saturating_mul(1_000_000).saturating_add(SETTLED_AFTER.0 * 1_000);
    rows.iter().all(|row| row.is_of_later_channel) && rows.iter().any(|row| row.end > settled)
}

struct Emitted<'a> {
    settings: &'a CdrSettings,
    /// The external ID of the call's latest interaction.
    latest: Option<String>,
    /// Whether the rows of the call's first channel are recorded by themselves.
    is_later_part: bool,
    /// Whether a participant of the call made the one that is emitted: the ID of the call is not its own.
    is_of_participant: bool,
    /// The number of the customer, as far as an earlier row of an outbound call says it.
    customer: Option<String>,
    output: &'a mut Output,
}

impl Emitted<'_> {
    /// Rows of a caller in a queue. When a member answered is known only by the member's leg.
    fn queue_call(&mut self, in_queue: &[&Row], legs: &[&Row]) {
        let Some(first) = in_queue.first() else { return };
        if !self.settings.queue_calls {
            self.output.skip_many(Skipped::QueueCall, in_queue.len());
            self.output.skip_many(Skipped::Leg, legs.len());
            return;
        }
        let talk =
            legs.iter().copied().find(|leg| leg.is_member_leg() && leg.answer.is_some_and(|at| at < leg.end));
        let is_unanswered = in_queue.iter().all(|row| row.peer.is_empty() || row.answer.is_none());
        if talk.is_none() && !is_unanswered {
            for row in in_queue {
                self.output.reject(row.place, Reason::UnknownAnswer, &row.call);
            }
            return;
        }
        let name = first.queue_name();
        let end = in_queue.iter().map(|row| row.end).max().unwrap_or(first.end);
        let course = Course {
            direction: Direction::Inbound,
            queue: self.settings.queues.get(name).map_or(name, String::as_str),
            queued: first.start,
            answered: talk.and_then(|leg| leg.answer),
            ended: talk.map_or(end, |leg| leg.end),
            agent: talk.and_then(|leg| self.login(&leg.peer)),
            number: first.caller(),
        };
        self.emit(first, &course, Vec::new());
        self.output.skip_many(Skipped::Leg, legs.len() - usize::from(talk.is_some()));
    }

    /// Rows of a caller who is connected to telephones, and of calls that participants made meanwhile: these
    /// go on by themselves, and no interaction follows another by them.
    fn direct_calls(&mut self, rows: &[&Row]) {
        let of_participant = |row: &&&Row| row.is_call_of_participant(self.settings);
        let (others, own): (Vec<&Row>, Vec<&Row>) = rows.iter().partition(of_participant);
        self.calls_of_channels(&own);
        for row in others {
            self.latest = None;
            self.is_of_participant = true;
            self.calls_of_channels(&[row]);
        }
    }

    fn calls_of_channels(&mut self, rows: &[&Row]) {
        let Some(first) = rows.first() else { return };
        let mut direction = first.direction(self.settings);
        if self.is_later_part && first.is_of_called_trunk(self.settings) {
            direction = Some(Direction::Outbound);
        }
        if direction.is_none() && self.settings.internal_queue.is_none() {
            let is_whole = rows.iter().any(|row| is_whole_number(&row.dst));
            let kind = if is_whole { Skipped::UnnamedTrunk } else { Skipped::InternalCall };
            self.output.skip_many(kind, rows.len());
            return;
        }
        for part in parts(rows, self.output) {
            self.direct_call(direction, &part);
        }
    }

    fn direct_call(&mut self, direction: Option<Direction>, part: &Part<'_>) {
        let Some(row) = part.main() else { return };
        let settings = self.settings;
        let start = part.rows().map(|row| row.start).min().unwrap_or(row.start);
        let end = part.rows().map(|row| row.end).max().unwrap_or(row.end);
        let mut course = Course {
            direction: direction.unwrap_or(Direction::Inbound),
            queue: settings.queues.get(&row.dst).unwrap_or(&settings.direct_queue),
            queued: start,
            answered: part.talk.and_then(|talk| talk.answer),
            ended: part.talk.map_or(end, |talk| talk.end),
            agent: part.talk.and_then(|talk| self.login(&talk.peer)),
            number: row.caller(),
        };
        let mut calls = Vec::new();
        let mut customer = self.customer.clone();
        if direction.is_none() {
            course.queue = settings.internal_queue.as_deref().unwrap_or(&settings.direct_queue);
        }
        if direction == Some(Direction::Outbound) {
            course.queue = &settings.outbound_queue;
            if row.direction(settings) == Some(Direction::Inbound) {
                // The customer was called, and transferred by the agent: a talk, and no attempt.
                if !is_whole_number(row.caller()) {
                    course.number = customer.as_deref().unwrap_or(row.caller());
                }
            } else {
                let is_outside =
                    |row: &Row| row.direction(settings) == direction || is_whole_number(&row.dst);
                let reached = std::iter::once(row).chain(part.rows()).find(|row| is_outside(row));
                if let Some(reached) = reached {
                    customer = Some(reached.dst.clone());
                }
                course.number = customer.as_deref().unwrap_or(&row.dst);
                course.agent = self.caller_login(row);
                calls.extend(part.rows().filter(|row| is_outside(row)).filter_map(attempt));
            }
        }
        self.emit(row, &course, calls);
        self.customer = customer;
    }

    /// The agent who called. A map may know the extension or the channel; without it, the extension is the
    /// agent.
    fn caller_login(&self, row: &Row) -> Option<String> {
        let settings = self.settings;
        let extension = some_text(&row.caller_number);
        extension
            .as_deref()
            .and_then(|extension| settings.members.found(extension, &settings.agents))
            .or_else(|| settings.members.found(&row.channel, &settings.agents))
            .or_else(|| extension.filter(|extension| !is_whole_number(extension)))
            .or_else(|| self.login(&row.channel))
    }

    /// The agent of a channel. A trunk is none, nor is a number of the telephone network that a call was
    /// forwarded to.
    fn login(&self, channel: &str) -> Option<String> {
        let channel = channel.strip_suffix(";1").or_else(|| channel.strip_suffix(";2")).unwrap_or(channel);
        if self.settings.is_trunk(channel) {
            return None;
        }
        let settings = self.settings;
        let is_forwarded = channel.starts_with("Local/")
            && settings.members.login(channel).is_some_and(is_whole_number)
            && settings.members.found(channel, &settings.agents).is_none();
        settings.members.mapped(channel, &settings.agents).filter(|_| !is_forwarded)
    }

    fn emit(&mut self, row: &Row, course: &Course<'_>, calls: Vec<NewCall>) {
        match self.interaction(row, course, calls) {
            Ok(interaction) => {
                self.latest = Some(interaction.external_id.clone());
                self.output.interactions.push(interaction);
            }
            Err(reason) => self.output.reject(row.place, reason, &row.call),
        }
    }

    fn interaction(
        &self,
        row: &Row,
        course: &Course<'_>,
        calls: Vec<NewCall>,
    ) -> Result<NewInteraction, Reason> {
        let settings = self.settings;
        let is_inbound = course.direction == Direction::Inbound;
        let name = Some(row.caller_name())
            .filter(|name| settings.caller_names && is_inbound && *name != course.number);
        let external_id = match (&self.latest, row.sequence) {
            (None, _) if !self.is_of_participant => row.call.clone(),
            (_, Some(sequence)) => format!("{}#{sequence}", row.call),
            // Without sequences, a later talk of a call is known by when it began.
            (_, None) => format!("{}#{}", row.call, row.start.div_euclid(1_000_000)),
        };
        valid(NewInteraction {
            source: settings.source.clone(),
            external_id,
            channel: Channel::Voice,
            direction: course.direction,
            queue: course.queue.to_owned(),
            agent: course.agent.clone(),
            customer: NewCustomer {
                name: name.and_then(some_text),
                phone: phone(course.number),
                ..NewCustomer::default()
            },
            number: some_text(course.number),
            queued_at: instant(course.queued)?,
            answered_at: course.answered.map(instant).transpose()?,
            ended_at: instant(course.ended)?,
            protocol: None,
            contact_reason: None,
            notes: Some(&row.userfield).filter(|_| settings.note_userfield).and_then(|text| some_text(text)),
            case: Some(NewCase {
                external_id: row.call.clone(),
                kind: settings.case_kind.clone(),
                subject: None,
            }),
            messages: Vec::new(),
            calls,
            hold_s: None,
            wrap_up_s: None,
            ended_by: None,
            outcome: Some(course.outcome(row)),
            follows: self.latest.clone(),
            first_reply_at: None,
            version: None,
        })
    }
}

/// The course of an interaction.
struct Course<'a> {
    direction: Direction,
    queue: &'a str,
    queued: i64,
    answered: Option<i64>,
    ended: i64,
    agent: Option<String>,
    number: &'a str,
}

impl Course<'_> {
    fn outcome(&self, row: &Row) -> Outcome {
        if self.answered.is_none() && row.is_voicemail() {
            return Outcome::Voicemail;
        }
        let is_abandoned = self.direction == Direction::Inbound
            && !matches!(row.disposition.as_str(), "BUSY" | "FAILED" | "CONGESTION");
        match self.answered {
            Some(_) => Outcome::Answered,
            None if is_abandoned => Outcome::Abandoned,
            None => Outcome::Failed,
        }
    }
}

/// Divides the rows of a caller into talks and what rang before each. A ring during a talk's wait that
/// is written after it belongs to it too.
fn parts<'r>(rows: &[&'r Row], output: &mut Output) -> Vec<Part<'r>> {
    let mut parts: Vec<Part<'r>> = Vec::new();
    let mut rings = Vec::new();
    for row in rows {
        let is_of_talk = |part: &Part<'_>| part.talk.is_some_and(|talk| row.start < talk.end);
        if row.answer.is_some() {
            parts.push(Part { rings: std::mem::take(&mut rings), talk: Some(row) });
        } else if parts.last().is_some_and(is_of_talk) {
            output.skip(Skipped::Leg);
        } else {
            rings.push(*row);
        }
    }
    if !rings.is_empty() {
        parts.push(Part { rings, talk: None });
    }
    parts
}

/// The attempt of an outbound row.
fn attempt(row: &Row) -> Option<NewCall> {
    let status = match row.disposition.as_str() {
        "ANSWERED" => CallStatus::Answered,
        "BUSY" => CallStatus::Busy,
        "NO ANSWER" | "CANCEL" => CallStatus::NoAnswer,
        _ => CallStatus::Failed,
    };
    let talk = row.answer.map_or(0, |answer| (row.end - answer) / 1_000_000);
    Some(NewCall {
        at: instant(row.start).ok()?,
        number: some_text(&row.dst)?,
        status,
        duration_s: u32::try_from(talk).unwrap_or(0),
    })
}
