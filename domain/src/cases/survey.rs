//! *Pesquisa de Satisfação*: the surveys requested for a case, and their results.

use chrono::NaiveDateTime;
use serde::{Deserialize, Serialize};

use crate::survey::{Answer, Scale};
use crate::{CaseId, SurveyResponseId};

/// Data of the survey tab.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CaseSurveys {
    /// The name of the survey of the case's queue, else of the general one.
    pub configured: Option<String>,
    /// Whether the viewer may request a survey.
    pub may_request: bool,
    /// Every requested survey, newest first.
    pub responses: Vec<SurveyResponse>,
}

/// A requested survey.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SurveyResponse {
    /// Its identity.
    pub id: SurveyResponseId,
    /// The case it was requested for: the survivor or a case merged into it.
    pub case: CaseId,
    /// The survey's name.
    pub survey: String,
    /// The scale of its score.
    pub scale: Scale,
    /// Who requested it; `None` if it was sent automatically when the case was closed.
    pub requester: Option<String>,
    /// The responsible agent at the time of the request.
    pub responsible: Option<String>,
    /// When it was requested, civil time.
    #[serde(with = "crate::civil::time")]
    pub requested: NaiveDateTime,
    /// When it expires, civil time.
    #[serde(with = "crate::civil::time")]
    pub expires: NaiveDateTime,
    /// Its state.
    pub state: SurveyState,
    /// The score.
    pub score: Option<i64>,
    /// The answers.
    pub answers: Vec<Answer>,
}

/// State of a requested survey.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum SurveyState {
    /// It can be answered with the token, which is only visible to users who may request surveys.
    Waiting {
        /// The token.
        token: Option<String>,
    },
    /// It was answered.
    Answered(#[serde(with = "crate::civil::time")] NaiveDateTime),
    /// The customer declined.
    Declined(#[serde(with = "crate::civil::time")] NaiveDateTime),
    /// It expired unanswered.
    Expired,
}

/// Outcome of a request for a survey.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum SurveyRequestOutcome {
    /// It was requested; the token of its public URL.
    Requested(String),
    /// Another one is still waiting for an answer.
    Waiting,
    /// No active survey applies to this case.
    NotConfigured,
    /// Only the responsible agent, supervisors and administrators may request one.
    NotAllowed,
    /// The case was merged into this one.
    Merged(CaseId),
}
