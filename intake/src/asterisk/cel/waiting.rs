//! The calls of which more events may come.
//!
//! A call is complete with `LINKEDID_END`, or, where that event is not written, when all its channels are
//! gone; and only if its beginning was read. A table may begin with the newest row, so a complete call is
//! final when events are more than [`SETTLED_AFTER`] away from it, in either direction.

use std::collections::{BTreeMap, BTreeSet};

use domain::Millis;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::event::{Event, Kind};
use crate::log_clock::{DAY, LogClock};
use crate::source::{Output, Reason, Skipped};

/// How long after its last event, or before its first one, a complete call is final.
pub const SETTLED_AFTER: Millis = Millis::minutes(1);
/// How many calls wait for more events. Beyond it, the one that is farthest away in time is given up.
pub const MAX_WAITING_CALLS: usize = 20_000;
/// How many events a call has. Further ones are rejected.
pub const MAX_EVENTS_PER_CALL: usize = 2_000;
/// How many events of all calls wait. Beyond it, the call that is farthest away in time is given up.
pub const MAX_WAITING_EVENTS: usize = 200_000;

/// The calls of which more events may come.
#[derive(Clone, Debug, Default)]
pub(super) struct WaitingCalls {
    clock: LogClock,
    calls: BTreeMap<String, Events>,
    /// Complete calls by their last and by their first event, and all calls by their last one.
    complete_by_last: BTreeSet<(i64, String)>,
    complete_by_first: BTreeSet<(i64, String)>,
    by_last: BTreeSet<(i64, String)>,
    count: usize,
}

/// The events of a call, in the order in which they were read, and what follows from them.
#[derive(Clone, Debug, Default)]
struct Events {
    list: Vec<Event>,
    first: i64,
    last: i64,
    /// Whether the caller's channel was made.
    has_begun: bool,
    /// Whether the end of the call was read.
    has_ended: bool,
    /// Channels that were made and are not gone.
    open: BTreeSet<String>,
    /// Channels that are gone.
    gone: BTreeSet<String>,
}

impl Events {
    fn add(&mut self, event: Event) {
        let is_first = self.list.is_empty();
        self.first = if is_first { event.at } else { self.first.min(event.at) };
        self.last = if is_first { event.at } else { self.last.max(event.at) };
        match event.kind {
            Kind::Start => {
                self.has_begun |= event.is_of_caller();
                if !self.gone.contains(&event.id) {
                    self.open.insert(event.id.clone());
                }
            }
            Kind::End => {
                self.open.remove(&event.id);
                self.gone.insert(event.id.clone());
            }
            Kind::Complete => self.has_ended = true,
            _ => {}
        }
        self.list.push(event);
    }

    fn is_complete(&self) -> bool {
        self.has_begun && (self.has_ended || self.open.is_empty())
    }

    /// The events in the order of their times.
    fn sorted(mut self) -> Vec<Event> {
        self.list.sort_by_key(|event| (event.at, event.place));
        self.list
    }
}

impl WaitingCalls {
    /// Adds an event; returns the calls that are final by it, each sorted.
    pub(super) fn add(&mut self, event: Event, line: &str, output: &mut Output) -> Vec<Vec<Event>> {
        let at = event.at;
        self.clock.note(at);
        let call = event.call.clone();
        let mut events = self.take(&call).unwrap_or_default();
        if events.list.iter().any(|known| event.is_copy_of(known)) {
            output.skip(Skipped::Duplicate);
        } else if events.list.len() == MAX_EVENTS_PER_CALL {
            output.reject(event.place, Reason::TooManyOpen, line);
        } else {
            events.add(event);
        }
        self.keep(call, events);
        let mut settled = self.settled(at);
        if let Some(now) = self.clock.now() {
            self.expire(now - DAY, output);
        }
        while self.calls.len() > MAX_WAITING_CALLS || self.count > MAX_WAITING_EVENTS {
            settled.extend(self.give_up(at, output));
        }
        settled
    }

