//! *Histórico do Caso*: the timeline of a case, newest first.

use chrono::NaiveDateTime;
use serde::{Deserialize, Serialize};

use crate::questionnaire::QuestionKind;
use crate::record::FieldChange;
use crate::text::contains_folded;
use crate::{CaseId, CaseStatus, Channel, Protocol, TimelineAction, UserId};

/// Events per page.
pub const TIMELINE_PAGE: u64 = 50;

/// Filter of a timeline; empty fields match everything.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TimelineFilter {
    /// Any of these actors.
    pub users: Vec<UserId>,
    /// Any of these channels.
    pub channels: Vec<Channel>,
    /// Any of these actions.
    pub actions: Vec<TimelineAction>,
    /// Only with, or only without a comment.
    pub commented: Option<bool>,
    /// Text contained in the description.
    pub search: String,
}

/// A timeline event.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Event {
    /// The time, civil time.
    #[serde(with = "crate::civil::time")]
    pub at: NaiveDateTime,
    /// The action.
    pub action: TimelineAction,
    /// The user; `None` for a system or the customer.
    pub actor: Option<String>,
    /// The channel.
    pub channel: Option<Channel>,
    /// The comment.
    pub comment: Option<String>,
    /// The new status, if it changed.
    pub status: Option<CaseStatus>,
    /// The other case of a merge, an undo or a link.
    pub other_case: Option<CaseId>,
    /// The interaction it belongs to.
    pub protocol: Option<Protocol>,
    /// The changed fields.
    pub changes: Vec<FieldChange>,
    /// Questions and answers.
    pub answers: Vec<Answer>,
    /// The name of the file, questionnaire or reason.
    pub subject: Option<String>,
    /// The merged case that it belongs to; `None` for the survivor itself.
    pub from_case: Option<CaseId>,
}

impl Event {
    /// Whether the description contains the text, ignoring case and accents.
    pub fn says(&self, typed: &str) -> bool {
        let changes = self.changes.iter().flat_map(|change| [&change.from, &change.to]);
        let answers = self.answers.iter().flat_map(|answer| [&answer.question, &answer.answer]);
        let texts = self.comment.iter().chain(&self.subject).chain(changes).chain(answers);
        let mut texts = texts.map(String::as_str).chain(self.protocol.as_ref().map(Protocol::as_str));
        texts.any(|text| contains_folded(text, typed))
    }
}

/// An answered question.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    /// The question.
    pub question: String,
    /// The answer.
    pub answer: String,
    /// The kind of question, if it affects how the answer is displayed.
    #[serde(default)]
    pub kind: Option<QuestionKind>,
}

/// A page of a timeline.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TimelinePage {
    /// The events, newest first.
    pub events: Vec<Event>,
    /// The total number of events.
    pub total: u64,
}
