//! What was folded into what, and what a merge or an undo changes.
//!
//! Each merge in force is one line: *source* into *target*. A case has at most one such line as a
//! source, and a target has none when it receives, so the lines form trees and never a cycle. The
//! link that a case carries (`merged_into`) is the root of its tree: chains are flattened. Undoing
//! takes one line away and computes the links anew, which is why merges can be undone in any
//! order: newest first every link passes through exactly what it was before, and in any other
//! order no undo touches what another one has already restored.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::{CaseId, CaseStatus};

/// A merge in force: a line of the ledger (`case_merge`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Merge {
    /// The case that was folded.
    pub source: CaseId,
    /// The case it was folded into, then a survivor; it may have been folded itself since.
    pub target: CaseId,
    /// The status that the source had, which an undo restores.
    pub previous_status: CaseStatus,
}

/// Where a case stands with regard to merging.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Position {
    /// Its status.
    pub status: CaseStatus,
    /// Its survivor, where it is merged.
    pub merged_into: Option<CaseId>,
}

/// What a merge or an undo does to one case. Where the case does not stand at `before` any more,
/// somebody else was faster: that is a conflict, and nothing may be written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// The case.
    pub case: CaseId,
    /// Where it stands.
    pub before: Position,
    /// Where it shall stand.
    pub after: Position,
}

/// Why a merge or an undo cannot be carried out on what the ledger says now.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MergeConflict {
    /// A case cannot be folded into itself.
    Itself,
    /// The source has been folded already.
    SourceMerged,
    /// The target has been folded itself.
    TargetMerged,
    /// The source's status is none that can be merged.
    SourceStatus(CaseStatus),
    /// There is no such merge in force (any more).
    NotMerged,
}

/// Following the links from a case never ends. No sequence of merges and undos makes such links.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LinkCycle(pub CaseId);

impl std::fmt::Display for LinkCycle {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "the merges of case #{} lead in a circle", self.0)
    }
}

impl std::error::Error for LinkCycle {}

/// The survivor of a case: where its links lead in the end; itself where it has none.
///
/// # Errors
/// Where the links lead in a circle.
pub fn survivor(case: CaseId, link: impl Fn(CaseId) -> Option<CaseId>) -> Result<CaseId, LinkCycle> {
    // The second walker goes at half the speed: in a circle the first one runs into it.
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

/// The merges in force. It need not hold those of all cases: the trees of the cases concerned do.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ledger {
    by_source: BTreeMap<CaseId, Merge>,
}

impl Ledger {
    /// The ledger of these merges.
    ///
    /// # Errors
    /// Where they lead in a circle or a case was folded twice, which only a damaged database says.
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

    /// The survivor of a case: itself, where it is not merged.
    pub fn survivor(&self, case: CaseId) -> CaseId {
        // There is no circle: neither `new` nor `merge` lets one in.
        survivor(case, |case| self.target(case)).unwrap_or(case)
    }

    /// The link that a case carries: its survivor, where it is merged.
    pub fn link(&self, case: CaseId) -> Option<CaseId> {
        self.by_source.contains_key(&case).then(|| self.survivor(case))
    }

    /// Every case that shows under this one ("veio do caso #N"): folded into it, or into one that
    /// was.
    pub fn sources(&self, case: CaseId) -> BTreeSet<CaseId> {
        let mut found = BTreeSet::new();
        let mut open = vec![case];
        while let Some(target) = open.pop() {
            let direct = self.by_source.values().filter(|merge| merge.target == target);
            open.extend(direct.map(|merge| merge.source).filter(|source| found.insert(*source)));
        }
        found
    }

    /// Folds a case into another. What had been folded into the source before leads to the new
    /// survivor as well; each change says where its case stood before.
    ///
    /// The target does not change, so nothing here notices that it was folded or closed meanwhile:
    /// whoever writes the changes holds it fast until they are written.
    ///
    /// # Errors
    /// Where the ledger does not allow it; then it stays as it is.
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

    /// Takes the merge of this source back: it gets the status it had and no link, and what had
    /// been folded into it follows it. Whatever the survivor has become since does not matter; who
    /// may merge into it, or might if it were open, may do it.
    ///
    /// # Errors
    /// Where it is not merged (any more).
    pub fn undo(&mut self, source: CaseId) -> Result<Vec<Change>, MergeConflict> {
        let survivor = self.survivor(source);
        let merge = self.by_source.remove(&source).ok_or(MergeConflict::NotMerged)?;
        let free = Position { status: merge.previous_status, merged_into: None };
        let mut changes = vec![Change { case: source, before: merged(survivor), after: free }];
        changes.extend(self.moved(source, survivor, source));
        Ok(changes)
    }

    /// The changed links of everything below a case.
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
