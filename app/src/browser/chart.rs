//! The scale of the month chart follows the channels that the legend shows. Without WASM, CSS hides a
//! channel at the scale of all of them.

use chrono::NaiveDate;
use domain::Channel;
use domain::chart::{Chart, DayCount, layout};
use leptos::ev;
use leptos::prelude::*;
use web_sys::Element;

use super::{all, around, root};
use crate::locales::use_texts;

/// Registers the event listener.
pub(super) fn listen() {
    window_event_listener(ev::change, |event| {
        if around(&event, "[data-series]").is_some() {
            fit();
        }
    });
}

/// Fits the scale and the bars to the channels that are shown.
pub(super) fn fit() {
    let Some(axis) = all(&root(), ".chart-axis").into_iter().next() else { return };
    let hidden: Vec<Channel> = all(&root(), "[data-series]:not(:checked)")
        .iter()
        .filter_map(|toggle| Channel::parse(&toggle.get_attribute("data-series")?))
        .collect();
    let days = all(&root(), "[data-counts]");
    let counts: Vec<DayCount> = days.iter().map(|day| shown(day, &hidden)).collect();
    let Chart { bars, ticks } = layout(&counts);
    for (day, bar) in days.iter().zip(bars) {
        for segment in bar.segments {
            for drawn in all(day, &format!(".seg-{}", segment.channel.as_str())) {
                let _ = drawn.set_attribute("height", &segment.length());
            }
        }
    }
    let t = use_texts();
    axis.set_text_content(None);
    for tick in ticks.iter().rev() {
        if let Ok(line) = document().create_element("span") {
            line.set_text_content(Some(&t.locale.integer(u64::from(*tick))));
            let _ = axis.append_child(&line);
        }
    }
}

/// The counts of a day without those of hidden channels. For the scale it does not matter which day.
fn shown(day: &Element, hidden: &[Channel]) -> DayCount {
    let written = day.get_attribute("data-counts").unwrap_or_default();
    let mut counts = written.split(',').map(|n| n.parse().unwrap_or(0));
    let by_channel = Channel::ALL.map(|channel| {
        let n = counts.next().unwrap_or(0);
        if hidden.contains(&channel) { 0 } else { n }
    });
    DayCount { day: NaiveDate::MIN, by_channel }
}
