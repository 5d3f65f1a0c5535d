//! The server functions of the history page. Each takes the query string of the page and answers
//! with what the page shows there.

#![allow(missing_docs, reason = "the server macro makes a struct of every function's arguments")]

use domain::Protocol;
use domain::history::FilterOptions;
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;

use super::data::{HistoryArrivals, HistoryList, MonthCounts};
#[cfg(feature = "ssr")]
use super::load;
#[cfg(feature = "ssr")]
use super::qualification;
#[cfg(feature = "ssr")]
use super::query::HistoryQuery;
#[cfg(feature = "ssr")]
use crate::context::RequestContext;
use crate::conversation::ConversationContent;
use crate::error::AppError;
use crate::ui::notice::Notice;
use crate::wire::Wire;

/// The counts of the chart.
#[server(prefix = "/sf", endpoint = "history_month", input = GetUrl, output = Wire)]
pub async fn month(search: String) -> Result<MonthCounts, AppError> {
    let context = RequestContext::current()?;
    load::load_month(&context, &HistoryQuery::parse(&search)).await.map_err(AppError::answered)
}

/// The rows of the table.
#[server(prefix = "/sf", endpoint = "history_list", input = GetUrl, output = Wire)]
pub async fn list(search: String) -> Result<HistoryList, AppError> {
    let context = RequestContext::current()?;
    load::load_list(&context, &HistoryQuery::parse(&search)).await.map_err(AppError::answered)
}

/// The chart and the table, for a page that asks by itself because something has arrived:
/// `unattended` lets the server not count that as a use of the session.
#[server(prefix = "/sf", endpoint = "history_arrivals", input = GetUrl, output = Wire)]
pub async fn arrivals(
    search: String,
    #[server(default)] unattended: bool,
) -> Result<HistoryArrivals, AppError> {
    let _ = unattended;
    let context = RequestContext::current()?;
    load::load_arrivals(&context, &HistoryQuery::parse(&search)).await.map_err(AppError::answered)
}

/// The options of the filter panel.
#[server(prefix = "/sf", endpoint = "history_options", input = GetUrl, output = Wire)]
pub async fn options() -> Result<FilterOptions, AppError> {
    let context = RequestContext::current()?;
    load::load_options(&context).await.map_err(AppError::answered)
}

/// Sets, changes or clears the contact reason of an interaction of the viewer. `reason` and `seen`
/// are IDs, empty for none; `seen` is the reason shown on the page. A form sent without WASM is
/// redirected to `back`.
#[server(prefix = "/sf", endpoint = "qualify", output = Wire)]
pub async fn qualify(
    protocol: Protocol,
    reason: String,
    seen: String,
    back: Option<String>,
) -> Result<Notice, AppError> {
    crate::flash::respond(qualification::qualify(&protocol, &reason, &seen).await, back.as_deref())
}

/// Folds the chart or unfolds it, also for later visits, and redirects to `back`.
#[server(prefix = "/sf", endpoint = "fold_history_chart", output = Wire)]
pub async fn fold_chart(folded: bool, back: Option<String>) -> Result<(), AppError> {
    load::fold_chart(folded, back.as_deref()).await.map_err(AppError::answered)
}

/// The interaction whose dialog is open.
#[server(prefix = "/sf", endpoint = "history_interaction", input = GetUrl, output = Wire)]
pub async fn interaction(search: String) -> Result<ConversationContent, AppError> {
    let context = RequestContext::current()?;
    let query = HistoryQuery::parse(&search);
    let loaded =
        async { load::load_interaction(&context, query.interaction().ok_or(AppError::NotFound)?).await };
    loaded.await.map_err(AppError::answered)
}
