//! What is remembered of calls, so that a later visit of a call joins its case and an event that is
//! recorded twice is known.
//!
//! A call is forgotten [`REMEMBERED`] after its last visit began or ended, or when there are more than
//! [`MAX_CALLS`]. A later visit of a forgotten call names no visit before it, and nothing else changes.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::visits::SECOND;

/// How many calls are remembered.
pub const MAX_CALLS: usize = 50_000;
/// How long a call is remembered, in microseconds of the log's time.
const REMEMBERED: i64 = 4 * 60 * 60 * SECOND;
/// How many ended visits of a call are remembered.
const MAX_ENDED: usize = 4;
/// How long after an end the same end is a duplicate.
const DUPLICATE_WITHIN: i64 = 5 * SECOND;

/// A call that entered a queue.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Call {
    /// The first call of its case, if that is another.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub case: Option<String>,
    /// The external ID of its latest visit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub latest_visit: Option<String>,
    /// When its latest visit entered.
    pub entered: i64,
    /// The customer's number.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub caller: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    ended: Vec<Ended>,
    seen: i64,
}

/// A visit that ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Ended {
    queue: String,
    entered: i64,
    at: i64,
}

/// The calls that are remembered.
#[derive(Clone, Debug, Default)]
pub(super) struct Calls {
    calls: BTreeMap<String, Call>,
    by_age: BTreeSet<(i64, String)>,
}

impl Calls {
    pub(super) fn get(&self, call: &str) -> Option<&Call> {
        self.calls.get(call)
    }

    /// Changes what is known of a call at an instant.
    pub(super) fn change(&mut self, call: &str, at: i64, change: impl FnOnce(&mut Call)) {
        let mut known = self.calls.remove(call).unwrap_or_default();
        self.by_age.remove(&(known.seen, call.to_owned()));
        change(&mut known);
        known.seen = at;
        self.by_age.insert((at, call.to_owned()));
        self.calls.insert(call.to_owned(), known);
        if self.calls.len() > MAX_CALLS {
            self.forget_oldest();
        }
    }

    /// Remembers the end of a visit.
    pub(super) fn ended(&mut self, call: &str, queue: &str, entered: i64, at: i64) {
        self.change(call, at, |known| {
            if known.ended.len() == MAX_ENDED {
                known.ended.remove(0);
            }
            known.ended.push(Ended { queue: queue.to_owned(), entered, at });
        });
    }

    /// Whether a visit of the call to the queue ended just before. If the instant at which the visit
    /// entered is known, it is that visit.
    pub(super) fn has_just_ended(&self, call: &str, queue: &str, at: i64, entered: Option<i64>) -> bool {
        let ended = self.calls.get(call).into_iter().flat_map(|known| &known.ended);
        ended
            .filter(|ended| ended.queue == queue && (at - ended.at).abs() <= DUPLICATE_WITHIN)
            .any(|ended| entered.is_none_or(|entered| (entered - ended.entered).abs() <= 2 * SECOND))
    }

    /// Forgets calls that are older than is remembered.
    pub(super) fn forget_before(&mut self, now: i64) {
        while self.by_age.first().is_some_and(|(seen, _)| *seen < now - REMEMBERED) {
            self.forget_oldest();
        }
    }

    /// Forgets a call.
    pub(super) fn forget(&mut self, call: &str) {
        if let Some(known) = self.calls.remove(call) {
            self.by_age.remove(&(known.seen, call.to_owned()));
        }
    }

    /// Forgets all calls.
    pub(super) fn forget_all(&mut self) {
        *self = Self::default();
    }

    fn forget_oldest(&mut self) {
        if let Some((_, call)) = self.by_age.pop_first() {
            self.calls.remove(&call);
        }
    }
}

impl Serialize for Calls {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.calls.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Calls {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let calls = BTreeMap::<String, Call>::deserialize(deserializer)?;
        let by_age = calls.iter().map(|(call, known)| (known.seen, call.clone())).collect();
        Ok(Self { calls, by_age })
    }
}
