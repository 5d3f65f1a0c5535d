//! Jobs (*Tarefas*): work in the background that is done row by row.
//!
//! A job of a person is proposed with its rows first, so that they see what it will do; it waits once they
//! have confirmed it. The store does it ([`JobKind`] says how), one process at a time, and keeps what became
//! of each row ([`RowOutcome`]).

mod retry;

use serde::{Deserialize, Serialize};

pub use retry::{AfterFailure, MAX_ATTEMPTS, after_failure};

use crate::case_life::ActionRefusal;
use crate::cases::{HandOverOutcome, StepOutcome};
use crate::history::Named;
use crate::vocabulary::vocabulary;
use crate::{ContactReasonId, JobId, Millis, Problem, QueueId, Timestamp, UserId};

/// Maximum number of rows of a job.
pub const MAX_ROWS: u64 = 50_000;

/// What a job has done can be undone for so long after it ended.
pub const MAX_UNDO: Millis = Millis::minutes(10);

/// Jobs of more rows begin only if the person types the number of rows.
pub const MAX_UNCOUNTED: u64 = 1_000;

vocabulary! {
    /// What a job does; its word is used in the database.
    pub enum JobKind {
        /// Sets the contact reason of interactions.
        BulkQualify = "bulk_qualify",
        /// Puts cases on hold.
        BulkHold = "bulk_hold",
        /// Hands cases over.
        BulkHandOver = "bulk_hand_over",
        /// Gives interactions the contact reason back that they had before.
        UndoQualify = "undo_qualify",
        /// Puts cases back into service that were put on hold.
        UndoHold = "undo_hold",
    }
}

impl JobKind {
    /// The kind of the job that undoes one of this kind. A hand-over has none: its receiver has been
    /// notified, may be at work on the case, and hands it back.
    pub const fn inverse(self) -> Option<Self> {
        match self {
            Self::BulkQualify => Some(Self::UndoQualify),
            Self::BulkHold => Some(Self::UndoHold),
            Self::BulkHandOver | Self::UndoQualify | Self::UndoHold => None,
        }
    }
}

vocabulary! {
    /// What is done with many cases at once; its word is used in forms.
    pub enum BulkCaseAction {
        /// They are handed over.
        HandOver = "hand_over",
        /// They are put on hold.
        Hold = "hold",
    }
}

impl BulkCaseAction {
    /// The kind of its job.
    pub const fn kind(self) -> JobKind {
        match self {
            Self::Hold => JobKind::BulkHold,
            Self::HandOver => JobKind::BulkHandOver,
        }
    }
}

vocabulary! {
    /// The state of a job; its word is used in the database.
    pub enum JobState {
        /// Its rows are chosen; the person has not confirmed it.
        Proposed = "proposed",
        /// It waits for a process to do it.
        Waiting = "waiting",
        /// A process does it, or did until it ended.
        Running = "running",
        /// All rows were done, whatever became of them.
        Done = "done",
        /// It was given up after several failures.
        Failed = "failed",
        /// A person stopped it; rows done before stay.
        Cancelled = "cancelled",
    }
}

impl JobState {
    /// Whether nothing more happens by itself.
    pub const fn is_finished(self) -> bool {
        matches!(self, Self::Done | Self::Failed | Self::Cancelled)
    }

    /// Whether it waits for a process or is being done.
    pub const fn is_under_way(self) -> bool {
        matches!(self, Self::Waiting | Self::Running)
    }
}

vocabulary! {
    /// What became of a row; its word is used in the database.
    pub enum RowOutcome {
        /// The change was made.
        Done = "done",
        /// It was like that already.
        Unchanged = "unchanged",
        /// It does not exist, or is not the person's (any more).
        NotFound = "not_found",
        /// Another person has changed it since the job was proposed.
        Changed = "changed",
        /// The queue of the interaction does not offer the contact reason.
        NotOffered = "not_offered",
        /// The case was merged into another one.
        Merged = "merged",
        /// The status of the case does not allow it.
        NotFromHere = "not_from_here",
        /// Another person is responsible for the case.
        NotResponsible = "not_responsible",
        /// The person or the queue that was chosen cannot receive the case (any more).
        CannotReceive = "cannot_receive",
        /// What was typed is not accepted.
        Invalid = "invalid",
    }
}

