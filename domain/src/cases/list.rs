//! *Gerenciamento* and *Meus Atendimentos*: paged lists of cases, their filter and order.

use chrono::NaiveDateTime;
use serde::{Deserialize, Serialize};

use super::CaseSla;
use crate::history::Named;
use crate::paging::Page;
use crate::{CaseId, CaseStatus, Period, QueueId, UserId};

/// Limit of counting and paging the cases of a list.
pub const MAX_COUNTED: u64 = 10_000;

/// Limit of counting for a search by name, which has to read every case.
pub const MAX_NAMED: u64 = 1_000;

/// Limit of the cases that are asked for the name of their customer, where many customers have it.
pub const MAX_ASKED_FOR_NAME: u64 = 5_000;

/// Limit of the open cases whose clocks a list by service level looks at.
pub const MAX_CLOCKED: u64 = 1_000;

/// Which open cases a list shows, by their running clocks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum DueFilter {
    /// The target of a clock is used up.
    Overdue,
    /// None is used up, but a clock is at risk.
    AtRisk,
    /// All of them.
    Open,
}

impl DueFilter {
    /// All, the most urgent first.
    pub const ALL: [Self; 3] = [Self::Overdue, Self::AtRisk, Self::Open];

    /// The name in addresses.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Overdue => "overdue",
            Self::AtRisk => "at_risk",
            Self::Open => "open",
        }
    }

    /// Parses the name.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|filter| filter.as_str() == text)
    }

    /// Whether a case with these running clocks, or with none, is shown.
    pub fn shows(self, sla: Option<&CaseSla>) -> bool {
        let is_overdue = sla.is_some_and(|sla| sla.is_overdue);
        match self {
            Self::Overdue => is_overdue,
            Self::AtRisk => !is_overdue && sla.is_some_and(|sla| sla.is_at_risk),
            Self::Open => true,
        }
    }
}

/// The numbers of open cases above a list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DueCounts {
    /// Those of which the target of a clock is used up.
    pub overdue: u64,
    /// Those at risk.
    pub at_risk: u64,
    /// All of them.
    pub open: u64,
    /// Whether there are more open cases than the limit, which the numbers leave out.
    pub more: bool,
}

impl DueCounts {
    /// The number of cases that a filter shows.
    pub fn of(&self, filter: DueFilter) -> u64 {
        match filter {
            DueFilter::Overdue => self.overdue,
            DueFilter::AtRisk => self.at_risk,
            DueFilter::Open => self.open,
        }
    }
}

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
    /// The next due instant; only open cases have one.
    Due,
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
    /// Only open cases, by their running clocks.
    pub due: Option<DueFilter>,
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

    /// Which cases a list shows by their clocks: a list by due instants has open cases only.
    pub fn by_clocks(&self) -> Option<DueFilter> {
        self.due.or((self.order == CaseOrder::Due).then_some(DueFilter::Open))
    }

    /// The open statuses that match.
    pub fn open_statuses(&self) -> Vec<CaseStatus> {
        let is_open = |status: &CaseStatus| !matches!(status, CaseStatus::Closed | CaseStatus::Merged);
        self.wanted_statuses().into_iter().filter(is_open).collect()
    }

    /// Whether only open cases match.
    pub fn is_open_only(&self) -> bool {
        self.wanted_statuses() == self.open_statuses()
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
    /// How many cases were searched, the first ones in the order of the list, if not all were.
    pub searched: Option<u64>,
}
