//! The open visits to queues, and the ways to find the one an event belongs to.
//!
//! Everything is looked up by an index, so that a log in which nothing ends stays quick to read. The
//! indexes are not stored: they are made again when a state is read back.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::source::Place;

/// How many visits are open at once. Beyond it the oldest is given up.
pub const MAX_OPEN_VISITS: usize = 50_000;
/// How many visits of one call are open at once. Beyond it the oldest is given up.
pub const MAX_OPEN_PER_CALL: usize = 20;

/// Microseconds in a second.
pub(super) const SECOND: i64 = 1_000_000;

/// A visit that has not ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Visit {
    /// Its position among all visits.
    pub number: u64,
    /// The call that entered, which becomes part of its identity.
    pub call: String,
    pub queue: String,
    /// When it entered, in microseconds since 1970 UTC.
    pub entered: i64,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub caller: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub caller_name: String,
    /// The first call of the case.
    pub case: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub follows: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub talk: Option<Talk>,
    /// Where it entered.
    pub place: Place,
    /// Its position among those of the call that entered the queue in one second; 0 is the first.
    #[serde(default, skip_serializing_if = "is_first")]
    pub again: u32,
    /// Whether it was rebuilt from its end.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub rebuilt: bool,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
fn is_first(again: &u32) -> bool {
    *again == 0
}

/// The talk of a visit that was answered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Talk {
    /// When it was answered, in microseconds since 1970 UTC.
    pub began: i64,
    /// The agent's login, if the log names one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub agent: Option<String>,
    /// The call under which it was answered, if that is another than the one that entered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub call: Option<String>,
}

impl Visit {
    /// The identity in the source: no counter of visits, so that it does not depend on where a log
    /// begins. Only a dialplan that sends a call back into the same queue within a second makes
    /// `#2`, `#3`… of it.
    pub(super) fn external_id(&self) -> String {
        let id = format!("{}/{}/{}", self.call, self.queue, self.entered.div_euclid(SECOND));
        if self.again == 0 { id } else { format!("{id}#{}", self.again + 1) }
    }

    /// Whether the agent of an event is this visit's. An event without an agent may be anyone's.
    pub(super) fn is_of_agent(&self, agent: Option<&str>) -> bool {
        let own = self.talk.as_ref().and_then(|talk| talk.agent.as_deref());
        agent.is_none() || own.is_none() || agent == own
    }
}

/// What a search among several visits found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Found {
    One(u64),
    Several,
    None,
}

/// All open visits.
#[derive(Clone, Debug, Default)]
pub(super) struct OpenVisits {
    visits: BTreeMap<u64, Visit>,
    by_age: BTreeSet<(i64, u64)>,
    /// Sets, so that their order is that of entry, also after a state was read back.
    by_call: HashMap<String, BTreeSet<u64>>,
    /// Unanswered ones by queue and second of entry.
    waiting: HashMap<String, BTreeSet<(i64, u64)>>,
    /// Answered ones by queue and agent, and when the talk began.
    talking: HashMap<String, BTreeSet<(i64, u64)>>,
}

