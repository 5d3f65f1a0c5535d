//! Cases: queries and actions of the case window, one file per tab or action, and case lists.
//!
//! A survivor and the cases merged into it are a *family*: the data of all of them is shown under
//! the survivor, which is in scope if any of them is. Every tab takes the survivor
//! ([`Cases::head`] finds it), and every statement contains the viewer's scope
//! ([`Scoped::case_in_scope`]).
//!
//! How to add a tab: a file here with its types and one query, and a file in `app/src/case/`.

mod attachments;
mod calls;
mod data;
mod edit;
mod event;
mod finish;
mod head;
mod interactions;
mod keys;
mod life;
mod list;
mod locks;
mod merge;
mod questionnaires;
mod survey;
mod timeline;
mod timeline_rows;

pub use attachments::{AttachOutcome, Attachment, NewAttachment, RemoveAttachmentOutcome, StoredFile};
pub use calls::{CallFilter, CallList, CallRow};
pub use data::CaseData;
pub use edit::EditOutcome;
pub use edit::custom::CustomFields;
pub use finish::{Finish, FinishForm, ShownInteraction};
pub use head::CaseHead;
pub use interactions::{CaseInteraction, CaseInteractions};
pub use life::{CommentOutcome, MAX_COMMENT, StepOutcome};
pub use list::agents::{AgentList, AgentRow};
pub use list::filter::{CaseFilter, CaseOrder};
pub use list::source::{MAX_COUNTED, MAX_NAMED};
pub use list::{CaseList, CaseRow};
pub use merge::MergeOutcome;
pub use merge::customer::{CustomerCase, CustomerCases, CustomerQuery};
pub use merge::undo::{MergeInForce, UndoOutcome};
pub use questionnaires::CaseQuestionnaire;
pub use survey::public::{PublicSurvey, PublicSurveys, SURVEY_TOKEN_LENGTH};
pub use survey::{CaseSurveys, SurveyRequestOutcome, SurveyResponse, SurveyState};
pub use timeline::{Answer, Event, TIMELINE_PAGE, TimelineFilter, TimelinePage};

use domain::{CaseId, CaseStatus};

pub(crate) use edit::custom::{FIELD_COLUMNS, FieldRow};
pub(crate) use event::NewEvent;
pub(crate) use keys::fill_search_keys;
pub use keys::{document_key, name_key};

use crate::Result;
use crate::db::{Statement, stored_word};
use crate::scoped::{Scoped, handle};

handle! {
    /// The cases in scope, their case window and what users do with them.
    Cases, cases
}

/// Query of the IDs of a survivor's family.
pub(crate) fn family(statement: &mut Statement, case: CaseId) -> String {
    let id = statement.bind(case);
    format!(
        "SELECT member.id FROM service_case AS member WHERE member.id = {id} \
         UNION ALL SELECT member.id FROM service_case AS member WHERE member.merged_into = {id}"
    )
}

/// Parses a stored status.
pub(crate) fn stored_status(text: &str) -> Result<CaseStatus> {
    stored_word("case status", text, CaseStatus::parse)
}
