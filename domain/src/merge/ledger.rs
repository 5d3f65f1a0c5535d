//! The merge ledger: merges in force, and the changes made by a merge or its undo.
//!
//! Each merge in force is one entry: *source* into *target*; [`Links`] has their trees. The link of
//! a case (`merged_into`) is the root of its tree. An undo removes one entry and recomputes the
//! links, so merges can be undone in any order: newest first, every link returns to exactly its
//! previous value; in any other order, no undo touches what another one has already restored.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::links::{LinkConflict, LinkCycle, Links};
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

/// The merges in force. The complete trees of the cases concerned are sufficient.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ledger {
    by_source: BTreeMap<CaseId, Merge>,
    links: Links<CaseId>,
}

impl Ledger {
    /// Builds a ledger.
    ///
    /// # Errors
    /// Returns an error for a cycle or a source with two targets: the database is corrupt.
    pub fn new(merges: impl IntoIterator<Item = Merge>) -> Result<Self, LinkCycle<CaseId>> {
        let merges: Vec<Merge> = merges.into_iter().collect();
        let links = Links::new(merges.iter().map(|merge| (merge.source, merge.target)))?;
        let by_source = merges.into_iter().map(|merge| (merge.source, merge)).collect();
        Ok(Self { by_source, links })
    }

    /// The merges in force, by source.
    pub fn merges(&self) -> impl Iterator<Item = &Merge> {
        self.by_source.values()
    }

    /// The survivor of a case: the case itself if it is not merged.
    pub fn survivor(&self, case: CaseId) -> CaseId {
        self.links.survivor(case)
    }

    /// The link of a case: its survivor, if it is merged.
    pub fn link(&self, case: CaseId) -> Option<CaseId> {
        self.links.link(case)
    }

    /// Every case merged into this one, directly or not ("veio do caso #N").
    pub fn sources(&self, case: CaseId) -> BTreeSet<CaseId> {
        self.links.sources(case)
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
        let mut links = self.links.clone();
        links.add(source, target).map_err(|conflict| match conflict {
            LinkConflict::Itself => MergeConflict::Itself,
            LinkConflict::SourceMerged => MergeConflict::SourceMerged,
            LinkConflict::TargetMerged => MergeConflict::TargetMerged,
        })?;
        if !matches!(status, CaseStatus::Waiting | CaseStatus::OnHold) {
            return Err(MergeConflict::SourceStatus(status));
        }
        self.links = links;
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
        self.links.remove(source);
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
}

fn merged(survivor: CaseId) -> Position {
    Position { status: CaseStatus::Merged, merged_into: Some(survivor) }
}
