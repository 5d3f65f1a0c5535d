//! The filter panel of the history.

use domain::history::FilterOptions;
use domain::{Channel, HistoryColumn, HistoryOrder, Period};
use leptos::either::EitherOf3;
use leptos::prelude::*;

use super::chunk::{self, Panel};
use super::query::{HistoryQuery, MAX_CUSTOMER, NO_REASON, PATH, Query};
use super::rare_filters::RareFilters;
use crate::live::Slice;
use crate::locales::use_texts;
use crate::ui::awaiting::Awaiting;
use crate::ui::filters::{FilterButton, FilterPanel, PeriodFields, QuickPeriods};
use crate::ui::multiselect::{Choice, MultiSelectField, choices};
use crate::ui::state::Failure;

/// The filter button beside the title.
#[component]
pub(super) fn FilterToggle(query: Query) -> impl IntoView {
    move || {
        let mut query = query.get();
        let open = query.filters_open;
        query.filters_open = !open;
        view! { <FilterButton href=query.href() open/> }
    }
}

/// The filter panel, shown if it is open or if the period is impossible.
#[component]
pub(super) fn Filters(query: Query, options: Slice<Option<FilterOptions>>) -> impl IntoView {
    let shown = Memo::new(move |_| query.with(HistoryQuery::shows_filters));
    move || match options.get() {
        _ if !shown.get() => EitherOf3::A(()),
        Ok(None) => EitherOf3::A(()),
        Ok(Some(found)) => EitherOf3::B(view! {
            // The panel is created again when the applied filters change.
            <For each=move || [query.with(|query| query.of_list().with_page(1))] key=HistoryQuery::clone let:applied>
                <Loaded query applied options=found.clone()/>
            </For>
        }),
        Err(error) => EitherOf3::C(view! {
            <section class="card">
                <Failure error retry=Callback::new(move |()| options.retry())/>
            </section>
        }),
    }
}

/// The panel, once its code is there.
#[component]
fn Loaded(query: Query, applied: HistoryQuery, options: FilterOptions) -> impl IntoView {
    let shown = move || {
        chunk::panel(Panel::Filters { query, applied: Box::new(applied.clone()), options: options.clone() })
    };
    view! { <Awaiting chunk=chunk::chunk shown/> }
}

/// The panel; `applied` has the filters that apply.
#[component]
pub(super) fn FiltersPanel(query: Query, applied: HistoryQuery, options: FilterOptions) -> impl IntoView {
    let t = use_texts();
    let now = applied;
    let channels = Channel::ALL.map(|channel| Choice {
        value: channel.as_str().to_owned(),
        text: t.channel_name(channel).to_owned(),
        chosen: now.channels.contains(&channel),
    });
    let without_reason =
        Choice { value: NO_REASON.to_owned(), text: t.no_reason.to_owned(), chosen: now.without_reason };
    let reasons = std::iter::once(without_reason).chain(choices(options.reasons, &now.reasons)).collect();
    // Dates that are typed replace the quick period, which is kept otherwise.
    let relative = now.relative.map(|period| ("period".to_owned(), period.as_str().to_owned()));
    let fields = Signal::derive(move || {
        query.with(|query| {
            let kept = query.month_pair().into_iter().chain(query.order_pairs());
            kept.chain(relative.clone()).collect::<Vec<_>>()
        })
    });
    let cleared = Signal::derive(move || query.with(|query| query.cleared().href()));
    let quick_period = move |period| {
        query.with(|query| {
            let chosen = query.refined(|query| {
                query.remove_period();
                query.relative = Some(period);
            });
            chosen.href()
        })
    };
    view! {
        <FilterPanel action=PATH fields cleared>
            <QuickPeriods chosen=now.relative href=quick_period/>
            <Orders query chosen=now.order/>
            <MultiSelectField name="channel".to_owned() label=t.channels.to_owned() all=t.all.to_owned() choices=channels.to_vec()/>
            <MultiSelectField name="queue".to_owned() label=t.queues.to_owned() all=t.all_queues.to_owned() choices=choices(options.queues, &now.queues)/>
            <MultiSelectField name="agent".to_owned() label=t.agents.to_owned() all=t.all.to_owned() choices=choices(options.agents, &now.agents)/>
            <MultiSelectField name="reason".to_owned() label=t.reasons.to_owned() all=t.all.to_owned() choices=reasons/>
            <div class="field">
                <label class="field-label" for="filter-number">{t.number}</label>
                <input
                    class="input"
                    id="filter-number"
                    name="number"
                    inputmode="tel"
                    autocomplete="off"
                    maxlength="40"
                    placeholder=t.number_hint
                    value=now.number.clone().unwrap_or_default()
                />
            </div>
            <div class="field">
                <label class="field-label" for="filter-customer">{t.customer}</label>
                <input
                    class="input"
                    id="filter-customer"
                    name="customer"
                    autocomplete="off"
                    maxlength=MAX_CUSTOMER.to_string()
                    placeholder=t.history_filters().customer_hint
                    dir="auto"
                    value=now.customer.clone().unwrap_or_default()
                />
            </div>
            <div class="field">
                <label class="field-label" for="filter-protocol">{t.protocol}</label>
                <input
                    class="input"
                    id="filter-protocol"
                    name="protocol"
                    autocomplete="off"
                    spellcheck="false"
                    maxlength="40"
                    value=now.protocol.clone().unwrap_or_default()
                />
            </div>
            // Two elements, and not the last ones (decision 20).
            <div class="unboxed">
                <PeriodFields period=Period { from: now.from, to: now.to } begins=now.begins ends=now.ends/>
            </div>
            <RareFilters applied=now/>
        </FilterPanel>
    }
}

/// The orders as links: by each column, also by one that is not shown.
#[component]
fn Orders(query: Query, chosen: HistoryOrder) -> impl IntoView {
    let t = use_texts();
    let words = t.history_filters();
    let links = HistoryColumn::ALL.map(|by| {
        let text = match by {
            HistoryColumn::Queued => t.column_date,
            HistoryColumn::Duration => t.column_duration,
            HistoryColumn::Wait => words.wait,
        };
        let order = if chosen.by == by { chosen } else { HistoryOrder { by, ascending: false } };
        let href = move || query.with(|query| query.refined(|query| query.order = order).href());
        view! {
            <li>
                <a
                    class="button button-small"
                    href=href
                    aria-current=(chosen.by == by).then_some("true")
                    data-noscroll=""
                >
                    {text}
                </a>
            </li>
        }
    });
    view! {
        <div class="quick-orders">
            <span class="field-label" id="filter-orders">{words.sort}</span>
            <ul class="quick-periods" aria-labelledby="filter-orders">{links.collect_view()}</ul>
        </div>
    }
}
