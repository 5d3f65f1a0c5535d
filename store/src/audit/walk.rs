//! The verification of the audit chain, entry by entry from the first.

use std::collections::{BTreeMap, HashMap};

use domain::AuditAction;

use super::chain::{BEGINNING, Link};
use super::detail::{Detail, read_commitments};
use super::facts::{CarriedOver, ErasedDetails};
use super::legacy;
use super::verify::Finding;

/// Maximum number of findings reported; one change may cause many.
const MAX_FINDINGS: usize = 100;

/// The erased values, according to the `details_erased` entries.
#[derive(Debug, Default)]
pub(super) struct Erasures {
    /// The erasure entry of each value, by field and sequence number.
    values: HashMap<String, HashMap<i64, i64>>,
    /// The request of each erasure entry.
    requests: BTreeMap<i64, String>,
}

impl Erasures {
    /// Adds an erasure entry. Facts that cannot be parsed erase nothing.
    pub(super) fn add(&mut self, seq: i64, request: &str, facts: Option<&str>) {
        let facts: ErasedDetails =
            facts.and_then(|facts| serde_json::from_str(facts).ok()).unwrap_or_default();
        for (field, entries) in facts.erased {
            // An entry can only erase values of earlier entries.
            let entries = entries.into_iter().filter(|entry| *entry < seq).map(|entry| (entry, seq));
            self.values.entry(field).or_default().extend(entries);
        }
        self.requests.insert(seq, request.to_owned());
    }

    /// The last erasure entry.
    pub(super) fn last(&self) -> Option<i64> {
        self.requests.keys().next_back().copied()
    }

    fn request(&self, seq: i64, field: &str) -> Option<&str> {
        let by = self.values.get(field)?.get(&seq)?;
        self.requests.get(by).map(String::as_str)
    }
}

/// An entry and its hash, as noted elsewhere.
#[derive(Debug)]
pub(super) struct Anchor<'a> {
    pub(super) seq: i64,
    pub(super) hash: &'a str,
    pub(super) matched: bool,
}

/// State of a verification.
pub(super) struct Walk<'a> {
    pub(super) entries: u64,
    pub(super) seq: i64,
    pub(super) hash: String,
    pub(super) findings: Vec<Finding>,
    pub(super) anchors: Vec<Anchor<'a>>,
    /// Number of erased values, by request.
    pub(super) erased: BTreeMap<String, u64>,
    /// Whether a value is missing without a known erasure entry.
    pub(super) missing: bool,
    erasures: &'a Erasures,
    /// The hash of this entry in the legacy chain, as long as it can be computed.
    legacy: Option<String>,
    /// Whether the `carried_over` entry has been passed; there is at most one.
    bridged: bool,
}

