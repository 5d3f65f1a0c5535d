//! Loads the content of the history page, for the page and its server functions alike. The store
//! applies the scope.

use domain::history::FilterOptions;
use domain::{HistoryField, Month, QueueId};

use super::data::{HistoryArrivals, HistoryContent, HistoryList, MonthCounts};
use super::query::{HistoryQuery, InteractionAddress, InteractionView};
use crate::context::RequestContext;
use crate::conversation::{ConversationContent, load_conversation, load_notes};
use crate::error::AppError;
use crate::redirect::redirect;
use crate::session::local_path;
use crate::views::load::open_view;

/// Loads the lists for an address, concurrently.
pub(super) async fn load_content(context: &RequestContext, query: &HistoryQuery) -> HistoryContent {
    let options =
        async { if query.shows_filters() { load_options(context).await.map(Some) } else { Ok(None) } };
    let (month, options, list) =
        futures::join!(load_month(context, query), options, load_list(context, query));
    HistoryContent { month, options, list, layout: context.layouts().history, notice: None }
}

/// Loads what changes when interactions are recorded, concurrently.
pub(super) async fn load_arrivals(
    context: &RequestContext,
    query: &HistoryQuery,
) -> Result<HistoryArrivals, AppError> {
    let (month, list) = futures::try_join!(load_month(context, query), load_list(context, query))?;
    Ok(HistoryArrivals { month, list })
}

pub(super) async fn load_month(
    context: &RequestContext,
    query: &HistoryQuery,
) -> Result<MonthCounts, AppError> {
    let today = context.today();
    let month = query.month.unwrap_or(Month::of(today));
    let days = context.scoped()?.history().month(month).await?;
    Ok(MonthCounts { today, month, days })
}

pub(super) async fn load_options(context: &RequestContext) -> Result<FilterOptions, AppError> {
    Ok(context.scoped()?.history().filter_options().await?)
}

pub(super) async fn load_list(
    context: &RequestContext,
    query: &HistoryQuery,
) -> Result<HistoryList, AppError> {
    let scoped = context.scoped()?;
    let today = context.today();
    let filter = query.filter(today);
    let names = async {
        if query.is_filtered() { scoped.history().names(&filter).await } else { Ok(FilterOptions::default()) }
    };
    let (names, view) = futures::join!(names, open_view(context, query));
    let (names, view) = (names?, view?);
    let unseen = names.missing(&filter.agents, &filter.queues);
    if filter.is_impossible() {
        return Ok(HistoryList { today, page: None, names, reasons: Vec::new(), unseen, view });
    }
    let mut page = scoped.history().list_in_order(&filter, query.order, query.page).await?;
    if !context.layouts().history.shows(HistoryField::Customer) {
        page.rows.iter_mut().for_each(|row| row.customer = None);
    }
    let mut queues: Vec<QueueId> = page.rows.iter().filter(|row| row.own).map(|row| row.queue.id).collect();
    queues.sort_unstable();
    queues.dedup();
    let reasons = if queues.is_empty() { Vec::new() } else { scoped.history().reasons_of(&queues).await? };
    Ok(HistoryList { today, page: Some(page), names, reasons, unseen, view })
}

pub(super) async fn load_interaction(
    context: &RequestContext,
    address: &InteractionAddress,
) -> Result<ConversationContent, AppError> {
    match address.view {
        InteractionView::Conversation => load_conversation(context, &address.protocol, address.whole).await,
        InteractionView::Notes => load_notes(context, &address.protocol).await,
    }
}

/// Folds the chart or unfolds it; see [`super::api::fold_chart`].
pub(super) async fn fold_chart(folded: bool, return_to: Option<&str>) -> Result<(), AppError> {
    let context = RequestContext::current()?;
    let mut layout = context.layouts().history;
    layout.folded = folded;
    context.scoped()?.own_account().choose_layout(&layout).await?;
    redirect(local_path(return_to));
    Ok(())
}
