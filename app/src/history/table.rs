//! The table of interactions with chips and pager.

use chrono::NaiveDate;
use domain::history::{HistoryPage, HistoryRow, SearchedTo};
use domain::{HistoryColumn, HistoryField, HistoryLayout};
use leptos::prelude::*;

use super::chips::{Chips, moment};
use super::columns::{field_class, field_name};
use super::data::HistoryList;
use super::live::Lists;
use super::query::{HistoryQuery, PATH, Query};
use super::row::Row;
use crate::bulk::{BulkForm, BulkList, Selection};
use crate::live::Slice;
use crate::locales::{Texts, use_texts};
use crate::ui::erased::{Erased, IntoErased};
use crate::ui::icon::icon;
use crate::ui::list_card::{ListCard, ListState};
use crate::ui::pager::{Pager, PagerAddress};
use crate::ui::state::EmptyList;
use crate::ui::table::{ListRows, ListTable, column_head, sorted_by_link};

/// The list of interactions.
#[component]
pub(super) fn InteractionTable(lists: Lists, layout: HistoryLayout) -> impl IntoView {
    let t = use_texts();
    let Lists { query, list, .. } = lists;
    let total = |list: &HistoryList| list.page.as_ref().map(|page| page.total);
    let state = Memo::new(move |_| list.with(|list| ListState::of(list, total)));
    let chips = move || {
        let HistoryList { today, page, names, .. } = list.get().ok()?;
        let total = page.as_ref().map(|page| total_text(page, t));
        let searched = page.and_then(|page| page.searched);
        Some(view! {
            <Chips query=query.get() today names total is_busy=list.is_busy()/>
            {searched.map(|to| view! { <Searched query=query.get() to today/> })}
        })
    };
    let filter = move || query.with(|query| query.of_list().with_page(1).to_search());
    let selection = Selection::provide(Signal::derive(filter));
    let rows = move || {
        let pager = move || {
            let page = shown_page(lists)?;
            let count = t.locale.integer(page.total);
            let total = if page.more {
                (t.history_filters().more_than)(&count)
            } else {
                t.locale.integer(page.listed)
            };
            Some(view! { <Pager address=pages(query) page=page.page() total/> })
        };
        view! {
            <Bulk lists selection/>
            <Rows lists layout=layout.clone()/>
            {pager}
            {move || only_first(lists)}
        }
        .erased()
    };
    view! {
        <ListCard
            class="card table-card table-card-medium"
            title=use_texts().history_title
            head=chips
            news=news(query, list)
            first=Signal::derive(move || query.with(|query| query.with_page(1).href()))
            state
            is_busy=Signal::derive(move || list.is_busy())
            retry=Callback::new(move |()| list.retry())
            rows=Box::new(rows)
            empty=Box::new(move || (move || view! { <Empty query=query.get()/> }).erased())
        />
    }
}

/// How many interactions wait to be shown; in another order than by time, that there are some.
fn news(query: Query, list: Slice<HistoryList>) -> Memo<Option<String>> {
    let t = use_texts();
    Memo::new(move |_| {
        let new = list.with_waiting(|newer| {
            let newer = newer.as_ref()?;
            list.with(|shown| Some(newer.newer_than(shown.as_ref().ok()?)))
        });
        let latest_first = query.with(|query| query.order.is_latest_first());
        let text = |new| {
            if latest_first { (t.new_interactions)(new) } else { t.history_filters().changed.to_owned() }
        };
        new.filter(|new| *new > 0).map(text)
    })
}

/// The page that is shown.
fn shown_page(lists: Lists) -> Option<HistoryPage> {
    lists.list.with(|list| list.as_ref().ok()?.page.clone())
}

/// The number of interactions; "more than N" if there are more than are counted.
fn total_text(page: &HistoryPage, t: &Texts) -> String {
    if page.more {
        (t.history_filters().more_interactions)(&t.locale.integer(page.total))
    } else {
        (t.interactions)(page.total)
    }
}

/// How far the period was searched, and the way to the rest of it.
#[component]
fn Searched(query: HistoryQuery, to: SearchedTo, today: NaiveDate) -> impl IntoView {
    let t = use_texts();
    let words = t.history_filters();
    let date = moment(to.day, to.time, t);
    let (text, rest) = if query.is_oldest_first() {
        ((words.searched_until)(&date), words.search_later)
    } else {
        ((words.searched_since)(&date), words.search_earlier)
    };
    let href = query.beyond(to, today).href();
    view! {
        <p class="list-end" role="note">
            {icon("info", "icon")} {text} " " <a href=href data-noscroll="">{rest}</a>
        </p>
    }
}

