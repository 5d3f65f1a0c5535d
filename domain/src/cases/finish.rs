//! *Qualificar Atendimento*: closing a case with contact reason, notes and questionnaire.

use serde::{Deserialize, Serialize};

use crate::history::Named;
use crate::questionnaire::{Answer, Questionnaire};
use crate::{ContactReasonId, QuestionnaireId};

/// Initial values of the form.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FinishForm {
    /// The reasons of the queue, in configured order.
    pub reasons: Vec<Named<ContactReasonId>>,
    /// Whether a reason is required.
    pub reason_required: bool,
    /// The current reason; the queue may no longer offer it.
    pub reason: Option<Named<ContactReasonId>>,
    /// The current notes.
    pub notes: String,
    /// The interaction to qualify.
    pub shown: ShownInteraction,
}

/// The interaction shown in a form, with its version; empty if there was none.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShownInteraction {
    /// Its protocol.
    pub protocol: String,
    /// Hash of reason and notes, for conflict detection.
    pub version: String,
}

/// The questionnaire of a case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CaseQuestionnaire {
    /// Its identity.
    pub id: QuestionnaireId,
    /// Its name and questions.
    pub questionnaire: Questionnaire,
}

/// The submitted form.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finish {
    /// The contact reason.
    pub reason: Option<ContactReasonId>,
    /// The notes.
    pub notes: String,
    /// The questionnaire of the case, if any, with the answers.
    pub answers: Option<(CaseQuestionnaire, Vec<Answer>)>,
    /// The interaction shown in the form; `None` skips the check.
    pub shown: Option<ShownInteraction>,
}
