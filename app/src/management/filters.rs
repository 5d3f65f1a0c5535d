//! The search field and the filter panel of the management page.

use domain::{CaseStatus, bidi};
use leptos::either::EitherOf3;
use leptos::prelude::*;

use super::data::CaseOptions;
use super::query::{ManagementQuery, PATH, Query};
use crate::live::Slice;
use crate::locales::use_texts;
use crate::ui::filters::{FilterButton, FilterPanel, PeriodFields, QuickPeriods};
use crate::ui::multiselect::{Choice, MultiSelectField, choices};
use crate::ui::search::SearchField;
use crate::ui::state::Failure;

/// The search field; it keeps the filters and the order.
#[component]
pub(super) fn SearchForm(query: Query, label: &'static str, hint: &'static str) -> impl IntoView {
    let searched = Signal::derive(move || query.with(|query| query.search.clone()));
    let fields = Signal::derive(move || query.with(|query| query.fields(false, true)));
    view! { <SearchField action=PATH searched fields label hint/> }
}

/// The filter button beside the search field.
#[component]
pub(super) fn FilterToggle(query: Query) -> impl IntoView {
    move || {
        let mut query = query.with(ManagementQuery::without_case);
        let open = query.filters_open;
        query.filters_open = !open;
        view! { <FilterButton href=query.href() open/> }
    }
}

/// The filter panel, shown if it was opened or if the period ends before it starts.
#[component]
pub(super) fn Filters(query: Query, options: Slice<Option<CaseOptions>>) -> impl IntoView {
    let shown = Memo::new(move |_| query.with(ManagementQuery::shows_filters));
    move || match options.get() {
        _ if !shown.get() => EitherOf3::A(()),
        Ok(None) => EitherOf3::A(()),
        Ok(Some(found)) => EitherOf3::B(view! {
            // The panel is created again when the applied filters change.
            <For each=move || [query.with(ManagementQuery::only_filters)] key=ManagementQuery::href let:applied>
                <Panel query applied options=found.clone()/>
            </For>
        }),
        Err(error) => EitherOf3::C(view! {
            <section class="card">
                <Failure error retry=Callback::new(move |()| options.retry())/>
            </section>
        }),
    }
}

/// The panel; `applied` has the filters that apply.
#[component]
fn Panel(query: Query, applied: ManagementQuery, options: CaseOptions) -> impl IntoView {
    let t = use_texts();
    let now = applied;
    let CaseOptions { people, kinds } = options;
    let statuses = CaseStatus::ALL.map(|status| Choice {
        value: status.as_str().to_owned(),
        text: t.status_name(status).to_owned(),
        chosen: now.statuses.contains(&status),
    });
    // Dates that are typed replace the quick period, which is kept otherwise.
    let relative = now.relative.map(|period| ("period".to_owned(), period.as_str().to_owned()));
    // Applying the filters closes the panel, as on the history page.
    let fields = Signal::derive(move || {
        let kept =
            query.with(|query| ManagementQuery { filters_open: false, ..query.clone() }.fields(true, false));
        kept.into_iter().chain(relative.clone()).collect::<Vec<_>>()
    });
    let quick_period = move |period| query.with(|query| query.with_period(Some(period)).href());
    let cleared = Signal::derive(move || query.with(|query| query.cleared().href()));
    let words = t.management();
    view! {
        <FilterPanel action=PATH fields cleared>
            <QuickPeriods chosen=now.relative href=quick_period of=t.case().opened/>
            <MultiSelectField name="status".to_owned() label=words.statuses.to_owned() all=t.all_statuses.to_owned() choices=statuses.to_vec()/>
            <MultiSelectField name="queue".to_owned() label=t.queues.to_owned() all=t.all_queues.to_owned() choices=choices(people.queues, &now.queues)/>
            <MultiSelectField
                name="agent".to_owned()
                label=t.case().responsible.to_owned()
                all=t.all.to_owned()
                choices=choices(people.agents, &now.agents)
            />
            <Kinds kinds chosen=now.kind.clone()/>
            <PeriodFields of=t.case().opened period=now.dates()/>
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
            <label class="field-label" for="filter-kind">{t.case().kind}</label>
            <select class="select-native" id="filter-kind" name="kind" autocomplete="off">
                <option value="">{t.all}</option>
                {options}
            </select>
        </div>
    }
}
