//! *Atendimentos neste mês*: bars per day, stacked by channel.
//!
//! Each day is a link that filters the table and contains its numbers, shown on hover and focus;
//! the check boxes of the legend hide a series with CSS. So all of it works without WASM; with it, the
//! scale follows the series that are shown.

use chrono::{Datelike, NaiveDate};
use domain::chart::{self, Bar, DayCount};
use domain::{Channel, Month};
use leptos::either::Either;
use leptos::prelude::*;

use super::data::MonthCounts;
use super::query::{HistoryQuery, Query};
use crate::live::Slice;
use crate::locales::{Locale, Texts, use_texts};
use crate::ui::channel;
use crate::ui::icon::icon;
use crate::ui::state::Failure;

/// The address that a rendering of the chart is for.
type Shown = StoredValue<HistoryQuery>;

/// The card with the chart of a month.
#[component]
pub(super) fn MonthChart(query: Query, counts: Slice<MonthCounts>) -> impl IntoView {
    let hidden = RwSignal::new(Vec::new());
    let content = move || match counts.get() {
        Ok(counts) => Either::Left(view! { <Content query=query.get() counts hidden without=hidden.get()/> }),
        Err(error) => Either::Right(view! { <Failure error retry=Callback::new(move |()| counts.retry())/> }),
    };
    view! {
        <section class="card chart" aria-labelledby="chart-title" aria-busy=move || counts.aria_busy()>
            {content}
        </section>
    }
}

/// What stands for the folded chart.
#[component]
pub(super) fn FoldedChart(query: Query) -> impl IntoView {
    let t = use_texts();
    view! {
        <section class="card chart chart-folded" aria-labelledby="chart-title">
            <h2 class="card-title" id="chart-title">{t.chart_title}</h2>
            {move || view! { <Fold back=query.with(HistoryQuery::href) folded=false/> }}
        </section>
    }
}

/// The button that folds the chart or unfolds it. The page is loaded again: what is not shown is not there.
#[component]
fn Fold(back: String, folded: bool) -> impl IntoView {
    let words = use_texts().history_columns();
    let (label, glyph) =
        if folded { (words.fold_chart, "chevron-up") } else { (words.unfold_chart, "chevron-down") };
    view! {
        <form method="post" action="/sf/fold_history_chart" class="chart-fold">
            <input type="hidden" name="folded" value=folded.to_string()/>
            <input type="hidden" name="back" value=back/>
            <button class="icon-button" aria-label=label title=label>{icon(glyph, "icon")}</button>
        </form>
    }
}

/// The chart. `hidden` are the series that the legend hides, and `without` the same now.
#[component]
fn Content(
    query: HistoryQuery,
    counts: MonthCounts,
    hidden: RwSignal<Vec<Channel>>,
    without: Vec<Channel>,
) -> impl IntoView {
    let t = use_texts();
    let (back, unfiltered) = (query.href(), query.is_filtered());
    let note = unfiltered.then(|| view! { <p class="chart-note">{t.history_columns().chart_unfiltered}</p> });
    let query = StoredValue::new(query);
    let MonthCounts { today, month, days } = counts;
    let days = chart::fill_month(month, &days);
    let shown: Vec<DayCount> = days.iter().map(|day| day.without(&without)).collect();
    let drawing = chart::layout(&shown);
    let ticks =
        drawing.ticks.iter().rev().map(|tick| view! { <span>{t.locale.integer(u64::from(*tick))}</span> });
    let ticks = ticks.collect_view();
    let total: u64 = days.iter().map(|day| u64::from(day.total())).sum();
    let resting = days.iter().find(|day| day.day == today).map_or_else(
        || Either::Left(view! { <span class="readout-part">{t.chart_hint}</span> }),
        |day| Either::Right(readout(t, day, true)),
    );
    // Of a hidden series only the bar is gone, not the number.
    let bars = drawing.bars.into_iter().zip(&days).map(|(bar, day)| Bar { count: *day, ..bar });
    let bars = bars.map(|bar| view! { <DayBar query bar today/> }).collect_view();
    let title = title_of(t, month, today);
    let month_class = format!("chart-days days-{}", days.len());
    view! {
        <header class="chart-head">
            <h2 class="card-title" id="chart-title">{title.clone()}</h2>
            <MonthNavigation query month today/>
            <p class="chart-total">{(t.interactions)(total)}</p>
            <Legend days=days.clone() hidden/>
            <Fold back folded=true/>
        </header>
        {note}
        <Patterns/>
        <div class="chart-body">
            <p class="readout chart-readout">{resting}</p>
            <div class="chart-axis" aria-hidden="true">{ticks}</div>
            <ol class=month_class aria-label=title.clone()>{bars}</ol>
        </div>
        <DataTable query days title/>
    }
}

