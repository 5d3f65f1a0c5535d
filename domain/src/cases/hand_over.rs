//! *Repassar*: handing a case to another person or queue, and the cases that were received like that.

use chrono::NaiveDateTime;
use serde::{Deserialize, Serialize};

use super::MAX_COMMENT;
use crate::case_life::ActionRefusal;
use crate::{CaseId, CaseStatus, FieldErrors, Problem, QueueId, UserId};

/// Maximum number of received cases that are shown.
pub const MAX_RECEIVED: u64 = 20;

/// A user who may receive a case from the viewer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Receiver {
    /// The user.
    pub id: UserId,
    /// The name; with the login, if several have it.
    pub name: String,
}

/// What the form showed of the case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HandOverSeen {
    /// The status.
    pub status: CaseStatus,
    /// The responsible user.
    pub responsible: Option<UserId>,
}

/// The submitted form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HandOver {
    /// The receiver; without one, the case waits in its queue.
    pub agent: Option<UserId>,
    /// The new queue; without one, the case stays in its own.
    pub queue: Option<QueueId>,
    /// What the receiver should know.
    pub comment: String,
    /// What the form showed.
    pub seen: HandOverSeen,
}

impl HandOver {
    /// Checks what needs no other record: a receiver or a queue, and a comment.
    pub fn check(&self) -> FieldErrors {
        let mut errors = FieldErrors::default();
        if self.agent.is_none() && self.queue.is_none() {
            errors.add("agent", Problem::Required);
        } else if self.agent.is_some() && self.agent == self.seen.responsible && self.queue.is_none() {
            errors.add("agent", Problem::Taken);
        }
        errors.required("comment", &self.comment, MAX_COMMENT);
        errors
    }
}

/// Outcome of a hand-over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HandOverOutcome {
    /// It was handed over.
    Done,
    /// The case has another status or responsible user than the form showed.
    Changed {
        /// The current status.
        status: CaseStatus,
        /// The name of the user who is responsible now.
        responsible: Option<String>,
    },
    /// It is not allowed.
    Refused(ActionRefusal),
    /// Validation failed; `agent` is an unknown value if that person cannot receive the case.
    Invalid(FieldErrors),
    /// The case was merged into this one.
    Merged(CaseId),
}

/// A case that the viewer has received and not yet continued.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReceivedCase {
    /// Its ID.
    pub id: CaseId,
    /// The subject.
    pub subject: Option<String>,
    /// The status.
    pub status: CaseStatus,
    /// The name of the giver.
    pub from: String,
    /// When it was handed over, civil time.
    #[serde(with = "crate::civil::time")]
    pub at: NaiveDateTime,
}

/// The cases that the viewer has received, newest first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReceivedCases {
    /// At most [`MAX_RECEIVED`].
    pub cases: Vec<ReceivedCase>,
    /// Whether there are more.
    pub more: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn given(agent: Option<i64>, queue: Option<i64>, comment: &str) -> Vec<(String, &'static str)> {
        let seen = HandOverSeen { status: CaseStatus::InService, responsible: Some(UserId(7)) };
        let form = HandOver {
            agent: agent.map(UserId),
            queue: queue.map(QueueId),
            comment: comment.to_owned(),
            seen,
        };
        form.check().0.into_iter().map(|error| (error.field, error.problem.code())).collect()
    }

    #[test]
    fn a_case_is_handed_to_someone_else_or_a_queue_with_a_comment() {
        assert_eq!(given(Some(8), None, "Férias"), []);
        assert_eq!(given(None, Some(1), "Férias"), []);
        assert_eq!(given(Some(8), Some(1), "Férias"), []);
        let agent = |code| ("agent".to_owned(), code);
        let comment = |code| ("comment".to_owned(), code);
        assert_eq!(given(None, None, " "), [agent("required"), comment("required")]);
        assert_eq!(given(Some(7), None, "Férias"), [agent("taken")], "who has it already");
        assert_eq!(given(Some(7), Some(1), "Férias"), [], "it goes to another queue with them");
        let long = "a".repeat(MAX_COMMENT as usize + 1);
        assert_eq!(given(Some(8), None, &long), [comment("too_long")]);
    }
}
