//! Records that an export may repeat, in any order: only the newest of each counts.
//!
//! What a record becomes is kept until the import ends. There is a limit: beyond it, the record that was
//! read first is emitted. If a newer one of it comes later, that one is emitted too.

use std::collections::BTreeMap;

use domain::NewInteraction;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::source::{Output, Place, Reason, Reject, Skipped};

/// What a record becomes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Made {
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub interactions: Vec<NewInteraction>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rejects: Vec<Reject>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub skipped: Vec<Skipped>,
}

impl Made {
    /// Adds an interaction, or why there is none.
    pub(crate) fn add(&mut self, found: Result<NewInteraction, Reason>, place: Place, text: &str) {
        match found {
            Ok(interaction) => self.interactions.push(interaction),
            Err(reason) => {
                let mut output = Output::default();
                output.reject(place, reason, text);
                self.rejects.append(&mut output.rejects);
            }
        }
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
    made: Made,
}

impl Newest {
    /// Takes a record. Of equally new ones, the last counts.
    pub(crate) fn take(
        &mut self,
        id: String,
        age: Option<i64>,
        made: Made,
        limit: usize,
        output: &mut Output,
    ) {
        if let Some(kept) = self.records.get_mut(&id) {
            output.skip(Skipped::EarlierVersion);
            if age >= kept.age {
                (kept.age, kept.made) = (age, made);
            }
            return;
        }
        self.by_order.insert(self.next, id.clone());
        self.records.insert(id, Kept { order: self.next, age, made });
        self.next += 1;
        if self.records.len() > limit
            && let Some((_, first)) = self.by_order.pop_first()
            && let Some(kept) = self.records.remove(&first)
        {
            emit(kept.made, output);
        }
    }

    /// Emits all that is kept.
    pub(crate) fn finish(&mut self, output: &mut Output) {
        self.by_order.clear();
        let mut all = Made::default();
        for kept in std::mem::take(&mut self.records).into_values() {
            all.interactions.extend(kept.made.interactions);
            all.rejects.extend(kept.made.rejects);
            all.skipped.extend(kept.made.skipped);
        }
        emit(all, output);
    }
}

/// Emits interactions in the order in which they began, and rejects in that of their places.
fn emit(mut made: Made, output: &mut Output) {
    made.interactions
        .sort_by(|one, other| (one.queued_at, &one.external_id).cmp(&(other.queued_at, &other.external_id)));
    made.rejects.sort_by_key(|reject| reject.place);
    output.interactions.append(&mut made.interactions);
    output.rejects.append(&mut made.rejects);
    for kind in made.skipped {
        output.skip(kind);
    }
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
