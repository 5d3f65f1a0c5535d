//! Data transfer types of cases, from the store to the pages.
//!
//! One file per tab of the case window, action or list, with the names of `store/src/cases/`. They
//! can be serialised, so that the browser can receive what a page is made of. Rules are elsewhere:
//! [`case_life`](crate::case_life), [`merge`](crate::merge), [`record`](crate::record),
//! [`sla`](crate::sla).

mod agents;
mod attachments;
mod calls;
mod customer;
mod data;
mod finish;
mod hand_over;
mod head;
mod interactions;
mod life;
mod list;
mod merge;
mod sla;
mod status;
mod survey;
mod timeline;

pub use agents::{AgentList, AgentRow};
pub use attachments::{Attachment, Removal};
pub use calls::{CallFilter, CallList, CallRow};
pub use customer::{CustomerCase, CustomerCases, CustomerQuery};
pub use data::{CaseData, CustomFields, EditOutcome};
pub use finish::{CaseQuestionnaire, Finish, FinishForm, ShownInteraction};
pub use hand_over::{
    HandOver, HandOverOutcome, HandOverSeen, MAX_RECEIVED, ReceivedCase, ReceivedCases, Receiver,
};
pub use head::CaseHead;
pub use interactions::{CaseInteraction, CaseInteractions};
pub use life::{CommentOutcome, MAX_COMMENT, StepOutcome};
pub use list::{
    CaseFilter, CaseList, CaseOrder, CaseRow, DueCounts, DueFilter, MAX_ASKED_FOR_NAME, MAX_CLOCKED,
    MAX_COUNTED, MAX_NAMED,
};
pub use merge::{MergeInForce, MergeOutcome, UndoOutcome};
pub use sla::{CaseClock, CaseSla, ClockPause};
pub use status::CaseStatus;
pub use survey::{CaseSurveys, SurveyRequestOutcome, SurveyResponse, SurveyState};
pub use timeline::{Answer, Event, TIMELINE_PAGE, TimelineFilter, TimelinePage};

#[cfg(test)]
mod tests;
