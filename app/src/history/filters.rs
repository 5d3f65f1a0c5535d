//! The filter panel: a form that asks for this page again with other parameters.

use domain::Channel;
use domain::history::{FilterOptions, Named};
use leptos::either::Either;
use leptos::prelude::*;
use leptos_router::components::Form;

use super::Query;
use super::api;
use super::multiselect::{Choice, MultiSelect};
use super::query::HistoryQuery;
use crate::locales::use_texts;
use crate::ui::icon::icon;
use crate::ui::state::Failure;

/// The panel, while the address says it is open or the period needs mending.
#[component]
pub(super) fn Filters(query: Query) -> impl IntoView {
    let open = Memo::new(move |_| query.with(|query| query.filters_open || is_impossible(query)));
    let options = Resource::new(
        move || open.get(),
        |open| async move { if open { api::load_filter_options().await.map(Some) } else { Ok(None) } },
    );
    view! {
        <Transition>
            {move || Suspend::new(async move {
                match options.await {
                    Ok(Some(options)) => Either::Left(view! { <Panel query options/> }),
                    Ok(None) => Either::Right(().into_any()),
                    Err(error) => {
                        Either::Right(view! { <section class="card"><Failure error/></section> }.into_any())
                    }
                }
            })}
        </Transition>
    }
}

/// Whether the period ends before it starts.
fn is_impossible(query: &HistoryQuery) -> bool {
    domain::Period { from: query.from, to: query.to }.is_impossible()
}

#[component]
fn Panel(query: Query, options: FilterOptions) -> impl IntoView {
    let t = use_texts();
    let now = query.get_untracked();
    let channels = Channel::ALL.map(|channel| Choice {
        value: channel.as_str().to_owned(),
        text: t.channel_name(channel).to_owned(),
        chosen: now.channels.contains(&channel),
    });
    let month = now.month.map(|month| view! { <input type="hidden" name="month" value=month.to_string()/> });
    view! {
        <Form method="GET" action="/history" attr:class="card filters" attr:id="filters" attr:aria-label=t.filters>
            {month}
            <div class="filters-grid">
                <MultiSelect name="channel" label=t.channels choices=channels.to_vec()/>
                <MultiSelect name="queue" label=t.queues choices=choices(options.queues, &now.queues)/>
                <MultiSelect name="agent" label=t.agents choices=choices(options.agents, &now.agents)/>
                <MultiSelect name="reason" label=t.reasons choices=choices(options.reasons, &now.reasons)/>
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
        </Form>
    }
}

/// *Data inicial* and *Data final*; what is wrong with them stands where it can be mended.
#[component]
fn Dates(query: HistoryQuery) -> impl IntoView {
    let t = use_texts();
    let wrong = is_impossible(&query);
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

fn choices<Id: PartialEq + std::fmt::Display>(options: Vec<Named<Id>>, chosen: &[Id]) -> Vec<Choice> {
    let choice = |option: Named<Id>| Choice {
        value: option.id.to_string(),
        chosen: chosen.contains(&option.id),
        text: option.name,
    };
    options.into_iter().map(choice).collect()
}
