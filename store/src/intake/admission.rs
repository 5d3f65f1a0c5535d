//! Idempotency of a batch: which interactions are new, duplicates, corrections or conflicts.
//!
//! A higher version of a recorded interaction corrects it. Where a version was ever given, an equal
//! or lower one changes nothing; without versions, other content is a conflict. Version 0 is the
//! same as none.

use std::collections::{HashMap, HashSet};

use domain::{CaseId, InteractionId, Protocol};

use super::item::Item;
use crate::Result;
use crate::db::{RowSet, Tx};
use crate::history::stored_protocol;

/// A stored interaction with the same key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Recorded {
    pub(super) id: InteractionId,
    pub(super) fingerprint: Vec<u8>,
    pub(super) version: i64,
    pub(super) protocol: Protocol,
    /// The case it is shown in: its own, or the one that was merged into.
    pub(super) case: CaseId,
    /// Its own case.
    pub(super) own_case: CaseId,
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
    /// Stored already with the same content or a higher version.
    AlreadyRecorded,
    /// Its key is stored with other content.
    Conflict,
    /// A correction of the interaction at this position of the batch, which is written, or of the
    /// stored one. Only the last correction of an interaction in a batch is carried out.
    Corrects { written: Option<usize> },
    /// Equal to the interaction at this position of the batch, which is written, or an older
    /// version of it.
    DuplicateOf(usize),
    /// Same key as the written interaction at this position of the batch, but other content.
    ConflictsWith(usize),
    /// Its protocol belongs to another interaction.
    ProtocolTaken { protocol: Protocol },
}

/// How an interaction compares to the one recorded with its key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Comparison {
    /// The same, or an older version.
    Known,
    /// A higher version.
    Newer,
    /// Other content, and neither has a version.
    Other,
}

impl Comparison {
    fn of(version: i64, recorded: i64, is_same: bool) -> Self {
        if is_same {
            Self::Known
        } else if version > recorded {
            Self::Newer
        } else if recorded > 0 {
            Self::Known
        } else {
            Self::Other
        }
    }
}

/// What the batch has done so far to the interaction of a key.
#[derive(Clone, Copy)]
struct SoFar {
    /// The position that is written; `None` for a stored interaction.
    written: Option<usize>,
    /// The position of the version that counts.
    latest: usize,
}

/// Decides on a batch as if its interactions had arrived one after the other.
pub(super) fn admit(items: &[&Item], known: &ExistingInteractions) -> Vec<Verdict> {
    let mut so_far = HashMap::<(&str, &str), SoFar>::new();
    let mut brought = HashSet::<&str>::new();
    let mut verdicts = Vec::with_capacity(items.len());
    for (index, &item) in items.iter().enumerate() {
        let recorded = known.recorded.get(&index);
        let earlier = so_far.get(&item.key()).copied();
        let compared = match (earlier, recorded) {
            (Some(earlier), _) => item.compared_to(items[earlier.latest]),
            (None, Some(recorded)) => recorded.compared_to(item),
            (None, None) => {
                let protocol = item.interaction.protocol.as_ref();
                let is_taken = |protocol: &&Protocol| {
                    known.taken.contains(protocol.as_str()) || brought.contains(protocol.as_str())
                };
                verdicts.push(if let Some(protocol) = protocol.filter(is_taken) {
                    Verdict::ProtocolTaken { protocol: protocol.clone() }
                } else {
                    so_far.insert(item.key(), SoFar { written: Some(index), latest: index });
                    brought.extend(protocol.map(Protocol::as_str));
                    Verdict::Write
                });
                continue;
            }
        };
        let written = earlier.and_then(|earlier| earlier.written);
        verdicts.push(match (compared, written) {
            (Comparison::Newer, _) => {
                so_far.insert(item.key(), SoFar { written, latest: index });
                Verdict::Corrects { written }
            }
            (Comparison::Known, Some(written)) => Verdict::DuplicateOf(written),
            (Comparison::Other, Some(written)) => Verdict::ConflictsWith(written),
            (Comparison::Known, None) => Verdict::AlreadyRecorded,
            (Comparison::Other, None) => Verdict::Conflict,
        });
    }
    verdicts
}

