//! The interactions of a call, from all its events.
//!
//! The caller is the first channel of the call. What happens to the caller is cut into parts: a visit to a
//! queue, from the start of `Queue()`; else a direct call, from the beginning; and, where the caller talks
//! with a second party without another queue, a part that follows the talk before it, which was
//! transferred. A person answers when the caller enters a bridge: an `ANSWER` of the caller may be that of
//! an announcement, of `Queue()`, or of a forwarding.

use domain::{
    CallStatus, Channel, Direction, EndedBy, NewCall, NewCase, NewCustomer, NewInteraction, Outcome,
};

use super::event::{Event, Kind};
use super::settings::CelSettings;
use super::talks::{Talk, is_local, talks};
use crate::asterisk::is_whole_number;
use crate::emission::{instant, phone, some_text, valid};
use crate::source::{Output, Reason, Recording, Skipped};

/// How long a caller may stay after the last talk and it counts as its end, in microseconds.
const AFTER_TALK: i64 = 5_000_000;

/// Emits the interactions of a call. `events` are sorted by time.
pub(super) fn emit(settings: &CelSettings, events: &[Event], output: &mut Output) {
    let Some(call) = Call::new(settings, events) else {
        output.skip(Skipped::BeforeLog);
        return;
    };
    let visits = call.of_caller().filter(|event| event.queue().is_some()).count();
    let is_in_queue = call.of_caller().any(|event| event.app.eq_ignore_ascii_case("queue"));
    let direction = call.direction();
    let is_answered = events.iter().any(|event| event.is_of_caller() && event.kind == Kind::Answer);
    let is_announcement = visits == 0 && is_answered && !call.rang_anywhere();
    if is_in_queue && !settings.queue_calls {
        output.skip(Skipped::QueueCall);
    } else if visits == 0 && direction.is_none() && settings.internal_queue.is_none() {
        let is_whole = is_whole_number(call.dialled());
        output.skip(if is_whole { Skipped::UnnamedTrunk } else { Skipped::InternalCall });
    } else if is_announcement {
        output.skip(Skipped::Announcement);
    } else {
        call.emit(direction, output);
    }
}

/// A part of what happened to the caller. Times are in microseconds since 1970 UTC.
struct Part<'e> {
    /// The queue by its name in the log; none if it is direct.
    queue: Option<&'e str>,
    queued: i64,
    talk: Option<Talk<'e>>,
    ended: i64,
    /// Whether the call ended with it.
    is_last: bool,
}

struct Call<'e> {
    settings: &'e CelSettings,
    events: &'e [Event],
    start: &'e Event,
    end: i64,
}

impl<'e> Call<'e> {
    /// The call, if its beginning is among the events.
    fn new(settings: &'e CelSettings, events: &'e [Event]) -> Option<Self> {
        let start = events.iter().find(|event| event.kind == Kind::Start && event.is_of_caller())?;
        let last = events.last().map_or(start.at, |event| event.at);
        let of_kind = |kind: Kind| events.iter().rev().find(move |event| event.kind == kind);
        let caller_end = events.iter().rev().find(|event| event.is_of_caller() && event.kind == Kind::End);
        let end = caller_end.or_else(|| of_kind(Kind::Complete)).map_or(last, |event| event.at);
        Some(Self { settings, events, start, end })
    }

