//! The active filters of the history as chips.

use chrono::NaiveDate;
use domain::duration::hh_mm_ss;
use domain::history::FilterOptions;
use domain::{ClockTime, DurationRange, Millis, Period};
use leptos::prelude::*;

use super::query::HistoryQuery;
use crate::locales::{Texts, use_texts};
use crate::ui::chips::{Chip, ChipItems, name_of, period_text, relative_text};

/// The chips, *Limpar Filtros*, and the number of interactions. A name that is not among the `names`
/// is on its way while the list `is_busy`.
#[component]
pub(super) fn Chips(
    query: HistoryQuery,
    today: NaiveDate,
    names: FilterOptions,
    total: Option<String>,
    is_busy: bool,
) -> impl IntoView {
    let t = use_texts();
    let chips = chips_of(&query, today, &names, is_busy, t);
    let cleared = query.cleared().href();
    let filtered = query.is_filtered();
    let chosen = query.has_period();
    let period = period_or_today(query.period(today), today, t);
    view! {
        <div class="chips-row">
            <ul class="chips" aria-label=t.filters_active>
                {(!chosen).then(|| view! { <DefaultPeriod period/> })}
                <ChipItems chips/>
                {filtered
                    .then(|| view! { <li><a class="chips-clear" href=cleared data-noscroll="">{t.clear_filters}</a></li> })}
            </ul>
            {total.map(|total| view! { <p class="result-total">{total}</p> })}
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
    let words = t.history_filters();
    let mut chips = Vec::new();
    let mut chip = |label, value: String, change: &dyn Fn(&mut HistoryQuery)| {
        chips.push(Chip { label, value, without: query.refined(change).href() });
    };
    if query.has_period() {
        chip(t.period, chosen_period(query, today, t), &HistoryQuery::remove_period);
    }
    if query.hours != domain::DailyHours::default() {
        let time = |time: Option<ClockTime>| time.map_or_else(|| "00:00".to_owned(), |time| time.to_string());
        let text = format!("{} – {}", time(query.hours.from), time(query.hours.until));
        chip(words.hours, text, &|query| query.hours = domain::DailyHours::default());
    }
    for channel in &query.channels {
        chip(t.channel, t.channel_name(*channel).to_owned(), &|query| {
            query.channels.retain(|one| one != channel);
        });
    }
    for direction in &query.directions {
        chip(words.direction, t.direction_name(*direction).to_owned(), &|query| {
            query.directions.retain(|one| one != direction);
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
    if query.without_reason {
        chip(t.reasons, t.no_reason.to_owned(), &|query| query.without_reason = false);
    }
    if !query.duration.is_open() {
        chip(words.duration, range_text(query.duration, t), &|query| {
            query.duration = DurationRange::default();
        });
    }
    if !query.wait.is_open() {
        chip(words.wait, range_text(query.wait, t), &|query| query.wait = DurationRange::default());
    }
    if let Some(recorded) = query.recorded {
        chip(words.recording, words.recorded(recorded).to_owned(), &|query| query.recorded = None);
    }
    if let Some(customer) = &query.customer {
        chip(t.customer, customer.clone(), &|query| query.customer = None);
    }
    if let Some(number) = &query.number {
        chip(t.number, number.clone(), &|query| query.number = None);
    }
    if let Some(protocol) = &query.protocol {
        chip(t.protocol, protocol.clone(), &|query| query.protocol = None);
    }
    chips
}

/// The period that was chosen: its name and its days, or its ends with their times.
fn chosen_period(query: &HistoryQuery, today: NaiveDate, t: &Texts) -> String {
    let days = query.period(today);
    if let Some(relative) = query.relative {
        return relative_text(relative, days, t);
    }
    if query.begins.is_none() && query.ends.is_none() {
        return period_or_today(days, today, t);
    }
    let begins = days.from.map(|day| moment(day, query.begins, t));
    match (begins, days.to.map(|day| moment(day, query.ends, t))) {
        (Some(from), Some(to)) => (t.between)(&from, &to),
        (Some(from), None) => (t.since)(&from),
        (None, Some(to)) => (t.until)(&to),
        (None, None) => t.any_date.to_owned(),
    }
}

/// A day, with a time if there is one.
pub(super) fn moment(day: NaiveDate, time: Option<ClockTime>, t: &Texts) -> String {
    match time {
        Some(time) => format!("{} {time}", t.locale.date(day)),
        None => t.locale.date(day),
    }
}

/// A range of durations as text.
fn range_text(range: DurationRange, t: &Texts) -> String {
    let words = t.history_filters();
    let time = |seconds: u32| hh_mm_ss(Millis::seconds(seconds.into()));
    match (range.min, range.max) {
        (Some(min), Some(max)) => (t.between)(&time(min), &time(max)),
        (Some(min), None) => format!("{} {}", words.at_least, time(min)),
        (None, Some(max)) => format!("{} {}", words.at_most, time(max)),
        (None, None) => String::new(),
    }
}

fn period_or_today(period: Period, today: NaiveDate, t: &Texts) -> String {
    if period == Period::day(today) { t.today.to_owned() } else { period_text(period, t) }
}