/// What the last page says of a list whose rest cannot be paged to.
fn only_first(lists: Lists) -> Option<impl IntoView + use<>> {
    let t = use_texts();
    let listed = lists.list.with(|list| {
        let page = list.as_ref().ok()?.page.as_ref()?;
        let is_cut = page.more || page.listed < page.total;
        (is_cut && page.page().number == page.page().last).then_some(page.listed)
    })?;
    let text = (t.history_filters().only_first)(&t.locale.integer(listed));
    Some(view! { <p class="list-end">{icon("info", "icon")} {text}</p> })
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

/// What is done with several interactions at once; the viewer qualifies only their own.
#[component]
fn Bulk(lists: Lists, selection: Selection) -> impl IntoView {
    let t = use_texts();
    let query = lists.query;
    let any_own = Memo::new(move |_| lists.with_rows(|rows| rows.iter().any(|row| row.own)));
    let search = Signal::derive(move || query.with(|query| query.of_list().to_search()));
    let total = Signal::derive(move || {
        let count = |page: HistoryPage| {
            format!("{}{}", t.locale.integer(page.total), if page.more { "+" } else { "" })
        };
        shown_page(lists).map(count).unwrap_or_default()
    });
    let is_offered = Memo::new(move |_| any_own.get() || !selection.is_empty());
    move || is_offered.get().then(|| view! { <BulkForm list=BulkList::History search total/> })
}

/// The rows, each of which keeps its elements as long as its interaction is in the list.
#[component]
fn Rows(lists: Lists, layout: HistoryLayout) -> impl IntoView {
    let t = use_texts();
    let query = lists.query;
    let fields = layout.fields().iter().map(|field| head(query, *field, t)).collect_view();
    let wait = (!layout.shows(HistoryField::Wait)).then(|| {
        // What the list is about is shown, although the user has not chosen the column.
        let shows_wait = Memo::new(move |_| query.with(HistoryQuery::shows_wait));
        move || shows_wait.get().then(|| head(query, HistoryField::Wait, t))
    });
    let heads = view! {
        {column_head("col-protocol", t.column_protocol)}
        {fields}
        {wait}
        {column_head("col-actions", t.column_actions)}
    };
    let rows = Memo::new(move |_| {
        let page = lists.list.with(|list| list.as_ref().ok().and_then(|list| list.page.clone()));
        page.map(|page| page.rows).unwrap_or_default()
    });
    let compact = layout.compact;
    let class = move || {
        let any_own = rows.with(|rows| rows.iter().any(|row| row.own));
        match (any_own, compact) {
            (true, true) => "list list-history list-agent list-compact",
            (true, false) => "list list-history list-agent",
            (false, true) => "list list-history list-compact",
            (false, false) => "list list-history",
        }
    };
    view! {
        <ListTable class=Signal::derive(class) heads>
            <ListRows items=rows key=HistoryRow::identity rows=move || {
                let lists = lists.derived();
                let shows_wait = Memo::new(move |_| lists.query.with(HistoryQuery::shows_wait));
                let layout = layout.clone();
                move |row| view! { <Row lists row shows_wait layout=layout.clone()/> }
            }/>
        </ListTable>
    }
}

/// The head of a column; three of them sort the list.
fn head(query: Query, field: HistoryField, t: &'static Texts) -> Erased {
    let text = field_name(field, t);
    let by = match field {
        HistoryField::Queued => HistoryColumn::Queued,
        HistoryField::Duration => HistoryColumn::Duration,
        HistoryField::Wait => HistoryColumn::Wait,
        other => return column_head(field_class(other), text).erased(),
    };
    view! { <SortingHead query class=field_class(field) text by/> }.erased()
}

/// The head of a column by which the list can be sorted.
#[component]
fn SortingHead(query: Query, class: &'static str, text: &'static str, by: HistoryColumn) -> impl IntoView {
    let t = use_texts();
    let ascending = Memo::new(move |_| {
        let order = query.with(|query| query.order);
        (order.by == by).then_some(order.ascending)
    });
    let href =
        move || query.with(|query| query.refined(|query| query.order = query.order.of_column(by)).href());
    sorted_by_link(class, ascending, href, (t.history_filters().sort_by)(text), text)
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
