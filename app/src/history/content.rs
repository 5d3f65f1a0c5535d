//! Loads the content of the history page concurrently. The store applies the scope.

use chrono::NaiveDate;
use domain::chart::DayCount;
use domain::history::{FilterOptions, HistoryPage, Named};
use domain::{ContactReasonId, Month, QueueId};

use super::query::{HistoryQuery, InteractionView, Overlay};
use crate::case::address::CaseAddress;
use crate::case::content::CaseContent;
use crate::context::RequestContext;
use crate::conversation::{ConversationContent, load_conversation, load_notes};
use crate::error::AppError;

/// The content of the page. Each part has its own result, so that an error replaces only that part.
pub(super) struct Content {
    /// Today, in the operation's time zone.
    pub today: NaiveDate,
    /// The data of the chart.
    pub month: Result<MonthCounts, AppError>,
    /// The options of the filter panel, if it is open.
    pub options: Option<Result<FilterOptions, AppError>>,
    /// The content of the table.
    pub list: Result<HistoryList, AppError>,
    /// The dialog, if one is open.
    pub dialog: Option<DialogContent>,
}

/// The month of the chart.
pub(super) struct MonthCounts {
    /// The month shown.
    pub month: Month,
    /// The counts of the days that have interactions.
    pub days: Vec<DayCount>,
}

/// The content of the table.
pub(super) struct HistoryList {
    /// The rows; `None` if the period is impossible.
    pub page: Option<HistoryPage>,
    /// The names of the filtered IDs, for the chips.
    pub names: FilterOptions,
    /// The contact reasons by queue, for the rows that the viewer may qualify.
    pub reasons: Vec<(QueueId, Vec<Named<ContactReasonId>>)>,
}

/// The content of a dialog.
pub(super) enum DialogContent {
    /// A dialog of an interaction.
    Interaction { view: InteractionView, found: Result<ConversationContent, AppError> },
    /// The case window.
    Case { address: CaseAddress, found: Box<Result<CaseContent, AppError>> },
}

impl Content {
    /// Loads the content for an address.
    pub(super) async fn load(query: &HistoryQuery) -> Result<Self, AppError> {
        let context = RequestContext::current()?;
        let today = domain::zone::day_of(context.store.zone(), store::clock::now());
        let with_options = query.filters_open || query.is_impossible();
        let (month, options, list, dialog) = futures::join!(
            load_month(&context, query.month.unwrap_or(Month::of(today))),
            async { if with_options { Some(load_options(&context).await) } else { None } },
            load_list(&context, query, today),
            load_dialog(&context, query.overlay.clone()),
        );
        Ok(Self { today, month, options, list, dialog })
    }
}

async fn load_month(context: &RequestContext, month: Month) -> Result<MonthCounts, AppError> {
    let days = context.scoped()?.history().month(month).await?;
    Ok(MonthCounts { month, days })
}

async fn load_options(context: &RequestContext) -> Result<FilterOptions, AppError> {
    Ok(context.scoped()?.history().filter_options().await?)
}

async fn load_list(
    context: &RequestContext,
    query: &HistoryQuery,
    today: NaiveDate,
) -> Result<HistoryList, AppError> {
    let scoped = context.scoped()?;
    let filter = query.filter(today);
    let names =
        if query.is_filtered() { scoped.history().names(&filter).await? } else { FilterOptions::default() };
    if filter.period.is_impossible() {
        return Ok(HistoryList { page: None, names, reasons: Vec::new() });
    }
    let page = scoped.history().list(&filter, query.page).await?;
    let mut queues: Vec<QueueId> = page.rows.iter().filter(|row| row.own).map(|row| row.queue.id).collect();
    queues.sort_unstable();
    queues.dedup();
    let reasons = if queues.is_empty() { Vec::new() } else { scoped.history().reasons_of(&queues).await? };
    Ok(HistoryList { page: Some(page), names, reasons })
}

async fn load_dialog(context: &RequestContext, overlay: Option<Overlay>) -> Option<DialogContent> {
    Some(match overlay? {
        Overlay::Interaction { protocol, view, whole } => {
            let found = match view {
                InteractionView::Conversation => load_conversation(context, &protocol, whole).await,
                InteractionView::Notes => load_notes(context, &protocol).await,
            };
            DialogContent::Interaction { view, found }
        }
        Overlay::Case(address) => {
            let found = CaseContent::load(context, &address).await;
            DialogContent::Case { address, found: Box::new(found) }
        }
    })
}