    fn of_caller(&self) -> impl Iterator<Item = &'e Event> {
        self.events.iter().filter(|event| event.is_of_caller())
    }

    /// The channels of other parties, where they start.
    fn others(&self) -> impl Iterator<Item = &'e Event> {
        self.events
            .iter()
            .filter(|event| event.kind == Kind::Start && !event.is_of_caller() && !is_local(&event.channel))
    }

    fn rang_anywhere(&self) -> bool {
        self.others().next().is_some() || self.of_caller().any(|event| event.kind == Kind::Bridge)
    }

    fn is_trunk(&self, start: &Event) -> bool {
        self.settings.is_trunk(&start.channel, &start.context)
    }

    /// Which side began the call; `None` between two extensions.
    fn direction(&self) -> Option<Direction> {
        if self.is_trunk(self.start) {
            Some(Direction::Inbound)
        } else if self.others().any(|other| self.is_trunk(other)) {
            Some(Direction::Outbound)
        } else {
            None
        }
    }

    fn emit(&self, direction: Option<Direction>, output: &mut Output) {
        let mut latest: Option<String> = None;
        let mut recordings = self.recordings();
        for part in self.parts() {
            match self.interaction(direction, &part, latest.as_ref()) {
                Ok(interaction) => {
                    let external_id = interaction.external_id.clone();
                    if part.talk.is_some() {
                        while let Some(recording) = recordings.next_if(|event| event.at <= part.ended) {
                            let file = recording.extra.file.clone();
                            output.recordings.push(Recording { external_id: external_id.clone(), file });
                        }
                    }
                    latest = Some(external_id);
                    output.interactions.push(interaction);
                }
                Err(reason) => output.reject(self.start.place, reason, &self.start.call),
            }
        }
    }

    /// Where recordings began.
    fn recordings(&self) -> std::iter::Peekable<impl Iterator<Item = &'e Event>> {
        let is_named = |event: &&Event| event.kind == Kind::Recording && !event.extra.file.is_empty();
        self.events.iter().filter(is_named).peekable()
    }

    /// The parts of the call, in order.
    fn parts(&self) -> Vec<Part<'e>> {
        let mut parts: Vec<Part<'e>> = Vec::new();
        let mut talks = talks(self.events, self.end).into_iter().peekable();
        let visits: Vec<(i64, &str)> =
            self.of_caller().filter_map(|event| event.queue().map(|queue| (event.at, queue))).collect();
        let mut open: Option<(Option<&'e str>, i64)> = Some((None, self.start.at));
        let mut visits = visits.into_iter().peekable();
        loop {
            let next_talk = talks.peek().map_or(i64::MAX, |talk| talk.from);
            if let Some((at, queue)) = visits.next_if(|(at, _)| *at <= next_talk) {
                // What was before the first queue was the dialplan; a visit without an answer has ended.
                if let Some((Some(before), queued)) = open {
                    let ended = self.left_queue(queued).min(at);
                    parts.push(Part { queue: Some(before), queued, talk: None, ended, is_last: false });
                }
                open = Some((Some(queue), at));
            } else if let Some(talk) = talks.next() {
                let transferred = parts.last().map_or(self.start.at, |part| part.ended);
                let (queue, queued) = open.take().unwrap_or((None, transferred));
                let ended = talk.to;
                parts.push(Part { queue, queued, talk: Some(talk), ended, is_last: false });
            } else {
                break;
            }
        }
        if let Some((queue, queued)) = open {
            let ended = if queue.is_some() { self.left_queue(queued) } else { self.end };
            let is_last = ended == self.end;
            parts.push(Part { queue, queued, talk: None, ended, is_last });
        } else if let Some(last) = parts.last_mut() {
            last.is_last = true;
            if self.end - last.ended <= AFTER_TALK {
                last.ended = last.ended.max(self.end);
            }
        }
        parts
    }

    /// When a caller without an answer left the queue that was entered at an instant: with the next
    /// application, or with the call.
    fn left_queue(&self, entered: i64) -> i64 {
        let mut next = self.of_caller().filter(|event| event.kind == Kind::App && event.at > entered);
        next.next().map_or(self.end, |event| event.at)
    }

    fn interaction(
        &self,
        direction: Option<Direction>,
        part: &Part<'e>,
        latest: Option<&String>,
    ) -> Result<NewInteraction, Reason> {
        let settings = self.settings;
        let is_outbound = part.queue.is_none() && direction == Some(Direction::Outbound);
        let number = if is_outbound { self.dialled() } else { self.caller_number() };
        let mapped = |name: &str| settings.queues.get(name).cloned();
        let queue = match part.queue {
            Some(queue) => mapped(queue).unwrap_or_else(|| queue.to_owned()),
            None if is_outbound => settings.outbound_queue.clone(),
            None if direction.is_none() => {
                settings.internal_queue.clone().unwrap_or_else(|| settings.direct_queue.clone())
            }
            None => mapped(self.destination(part)).unwrap_or_else(|| settings.direct_queue.clone()),
        };
        let party = part.talk.as_ref().and_then(|talk| talk.party);
        let agent = if is_outbound { self.login(self.start) } else { party.and_then(|p| self.login(p)) };
        let call = &self.start.call;
        let second = part.queued.div_euclid(1_000_000);
        let external_id = match part.queue {
            Some(queue) => format!("{call}/{queue}/{second}"),
            None if latest.is_none() => call.clone(),
            None => format!("{call}#{second}"),
        };
        let name = Some(self.start.name.as_str()).filter(|_| settings.caller_names && !is_outbound);
        let answered = part.talk.as_ref().map(|talk| talk.from);
        valid(NewInteraction {
            source: settings.source.clone(),
            external_id,
            channel: Channel::Voice,
            direction: if is_outbound { Direction::Outbound } else { Direction::Inbound },
            queue,
            agent,
            customer: NewCustomer {
                name: name.filter(|name| *name != number).and_then(some_text),
                phone: phone(number),
                ..NewCustomer::default()
            },
            number: some_text(number),
            queued_at: instant(part.queued)?,
            answered_at: answered.map(instant).transpose()?,
            ended_at: instant(part.ended)?,
            protocol: None,
            contact_reason: None,
            notes: None,
            case: Some(NewCase {
                external_id: call.clone(),
                kind: settings.case_kind.clone(),
                subject: None,
            }),
            messages: Vec::new(),
            calls: if is_outbound { self.attempt(part, number)?.into_iter().collect() } else { Vec::new() },
            hold_s: None,
            wrap_up_s: None,
            ended_by: self.ended_by(part),
            outcome: Some(self.outcome(part, is_outbound)),
            follows: latest.cloned(),
            first_reply_at: None,
            version: None,
        })
    }

    /// What the caller reached in a direct part: what was dialled first, or by the transfer.
    fn destination(&self, part: &Part<'_>) -> &'e str {
        let talking = part.talk.as_ref().filter(|_| part.queued > self.start.at).and_then(|talk| {
            self.of_caller().find(|event| event.kind == Kind::Bridge && event.at >= talk.from)
        });
        &talking.unwrap_or(self.start).exten
    }

    /// The number of the customer who calls: as the dialplan has corrected it, once it has begun.
    fn caller_number(&self) -> &'e str {
        let after = self.of_caller().filter(|event| event.kind != Kind::Start);
        after
            .map(|event| event.number.as_str())
            .find(|number| !number.is_empty())
            .unwrap_or(&self.start.number)
    }

    /// The number that was called.
    fn dialled(&self) -> &'e str {
        let exten = self.start.exten.as_str();
        if !matches!(exten, "" | "s") {
            return exten;
        }
        let trunks: Vec<&Event> = self.others().filter(|other| self.is_trunk(other)).collect();
        let of_trunk = |event: &&Event| trunks.iter().any(|trunk| trunk.id == event.id);
        let numbers = self.events.iter().filter(of_trunk).map(|event| event.number.as_str());
        numbers.into_iter().find(|number| !number.is_empty()).unwrap_or("")
    }

    /// The login of the agent whose channel starts here: by a map of its extension or of the channel, else
    /// its extension, as far as one of them is a number. A trunk is no agent.
    fn login(&self, start: &Event) -> Option<String> {
        let settings = self.settings;
        if self.is_trunk(start) {
            return None;
        }
        let extension = some_text(&start.number);
        let found =
            extension.as_deref().and_then(|extension| settings.members.found(extension, &settings.agents));
        let found = found.or_else(|| settings.members.found(&start.channel, &settings.agents));
        let is_number = |text: &String| text.bytes().all(|byte| byte.is_ascii_digit());
        let login = settings.members.login(&start.channel).map(str::to_owned);
        found
            .or_else(|| login.clone().filter(is_number))
            .or_else(|| extension.filter(|text| is_number(text) && !is_whole_number(text)))
            .or(login)
    }

    /// The hangup of the caller's channel.
    fn hangup(&self) -> Option<&'e Event> {
        self.of_caller().filter(|event| event.kind == Kind::Hangup).last()
    }

    fn ended_by(&self, part: &Part<'_>) -> Option<EndedBy> {
        if !part.is_last {
            // The agent transferred the caller, or the dialplan went on with who was not answered.
            return Some(if part.talk.is_some() { EndedBy::Agent } else { EndedBy::System });
        }
        let by = &self.hangup()?.extra.hung_up_by;
        let is_agents = !self.is_trunk(self.start) && part.queue.is_none();
        let party = part.talk.as_ref().and_then(|talk| talk.party);
        if by.starts_with("dialplan/") {
            Some(EndedBy::System)
        } else if *by == self.start.channel {
            Some(if is_agents { EndedBy::Agent } else { EndedBy::Customer })
        } else if party.is_some_and(|party| *by == party.channel) {
            Some(if is_agents { EndedBy::Customer } else { EndedBy::Agent })
        } else {
            None
        }
    }

    fn outcome(&self, part: &Part<'_>, is_outbound: bool) -> Outcome {
        let status = self.hangup().map_or("", |event| event.extra.dial_status.as_str());
        let by_dialplan = self.ended_by(part) == Some(EndedBy::System);
        match (&part.talk, part.queue) {
            (Some(_), _) => Outcome::Answered,
            // The dialplan went on with the caller.
            (None, Some(_)) if !part.is_last || by_dialplan => Outcome::Overflow,
            (None, None) if is_outbound || matches!(status, "BUSY" | "CONGESTION" | "CHANUNAVAIL") => {
                Outcome::Failed
            }
            (None, _) => Outcome::Abandoned,
        }
    }

    /// The attempt of an outbound call.
    fn attempt(&self, part: &Part<'_>, number: &str) -> Result<Option<NewCall>, Reason> {
        let status = self.hangup().map_or("", |event| event.extra.dial_status.as_str());
        let status = match (&part.talk, status) {
            (Some(_), _) => CallStatus::Answered,
            (None, "BUSY") => CallStatus::Busy,
            (None, "CONGESTION" | "CHANUNAVAIL") => CallStatus::Failed,
            (None, _) => CallStatus::NoAnswer,
        };
        let talk = part.talk.as_ref().map_or(0, |talk| (part.ended - talk.from) / 1_000_000);
        let at = instant(part.queued)?;
        let duration_s = u32::try_from(talk).unwrap_or(0);
        Ok(some_text(number).map(|number| NewCall { at, number, status, duration_s }))
    }
}
