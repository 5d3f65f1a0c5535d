//! *Histórico do Cliente*: all cases of the customer, and the selection of those to merge.

use chrono::NaiveDateTime;
use serde::{Deserialize, Serialize};

use crate::case_life::CaseAction;
use crate::history::Named;
use crate::merge::{MergeCase, MergeRefusal, TargetRefusal, may_receive, selection};
use crate::paging::Page;
use crate::{CaseId, UserId};

/// A case of the customer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CustomerCase {
    /// Data for the merge rules: ID, status, survivor, scope and contact addresses.
    pub case: MergeCase,
    /// The kind.
    pub kind: Option<String>,
    /// The subject.
    pub subject: Option<String>,
    /// The responsible agent.
    pub responsible: Option<Named<UserId>>,
    /// When it was opened, in the operation's civil time.
    #[serde(with = "crate::civil::time")]
    pub opened: NaiveDateTime,
    /// When it was closed, civil time.
    #[serde(with = "crate::civil::optional_time")]
    pub closed: Option<NaiveDateTime>,
    /// When it was last updated, civil time.
    #[serde(with = "crate::civil::time")]
    pub updated: NaiveDateTime,
    /// The closed case that it continues.
    pub continues: Option<CaseId>,
    /// The action behind *Continuar* for the viewer, if allowed.
    pub continuing: Option<CaseAction>,
    /// Whether the viewer may open the linked case.
    pub linked_opens: bool,
    /// Why it cannot be merged into the open case; `None` if it can be selected.
    pub refusal: Option<MergeRefusal>,
}

impl CustomerCase {
    /// The linked case: the survivor of a merge, else the case that it continues.
    pub fn linked(&self) -> Option<CaseId> {
        self.case.merged_into.or(self.continues)
    }
}

/// Search, page and selection of a customer's cases.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CustomerQuery {
    /// Text in ID, kind, subject or name of the responsible agent, ignoring case and accents.
    pub search: String,
    /// The 1-based page; one beyond the last returns the last.
    pub page: u64,
    /// The cases selected for a merge, on any page.
    pub selected: Vec<CaseId>,
}

/// A page of the cases of a customer, relative to the open case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CustomerCases {
    /// The open case.
    pub open: MergeCase,
    /// The cases on the page, newest first.
    pub cases: Vec<CustomerCase>,
    /// The page.
    pub page: Page,
    /// The selected cases; IDs of other customers' cases are ignored.
    pub chosen: Vec<CustomerCase>,
}

impl CustomerCases {
    /// Whether the open case can be the target of a merge.
    ///
    /// # Errors
    /// The reason for the refusal.
    pub fn may_receive(&self) -> Result<(), TargetRefusal> {
        may_receive(&self.open)
    }

    /// The selected cases that can be merged into the open one together, and those that cannot,
    /// each with its reason.
    pub fn selected(&self) -> (Vec<&CustomerCase>, Vec<(&CustomerCase, MergeRefusal)>) {
        let cases: Vec<MergeCase> = self.chosen.iter().map(|row| row.case.clone()).collect();
        let refused = selection(&self.open, &cases).err().unwrap_or_default();
        let reason = |row: &CustomerCase| refused.iter().find(|(id, _)| *id == row.case.id);
        let merged = self.chosen.iter().filter(|row| reason(row).is_none()).collect();
        let refused =
            self.chosen.iter().filter_map(|row| reason(row).map(|(_, reason)| (row, *reason))).collect();
        (merged, refused)
    }
}