/// *Atendimentos neste mês*, or with the name of the month if it is not the current one.
fn title_of(t: &Texts, month: Month, today: NaiveDate) -> String {
    if month == Month::of(today) {
        t.chart_title.to_owned()
    } else {
        (t.chart_title_of)(&t.locale.month(month))
    }
}

/// The month with links to the previous and next one. Future months are empty, so the current one
/// is the last.
#[component]
fn MonthNavigation(query: Shown, month: Month, today: NaiveDate) -> impl IntoView {
    let t = use_texts();
    let current = Month::of(today);
    let to = move |target: Month| {
        let mut query = query.get_value();
        query.month = (target != current).then_some(target);
        query.href()
    };
    let next = if month < current {
        Either::Left(view! {
            <a
                class="icon-button"
                href=to(month.next())
                aria-label=format!("{}, {}", t.chart_next_month, t.locale.month(month.next()))
                data-noscroll=""
            >
                {icon("chevron-right", "icon")}
            </a>
        })
    } else {
        Either::Right(view! {
            <span class="icon-button" role="link" aria-disabled="true" aria-label=t.chart_next_month>
                {icon("chevron-right", "icon")}
            </span>
        })
    };
    view! {
        <nav class="month-nav" aria-label=t.locale.month(month)>
            <a
                class="icon-button"
                href=to(month.previous())
                aria-label=format!("{}, {}", t.chart_previous_month, t.locale.month(month.previous()))
                data-noscroll=""
            >
                {icon("chevron-left", "icon")}
            </a>
            <span class="month-name">{t.locale.month(month)}</span>
            {next}
        </nav>
    }
}

/// The legend: colour, pattern and total of each channel; unchecking a channel hides it.
#[component]
fn Legend(days: Vec<DayCount>, hidden: RwSignal<Vec<Channel>>) -> impl IntoView {
    let t = use_texts();
    let items = Channel::ALL.map(|channel| {
        let sum: u64 = days.iter().map(|day| u64::from(day.of(channel))).sum();
        view! {
            <label class=format!("legend-item {}", channel::class(channel))>
                <input
                    class="legend-toggle"
                    type="checkbox"
                    data-series=channel.as_str()
                    checked
                    autocomplete="off"
                    on:change=move |event| {
                        let is_shown = event_target_checked(&event);
                        hidden.update(|hidden| {
                            hidden.retain(|one| *one != channel);
                            hidden.extend((!is_shown).then_some(channel));
                        });
                    }
                />
                <svg class="swatch" aria-hidden="true">
                    <rect width="100%" height="100%" fill=pattern(channel)></rect>
                </svg>
                {icon(channel.as_str(), "icon channel-icon")}
                <span class="legend-name">{t.channel_name(channel)}</span>
                " "
                <span class="legend-sum">{t.locale.integer(sum)}</span>
            </label>
        }
    });
    view! {
        <fieldset class="legend">
            <legend class="sr-only">{t.chart_series}</legend>
            {items.collect_view()}
        </fieldset>
    }
}

fn pattern(channel: Channel) -> &'static str {
    match channel {
        Channel::Voice => "url(#series-voice)",
        Channel::WebChat => "url(#series-webchat)",
        Channel::WhatsApp => "url(#series-whatsapp)",
    }
}

/// The fill patterns of the channels; a texture makes them distinguishable without colour.
#[component]
fn Patterns() -> impl IntoView {
    view! {
        <svg class="chart-patterns" width="0" height="0" aria-hidden="true">
            <defs>
                <pattern id="series-voice" width="6" height="6" patternUnits="userSpaceOnUse">
                    <rect class="ground ground-voice" width="6" height="6"></rect>
                </pattern>
                <pattern
                    id="series-webchat"
                    width="5"
                    height="5"
                    patternUnits="userSpaceOnUse"
                    patternTransform="rotate(45)"
                >
                    <rect class="ground ground-webchat" width="5" height="5"></rect>
                    <rect class="figure" width="1.5" height="5"></rect>
                </pattern>
                <pattern id="series-whatsapp" width="5" height="5" patternUnits="userSpaceOnUse">
                    <rect class="ground ground-whatsapp" width="5" height="5"></rect>
                    <circle class="figure" cx="2.5" cy="2.5" r="0.9"></circle>
                </pattern>
            </defs>
        </svg>
    }
}

