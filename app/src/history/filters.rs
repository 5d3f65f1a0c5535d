//! The filter panel: a form that asks for this page again with other parameters.

use domain::Channel;
use domain::history::{FilterOptions, Named};
use leptos::either::Either;
use leptos::prelude::*;

use super::multiselect::{Choice, MultiSelect};
use super::page::Query;
use super::query::HistoryQuery;
use crate::error::AppError;
use crate::locales::use_texts;
use crate::ui::icon::icon;
use crate::ui::state::Failure;

/// The panel; it stands there while the address says so or the period needs mending.
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
    let month = now.month.map(|month| view! { <input type="hidden" name="month" value=month.to_string()/> });
    view! {
        <form method="get" action="/history" class="card filters" id="filters" aria-label=t.filters>
            {month}
            <div class="filters-grid">
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
                <Dates query=now.clone()/>
            </div>
            <div class="filters-actions">
                <button class="button button-primary">{t.apply_filters}</button>
                <a class="button button-quiet" href=now.cleared().href() data-noscroll="">{t.clear_filters}</a>
            </div>
        </form>
    }
}

/// *Data inicial* and *Data final*; what is wrong with them stands where it can be mended.
#[component]
fn Dates(query: HistoryQuery) -> impl IntoView {
    let t = use_texts();
    let wrong = query.is_impossible();
    let text = |day: Option<chrono::NaiveDate>| day.map(|day| day.to_string()).unwrap_or_default();
    view! {
        <div class="field">
            <label class="field-label" for="filter-from">{t.date_from}</label>
            <input class="input" id="filter-from" name="from" type="date" max="9999-12-31" value=text(query.from)/>
        </div>
        <div class="field">
            <label class="field-label" for="filter-to">{t.date_to}</label>
            <input
                class="input"
                id="filter-to"
                name="to"
                type="date"
                max="9999-12-31"
                value=text(query.to)
                aria-invalid=wrong.then_some("true")
                aria-describedby=wrong.then_some("filter-to-error")
            />
            {wrong
                .then(|| {
                    view! {
                        <p class="field-error" id="filter-to-error" role="alert">
                            {icon("alert", "icon")} {t.impossible_period}
                        </p>
                    }
                })}
        </div>
    }
}

pub(crate) fn choices<Id: PartialEq + std::fmt::Display>(
    options: Vec<Named<Id>>,
    chosen: &[Id],
) -> Vec<Choice> {
    let choice = |option: Named<Id>| Choice {
        value: option.id.to_string(),
        chosen: chosen.contains(&option.id),
        text: option.name,
    };
    options.into_iter().map(choice).collect()
}
