//! Cases: queries and actions of the case window, one file per tab or action, and case lists.
//!
//! A survivor and the cases merged into it are a *family*: the data of all of them is shown under
//! the survivor, which is in scope if any of them is. Every tab takes the survivor
//! ([`Cases::head`] finds it), and every statement contains the viewer's scope
//! ([`Scoped::case_in_scope`]).
//!
//! What pages read and the outcomes of their actions are types of [`domain::cases`].
//!
//! How to add a tab: its types in `domain/src/cases/`, a file here with one query, and a file in
//! `app/src/case/`.

mod attachments;
mod calls;
mod data;
mod edit;
mod event;
mod finish;
mod hand_over;
mod head;
mod interactions;
mod keys;
mod life;
mod list;
mod locks;
mod merge;
mod questionnaires;
mod reading;
mod survey;
mod timeline;
mod timeline_rows;

pub use attachments::{AttachOutcome, NewAttachment, RemoveAttachmentOutcome, StoredFile};
pub use survey::public::{PublicSurvey, PublicSurveys, SURVEY_TOKEN_LENGTH};

use domain::{CaseId, CaseStatus};

pub(crate) use edit::custom::{FIELD_COLUMNS, FieldRow, custom_fields, custom_json};
pub(crate) use event::NewEvent;
pub(crate) use head::named;
pub(crate) use keys::fill_search_keys;
pub use keys::{document_key, name_key};
pub(crate) use list::ChosenCase;
pub(crate) use list::search::{SearchTerms, customers_at, name_condition};
pub(crate) use survey::stored_score;

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
