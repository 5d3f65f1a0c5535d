//! The table of interactions with chips and pager.

use domain::history::HistoryRow;
use domain::paging::Page;
use leptos::prelude::*;

use super::chips::Chips;
use super::data::HistoryList;
use super::live::Lists;
use super::query::{HistoryQuery, PATH, Query};
use super::row::Row;
use crate::live::Slice;
use crate::locales::use_texts;
use crate::ui::erased::IntoErased;
use crate::ui::list_card::{ListCard, ListState};
use crate::ui::pager::{Pager, PagerAddress};
use crate::ui::state::EmptyList;
use crate::ui::table::{ListRows, ListTable, column_heads};

/// The list of interactions.
#[component]
pub(super) fn InteractionTable(lists: Lists) -> impl IntoView {
    let Lists { query, list, .. } = lists;
    let total = |list: &HistoryList| list.page.as_ref().map(|page| page.total);
    let state = Memo::new(move |_| list.with(|list| ListState::of(list, total)));
    let chips = move || {
        let HistoryList { today, page, names, .. } = list.get().ok()?;
        let total = page.map(|page| page.total);
        Some(view! { <Chips query=query.get() today names total is_busy=list.is_busy()/> })
    };
    let rows = move || {
        let pager = move || page(lists).map(|page| view! { <Pager address=pages(query) page/> });
        view! {
            <Rows lists/>
            {pager}
        }
        .erased()
    };
    view! {
        <ListCard
            class="card table-card table-card-medium"
            title=use_texts().history_title
            head=chips
            news=news(list)
            first=Signal::derive(move || query.with(|query| query.with_page(1).href()))
            state
            is_busy=Signal::derive(move || list.is_busy())
            retry=Callback::new(move |()| list.retry())
            rows=Box::new(rows)
            empty=Box::new(move || (move || view! { <Empty query=query.get()/> }).erased())
        />
    }
}

/// How many interactions wait to be shown.
fn news(list: Slice<HistoryList>) -> Memo<Option<String>> {
    let t = use_texts();
    Memo::new(move |_| {
        let new = list.with_waiting(|newer| {
            let newer = newer.as_ref()?;
            list.with(|shown| Some(newer.newer_than(shown.as_ref().ok()?)))
        });
        new.filter(|new| *new > 0).map(t.new_interactions)
    })
}

/// The arithmetic of the page that is shown.
fn page(lists: Lists) -> Option<Page> {
    lists.list.with(|list| Some(list.as_ref().ok()?.page.as_ref()?.page()))
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

/// The rows, each of which keeps its elements as long as its interaction is in the list.
#[component]
fn Rows(lists: Lists) -> impl IntoView {
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
    let rows = Memo::new(move |_| {
        let page = lists.list.with(|list| list.as_ref().ok().and_then(|list| list.page.clone()));
        page.map(|page| page.rows).unwrap_or_default()
    });
    let class = move || {
        let any_own = rows.with(|rows| rows.iter().any(|row| row.own));
        if any_own { "list list-agent" } else { "list" }
    };
    view! {
        <ListTable class=Signal::derive(class) heads>
            <ListRows items=rows key=HistoryRow::identity rows=move || {
                let lists = lists.derived();
                move |row| view! { <Row lists row/> }
            }/>
        </ListTable>
    }
}

/// The empty state of the table.
#[component]
fn Empty(query: HistoryQuery) -> impl IntoView {
    let t = use_texts();
    let filtered = query.is_filtered();
    let cleared = filtered.then(|| query.cleared().href());
    let text = if filtered { t.empty_filtered } else { t.empty_today };
    view! { <EmptyList title=t.empty_title text cleared/> }
}
