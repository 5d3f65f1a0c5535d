//! The active filters of the history as chips.

use chrono::NaiveDate;
use domain::Period;
use domain::history::FilterOptions;
use leptos::prelude::*;

use super::query::HistoryQuery;
use crate::locales::{Texts, use_texts};
use crate::ui::chips::{Chip, ChipItems, name_of, period_text};

/// The chips, *Limpar Filtros*, and the number of interactions. A name that is not among the `names`
/// is on its way while the list `is_busy`.
#[component]
pub(super) fn Chips(
    query: HistoryQuery,
    today: NaiveDate,
    names: FilterOptions,
    total: Option<u64>,
    is_busy: bool,
) -> impl IntoView {
    let t = use_texts();
    let chips = chips_of(&query, today, &names, is_busy, t);
    let cleared = query.cleared().href();
    let filtered = query.is_filtered();
    let chosen = query.from.is_some() || query.to.is_some();
    let period = period_or_today(query.period(today), today, t);
    view! {
        <div class="chips-row">
            <ul class="chips" aria-label=t.filters_active>
                {(!chosen).then(|| view! { <DefaultPeriod period/> })}
                <ChipItems chips/>
                {filtered
                    .then(|| view! { <li><a class="chips-clear" href=cleared data-noscroll="">{t.clear_filters}</a></li> })}
            </ul>
            {total.map(|total| view! { <p class="result-total">{(t.interactions)(total)}</p> })}
        </div>
    }
}

/// The default period, if none was chosen. It cannot be removed, but is shown: a hidden limit would
/// look like missing interactions.
#[component]
fn DefaultPeriod(period: String) -> impl IntoView {
    let t = use_texts();
    view! {
        <li>
            <span class="chip chip-fixed">
                <span class="chip-key">{t.period} ":"</span>
                " "
                <span class="chip-value">{period}</span>
            </span>
        </li>
    }
}

fn chips_of(
    query: &HistoryQuery,
    today: NaiveDate,
    names: &FilterOptions,
    is_busy: bool,
    t: &'static Texts,
) -> Vec<Chip> {
    let mut chips = Vec::new();
    let mut chip = |label, value: String, change: &dyn Fn(&mut HistoryQuery)| {
        chips.push(Chip { label, value, without: query.refined(change).href() });
    };
    if query.from.is_some() || query.to.is_some() {
        chip(t.period, period_or_today(query.period(today), today, t), &|query| {
            (query.from, query.to) = (None, None);
        });
    }
    for channel in &query.channels {
        chip(t.channel, t.channel_name(*channel).to_owned(), &|query| {
            query.channels.retain(|one| one != channel);
        });
    }
    for id in &query.queues {
        chip(t.queue, name_of(&names.queues, *id, is_busy), &|query| query.queues.retain(|one| one != id));
    }
    for id in &query.agents {
        chip(t.agent, name_of(&names.agents, *id, is_busy), &|query| query.agents.retain(|one| one != id));
    }
    for id in &query.reasons {
        chip(t.reasons, name_of(&names.reasons, *id, is_busy), &|query| {
            query.reasons.retain(|one| one != id);
        });
    }
    if let Some(number) = &query.number {
        chip(t.number, number.clone(), &|query| query.number = None);
    }
    if let Some(protocol) = &query.protocol {
        chip(t.protocol, protocol.clone(), &|query| query.protocol = None);
    }
    chips
}

fn period_or_today(period: Period, today: NaiveDate, t: &Texts) -> String {
    if period == Period::day(today) { t.today.to_owned() } else { period_text(period, t) }
}
