//! The table of interactions with chips and pager.

use chrono::NaiveDate;
use domain::history::{HistoryPage, Named};
use domain::{ContactReasonId, QueueId};
use leptos::either::{Either, EitherOf3};
use leptos::prelude::*;

use super::chips::Chips;
use super::content::HistoryList;
use super::query::{HistoryQuery, Query};
use super::row::Row;
use crate::error::AppError;
use crate::locales::use_texts;
use crate::ui::pager::{Pager, PagerAddress};
use crate::ui::state::{EmptyList, Failure, ImpossiblePeriod};
use crate::ui::table::{ListTable, column_heads};

/// The list of interactions, or its error.
#[component]
pub(super) fn InteractionTable(
    query: Query,
    today: NaiveDate,
    list: Result<HistoryList, AppError>,
) -> impl IntoView {
    match list {
        Ok(list) => Either::Left(view! { <Content query today list/> }),
        Err(error) => Either::Right(view! { <section class="card table-card"><Failure error/></section> }),
    }
}

#[component]
fn Content(query: Query, today: NaiveDate, list: HistoryList) -> impl IntoView {
    let t = use_texts();
    let HistoryList { page, names, reasons } = list;
    let total = page.as_ref().map(|page| page.total);
    let content = match page {
        Some(page) if page.total > 0 => EitherOf3::A(view! {
            <Rows query page=page.clone() reasons/>
            <Pager address=pages(query) page=page.page()/>
        }),
        Some(_) => EitherOf3::B(view! { <Empty query/> }),
        None => EitherOf3::C(view! { <ImpossiblePeriod/> }),
    };
    view! {
        <Chips query today names total/>
        <section class="card table-card table-card-medium" aria-labelledby="table-title">
            <h2 class="sr-only" id="table-title">{t.history_title}</h2>
            {content}
        </section>
    }
}

fn pages(query: Query) -> PagerAddress {
    let fields = query.with_value(HistoryQuery::filter_fields);
    PagerAddress::new(
        move |number| query.with_value(|query| query.with_page(number).href()),
        "/history",
        fields,
        "page",
    )
}

#[component]
fn Rows(
    query: Query,
    page: HistoryPage,
    reasons: Vec<(QueueId, Vec<Named<ContactReasonId>>)>,
) -> impl IntoView {
    let t = use_texts();
    let heads = column_heads([
        ("col-protocol", t.column_protocol),
        ("col-time", t.column_date),
        ("col-duration", t.column_duration),
        ("col-queue", t.column_queue),
        ("col-number", t.column_number),
        ("col-channel", t.column_channel),
        ("col-reason", t.column_qualification),
        ("col-actions", t.column_actions),
    ]);
    let class = if page.rows.iter().any(|row| row.own) { "list list-agent" } else { "list" };
    let rows = page.rows.into_iter().map(|row| {
        let offered = row.own.then(|| {
            let of_queue = reasons.iter().find(|(queue, _)| *queue == row.queue.id);
            of_queue.map(|(_, reasons)| reasons.clone()).unwrap_or_default()
        });
        view! { <Row query row reasons=offered/> }
    });
    let rows = rows.collect_view();
    view! { <ListTable class heads>{rows}</ListTable> }
}

/// The empty state of the table.
#[component]
fn Empty(query: Query) -> impl IntoView {
    let t = use_texts();
    let filtered = query.with_value(HistoryQuery::is_filtered);
    let cleared = filtered.then(|| query.with_value(|query| query.cleared().href()));
    let text = if filtered { t.empty_filtered } else { t.empty_today };
    view! { <EmptyList title=t.empty_title text cleared/> }
}
