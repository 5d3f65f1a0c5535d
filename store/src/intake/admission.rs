//! Which interactions of a batch are to be written, and what the others are told.

use std::collections::{HashMap, HashSet};

use domain::{CaseId, Protocol};

use super::item::Item;
use crate::db::Given;
use crate::db::Tx;
use crate::{Error, Result};

/// An interaction that the history has under the same key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Recorded {
    pub(super) fingerprint: Vec<u8>,
    pub(super) protocol: Protocol,
    pub(super) case: CaseId,
}

/// What the history knows about a batch before it is written.
#[derive(Debug, Default)]
pub(super) struct Known {
    /// By position in the batch.
    pub(super) recorded: HashMap<usize, Recorded>,
    /// Protocols of the batch that belong to an interaction already.
    pub(super) taken: HashSet<String>,
}

/// What becomes of one interaction of a batch.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    /// It is written.
    Write,
    /// The history has exactly this one.
    Recorded { protocol: Protocol, case: CaseId },
    /// The history has another one under its key.
    Differs { protocol: Protocol },
    /// It is the same as the one at this position of the batch, which is written.
    Repeats(usize),
    /// It has the key of the one at this position of the batch, which is written, but differs.
    Contradicts(usize),
    /// Its protocol belongs to another interaction.
    ProtocolTaken { protocol: Protocol },
}

/// Judges a batch as if its interactions had come one after the other.
pub(super) fn admit(items: &[&Item], known: &Known) -> Vec<Verdict> {
    let mut first_with = HashMap::<(&str, &str), usize>::new();
    let mut brought = HashSet::<&str>::new();
    let mut verdicts = Vec::with_capacity(items.len());
    for (index, &item) in items.iter().enumerate() {
        verdicts.push(if let Some(recorded) = known.recorded.get(&index) {
            recorded.compared_to(item)
        } else if let Some(&first) = first_with.get(&item.key()) {
            let same = items[first].fingerprint == item.fingerprint;
            if same { Verdict::Repeats(first) } else { Verdict::Contradicts(first) }
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
            Verdict::Recorded { protocol, case: self.case }
        } else {
            Verdict::Differs { protocol }
        }
    }
}

pub(super) const RECORDED: &str =
    "SELECT given.item, i.fingerprint, i.protocol, COALESCE(c.merged_into, c.id)
    FROM given CROSS JOIN interaction i CROSS JOIN service_case c
    WHERE i.source = given.source AND i.external_id = given.external_id AND c.id = i.case_id";

/// Asks the history about a batch.
pub(super) async fn look_up(tx: &mut Tx, items: &[&Item]) -> Result<Known> {
    let given = Given::default()
        .integers("item", (0..items.len()).map(|index| index as i64))
        .texts("source", items.iter().map(|item| item.key().0))
        .texts("external_id", items.iter().map(|item| item.key().1));
    let mut recorded = HashMap::new();
    for (index, fingerprint, protocol, case) in
        tx.fetch_given::<(i64, Vec<u8>, String, i64)>(RECORDED, &given).await?
    {
        let protocol = Protocol::parse(&protocol)
            .map_err(|_| Error::Corrupt(format!("interaction.protocol is {protocol:?}")))?;
        recorded.insert(index as usize, Recorded { fingerprint, protocol, case: CaseId(case) });
    }
    let brought: Vec<&str> =
        items.iter().filter_map(|item| item.interaction.protocol.as_ref()).map(Protocol::as_str).collect();
    Ok(Known { recorded, taken: taken(tx, &brought).await? })
}

pub(super) const TAKEN: &str =
    "SELECT i.protocol FROM given CROSS JOIN interaction i WHERE i.protocol = given.protocol";

/// Which of these protocols belong to an interaction of the history.
pub(super) async fn taken(tx: &mut Tx, protocols: &[&str]) -> Result<HashSet<String>> {
    let given = Given::default().texts("protocol", protocols.iter().copied());
    Ok(tx.fetch_given::<(String,)>(TAKEN, &given).await?.into_iter().map(|(protocol,)| protocol).collect())
}

#[cfg(test)]
mod tests {
    use super::super::sample::{item, item_with};
    use super::*;

    fn verdicts(items: &[Item], known: &Known) -> Vec<Verdict> {
        admit(&items.iter().collect::<Vec<_>>(), known)
    }

    fn protocol(text: &str) -> Protocol {
        Protocol::parse(text).expect("a protocol")
    }

    #[test]
    fn a_batch_of_strangers_is_written() {
        assert_eq!(verdicts(&[item("1"), item("2")], &Known::default()), [Verdict::Write, Verdict::Write]);
    }

    #[test]
    fn a_repetition_in_the_batch_is_the_first_one() {
        let other = item_with("1", |new| new.notes = Some("other".to_owned()));
        assert_eq!(
            verdicts(&[item("1"), item("1"), other], &Known::default()),
            [Verdict::Write, Verdict::Repeats(0), Verdict::Contradicts(0)]
        );
    }

    #[test]
    fn the_history_is_compared_by_content() {
        let same = item("1");
        let recorded =
            Recorded { fingerprint: same.fingerprint.to_vec(), protocol: protocol("P-1"), case: CaseId(7) };
        let known =
            Known { recorded: HashMap::from([(0, recorded.clone()), (1, recorded)]), ..Known::default() };
        let other = item_with("1", |new| new.notes = Some("other".to_owned()));
        assert_eq!(
            verdicts(&[same, other], &known),
            [
                Verdict::Recorded { protocol: protocol("P-1"), case: CaseId(7) },
                Verdict::Differs { protocol: protocol("P-1") }
            ]
        );
    }

    #[test]
    fn a_protocol_belongs_to_whoever_came_first() {
        let with = |id: &str, text: &str| item_with(id, |new| new.protocol = Some(protocol(text)));
        let known = Known { taken: HashSet::from(["A".to_owned()]), ..Known::default() };
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
        let known = Known { taken: HashSet::from(["A".to_owned()]), ..Known::default() };
        assert_eq!(
            verdicts(&[refused, item("1")], &known),
            [Verdict::ProtocolTaken { protocol: protocol("A") }, Verdict::Write]
        );
    }
}
