//! The merge ledger: merges in force, and the changes made by a merge or its undo.
//!
//! Each merge in force is one entry: *source* into *target*. A case is the source of at most one
//! entry, and a target is the source of none at the time of the merge, so the entries form trees
//! and never a cycle. The link of a case (`merged_into`) is the root of its tree: chains are
//! flattened. An undo removes one entry and recomputes the links, so merges can be undone in any
//! order: newest first, every link returns to exactly its previous value; in any other order, no
//! undo touches what another one has already restored.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::{CaseId, CaseStatus};

/// A merge in force: an entry of the ledger (a row of `case_merge`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Merge {
    /// The case that was merged.
    pub source: CaseId,
    /// The case it was merged into, which may itself have been merged since.
    pub target: CaseId,
    /// The status of the source before the merge, which an undo restores.
    pub previous_status: CaseStatus,
}

/// The part of a case that merging changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Position {
    /// Its status.
    pub status: CaseStatus,
    /// Its survivor, if it is merged.
    pub merged_into: Option<CaseId>,
}

/// The change that a merge or an undo makes to one case. If the case is no longer in the state
/// `before`, a concurrent change was faster: that is a conflict, and nothing may be written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// The case.
    pub case: CaseId,
    /// The expected current state.
    pub before: Position,
    /// The new state.
    pub after: Position,
}

/// Why the ledger does not allow a merge or an undo.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MergeConflict {
    /// A case cannot be merged into itself.
    Itself,
    /// The source has already been merged.
    SourceMerged,
    /// The target has itself been merged.
    TargetMerged,
    /// A source of this status cannot be merged.
    SourceStatus(CaseStatus),
    /// The merge is not in force (any more).
    NotMerged,
}

/// The merge links of a case form a cycle, which no sequence of merges and undos produces.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LinkCycle(pub CaseId);

impl std::fmt::Display for LinkCycle {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "the merges of case #{} lead in a circle", self.0)
    }
}

impl std::error::Error for LinkCycle {}

/// Follows the links of a case to its survivor: the case itself if it has none.
///
/// # Errors
/// Returns an error if the links form a cycle.
pub fn survivor(case: CaseId, link: impl Fn(CaseId) -> Option<CaseId>) -> Result<CaseId, LinkCycle> {
    // Floyd's algorithm: `behind` moves at half the speed, so in a cycle `at` catches up with it.
    let (mut at, mut behind, mut moves) = (case, case, false);
    while let Some(next) = link(at) {
        at = next;
        if moves {
            behind = link(behind).unwrap_or(behind);
        }
        moves = !moves;
        if at == behind {
            return Err(LinkCycle(case));
        }
    }
    Ok(at)
}

/// The merges in force. The complete trees of the cases concerned are sufficient.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ledger {
    by_source: BTreeMap<CaseId, Merge>,
}

impl Ledger {
    /// Builds a ledger.
    ///
    /// # Errors
    /// Returns an error for a cycle or a source with two targets: the database is corrupt.
    pub fn new(merges: impl IntoIterator<Item = Merge>) -> Result<Self, LinkCycle> {
        let mut ledger = Self::default();
        for merge in merges {
            if ledger.by_source.insert(merge.source, merge).is_some() {
                return Err(LinkCycle(merge.source));
            }
        }
        for case in ledger.by_source.keys() {
            survivor(*case, |case| ledger.target(case))?;
        }
        Ok(ledger)
    }

    /// The merges in force, by source.
    pub fn merges(&self) -> impl Iterator<Item = &Merge> {
        self.by_source.values()
    }

    /// The survivor of a case: the case itself if it is not merged.
    pub fn survivor(&self, case: CaseId) -> CaseId {
        // There is no cycle: neither `new` nor `merge` allows one.
        survivor(case, |case| self.target(case)).unwrap_or(case)
    }

    /// The link of a case: its survivor, if it is merged.
    pub fn link(&self, case: CaseId) -> Option<CaseId> {
        self.by_source.contains_key(&case).then(|| self.survivor(case))
    }

    /// Every case merged into this one, directly or not ("veio do caso #N").
    pub fn sources(&self, case: CaseId) -> BTreeSet<CaseId> {
        let mut found = BTreeSet::new();
        let mut open = vec![case];
        while let Some(target) = open.pop() {
            let direct = self.by_source.values().filter(|merge| merge.target == target);
            open.extend(direct.map(|merge| merge.source).filter(|source| found.insert(*source)));
        }
        found
    }

    /// Merges a case into another and returns the changes to write, including those of cases that
    /// had been merged into the source before: their survivor changes, too.
    ///
    /// The target does not change, so a concurrent merge or close of it goes unnoticed here: the
    /// caller must keep it locked until the changes are written.
    ///
    /// # Errors
    /// Returns the conflict if the ledger does not allow the merge; the ledger is then unchanged.
    pub fn merge(
        &mut self,
        source: CaseId,
        status: CaseStatus,
        target: CaseId,
    ) -> Result<Vec<Change>, MergeConflict> {
        if source == target {
            return Err(MergeConflict::Itself);
        }
        if self.by_source.contains_key(&source) {
            return Err(MergeConflict::SourceMerged);
        }
        if self.by_source.contains_key(&target) {
            return Err(MergeConflict::TargetMerged);
        }
        if !matches!(status, CaseStatus::Waiting | CaseStatus::OnHold) {
            return Err(MergeConflict::SourceStatus(status));
        }
        self.by_source.insert(source, Merge { source, target, previous_status: status });
        let free = Position { status, merged_into: None };
        let mut changes = vec![Change { case: source, before: free, after: merged(target) }];
        changes.extend(self.moved(source, source, target));
        Ok(changes)
    }

    /// Undoes the merge of this source: restores its status, removes its link, and relinks the
    /// cases that had been merged into it. The current status of the survivor does not matter; the
    /// user needs the permission to merge into it, or to do so if it were open.
    ///
    /// # Errors
    /// Returns [`MergeConflict::NotMerged`] if it is not merged (any more).
    pub fn undo(&mut self, source: CaseId) -> Result<Vec<Change>, MergeConflict> {
        let survivor = self.survivor(source);
        let merge = self.by_source.remove(&source).ok_or(MergeConflict::NotMerged)?;
        let free = Position { status: merge.previous_status, merged_into: None };
        let mut changes = vec![Change { case: source, before: merged(survivor), after: free }];
        changes.extend(self.moved(source, survivor, source));
        Ok(changes)
    }

    /// The changed links of all cases merged into this one.
    fn moved(&self, below: CaseId, before: CaseId, after: CaseId) -> impl Iterator<Item = Change> {
        let (before, after) = (merged(before), merged(after));
        self.sources(below).into_iter().map(move |case| Change { case, before, after })
    }

    fn target(&self, case: CaseId) -> Option<CaseId> {
        self.by_source.get(&case).map(|merge| merge.target)
    }
}

fn merged(survivor: CaseId) -> Position {
    Position { status: CaseStatus::Merged, merged_into: Some(survivor) }
}