impl OpenVisits {
    pub(super) fn get(&self, number: u64) -> Option<&Visit> {
        self.visits.get(&number)
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &Visit> {
        self.visits.values()
    }

    /// Adds a visit.
    pub(super) fn open(&mut self, visit: Visit) {
        let number = visit.number;
        self.by_age.insert((visit.entered, number));
        add(&mut self.by_call, &visit.call, number);
        match &visit.talk {
            None => {
                let entry = (visit.entered.div_euclid(SECOND), number);
                self.waiting.entry(visit.queue.clone()).or_default().insert(entry);
            }
            Some(talk) => {
                if let Some(call) = &talk.call {
                    add(&mut self.by_call, call, number);
                }
                let key = talking_key(&visit.queue, talk.agent.as_deref());
                self.talking.entry(key).or_default().insert((talk.began, number));
            }
        }
        self.visits.insert(number, visit);
    }

    /// Takes a visit out.
    pub(super) fn close(&mut self, number: u64) -> Option<Visit> {
        let visit = self.visits.remove(&number)?;
        self.by_age.remove(&(visit.entered, number));
        remove(&mut self.by_call, &visit.call, number);
        match &visit.talk {
            None => {
                let entry = (visit.entered.div_euclid(SECOND), number);
                remove_from_set(&mut self.waiting, &visit.queue, entry);
            }
            Some(talk) => {
                if let Some(call) = &talk.call {
                    remove(&mut self.by_call, call, number);
                }
                let key = talking_key(&visit.queue, talk.agent.as_deref());
                remove_from_set(&mut self.talking, &key, (talk.began, number));
            }
        }
        Some(visit)
    }

    /// Replaces a visit by a changed one.
    pub(super) fn change(&mut self, number: u64, change: impl FnOnce(&mut Visit)) {
        if let Some(mut visit) = self.close(number) {
            change(&mut visit);
            self.open(visit);
        }
    }

    /// Takes all visits out, in the order in which they entered.
    pub(super) fn close_all(&mut self) -> impl Iterator<Item = Visit> + use<> {
        std::mem::take(self).visits.into_values()
    }

    /// The oldest visit, if it entered before an instant or there are too many.
    pub(super) fn oldest(&self) -> Option<&Visit> {
        self.by_age.first().and_then(|(_, number)| self.get(*number))
    }

    pub(super) fn are_too_many(&self) -> bool {
        self.visits.len() > MAX_OPEN_VISITS
    }

    /// The oldest visit of a call that has too many.
    pub(super) fn surplus_of_call(&self, call: &str) -> Option<u64> {
        self.by_call.get(call).filter(|visits| visits.len() > MAX_OPEN_PER_CALL)?.first().copied()
    }

    /// The visits of a call to any queue, under either of its names, in the order of entry.
    pub(super) fn of_call(&self, call: &str) -> impl DoubleEndedIterator<Item = &Visit> {
        self.by_call.get(call).into_iter().flatten().filter_map(|number| self.get(*number))
    }

    /// The waiting visit of a queue that entered at an instant, give or take a second.
    pub(super) fn waiting_since(&self, queue: &str, entered: i64) -> Found {
        let Some(waiting) = self.waiting.get(queue) else { return Found::None };
        let second = entered.div_euclid(SECOND);
        let at = |second: i64| waiting.range((second, 0)..=(second, u64::MAX)).map(|(_, number)| *number);
        match one(at(second)) {
            Found::None => one(at(second - 1).chain(at(second + 1))),
            found => found,
        }
    }

    /// The talk of an agent in a queue that began at an instant, give or take two seconds.
    pub(super) fn talking_since(&self, queue: &str, agent: &str, began: i64) -> Found {
        let Some(talking) = self.talking.get(&talking_key(queue, Some(agent))) else { return Found::None };
        let near = talking.range((began - 2 * SECOND, 0)..=(began + 2 * SECOND, u64::MAX));
        let nearest = near.clone().map(|(at, _)| (at - began).abs()).min();
        one(near.filter(|(at, _)| Some((at - began).abs()) == nearest).map(|(_, number)| *number))
    }

    /// The talk of an agent in a queue, if there is exactly one.
    pub(super) fn talking(&self, queue: &str, agent: &str) -> Found {
        let talking = self.talking.get(&talking_key(queue, Some(agent)));
        one(talking.into_iter().flatten().map(|(_, number)| *number))
    }
}

fn one(mut found: impl Iterator<Item = u64>) -> Found {
    match (found.next(), found.next()) {
        (None, _) => Found::None,
        (Some(number), None) => Found::One(number),
        (Some(_), Some(_)) => Found::Several,
    }
}

/// A NUL never occurs in a line.
fn talking_key(queue: &str, agent: Option<&str>) -> String {
    format!("{queue}\0{}", agent.unwrap_or(""))
}

fn add(index: &mut HashMap<String, BTreeSet<u64>>, key: &str, number: u64) {
    match index.get_mut(key) {
        Some(numbers) => drop(numbers.insert(number)),
        None => drop(index.insert(key.to_owned(), BTreeSet::from([number]))),
    }
}

fn remove(index: &mut HashMap<String, BTreeSet<u64>>, key: &str, number: u64) {
    if let Some(numbers) = index.get_mut(key) {
        numbers.remove(&number);
        if numbers.is_empty() {
            index.remove(key);
        }
    }
}

fn remove_from_set(index: &mut HashMap<String, BTreeSet<(i64, u64)>>, key: &str, entry: (i64, u64)) {
    if let Some(entries) = index.get_mut(key) {
        entries.remove(&entry);
        if entries.is_empty() {
            index.remove(key);
        }
    }
}

impl Serialize for OpenVisits {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.visits.values())
    }
}

impl<'de> Deserialize<'de> for OpenVisits {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut open = Self::default();
        for visit in Vec::<Visit>::deserialize(deserializer)? {
            open.open(visit);
        }
        Ok(open)
    }
}
