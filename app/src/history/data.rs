//! What the history page shows, as it travels from the server to the browser.

use chrono::NaiveDate;
use domain::chart::DayCount;
use domain::history::{FilterOptions, HistoryPage, HistoryRow, Named};
use domain::{ContactReasonId, HistoryLayout, Month, Protocol, QueueId};
use serde::{Deserialize, Serialize};

use super::query::InteractionAddress;
use crate::conversation::ConversationContent;
use crate::error::AppError;
use crate::live::InitialContent;
use crate::ui::notice::Notice;
use crate::views::address::OpenView;

/// The lists of the page. Each part has its own result, so that an error replaces only that part.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct HistoryContent {
    /// The chart.
    pub month: Result<MonthCounts, AppError>,
    /// The options of the filter panel, if it is open.
    pub options: Result<Option<FilterOptions>, AppError>,
    /// The table.
    pub list: Result<HistoryList, AppError>,
    /// Its columns.
    pub layout: HistoryLayout,
    /// The outcome of the form that led here.
    pub notice: Option<Notice>,
}

impl InitialContent for HistoryContent {
    const ID: &'static str = "initial-history-lists";
}

/// What changes on the page when interactions are recorded.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HistoryArrivals {
    /// The chart.
    pub month: MonthCounts,
    /// The table.
    pub list: HistoryList,
}

/// The month of the chart.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MonthCounts {
    /// Today, in the operation's time zone.
    #[serde(with = "domain::civil::day")]
    pub today: NaiveDate,
    /// The month shown.
    pub month: Month,
    /// The counts of the days that have interactions.
    pub days: Vec<DayCount>,
}

/// The content of the table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HistoryList {
    /// Today, in the operation's time zone.
    #[serde(with = "domain::civil::day")]
    pub today: NaiveDate,
    /// The rows; `None` if the period is impossible.
    pub page: Option<HistoryPage>,
    /// The names of the filtered IDs, for the chips.
    pub names: FilterOptions,
    /// The contact reasons by queue, for the rows that the viewer may qualify.
    pub reasons: Vec<(QueueId, Vec<Named<ContactReasonId>>)>,
    /// How many of the filtered agents and queues the viewer may not see. They match nothing.
    pub unseen: u64,
    /// The view that the page was opened by.
    pub view: Option<OpenView>,
}

impl HistoryList {
    /// The interactions in their order.
    pub(super) fn protocols(&self) -> Vec<Protocol> {
        let rows = self.page.iter().flat_map(|page| &page.rows);
        rows.map(|row| row.protocol.clone()).collect()
    }

    /// How many more interactions there are than in an earlier answer to the same question.
    pub fn newer_than(&self, earlier: &Self) -> u64 {
        let (now, before) = (self.page.as_ref(), earlier.page.as_ref());
        if now.is_some_and(|page| page.more) {
            // The total stays where it is, so the rows say it.
            let rows = |page: Option<&HistoryPage>| page.map(|page| page.rows.clone()).unwrap_or_default();
            let shown = rows(before);
            let is_new = |row: &&HistoryRow| shown.iter().all(|one| one.protocol != row.protocol);
            return rows(now).iter().filter(is_new).count() as u64;
        }
        let total = |page: Option<&HistoryPage>| page.map_or(0, |page| page.total);
        total(now).saturating_sub(total(before))
    }
}

/// The dialog over the page.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct DialogContent {
    /// The dialog.
    pub open: Result<OpenInteraction, AppError>,
    /// The interactions of the list below.
    pub listed: Vec<Protocol>,
}

impl InitialContent for DialogContent {
    const ID: &'static str = "initial-interaction-dialog";
}

/// The dialog of an interaction, if one is open: which, and its content.
pub type OpenInteraction = Option<(InteractionAddress, ConversationContent)>;