impl RowOutcome {
    /// Whether the row is now as the person wants it.
    pub const fn is_success(self) -> bool {
        matches!(self, Self::Done | Self::Unchanged)
    }

    /// What became of a case.
    pub fn of_step(outcome: &StepOutcome) -> Self {
        match outcome {
            StepOutcome::Done(_) => Self::Done,
            StepOutcome::Changed(_) | StepOutcome::OtherInteraction => Self::Changed,
            StepOutcome::Merged(_) => Self::Merged,
            StepOutcome::Invalid(_) => Self::Invalid,
            StepOutcome::Refused(refusal) => Self::of_refusal(*refusal),
        }
    }

    /// What became of a case that was to be handed over.
    pub fn of_hand_over(outcome: &HandOverOutcome) -> Self {
        match outcome {
            HandOverOutcome::Done => Self::Done,
            HandOverOutcome::Changed { .. } => Self::Changed,
            HandOverOutcome::Merged(_) => Self::Merged,
            HandOverOutcome::Refused(refusal) => Self::of_refusal(*refusal),
            HandOverOutcome::Invalid(errors) => {
                let first = errors.0.first().map(|error| (error.field.as_str(), &error.problem));
                match first {
                    Some(("agent", Problem::Taken)) => Self::Unchanged,
                    Some(("agent" | "queue", Problem::UnknownValue { .. })) => Self::CannotReceive,
                    _ => Self::Invalid,
                }
            }
        }
    }

    /// Why an action on a case is refused.
    pub const fn of_refusal(refusal: ActionRefusal) -> Self {
        match refusal {
            ActionRefusal::OutOfScope => Self::NotFound,
            ActionRefusal::Merged => Self::Merged,
            ActionRefusal::NotFromHere(_) => Self::NotFromHere,
            ActionRefusal::NotResponsible => Self::NotResponsible,
        }
    }
}

/// What is done with every row: the parameters of a job, stored as JSON.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum JobWork {
    /// Sets this contact reason.
    BulkQualify {
        /// The contact reason.
        reason: ContactReasonId,
    },
    /// Puts on hold, with a comment.
    BulkHold {
        /// The comment.
        comment: Option<String>,
    },
    /// Hands over, to a person, to a queue or to both.
    BulkHandOver {
        /// The receiver.
        agent: Option<UserId>,
        /// The new queue.
        queue: Option<QueueId>,
        /// What the receiver should know.
        comment: String,
    },
    /// Gives back the contact reason that each row had before this one was set.
    UndoQualify {
        /// The contact reason that was set.
        reason: ContactReasonId,
    },
    /// Puts back into service what this job has put on hold.
    UndoHold {
        /// The job.
        job: JobId,
    },
}

impl JobWork {
    /// The kind of a job with this work.
    pub const fn kind(&self) -> JobKind {
        match self {
            Self::BulkQualify { .. } => JobKind::BulkQualify,
            Self::BulkHold { .. } => JobKind::BulkHold,
            Self::BulkHandOver { .. } => JobKind::BulkHandOver,
            Self::UndoQualify { .. } => JobKind::UndoQualify,
            Self::UndoHold { .. } => JobKind::UndoHold,
        }
    }

    /// The work of the job that undoes this one, which has this ID.
    pub const fn inverse(&self, job: JobId) -> Option<Self> {
        match self {
            Self::BulkQualify { reason } => Some(Self::UndoQualify { reason: *reason }),
            Self::BulkHold { .. } => Some(Self::UndoHold { job }),
            Self::BulkHandOver { .. } | Self::UndoQualify { .. } | Self::UndoHold { .. } => None,
        }
    }
}

