//! *Casos*: all cases in scope.

use domain::UserId;
use domain::history::FilterOptions;
use leptos::either::EitherOf3;
use leptos::prelude::*;

use super::content::{CaseOptions, Cases as CasesContent};
use super::filters::{FilterToggle, Filters, SearchForm};
use super::query::{ManagementQuery, Query};
use crate::case_list::{CaseTable, total_text};
use crate::error::AppError;
use crate::locales::{Texts, use_texts};
use crate::session::has_full_scope;
use crate::ui::chips::{Chip, ChipItems, name_of, period_text};
use crate::ui::state::{EmptyList, Failure, ImpossiblePeriod};

/// The tab *Casos*.
#[component]
pub(super) fn Cases(
    query: Query,
    options: Option<Result<CaseOptions, AppError>>,
    cases: Result<CasesContent, AppError>,
) -> impl IntoView {
    let t = use_texts();
    let content = match cases {
        Ok(cases) => view! { <Found query cases/> }.into_any(),
        Err(error) => view! { <section class="card table-card"><Failure error/></section> }.into_any(),
    };
    view! {
        <div class="list-tools">
            <SearchForm query label=t.management.search_cases hint=t.management.search_cases_hint/>
            <FilterToggle query/>
        </div>
        {options.map(|options| view! { <Filters query options/> })}
        {content}
    }
}

#[component]
fn Found(query: Query, cases: CasesContent) -> impl IntoView {
    let t = use_texts();
    let CasesContent { list, names } = cases;
    let total = list.as_ref().map(|cases| total_text(&cases.list, t));
    let content = match list {
        Some(cases) if cases.list.page.total > 0 => {
            let (address, fields) = query.with_value(|query| (query.clone(), query.fields(true, true)));
            EitherOf3::A(
                view! { <CaseTable address cases action="/management" fields with_responsible=true/> },
            )
        }
        Some(_) => EitherOf3::B(view! { <Empty query/> }),
        None => EitherOf3::C(view! { <ImpossiblePeriod/> }),
    };
    view! {
        <Chips query names total/>
        <section class="card table-card table-card-wide" aria-labelledby="table-title">
            <h2 class="sr-only" id="table-title">{t.management.tab_cases}</h2>
            {content}
        </section>
    }
}

#[component]
fn Chips(query: Query, names: FilterOptions, total: Option<String>) -> impl IntoView {
    let t = use_texts();
    let chips = query.with_value(|query| chips_of(query, &names, t));
    let cleared = query.with_value(|query| query.cleared().href());
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

fn chips_of(query: &ManagementQuery, names: &FilterOptions, t: &'static Texts) -> Vec<Chip> {
    let mut chips = Vec::new();
    let mut chip = |label, value: String, change: &dyn Fn(&mut ManagementQuery)| {
        chips.push(Chip { label, value, without: query.refined(change).href() });
    };
    if !query.search.is_empty() {
        chip(t.forms.search, query.search.clone(), &|query| query.search.clear());
    }
    for status in &query.statuses {
        chip(t.case.status, t.status_name(*status).to_owned(), &|query| {
            query.statuses.retain(|one| one != status);
        });
    }
    for id in &query.queues {
        chip(t.queue, name_of(&names.queues, *id), &|query| query.queues.retain(|one| one != id));
    }
    for id in &query.agents {
        let name = name_of::<UserId>(&names.agents, *id);
        chip(t.case.responsible, name, &|query| query.agents.retain(|one| one != id));
    }
    if let Some(kind) = &query.kind {
        chip(t.case.kind, kind.clone(), &|query| query.kind = None);
    }
    if query.from.is_some() || query.to.is_some() {
        chip(t.case.opened, period_text(query.period(), t), &|query| {
            (query.from, query.to) = (None, None);
        });
    }
    chips
}

/// The empty state of the list.
#[component]
fn Empty(query: Query) -> impl IntoView {
    let t = use_texts();
    let narrowed = query.with_value(|query| query.is_filtered() || !query.search.is_empty());
    let cleared = narrowed.then(|| query.with_value(|query| query.cleared().href()));
    let text = match (narrowed, has_full_scope()) {
        (true, _) => t.management.no_cases_filtered,
        (false, true) => t.management.no_cases_at_all,
        (false, false) => t.management.no_cases_in_scope,
    };
    view! { <EmptyList title=t.management.no_cases text cleared/> }
}
