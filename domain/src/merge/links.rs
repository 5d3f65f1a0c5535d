//! The links of merges: which record was merged into which, for cases and customers alike.
//!
//! Each merge in force is one entry: *source* into *target*. A record is the source of at most one
//! entry, and a target is the source of none at the time of the merge, so the entries form trees
//! and never a cycle. The link of a record is the root of its tree: chains are flattened.

use std::collections::{BTreeMap, BTreeSet};

/// The merge links of a record form a cycle, which no sequence of merges and undos produces.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LinkCycle<Id>(pub Id);

impl<Id: std::fmt::Display> std::fmt::Display for LinkCycle<Id> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "the merges of #{} lead in a circle", self.0)
    }
}

impl<Id: std::fmt::Debug + std::fmt::Display> std::error::Error for LinkCycle<Id> {}

/// Why an entry cannot be added.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LinkConflict {
    /// A record cannot be merged into itself.
    Itself,
    /// The source has already been merged.
    SourceMerged,
    /// The target has itself been merged.
    TargetMerged,
}

/// Follows the links of a record to its survivor: the record itself if it has none.
///
/// # Errors
/// Returns an error if the links form a cycle.
pub fn survivor<Id: Copy + Eq>(record: Id, link: impl Fn(Id) -> Option<Id>) -> Result<Id, LinkCycle<Id>> {
    // Floyd's algorithm: `behind` moves at half the speed, so in a cycle `at` catches up with it.
    let (mut at, mut behind, mut moves) = (record, record, false);
    while let Some(next) = link(at) {
        at = next;
        if moves {
            behind = link(behind).unwrap_or(behind);
        }
        moves = !moves;
        if at == behind {
            return Err(LinkCycle(record));
        }
    }
    Ok(at)
}

/// The entries in force. The complete trees of the records concerned are sufficient.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Links<Id> {
    by_source: BTreeMap<Id, Id>,
}

impl<Id> Default for Links<Id> {
    fn default() -> Self {
        Self { by_source: BTreeMap::new() }
    }
}

impl<Id: Copy + Ord> Links<Id> {
    /// Builds the links of entries (source, target).
    ///
    /// # Errors
    /// Returns an error for a cycle or a source with two targets: the database is corrupt.
    pub fn new(entries: impl IntoIterator<Item = (Id, Id)>) -> Result<Self, LinkCycle<Id>> {
        let mut links = Self::default();
        for (source, target) in entries {
            if links.by_source.insert(source, target).is_some() {
                return Err(LinkCycle(source));
            }
        }
        for record in links.by_source.keys() {
            survivor(*record, |record| links.target(record))?;
        }
        Ok(links)
    }

    /// What a record was merged into itself, which may have been merged since.
    pub fn target(&self, record: Id) -> Option<Id> {
        self.by_source.get(&record).copied()
    }

    /// The survivor of a record: the record itself if it is not merged.
    pub fn survivor(&self, record: Id) -> Id {
        // There is no cycle: neither `new` nor `add` allows one.
        survivor(record, |record| self.target(record)).unwrap_or(record)
    }

    /// The link of a record: its survivor, if it is merged.
    pub fn link(&self, record: Id) -> Option<Id> {
        self.by_source.contains_key(&record).then(|| self.survivor(record))
    }

    /// Every record merged into this one, directly or not.
    pub fn sources(&self, record: Id) -> BTreeSet<Id> {
        let mut found = BTreeSet::new();
        let mut open = vec![record];
        while let Some(target) = open.pop() {
            let direct = self.by_source.iter().filter(|(_, into)| **into == target);
            open.extend(direct.map(|(source, _)| *source).filter(|source| found.insert(*source)));
        }
        found
    }

    /// Adds an entry.
    ///
    /// # Errors
    /// Returns the conflict if the links do not allow it; they are then unchanged.
    pub fn add(&mut self, source: Id, target: Id) -> Result<(), LinkConflict> {
        if source == target {
            return Err(LinkConflict::Itself);
        }
        if self.by_source.contains_key(&source) {
            return Err(LinkConflict::SourceMerged);
        }
        if self.by_source.contains_key(&target) {
            return Err(LinkConflict::TargetMerged);
        }
        self.by_source.insert(source, target);
        Ok(())
    }

    /// Removes the entry of a source; returns its target if there was one.
    pub fn remove(&mut self, source: Id) -> Option<Id> {
        self.by_source.remove(&source)
    }
}