    /// Takes out the complete calls that are not near an instant, each sorted.
    fn settled(&mut self, at: i64) -> Vec<Vec<Event>> {
        let margin = SETTLED_AFTER.0 * 1_000;
        let mut settled = Vec::new();
        while let Some((last, call)) = self.complete_by_last.first()
            && *last < at - margin
        {
            let call = call.clone();
            settled.extend(self.take(&call).map(Events::sorted));
        }
        while let Some((first, call)) = self.complete_by_first.last()
            && *first > at + margin
        {
            let call = call.clone();
            settled.extend(self.take(&call).map(Events::sorted));
        }
        settled
    }

    /// Takes out the complete calls whose last event was before an instant, each sorted.
    pub(super) fn complete_before(&mut self, until: i64) -> Vec<Vec<Event>> {
        let mut complete = Vec::new();
        while let Some((last, call)) = self.complete_by_last.first()
            && *last < until
        {
            let call = call.clone();
            complete.extend(self.take(&call).map(Events::sorted));
        }
        complete
    }

    /// Gives up calls whose last event was before an instant and that never ended.
    pub(super) fn expire(&mut self, until: i64, output: &mut Output) {
        while let Some((last, call)) = self.by_last.first()
            && *last < until
        {
            let call = call.clone();
            if let Some(events) = self.take(&call) {
                report(&events, Reason::NoEnd, output);
            }
        }
    }

    /// Reports the calls that are still open.
    pub(super) fn report_open(&self, output: &mut Output) {
        for events in self.calls.values() {
            report(events, Reason::StillOpen, output);
        }
    }

    /// Takes out the call that is farthest away from an instant.
    fn give_up(&mut self, at: i64, output: &mut Output) -> Option<Vec<Event>> {
        let (oldest, newest) = (self.by_last.first()?, self.by_last.last()?);
        let farthest = if at.abs_diff(oldest.0) >= at.abs_diff(newest.0) { oldest } else { newest };
        let call = farthest.1.clone();
        let events = self.take(&call)?;
        if events.is_complete() {
            return Some(events.sorted());
        }
        report(&events, Reason::TooManyOpen, output);
        None
    }

    fn take(&mut self, call: &str) -> Option<Events> {
        let events = self.calls.remove(call)?;
        let (first, last) = (events.first, events.last);
        self.count -= events.list.len();
        self.by_last.remove(&(last, call.to_owned()));
        self.complete_by_last.remove(&(last, call.to_owned()));
        self.complete_by_first.remove(&(first, call.to_owned()));
        Some(events)
    }

    fn keep(&mut self, call: String, events: Events) {
        let (first, last) = (events.first, events.last);
        self.count += events.list.len();
        self.by_last.insert((last, call.clone()));
        if events.is_complete() {
            self.complete_by_last.insert((last, call.clone()));
            self.complete_by_first.insert((first, call.clone()));
        }
        self.calls.insert(call, events);
    }
}

/// Reports a call that is given up. One whose beginning was not read began before the log.
fn report(events: &Events, reason: Reason, output: &mut Output) {
    match events.list.first() {
        Some(first) if events.has_begun => output.reject(first.place, reason, &first.call),
        _ => output.skip(Skipped::BeforeLog),
    }
}

impl Serialize for WaitingCalls {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let calls: BTreeMap<&String, &Vec<Event>> =
            self.calls.iter().map(|(call, events)| (call, &events.list)).collect();
        (&self.clock, calls).serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for WaitingCalls {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let (clock, calls) = <(LogClock, BTreeMap<String, Vec<Event>>)>::deserialize(deserializer)?;
        let mut waiting = Self { clock, ..Self::default() };
        for (call, list) in calls {
            let mut events = Events::default();
            for event in list {
                events.add(event);
            }
            waiting.keep(call, events);
        }
        Ok(waiting)
    }
}
