//! Records that an export may repeat, in any order: only the newest of each counts.
//!
//! What a record becomes is kept until the import ends. There is a limit: beyond it, the record that was
//! read first is emitted. If a newer one of it comes later, that one is emitted too.

use std::collections::BTreeMap;

use domain::NewInteraction;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::source::{Output, Place, Reason, Reject, Skipped};

/// What a record becomes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Outcome {
    /// Interactions.
    Interactions(Vec<NewInteraction>),
    /// Nothing, on purpose: how many of a kind were skipped.
    Skipped(Skipped),
    /// Nothing: it cannot be used.
    Rejected(Reject),
}

impl Outcome {
    /// A reject.
    pub(crate) fn rejected(place: Place, reason: Reason, text: &str) -> Self {
        let mut output = Output::default();
        output.reject(place, reason, text);
        output.rejects.pop().map_or(Self::Interactions(Vec::new()), Self::Rejected)
    }
}

/// The newest of each record that was read.
#[derive(Clone, Debug, Default)]
pub(crate) struct Newest {
    records: BTreeMap<String, Kept>,
    /// The records in the order in which they were first read.
    by_order: BTreeMap<u64, String>,
    next: u64,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
struct Kept {
    order: u64,
    /// How new it is; a record without is older than any other.
    age: Option<i64>,
    outcome: Outcome,
}

impl Newest {
    /// Takes a record. Of equally new ones, the last counts.
    pub(crate) fn take(
        &mut self,
        id: String,
        age: Option<i64>,
        outcome: Outcome,
        limit: usize,
        output: &mut Output,
    ) {
        if let Some(kept) = self.records.get_mut(&id) {
            output.skip(Skipped::EarlierVersion);
            if age >= kept.age {
                (kept.age, kept.outcome) = (age, outcome);
            }
            return;
        }
        self.by_order.insert(self.next, id.clone());
        self.records.insert(id, Kept { order: self.next, age, outcome });
        self.next += 1;
        if self.records.len() > limit
            && let Some((_, first)) = self.by_order.pop_first()
            && let Some(kept) = self.records.remove(&first)
        {
            emit(vec![kept.outcome], output);
        }
    }

    /// Emits all that is kept.
    pub(crate) fn finish(&mut self, output: &mut Output) {
        self.by_order.clear();
        let records = std::mem::take(&mut self.records);
        emit(records.into_values().map(|kept| kept.outcome).collect(), output);
    }
}

/// Emits interactions in the order in which they began, and rejects in that of their places.
fn emit(outcomes: Vec<Outcome>, output: &mut Output) {
    let (mut interactions, mut rejects) = (Vec::new(), Vec::new());
    for outcome in outcomes {
        match outcome {
            Outcome::Interactions(several) => interactions.extend(several),
            Outcome::Skipped(kind) => output.skip(kind),
            Outcome::Rejected(reject) => rejects.push(reject),
        }
    }
    interactions
        .sort_by(|one, other| (one.queued_at, &one.external_id).cmp(&(other.queued_at, &other.external_id)));
    rejects.sort_by_key(|reject: &Reject| reject.place);
    output.interactions.extend(interactions);
    output.rejects.extend(rejects);
}

impl Serialize for Newest {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        (&self.records, self.next).serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Newest {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let (records, next) = <(BTreeMap<String, Kept>, u64)>::deserialize(deserializer)?;
        let by_order = records.iter().map(|(id, kept)| (kept.order, id.clone())).collect();
        Ok(Self { records, by_order, next })
    }
}
