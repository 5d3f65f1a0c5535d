//! The search field and the filter panel of the management page.

use domain::{CaseStatus, bidi};
use leptos::either::Either;
use leptos::prelude::*;

use super::content::CaseOptions;
use super::query::{ManagementQuery, Query};
use crate::error::AppError;
use crate::locales::use_texts;
use crate::ui::filters::{FilterButton, FilterPanel, PeriodFields};
use crate::ui::multiselect::{Choice, MultiSelect, choices};
use crate::ui::search::SearchField;
use crate::ui::state::Failure;

/// The search field; it keeps the filters and the order.
#[component]
pub(super) fn SearchForm(query: Query, label: &'static str, hint: &'static str) -> impl IntoView {
    let (typed, fields) = query.with_value(|query| (query.search.clone(), query.fields(false, true)));
    view! { <SearchField action="/management" typed fields label hint/> }
}

/// The filter button beside the search field.
#[component]
pub(super) fn FilterToggle(query: Query) -> impl IntoView {
    let mut query = query.with_value(ManagementQuery::without_case);
    let open = query.filters_open;
    query.filters_open = !open;
    view! { <FilterButton href=query.href() open/> }
}

/// The filter panel, shown if it was opened or if the period ends before it starts.
#[component]
pub(super) fn Filters(query: Query, options: Result<CaseOptions, AppError>) -> impl IntoView {
    match options {
        Ok(options) => Either::Left(view! { <Panel query options/> }),
        Err(error) => Either::Right(view! { <section class="card"><Failure error/></section> }),
    }
}

#[component]
fn Panel(query: Query, options: CaseOptions) -> impl IntoView {
    let t = use_texts();
    let now = query.get_value();
    let CaseOptions { people, kinds } = options;
    let statuses = CaseStatus::ALL.map(|status| Choice {
        value: status.as_str().to_owned(),
        text: t.status_name(status).to_owned(),
        chosen: now.statuses.contains(&status),
    });
    // Applying the filters closes the panel, as on the history page.
    let fields = ManagementQuery { filters_open: false, ..now.clone() }.fields(true, false);
    let words = &t.management;
    view! {
        <FilterPanel action="/management" fields cleared=now.cleared().href()>
            <MultiSelect name="status".to_owned() label=words.statuses.to_owned() all=t.all_statuses.to_owned() choices=statuses.to_vec()/>
            <MultiSelect name="queue".to_owned() label=t.queues.to_owned() all=t.all_queues.to_owned() choices=choices(people.queues, &now.queues)/>
            <MultiSelect
                name="agent".to_owned()
                label=t.case.responsible.to_owned()
                all=t.all.to_owned()
                choices=choices(people.agents, &now.agents)
            />
            <Kinds kinds chosen=now.kind.clone()/>
            <PeriodFields of=t.case.opened period=now.period()/>
        </FilterPanel>
    }
}

#[component]
fn Kinds(kinds: Vec<String>, chosen: Option<String>) -> impl IntoView {
    let t = use_texts();
    // Keep the kind of the URL selected even if no case has it any more.
    let lost = chosen.clone().filter(|kind| !kinds.contains(kind));
    let options = kinds.into_iter().chain(lost).map(|kind| {
        let selected = chosen.as_ref() == Some(&kind);
        view! { <option value=kind.clone() selected=selected>{bidi::plain(&kind)}</option> }
    });
    let options = options.collect_view();
    view! {
        <div class="field">
            <label class="field-label" for="filter-kind">{t.case.kind}</label>
            <select class="select-native" id="filter-kind" name="kind" autocomplete="off">
                <option value="">{t.all}</option>
                {options}
            </select>
        </div>
    }
}
