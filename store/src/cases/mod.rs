//! Cases: what the case window shows and what people do in it, one file per tab or act.
//!
//! A case and those that were folded into it are one *family*: what belongs to any of them shows
//! under the survivor, and whoever sees any of them sees the survivor. Every tab asks for the
//! survivor ([`Scoped::case_head`] finds it), and every statement carries the viewer's scope
//! ([`Scoped::case_in_scope`]).
//!
//! How to add a tab: a file here with its shape and one query, a file in `app/src/case/`.

mod agents;
mod attachments;
mod calls;
mod conducted;
mod custom;
mod customer;
mod data;
mod edit;
mod event;
mod finish;
mod folding;
mod head;
mod interactions;
mod keys;
mod life;
mod list;
mod list_filter;
mod list_search;
mod list_source;
mod merge;
mod public_survey;
mod questionnaires;
mod queue;
mod surveys;
mod timeline;
mod timeline_rows;
mod unmerge;

pub use agents::{AgentList, AgentRow};
pub use attachments::{AttachOutcome, Attachment, NewAttachment, RemoveAttachmentOutcome, StoredFile};
pub use calls::{CallFilter, CallList, CallRow};
pub use custom::CustomFields;
pub use customer::{CustomerCase, CustomerCases, CustomerQuery};
pub use data::CaseData;
pub use edit::EditOutcome;
pub use finish::{Finish, FinishForm, ShownInteraction};
pub use head::CaseHead;
pub use interactions::{CaseInteraction, CaseInteractions};
pub use life::{COMMENT_LIMIT, CommentOutcome, StepOutcome};
pub use list::{CaseList, CaseRow};
pub use list_filter::{CaseFilter, CaseOrder};
pub use list_source::{MAX_COUNTED, MAX_NAMED};
pub use merge::MergeOutcome;
pub use public_survey::{PublicSurvey, PublicSurveys, SURVEY_TOKEN_LENGTH};
pub use questionnaires::CaseQuestionnaire;
pub use surveys::{CaseSurveys, SurveyRequestOutcome, SurveyResponse, SurveyState};
pub use timeline::{Answer, Event, TIMELINE_PAGE, TimelineFilter, TimelinePage};
pub use unmerge::{MergeInForce, UndoOutcome};

use domain::{CaseId, CaseStatus};

pub(crate) use custom::{FIELD_COLUMNS, FieldRow};
pub(crate) use event::NewEvent;
pub(crate) use keys::fill_search_keys;
pub use keys::{document_key, name_key};

use crate::db::Statement;
use crate::scoped::Scoped;
use crate::{Error, Result};

impl Scoped<'_> {
    /// That the case called `alias` in the statement, a survivor, lies within the scope: somebody
    /// in scope is responsible for it or for one that was folded into it, or served an interaction
    /// of one of them.
    pub(crate) fn sees_case(&self, statement: &mut Statement, alias: &str) -> String {
        if self.sees_all() {
            return "TRUE".to_owned();
        }
        let responsible = self.answers(statement, &format!("{alias}.agent_id"));
        // A case has few interactions: its own are read, not those of every agent looked for.
        let served = self.sees(statement, &statement.engine.unindexed("seen.agent_id"));
        let folded = self.answers(statement, "folded.agent_id");
        // Not EXISTS: in a list, PostgreSQL would rather gather everything the agents ever served, and
        // look the rows of the page up in that, than ask the index about twenty cases.
        let any = |query: String| format!("(SELECT 1 FROM {query} LIMIT 1) IS NOT NULL");
        let of = |case: &str| any(format!("interaction AS seen WHERE seen.case_id = {case}.id AND {served}"));
        let (by_itself, by_folded) = (of(alias), of("folded"));
        let folded = any(format!(
            "service_case AS folded WHERE folded.merged_into = {alias}.id AND ({folded} OR {by_folded})"
        ));
        format!("({responsible} OR {by_itself} OR {folded})")
    }

    /// That what belongs to the interaction called `alias` may be read, or belongs to the case alone
    /// because there is none: an outer join. Whoever sees a case sees that its interactions took place;
    /// what was written, said, sent or chosen in one is for those who have that one in scope.
    pub(crate) fn reads_content(&self, statement: &mut Statement, alias: &str) -> String {
        if self.sees_all() {
            return "TRUE".to_owned();
        }
        let sees = self.sees(statement, &statement.engine.unindexed(&format!("{alias}.agent_id")));
        format!("({alias}.id IS NULL OR coalesce({sees}, FALSE))")
    }

    /// That this case, a survivor, lies within the scope; for statements that read what belongs to it.
    pub(crate) fn case_in_scope(&self, statement: &mut Statement, case: CaseId) -> String {
        if self.sees_all() {
            return "TRUE".to_owned();
        }
        let id = statement.bind(case.0);
        let sees = self.sees_case(statement, "asked");
        format!("EXISTS (SELECT 1 FROM service_case AS asked WHERE asked.id = {id} AND {sees})")
    }
}

/// The family of a survivor, as a query of its IDs.
pub(crate) fn family(statement: &mut Statement, case: CaseId) -> String {
    let id = statement.bind(case.0);
    format!(
        "SELECT member.id FROM service_case AS member WHERE member.id = {id} \
         UNION ALL SELECT member.id FROM service_case AS member WHERE member.merged_into = {id}"
    )
}

/// A status as the database keeps it.
pub(crate) fn stored_status(text: &str) -> Result<CaseStatus> {
    CaseStatus::parse(text).ok_or_else(|| Error::Corrupt(format!("case status {text:?}")))
}
