//! The table of interactions with chips and pager.

use domain::history::HistoryRow;
use domain::paging::Page;
use leptos::either::EitherOf4;
use leptos::html;
use leptos::prelude::*;

use super::chips::Chips;
use super::data::HistoryList;
use super::live::Lists;
use super::query::{HistoryQuery, PATH, Query};
use super::row::Row;
use crate::error::AppError;
use crate::locales::use_texts;
use crate::ui::pager::{Pager, PagerAddress};
use crate::ui::state::{EmptyList, Failure, ImpossiblePeriod};
use crate::ui::table::{ListRows, ListTable, column_heads};

/// What the place of the rows shows. It stays as long as the kind does, whatever the rows are.
#[derive(Clone, PartialEq, Eq)]
enum Body {
    Rows,
    Empty,
    ImpossiblePeriod,
    Failure(AppError),
}

impl Body {
    fn of(list: &Result<HistoryList, AppError>) -> Self {
        match list {
            Err(error) => Self::Failure(error.clone()),
            Ok(HistoryList { page: None, .. }) => Self::ImpossiblePeriod,
            Ok(HistoryList { page: Some(page), .. }) if page.total == 0 => Self::Empty,
            Ok(_) => Self::Rows,
        }
    }
}

/// The list of interactions, or its error.
#[component]
pub(super) fn InteractionTable(lists: Lists) -> impl IntoView {
    let t = use_texts();
    let Lists { query, list, .. } = lists;
    let body = Memo::new(move |_| list.with(Body::of));
    let content = move || match body.get() {
        Body::Rows => EitherOf4::A(view! {
            <Rows lists/>
            {move || page(lists).map(|page| view! { <Pager address=pages(query) page/> })}
        }),
        Body::Empty => EitherOf4::B(move || view! { <Empty query=query.get()/> }),
        Body::ImpossiblePeriod => EitherOf4::C(view! { <ImpossiblePeriod/> }),
        Body::Failure(error) => EitherOf4::D(view! {
            <Failure error retry=Callback::new(move |()| list.retry())/>
        }),
    };
    let chips = move || {
        let HistoryList { today, page, names, .. } = list.get().ok()?;
        let total = page.map(|page| page.total);
        Some(view! { <Chips query=query.get() today names total is_busy=list.is_busy()/> })
    };
    let section = NodeRef::<html::Section>::new();
    view! {
        <div class="list-head">
            {chips}
            <News lists section/>
        </div>
        <section
            class="card table-card table-card-medium"
            node_ref=section
            tabindex="-1"
            aria-labelledby="table-title"
            aria-busy=move || list.aria_busy()
        >
            <h2 class="sr-only" id="table-title">{t.history_title}</h2>
            {content}
        </section>
    }
}

/// The button that leads to the interactions that wait to be shown, if there are any. It gives the
/// focus to the table: it is gone with them.
#[component]
fn News(lists: Lists, section: NodeRef<html::Section>) -> impl IntoView {
    let t = use_texts();
    let Lists { query, list, .. } = lists;
    let new = Memo::new(move |_| {
        list.with_waiting(|newer| {
            let newer = newer.as_ref()?;
            list.with(|shown| Some(newer.newer_than(shown.as_ref().ok()?)))
        })
    });
    let leave = move |_| {
        if let Some(section) = section.get_untracked() {
            let _ = section.focus();
        }
    };
    move || {
        let new = new.get().filter(|new| *new > 0)?;
        Some(view! {
            <a
                class="button button-small news"
                role="button"
                href=query.with(|query| query.with_page(1).href())
                data-noscroll=""
                on:click=leave
            >
                {(t.new_interactions)(new)}
            </a>
        })
    }
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
