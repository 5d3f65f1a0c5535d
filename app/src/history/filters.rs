//! The filter panel of the history.

use domain::history::FilterOptions;
use domain::{Channel, Period};
use leptos::either::EitherOf3;
use leptos::prelude::*;

use super::query::{HistoryQuery, PATH, Query};
use crate::live::Slice;
use crate::locales::use_texts;
use crate::ui::filters::{FilterButton, FilterPanel, PeriodFields};
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
fn Panel(query: Query, applied: HistoryQuery, options: FilterOptions) -> impl IntoView {
    let t = use_texts();
    let now = applied;
    let channels = Channel::ALL.map(|channel| Choice {
        value: channel.as_str().to_owned(),
        text: t.channel_name(channel).to_owned(),
        chosen: now.channels.contains(&channel),
    });
    let month = Signal::derive(move || query.with(HistoryQuery::month_pair).into_iter().collect::<Vec<_>>());
    let cleared = Signal::derive(move || query.with(|query| query.cleared().href()));
    view! {
        <FilterPanel action=PATH fields=month cleared>
            <MultiSelectField name="channel".to_owned() label=t.channels.to_owned() all=t.all.to_owned() choices=channels.to_vec()/>
            <MultiSelectField name="queue".to_owned() label=t.queues.to_owned() all=t.all_queues.to_owned() choices=choices(options.queues, &now.queues)/>
            <MultiSelectField name="agent".to_owned() label=t.agents.to_owned() all=t.all.to_owned() choices=choices(options.agents, &now.agents)/>
            <MultiSelectField name="reason".to_owned() label=t.reasons.to_owned() all=t.all.to_owned() choices=choices(options.reasons, &now.reasons)/>
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
            <PeriodFields period=Period { from: now.from, to: now.to }/>
        </FilterPanel>
    }
}
