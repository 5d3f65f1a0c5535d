//! *Unificar Atendimentos* and its undo. The rules are in [`crate::merge`].

use serde::{Deserialize, Serialize};

use crate::merge::{MergeRefusal, TargetRefusal};
use crate::{CaseId, CaseStatus, Timestamp};

/// Outcome of a merge.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum MergeOutcome {
    /// All sources were merged.
    Merged,
    /// The target cannot receive cases; nothing was changed.
    Target(TargetRefusal),
    /// These sources cannot be merged, each with its reason; nothing was changed. A missing source
    /// is reported like one out of scope.
    Refused(Vec<(CaseId, MergeRefusal)>),
    /// The cases were changed concurrently; nothing was written.
    Conflict,
}

/// Outcome of an undo.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum UndoOutcome {
    /// The merge was undone.
    Undone {
        /// The former survivor.
        survivor: CaseId,
        /// The restored status of the case.
        restored: CaseStatus,
    },
    /// The case is not merged (any more); nothing was written.
    NotMerged,
    /// The cases were changed concurrently; nothing was written.
    Conflict,
}

/// A merge that is in force and can be undone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MergeInForce {
    /// The merged case.
    pub source: CaseId,
    /// The case it was merged into. `source`, `target` and `merged_at` identify the event
    /// [`TimelineAction::Merged`](crate::TimelineAction::Merged) in the timeline of the target.
    pub target: CaseId,
    /// The instant of the merge.
    pub merged_at: Timestamp,
}
