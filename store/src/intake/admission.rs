//! Idempotency of a batch: which interactions are new, duplicates or conflicts.

use std::collections::{HashMap, HashSet};

use domain::{CaseId, Protocol};

use super::item::Item;
use crate::Result;
use crate::db::{RowSet, Tx};
use crate::history::stored_protocol;

/// A stored interaction with the same key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Recorded {
    pub(super) fingerprint: Vec<u8>,
    pub(super) protocol: Protocol,
    pub(super) case: CaseId,
}

/// Stored data that conflicts with a batch, before it is written.
#[derive(Debug, Default)]
pub(super) struct ExistingInteractions {
    /// By position in the batch.
    pub(super) recorded: HashMap<usize, Recorded>,
    /// Protocols of the batch that already belong to a stored interaction.
    pub(super) taken: HashSet<String>,
}

/// The decision about one interaction of a batch.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    /// New: it is written.
    Write,
    /// Stored already with the same content.
    AlreadyRecorded { protocol: Protocol, case: CaseId },
    /// Its key is stored with other content.
    Conflict { protocol: Protocol },
    /// Equal to the interaction at this position of the batch, which is written.
    DuplicateOf(usize),
    /// Same key as the written interaction at this position of the batch, but other content.
    ConflictsWith(usize),
    /// Its protocol belongs to another interaction.
    ProtocolTaken { protocol: Protocol },
}

/// Decides on a batch as if its interactions had arrived one after the other.
pub(super) fn admit(items: &[&Item], known: &ExistingInteractions) -> Vec<Verdict> {
    let mut first_with = HashMap::<(&str, &str), usize>::new();
    let mut brought = HashSet::<&str>::new();
    let mut verdicts = Vec::with_capacity(items.len());
    for (index, &item) in items.iter().enumerate() {
        verdicts.push(if let Some(recorded) = known.recorded.get(&index) {
            recorded.compared_to(item)
        } else if let Some(&first) = first_with.get(&item.key()) {
            let same = items[first].fingerprint == item.fingerprint;
            if same { Verdict::DuplicateOf(first) } else { Verdict::ConflictsWith(first) }
        } else if let Some(protocol) =
            item.interaction.protocol.as_ref().filter(|protocol| {
                known.taken.contains(protocol.as_str()) || brought.contains(protocol.as_str())
            })
        {
            Verdict::ProtocolTaken { protocol: protocol.clone() }
        } else {
            first_with.insert(item.key(), index);
            brought.extend(item.interaction.protocol.as_ref().map(Protocol::as_str));
            Verdict::Write
        });
    }
    verdicts
}

impl Recorded {
    fn compared_to(&self, item: &Item) -> Verdict {
        let protocol = self.protocol.clone();
        if item.has_fingerprint(&self.fingerprint) {
            Verdict::AlreadyRecorded { protocol, case: self.case }
        } else {
            Verdict::Conflict { protocol }
        }
    }
}

pub(super) const RECORDED: &str =
    "SELECT given.item, i.fingerprint, i.protocol, COALESCE(c.merged_into, c.id)
    FROM given CROSS JOIN interaction i CROSS JOIN service_case c
    WHERE i.source = given.source AND i.external_id = given.external_id AND c.id = i.case_id";

/// Looks up the keys and protocols of a batch.
pub(super) async fn look_up(tx: &mut Tx, items: &[&Item]) -> Result<ExistingInteractions> {
    let given = RowSet::default()
        .integers("item", (0..items.len()).map(|index| index as i64))
        .texts("source", items.iter().map(|item| item.key().0))
        .texts("external_id", items.iter().map(|item| item.key().1));
    let mut recorded = HashMap::new();
    for (index, fingerprint, protocol, case) in
        tx.fetch_given::<(i64, Vec<u8>, String, CaseId)>(RECORDED, &given).await?
    {
        let protocol = stored_protocol(&protocol)?;
        recorded.insert(index as usize, Recorded { fingerprint, protocol, case });
    }
    let brought: Vec<&str> =
        items.iter().filter_map(|item| item.interaction.protocol.as_ref()).map(Protocol::as_str).collect();
    Ok(ExistingInteractions { recorded, taken: taken(tx, &brought).await? })
}

pub(super) const TAKEN: &str =
    "SELECT i.protocol FROM given CROSS JOIN interaction i WHERE i.protocol = given.protocol";

/// Those of the protocols that belong to a stored interaction.
pub(super) async fn taken(tx: &mut Tx, protocols: &[&str]) -> Result<HashSet<String>> {
    let given = RowSet::default().texts("protocol", protocols.iter().copied());
    Ok(tx.fetch_given::<(String,)>(TAKEN, &given).await?.into_iter().map(|(protocol,)| protocol).collect())
}

#[cfg(test)]
mod tests {
    use super::super::sample::{item, item_with};
    use super::*;

    fn verdicts(items: &[Item], known: &ExistingInteractions) -> Vec<Verdict> {
        admit(&items.iter().collect::<Vec<_>>(), known)
    }

    fn protocol(text: &str) -> Protocol {
        Protocol::parse(text).expect("a protocol")
    }

    #[test]
    fn a_batch_of_strangers_is_written() {
        assert_eq!(
            verdicts(&[item("1"), item("2")], &ExistingInteractions::default()),
            [Verdict::Write, Verdict::Write]
        );
    }

    #[test]
    fn a_repetition_in_the_batch_is_the_first_one() {
        let other = item_with("1", |new| new.notes = Some("other".to_owned()));
        assert_eq!(
            verdicts(&[item("1"), item("1"), other], &ExistingInteractions::default()),
            [Verdict::Write, Verdict::DuplicateOf(0), Verdict::ConflictsWith(0)]
        );
    }

    #[test]
    fn the_history_is_compared_by_content() {
        let same = item("1");
        let recorded =
            Recorded { fingerprint: same.fingerprint.to_vec(), protocol: protocol("P-1"), case: CaseId(7) };
        let known = ExistingInteractions {
            recorded: HashMap::from([(0, recorded.clone()), (1, recorded)]),
            ..ExistingInteractions::default()
        };
        let other = item_with("1", |new| new.notes = Some("other".to_owned()));
        assert_eq!(
            verdicts(&[same, other], &known),
            [
                Verdict::AlreadyRecorded { protocol: protocol("P-1"), case: CaseId(7) },
                Verdict::Conflict { protocol: protocol("P-1") }
            ]
        );
    }

    #[test]
    fn a_protocol_belongs_to_whoever_came_first() {
        let with = |id: &str, text: &str| item_with(id, |new| new.protocol = Some(protocol(text)));
        let known = ExistingInteractions {
            taken: HashSet::from(["A".to_owned()]),
            ..ExistingInteractions::default()
        };
        assert_eq!(
            verdicts(&[with("1", "A"), with("2", "B"), with("3", "B")], &known),
            [
                Verdict::ProtocolTaken { protocol: protocol("A") },
                Verdict::Write,
                Verdict::ProtocolTaken { protocol: protocol("B") }
            ]
        );
    }

    #[test]
    fn what_was_refused_does_not_stand_for_its_key() {
        let refused = item_with("1", |new| new.protocol = Some(protocol("A")));
        let known = ExistingInteractions {
            taken: HashSet::from(["A".to_owned()]),
            ..ExistingInteractions::default()
        };
        assert_eq!(
            verdicts(&[refused, item("1")], &known),
            [Verdict::ProtocolTaken { protocol: protocol("A") }, Verdict::Write]
        );
    }
}
