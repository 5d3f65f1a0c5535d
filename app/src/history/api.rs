//! The server functions of the history page. Each one parses, authorises, calls and maps; what a
//! person may see is decided by the store, in the query itself.

#![allow(missing_docs, reason = "the server macro makes a struct of every function's arguments")]

use chrono::NaiveDate;
use domain::chart::DayCount;
use domain::history::{CaseSummary, Conversation, FilterOptions, HistoryPage, Message, Named, Qualified};
use domain::{CaseId, ContactReasonId, Month, Protocol, QueueId};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use crate::error::AppError;

/// Messages sent in one piece; longer conversations arrive in several.
pub const MESSAGES_AT_ONCE: u64 = 300;

/// What the table shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HistoryList {
    /// Today, in the operation's time zone.
    pub today: NaiveDate,
    /// The rows; `None` where the period is impossible.
    pub page: Option<HistoryPage>,
    /// The names behind the filters in force, for the chips.
    pub names: FilterOptions,
    /// Where the viewer may qualify rows of the page: the reasons their queues offer.
    pub reasons: Vec<QueueReasons>,
}

/// The reasons one queue offers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct QueueReasons {
    /// The queue.
    pub queue: QueueId,
    /// Its reasons, in the order set up.
    pub reasons: Vec<Named<ContactReasonId>>,
}

/// The month chart.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MonthCounts {
    /// Today, in the operation's time zone.
    pub today: NaiveDate,
    /// The month shown.
    pub month: Month,
    /// The days that have interactions.
    pub days: Vec<DayCount>,
}

/// A dialog's content: the conversation with the first part of its messages.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConversationView {
    /// The identity strip.
    pub conversation: Conversation,
    /// The messages from the first one on.
    pub messages: Vec<Message>,
}

/// The table for an address (the part behind `?`).
#[server(prefix = "/sf", endpoint = "history")]
pub async fn load_history(search: String) -> Result<HistoryList, AppError> {
    use super::query::HistoryQuery;
    let context = crate::context::RequestContext::current()?;
    let scoped = context.scoped()?;
    let query = HistoryQuery::parse(&search);
    let today = domain::zone::day_of(context.store.zone(), store::clock::now_ms());
    let filter = query.filter(today);
    let names = if query.is_filtered() { scoped.names(&filter).await? } else { FilterOptions::default() };
    if filter.period.is_impossible() {
        return Ok(HistoryList { today, page: None, names, reasons: Vec::new() });
    }
    let page = scoped.history(&filter, query.page).await?;
    let mut queues: Vec<QueueId> = page.rows.iter().filter(|row| row.own).map(|row| row.queue.id).collect();
    queues.sort_unstable();
    queues.dedup();
    let reasons = if queues.is_empty() { Vec::new() } else { scoped.reasons_of(&queues).await? };
    let reasons = reasons.into_iter().map(|(queue, reasons)| QueueReasons { queue, reasons }).collect();
    Ok(HistoryList { today, page: Some(page), names, reasons })
}

/// The chart's month; the current one where none is named.
#[server(prefix = "/sf", endpoint = "month")]
pub async fn load_month(month: Option<Month>) -> Result<MonthCounts, AppError> {
    let context = crate::context::RequestContext::current()?;
    let today = domain::zone::day_of(context.store.zone(), store::clock::now_ms());
    let month = month.unwrap_or(Month::of(today));
    let days = context.scoped()?.month(month).await?;
    Ok(MonthCounts { today, month, days })
}

/// What the filters offer.
#[server(prefix = "/sf", endpoint = "filter_options")]
pub async fn load_filter_options() -> Result<FilterOptions, AppError> {
    let context = crate::context::RequestContext::current()?;
    Ok(context.scoped()?.filter_options().await?)
}

/// A conversation with its first messages, or with all of them.
#[server(prefix = "/sf", endpoint = "conversation")]
pub async fn load_conversation(protocol: Protocol, whole: bool) -> Result<ConversationView, AppError> {
    let context = crate::context::RequestContext::current()?;
    let scoped = context.scoped()?;
    let found = scoped.conversation(&protocol).await?;
    let conversation = found.ok_or_else(|| AppError::NotFound.answered())?;
    let limit = if whole { conversation.message_count } else { MESSAGES_AT_ONCE };
    let messages = scoped.messages(&protocol, 0, limit).await?.unwrap_or_default();
    Ok(ConversationView { conversation, messages })
}

/// The messages from a position on, a piece at a time.
#[server(prefix = "/sf", endpoint = "messages")]
pub async fn load_messages(protocol: Protocol, from: u64) -> Result<Vec<Message>, AppError> {
    let context = crate::context::RequestContext::current()?;
    let found = context.scoped()?.messages(&protocol, from, MESSAGES_AT_ONCE).await?;
    found.ok_or_else(|| AppError::NotFound.answered())
}

/// A case in a few words.
#[server(prefix = "/sf", endpoint = "case_summary")]
pub async fn load_case(case: CaseId) -> Result<CaseSummary, AppError> {
    let context = crate::context::RequestContext::current()?;
    let found = context.scoped()?.case_summary(case).await?;
    found.ok_or_else(|| AppError::NotFound.answered())
}

/// Sets, changes or clears the contact reason of the viewer's own interaction. `reason` and
/// `seen` are IDs, empty for none; `seen` is the reason that stood on the page. A plain form is
/// led `back`, where the outcome is told.
#[server(prefix = "/sf", endpoint = "qualify")]
pub async fn qualify(
    protocol: Protocol,
    reason: String,
    seen: String,
    back: Option<String>,
) -> Result<Qualified, AppError> {
    let outcome = qualify_own(&protocol, &reason, &seen).await;
    if super::flash::cookie::is_plain_form() {
        super::flash::cookie::leave(&outcome);
        leptos_axum::redirect(crate::session::local_path(back.as_deref()));
        return outcome.or(Ok(Qualified { now: None, replaced: None }));
    }
    outcome.map_err(AppError::answered)
}

#[cfg(feature = "ssr")]
async fn qualify_own(protocol: &Protocol, reason: &str, seen: &str) -> Result<Qualified, AppError> {
    let read = |id: &str| -> Result<Option<ContactReasonId>, AppError> {
        if id.is_empty() { Ok(None) } else { id.parse().map(Some).map_err(|_| AppError::ReasonNotOffered) }
    };
    let (reason, seen) = (read(reason)?, read(seen)?);
    let context = crate::context::RequestContext::current()?;
    match context.scoped()?.qualify(protocol, reason, seen, store::clock::now_ms()).await {
        Ok(done) => done.ok_or(AppError::NotFound),
        Err(store::Error::Conflict(_)) => Err(AppError::ReasonNotOffered),
        Err(error) => Err(error.into()),
    }
}
