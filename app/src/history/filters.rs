//! The filter panel of the history.

use domain::history::FilterOptions;
use domain::{Channel, Period};
use leptos::either::Either;
use leptos::prelude::*;

use super::query::Query;
use crate::error::AppError;
use crate::locales::use_texts;
use crate::ui::filters::{FilterPanel, PeriodFields};
use crate::ui::multiselect::{Choice, MultiSelect, choices};
use crate::ui::state::Failure;

/// The filter panel, shown if it is open or if the period is impossible.
#[component]
pub(super) fn Filters(query: Query, options: Result<FilterOptions, AppError>) -> impl IntoView {
    match options {
        Ok(options) => Either::Left(view! { <Panel query options/> }),
        Err(error) => Either::Right(view! { <section class="card"><Failure error/></section> }),
    }
}

#[component]
fn Panel(query: Query, options: FilterOptions) -> impl IntoView {
    let t = use_texts();
    let now = query.get_value();
    let channels = Channel::ALL.map(|channel| Choice {
        value: channel.as_str().to_owned(),
        text: t.channel_name(channel).to_owned(),
        chosen: now.channels.contains(&channel),
    });
    let month = now.month.map(|month| ("month".to_owned(), month.to_string())).into_iter().collect();
    view! {
        <FilterPanel action="/history" fields=month cleared=now.cleared().href()>
            <MultiSelect name="channel".to_owned() label=t.channels.to_owned() all=t.all.to_owned() choices=channels.to_vec()/>
            <MultiSelect name="queue".to_owned() label=t.queues.to_owned() all=t.all_queues.to_owned() choices=choices(options.queues, &now.queues)/>
            <MultiSelect name="agent".to_owned() label=t.agents.to_owned() all=t.all.to_owned() choices=choices(options.agents, &now.agents)/>
            <MultiSelect name="reason".to_owned() label=t.reasons.to_owned() all=t.all.to_owned() choices=choices(options.reasons, &now.reasons)/>
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