/// A job as its pages show it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Job {
    /// Its ID.
    pub id: JobId,
    /// What it does.
    pub kind: JobKind,
    /// Its state.
    pub state: JobState,
    /// What is done with every row; none until it is confirmed.
    pub work: Option<JobWork>,
    /// The person who has asked for it.
    pub asked_by: Named<UserId>,
    /// When it was proposed.
    pub created_at: Timestamp,
    /// When a process began it.
    pub started_at: Option<Timestamp>,
    /// When it ended.
    pub finished_at: Option<Timestamp>,
    /// When a process last did something of it.
    pub heartbeat_at: Option<Timestamp>,
    /// How many rows it has.
    pub total: u64,
    /// How many of them were done.
    pub done: u64,
    /// How many of those did not become as the person wants.
    pub failures: u64,
    /// Attempts in a row that failed as a whole.
    pub attempts: u32,
    /// When the next attempt is due.
    pub next_attempt_at: Timestamp,
    /// Whether a person wants it stopped.
    pub cancel_requested: bool,
    /// Why the last attempt failed, in English.
    pub problem: Option<String>,
    /// The job that it undoes.
    pub undoes: Option<JobId>,
    /// The job that undoes it.
    pub undone_by: Option<JobId>,
}

impl Job {
    /// Whether it can still be stopped.
    pub const fn may_cancel(&self) -> bool {
        self.state.is_under_way() && !self.cancel_requested
    }

    /// Whether it was given up and can be tried again. What was undone does not go on.
    pub fn may_retry(&self) -> bool {
        self.state == JobState::Failed && self.undone_by.is_none()
    }

    /// Whether its failed rows can be proposed again. Rows that could not be undone were changed by other
    /// people since.
    pub const fn may_repeat(&self) -> bool {
        self.state.is_finished() && self.failures > 0 && self.undoes.is_none()
    }

    /// Whether what it has done can be undone: once, and for [`MAX_UNDO`] after it ended.
    pub fn may_undo(&self, now: Timestamp) -> bool {
        let in_time = self.finished_at.is_some_and(|ended| now <= ended + MAX_UNDO);
        let has_done = self.done > self.failures;
        self.kind.inverse().is_some() && self.undone_by.is_none() && in_time && has_done
    }
}

/// A row of a job that did not become as the person wants, or would not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FailedRow {
    /// The protocol of the interaction, or the number of the case.
    pub label: String,
    /// Why.
    pub outcome: RowOutcome,
}

/// What would become of the rows of a proposed job now.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Preview {
    /// How many rows would be done.
    pub possible: u64,
    /// How many would not, by reason.
    pub refused: Vec<(RowOutcome, u64)>,
    /// The first of them.
    pub rows: Vec<FailedRow>,
}

impl Preview {
    /// How many of the refused rows are named.
    pub const SHOWN: usize = 50;

    /// Counts what would become of rows: label and outcome.
    pub fn of(rows: impl IntoIterator<Item = (String, RowOutcome)>) -> Self {
        let mut preview = Self::default();
        let mut counts = [0_u64; RowOutcome::ALL.len()];
        for (label, outcome) in rows {
            if outcome.is_success() {
                preview.possible += 1;
                continue;
            }
            counts[outcome as usize] += 1;
            if preview.rows.len() < Self::SHOWN {
                preview.rows.push(FailedRow { label, outcome });
            }
        }
        preview.refused = RowOutcome::ALL.into_iter().zip(counts).filter(|(_, count)| *count > 0).collect();
        preview
    }

    /// How many rows would not be done.
    pub fn impossible(&self) -> u64 {
        self.refused.iter().map(|(_, count)| count).sum()
    }
}

#[cfg(test)]
mod tests;
