//! *Casos*: all cases in scope.

use chrono::NaiveDate;
use domain::CaseLayout;
use domain::history::FilterOptions;
use leptos::prelude::*;

use super::data::{CaseOptions, FoundCases, TabContent};
use super::filters::{FilterToggle, Filters, SearchForm};
use super::live::Tab;
use super::query::ManagementQuery;
use crate::case_list::{CaseLinks, CaseTable, DueLinks, due_name, field_name};
use crate::columns::ColumnsToggle;
use crate::live::Slice;
use crate::locales::{Texts, use_texts};
use crate::ui::chips::{Chip, ChipItems, name_of, period_text, relative_text};
use crate::ui::erased::IntoErased;
use crate::ui::list_card::ListCard;
use crate::ui::state::EmptyList;

/// The tab *Casos*.
#[component]
pub(super) fn Cases(tab: Tab, options: Slice<Option<CaseOptions>>, layout: CaseLayout) -> impl IntoView {
    let t = use_texts();
    let words = t.management();
    let query = tab.query;
    let page = Memo::new(move |_| tab.found.with(|found| cases(found.as_ref().ok()?)?.page.clone()));
    let links = CaseLinks::new(query);
    let chips = move || {
        let (today, names, total) = tab.found.with(|found| {
            let found = cases(found.as_ref().ok()?)?;
            Some((found.today, found.names.clone(), found.page.as_ref().map(|page| page.total_text(t))))
        })?;
        Some(view! { <Chips query=query.get() today names total is_busy=tab.found.is_busy()/> })
    };
    view! {
        <div class="list-tools">
            <SearchForm query label=words.search_cases hint=words.search_cases_hint/>
            <FilterToggle query/>
            <ColumnsToggle class="icon-button" address=tab.columns_toggle()/>
        </div>
        <DueLinks links page/>
        {tab.columns(layout.clone(), field_name, words.column_id)}
        <Filters query options/>
        <ListCard
            class="card table-card table-card-wide"
            title=words.tab_cases
            head=chips
            news=tab.news()
            first=tab.first()
            state=tab.state(total)
            is_busy=tab.is_busy()
            retry=tab.retry()
            rows=Box::new(move || view! { <CaseTable links page layout=layout.clone()/> }.erased())
            empty=Box::new(move || (move || view! { <Empty tab/> }).erased())
        />
    }
}

fn cases(content: &TabContent) -> Option<&FoundCases> {
    if let TabContent::Cases(cases) = content { Some(cases) } else { None }
}

fn total(content: &TabContent) -> Option<u64> {
    Some(cases(content)?.page.as_ref()?.list.page.total)
}

/// The chips, *Limpar Filtros*, and the number of cases. Names are awaited while the list `is_busy`.
#[component]
fn Chips(
    query: ManagementQuery,
    today: NaiveDate,
    names: FilterOptions,
    total: Option<String>,
    is_busy: bool,
) -> impl IntoView {
    let t = use_texts();
    let chips = chips_of(&query, today, &names, is_busy, t);
    let cleared = query.cleared().href();
    let list = (!chips.is_empty()).then(|| {
        view! {
            <ul class="chips" aria-label=t.filters_active>
                <ChipItems chips/>
                <li><a class="chips-clear" href=cleared data-noscroll="">{t.clear_filters}</a></li>
            </ul>
        }
    });
    view! {
        <div class="chips-row">
            {list}
            {total.map(|total| view! { <p class="result-total" data-announce="">{total}</p> })}
        </div>
    }
}

fn chips_of(
    query: &ManagementQuery,
    today: NaiveDate,
    names: &FilterOptions,
    is_busy: bool,
    t: &'static Texts,
) -> Vec<Chip> {
    let mut chips = Vec::new();
    let mut chip = |label, value: String, change: &dyn Fn(&mut ManagementQuery)| {
        chips.push(Chip { label, value, without: query.refined(change).href() });
    };
    if !query.search.is_empty() {
        chip(t.forms().search, query.search.clone(), &|query| query.search.clear());
    }
    if let Some(due) = query.due {
        chip(t.case().tab_sla, due_name(due, t).to_owned(), &|query| {
            (query.due, query.order) = (None, crate::case_list::Order::default());
        });
    }
    for status in &query.statuses {
        chip(t.case().status, t.status_name(*status).to_owned(), &|query| {
            query.statuses.retain(|one| one != status);
        });
    }
    for id in &query.queues {
        chip(t.queue, name_of(&names.queues, *id, is_busy), &|query| query.queues.retain(|one| one != id));
    }
    for id in &query.agents {
        let name = name_of(&names.agents, *id, is_busy);
        chip(t.case().responsible, name, &|query| query.agents.retain(|one| one != id));
    }
    if let Some(kind) = &query.kind {
        chip(t.case().kind, kind.clone(), &|query| query.kind = None);
    }
    if query.has_period() {
        let days = query.period(today);
        let text = query.relative.map_or_else(|| period_text(days, t), |name| relative_text(name, days, t));
        chip(t.case().opened, text, &|query| *query = query.with_period(None));
    }
    chips
}

/// The empty state of the list.
#[component]
fn Empty(tab: Tab) -> impl IntoView {
    let words = use_texts().management();
    let (narrowed, cleared) = tab.query.with(ManagementQuery::narrowed);
    let text = match (narrowed, tab.has_full_scope) {
        (true, _) => words.no_cases_filtered,
        (false, true) => words.no_cases_at_all,
        (false, false) => words.no_cases_in_scope,
    };
    view! { <EmptyList title=words.no_cases text cleared/> }
}