impl<'a> Walk<'a> {
    /// Starts before the first entry. `legacy` is whether the trail was migrated.
    pub(super) fn new(erasures: &'a Erasures, anchors: &[(i64, &'a str)], legacy: bool) -> Self {
        let anchors = anchors.iter().map(|(seq, hash)| Anchor { seq: *seq, hash, matched: false }).collect();
        Self {
            entries: 0,
            seq: 0,
            hash: BEGINNING.to_owned(),
            findings: Vec::new(),
            anchors,
            erased: BTreeMap::new(),
            missing: false,
            erasures,
            legacy: legacy.then(|| BEGINNING.to_owned()),
            bridged: false,
        }
    }

    pub(super) fn find(&mut self, finding: Finding) {
        if self.findings.len() < MAX_FINDINGS {
            self.findings.push(finding);
        }
    }

    /// Verifies the next entry.
    pub(super) fn take(&mut self, Link { entry, previous_hash, hash, details }: Link) {
        self.entries += 1;
        if entry.seq < 1 {
            return self.find(Finding::Inserted { seq: entry.seq });
        }
        let gap = entry.seq != self.seq + 1;
        if gap {
            self.find(Finding::Removed { from: self.seq + 1, to: entry.seq - 1 });
        } else if previous_hash != self.hash {
            self.find(Finding::Unlinked { seq: entry.seq });
        }
        if entry.hash(&previous_hash) != hash {
            self.find(Finding::Changed { seq: entry.seq });
        }
        let complete = self.compare(entry.seq, &entry.commitments, &details);
        if entry.action == AuditAction::CarriedOver.as_str() {
            self.cross_bridge(entry.seq, entry.facts.as_deref());
        }
        self.legacy = self
            .legacy
            .take()
            .filter(|_| complete && !gap)
            .map(|before| legacy::Entry::restored(&entry, &details).hash(&before));
        let seen = [Some(hash.as_str()), self.legacy.as_deref()];
        for anchor in self.anchors.iter_mut().filter(|anchor| anchor.seq == entry.seq) {
            anchor.matched |= seen.contains(&Some(anchor.hash));
        }
        (self.seq, self.hash) = (entry.seq, hash);
    }

    /// Reports details that belong to no entry.
    pub(super) fn take_strays(&mut self, details: &[Detail]) {
        for Detail { seq, field, .. } in details {
            self.find(Finding::DetailInserted { seq: *seq, field: field.clone() });
        }
    }

    /// Compares an entry's details with its commitments. Returns whether none is missing.
    fn compare(&mut self, seq: i64, commitments: &str, details: &[Detail]) -> bool {
        let committed = read_commitments(commitments);
        let mut complete = true;
        for (field, commitment) in &committed {
            let request = self.erasures.request(seq, field);
            let kept = details.iter().find(|detail| detail.field == *field);
            let field = || field.clone();
            match (kept, request) {
                (None, Some(request)) => {
                    complete = false;
                    *self.erased.entry(request.to_owned()).or_default() += 1;
                }
                (None, None) => {
                    complete = false;
                    self.missing = true;
                    self.find(Finding::DetailRemoved { seq, field: field() });
                }
                (Some(detail), _) if detail.commitment() != *commitment => {
                    self.find(Finding::DetailChanged { seq, field: field() });
                }
                (Some(_), Some(_)) => self.find(Finding::DetailRestored { seq, field: field() }),
                (Some(_), None) => {}
            }
        }
        for Detail { field, .. } in details {
            if !committed.iter().any(|(known, _)| known == field) {
                self.find(Finding::DetailInserted { seq, field: field.clone() });
            }
        }
        complete
    }

    /// Verifies the `carried_over` entry between the migrated and the newer entries.
    fn cross_bridge(&mut self, seq: i64, facts: Option<&str>) {
        let Some(facts) = facts.and_then(|facts| serde_json::from_str::<CarriedOver>(facts).ok()) else {
            return self.find(Finding::Changed { seq });
        };
        // A trail is migrated once. The hash in the facts matches no anchor by itself, as anyone
        // could have written it: anchors are compared with the hashes computed from the entries.
        if std::mem::replace(&mut self.bridged, true) {
            return self.find(Finding::CarriedOverWrongly { seq });
        }
        let differs = self.legacy.take().is_some_and(|hash| hash != facts.hash);
        if differs && facts.findings.is_empty() {
            self.find(Finding::CarriedOverWrongly { seq });
        }
        // Tampering found by the migration is reported again.
        for finding in facts.findings {
            self.find(finding);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bridge_meets_no_expectation_by_its_word_and_there_is_only_one() {
        let (erasures, noted) = (Erasures::default(), "a".repeat(64));
        let mut walk = Walk::new(&erasures, &[(5, &noted)], false);
        let facts = format!(r#"{{"entries":5,"last":5,"hash":"{noted}","findings":[]}}"#);
        walk.cross_bridge(6, Some(&facts));
        assert!(!walk.anchors[0].matched, "anybody could write that");
        assert_eq!(walk.findings, []);
        walk.cross_bridge(7, Some(&facts));
        assert_eq!(walk.findings, [Finding::CarriedOverWrongly { seq: 7 }]);
    }
}
