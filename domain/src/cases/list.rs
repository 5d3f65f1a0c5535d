//! *Gerenciamento* and *Meus Atendimentos*: paged lists of cases, their filter and order.

use chrono::NaiveDateTime;
use serde::{Deserialize, Serialize};

use crate::history::Named;
use crate::paging::Page;
use crate::{CaseId, CaseStatus, Period, QueueId, UserId};

/// Limit of counting and paging the cases of a list.
pub const MAX_COUNTED: u64 = 10_000;

/// Limit of counting for a search by name, which has to read every case.
pub const MAX_NAMED: u64 = 1_000;

/// Sort order of a list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum CaseOrder {
    /// The ID.
    Id,
    /// The opening time.
    Opened,
    /// The time of the last update.
    #[default]
    Updated,
}

/// Filter and order of a case list; empty fields match everything.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CaseFilter {
    /// Any of these statuses; if empty, all except merged cases.
    pub statuses: Vec<CaseStatus>,
    /// Any of these queues.
    pub queues: Vec<QueueId>,
    /// Any of these responsible agents.
    pub agents: Vec<UserId>,
    /// Exactly this kind.
    pub kind: Option<String>,
    /// Opened on these civil days.
    pub opened: Period,
    /// An ID, a protocol, a telephone, a document, or words of the customer's name.
    pub search: String,
    /// The order.
    pub order: CaseOrder,
    /// The oldest or lowest first.
    pub ascending: bool,
}

impl CaseFilter {
    /// The statuses that match.
    pub fn wanted_statuses(&self) -> Vec<CaseStatus> {
        let wanted = |status: &CaseStatus| {
            if self.statuses.is_empty() {
                *status != CaseStatus::Merged
            } else {
                self.statuses.contains(status)
            }
        };
        CaseStatus::ALL.into_iter().filter(wanted).collect()
    }

    /// The status that matches, if there is only one.
    pub fn only_status(&self) -> Option<CaseStatus> {
        <[CaseStatus; 1]>::try_from(self.wanted_statuses()).ok().map(|[status]| status)
    }
}

/// A row of the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CaseRow {
    /// Its ID.
    pub id: CaseId,
    /// The customer's name, else an address.
    pub customer: Option<String>,
    /// The kind.
    pub kind: Option<String>,
    /// The subject.
    pub subject: Option<String>,
    /// The queue.
    pub queue: Option<Named<QueueId>>,
    /// The status.
    pub status: CaseStatus,
    /// The responsible agent.
    pub responsible: Option<Named<UserId>>,
    /// When it was opened, civil time.
    #[serde(with = "crate::civil::time")]
    pub opened: NaiveDateTime,
    /// When it was last updated, civil time.
    #[serde(with = "crate::civil::time")]
    pub updated: NaiveDateTime,
}

/// A page of the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CaseList {
    /// Its rows, in the requested order.
    pub rows: Vec<CaseRow>,
    /// The page shown.
    pub page: Page,
    /// Whether there are more cases than the limit of paging.
    pub more: bool,
}
