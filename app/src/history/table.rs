//! The table of interactions with chips and pager.

use domain::history::{HistoryPage, HistoryRow, Named};
use domain::{ContactReasonId, QueueId};
use leptos::either::{Either, EitherOf3};
use leptos::prelude::*;

use super::chips::Chips;
use super::data::HistoryList;
use super::live::Lists;
use super::query::{HistoryQuery, PATH, Query};
use super::row::Row;
use crate::locales::use_texts;
use crate::ui::pager::{Pager, PagerAddress};
use crate::ui::state::{EmptyList, Failure, ImpossiblePeriod};
use crate::ui::table::{ListTable, column_heads};

/// The list of interactions, or its error.
#[component]
pub(super) fn InteractionTable(lists: Lists) -> impl IntoView {
    let list = lists.list;
    move || match list.get() {
        Ok(list) => Either::Left(view! { <Content lists list/> }),
        Err(error) => Either::Right(view! {
            <section class="card table-card">
                <Failure error retry=Callback::new(move |()| list.retry())/>
            </section>
        }),
    }
}

#[component]
fn Content(lists: Lists, list: HistoryList) -> impl IntoView {
    let t = use_texts();
    let query = lists.query;
    let HistoryList { today, page, names, reasons } = list;
    let total = page.as_ref().map(|page| page.total);
    let content = match page {
        Some(page) if page.total > 0 => {
            let arithmetic = page.page();
            EitherOf3::A(view! {
                <Rows lists page reasons/>
                {move || view! { <Pager address=pages(query) page=arithmetic/> }}
            })
        }
        Some(_) => EitherOf3::B(view! { <Empty query/> }),
        None => EitherOf3::C(view! { <ImpossiblePeriod/> }),
    };
    view! {
        {move || view! { <Chips query today names=names.clone() total/> }}
        <section
            class="card table-card table-card-medium"
            aria-labelledby="table-title"
            aria-busy=move || lists.list.aria_busy()
        >
            <h2 class="sr-only" id="table-title">{t.history_title}</h2>
            {content}
        </section>
    }
}

fn pages(query: Query) -> PagerAddress {
    let fields = query.with(HistoryQuery::filter_fields);
    PagerAddress::new(
        move |number| query.with_untracked(|query| query.with_page(number).href()),
        PATH,
        fields,
        "page",
    )
}

/// The rows, each of which keeps its elements as long as nothing of it changes.
#[component]
fn Rows(
    lists: Lists,
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
    let offered = move |row: &HistoryRow| {
        row.own.then(|| {
            let of_queue = reasons.iter().find(|(queue, _)| *queue == row.queue.id);
            of_queue.map(|(_, reasons)| reasons.clone()).unwrap_or_default()
        })
    };
    let rows = page.rows;
    view! {
        <ListTable class heads>
            <For each=move || rows.clone() key=HistoryRow::clone let:row>
                <Row lists reasons=offered(&row) row/>
            </For>
        </ListTable>
    }
}

/// The empty state of the table.
#[component]
fn Empty(query: Query) -> impl IntoView {
    let t = use_texts();
    let filtered = query.with(HistoryQuery::is_filtered);
    let cleared = filtered.then(|| query.with(|query| query.cleared().href()));
    let text = if filtered { t.empty_filtered } else { t.empty_today };
    view! { <EmptyList title=t.empty_title text cleared/> }
}