#[component]
fn DayBar(query: Shown, bar: Bar, today: NaiveDate) -> impl IntoView {
    let t = use_texts();
    let day = bar.count.day;
    let weekend = day.weekday().number_from_monday() > 5;
    let class = match (weekend, day == today) {
        (true, true) => "day day-weekend day-today",
        (true, false) => "day day-weekend",
        (false, true) => "day day-today",
        (false, false) => "day",
    };
    if day > today && bar.segments.is_empty() {
        return Either::Left(view! {
            <li>
                <span class=format!("{class} day-future")>
                    <span class="day-bar"></span>
                    <span class="day-number" aria-hidden="true">{day.day()}</span>
                </span>
            </li>
        });
    }
    let chosen = query.with_value(|query| query.from == Some(day) && query.to == Some(day));
    // The stack grows upwards, so the last channel comes first in the markup.
    let segments = bar.segments.into_iter().rev().map(|segment| {
        view! {
            <svg class=format!("seg seg-{}", segment.channel.as_str()) height=segment.length()>
                <rect width="100%" height="100%" fill=pattern(segment.channel)></rect>
            </svg>
        }
    });
    Either::Right(view! {
        <li>
            <a
                class=class
                href=query.with_value(|query| query.with_day(day).href())
                aria-current=if chosen { Some("true") } else { (day == today).then_some("date") }
                data-chosen=chosen.then_some("")
                data-noscroll=""
            >
                <span class="day-bar" aria-hidden="true" data-counts=bar.count.written()>{segments.collect_view()}</span>
                <span class="day-number" aria-hidden="true">{day.day()}</span>
                <span class="readout day-readout">{readout(t, &bar.count, day == today)}</span>
            </a>
        </li>
    })
}

/// The numbers of a day as text.
fn readout(t: &'static Texts, count: &DayCount, today: bool) -> impl IntoView + use<> {
    let day = t.locale.day_and_month(count.day);
    let day = if today { format!("{}, {day}", t.today) } else { day };
    let parts = Channel::ALL.map(|channel| {
        let n = t.locale.integer(u64::from(count.of(channel)));
        // A tuple, not a fragment, which would end in a marker in builds with erased components.
        (" ", view! { <span class="readout-part">{format!("{} {n}", t.channel_name(channel))}</span> })
    });
    view! {
        <span class="readout-day">{day}</span>
        " "
        <strong>{t.locale.integer(u64::from(count.total()))}</strong>
        {parts.collect_view()}
    }
}

/// The data of the chart as a table, for accessibility.
#[component]
fn DataTable(query: Shown, days: Vec<DayCount>, title: String) -> impl IntoView {
    let t = use_texts();
    let locale: Locale = t.locale;
    let rows = days.into_iter().filter(|count| count.total() > 0).map(|count| {
        let day = count.day;
        let cells = Channel::ALL.map(|channel| {
            view! { <td class="num">{locale.integer(u64::from(count.of(channel)))}</td> }
        });
        view! {
            <tr>
                <th scope="row">
                    <a href=query.with_value(|query| query.with_day(day).href()) data-noscroll="">{locale.date(day)}</a>
                </th>
                {cells.collect_view()}
                <td class="num">{locale.integer(u64::from(count.total()))}</td>
            </tr>
        }
    });
    let rows = rows.collect_view();
    let heads =
        Channel::ALL.map(|channel| view! { <th scope="col" class="num">{t.channel_name(channel)}</th> });
    view! {
        <details class="chart-data">
            <summary>{t.chart_as_table}</summary>
            <div class="chart-data-scroll" tabindex="0" role="region" aria-label=t.chart_as_table>
                <table class="data">
                    <caption class="sr-only">{title}</caption>
                    <thead>
                        <tr>
                            <th scope="col">{t.chart_day}</th>
                            {heads.collect_view()}
                            <th scope="col" class="num">{t.chart_total}</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        </details>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_title_names_the_month_unless_it_is_this_one() {
        let today: NaiveDate = "2026-11-21".parse().expect("a date");
        let t = Locale::PtBr.texts();
        assert_eq!(title_of(t, Month::of(today), today), "Atendimentos neste mês");
        assert_eq!(title_of(t, Month::of(today).previous(), today), "Atendimentos em outubro de 2026");
    }
}