impl Recorded {
    fn compared_to(&self, item: &Item) -> Comparison {
        Comparison::of(item.version(), self.version, item.has_fingerprint(&self.fingerprint))
    }
}

impl Item {
    fn compared_to(&self, earlier: &Self) -> Comparison {
        Comparison::of(self.version(), earlier.version(), self.fingerprint == earlier.fingerprint)
    }
}

pub(super) const RECORDED: &str =
    "SELECT given.item, i.id, i.fingerprint, CAST(i.version AS BIGINT), i.protocol,
        COALESCE(c.merged_into, c.id), c.id
    FROM given CROSS JOIN interaction i CROSS JOIN service_case c
    WHERE i.source = given.source AND i.external_id = given.external_id AND c.id = i.case_id";

/// Position in the batch, then the columns of [`Recorded`].
type StoredKey = (i64, InteractionId, Vec<u8>, i64, String, CaseId, CaseId);

/// Looks up the keys and protocols of a batch.
pub(super) async fn look_up(tx: &mut Tx, items: &[&Item]) -> Result<ExistingInteractions> {
    let given = RowSet::default()
        .integers("item", (0..items.len()).map(|index| index as i64))
        .texts("source", items.iter().map(|item| item.key().0))
        .texts("external_id", items.iter().map(|item| item.key().1));
    let mut recorded = HashMap::new();
    for (index, id, fingerprint, version, protocol, case, own_case) in
        tx.fetch_given::<StoredKey>(RECORDED, &given).await?
    {
        let protocol = stored_protocol(&protocol)?;
        recorded.insert(index as usize, Recorded { id, fingerprint, version, protocol, case, own_case });
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

    /// An interaction that is stored, found by every one of `items` of a batch.
    fn stored(item: &Item, items: usize) -> ExistingInteractions {
        let recorded = Recorded {
            id: InteractionId(1),
            fingerprint: item.fingerprint.to_vec(),
            version: item.version(),
            protocol: protocol("P-1"),
            case: CaseId(7),
            own_case: CaseId(7),
        };
        let recorded = (0..items).map(|index| (index, recorded.clone())).collect();
        ExistingInteractions { recorded, ..ExistingInteractions::default() }
    }

    fn version(version: u32, notes: &str) -> Item {
        item_with("1", |new| {
            new.version = Some(version).filter(|version| *version > 0);
            new.notes = Some(notes.to_owned());
        })
    }

    #[test]
    fn only_a_higher_version_corrects() {
        let batch = [version(2, "b"), version(1, "a"), version(2, "x"), version(0, "y"), version(3, "c")];
        let first = Some(0);
        assert_eq!(
            verdicts(&batch, &ExistingInteractions::default()),
            [
                Verdict::Write,
                Verdict::DuplicateOf(0),
                Verdict::DuplicateOf(0),
                Verdict::DuplicateOf(0),
                Verdict::Corrects { written: first },
            ]
        );
        assert_eq!(
            verdicts(&batch, &stored(&version(1, "a"), batch.len())),
            [
                Verdict::Corrects { written: None },
                Verdict::AlreadyRecorded,
                Verdict::AlreadyRecorded,
                Verdict::AlreadyRecorded,
                Verdict::Corrects { written: None },
            ]
        );
    }

    #[test]
    fn a_correction_does_not_need_a_version_of_what_it_corrects() {
        let batch = [version(0, "a"), version(0, "b"), version(1, "c"), version(0, "d")];
        assert_eq!(
            verdicts(&batch, &ExistingInteractions::default()),
            [
                Verdict::Write,
                Verdict::ConflictsWith(0),
                Verdict::Corrects { written: Some(0) },
                Verdict::DuplicateOf(0),
            ]
        );
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
        let known = stored(&same, 2);
        let other = item_with("1", |new| new.notes = Some("other".to_owned()));
        assert_eq!(verdicts(&[same, other], &known), [Verdict::AlreadyRecorded, Verdict::Conflict]);
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
