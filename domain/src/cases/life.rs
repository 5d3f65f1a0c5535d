//! Transitions of a case (continue, hold, close, reopen), and comments. The rules are in
//! [`crate::case_life`].

use serde::{Deserialize, Serialize};

use crate::case_life::ActionRefusal;
use crate::{CaseId, CaseStatus, FieldErrors};

/// Maximum length of a comment in characters.
pub const MAX_COMMENT: u32 = 20_000;

/// Outcome of a transition.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum StepOutcome {
    /// It was applied; the new status.
    Done(CaseStatus),
    /// The case has another status than the one shown in the form.
    Changed(CaseStatus),
    /// It is not allowed.
    Refused(ActionRefusal),
    /// The interaction to qualify differs from the one shown in the form.
    OtherInteraction,
    /// Validation failed.
    Invalid(FieldErrors),
    /// The case was merged into this one.
    Merged(CaseId),
}

/// Outcome of a comment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum CommentOutcome {
    /// It is in the timeline.
    Written,
    /// It is empty or too long.
    Invalid(FieldErrors),
    /// The case was merged into this one.
    Merged(CaseId),
}
