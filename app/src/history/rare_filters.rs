//! *Mais filtros*: the filters that few searches need, folded while none of them is set.

use domain::duration::hh_mm_ss;
use domain::{ClockTime, Direction, Millis};
use leptos::prelude::*;

use super::query::HistoryQuery;
use crate::locales::use_texts;
use crate::ui::multiselect::{Choice, MultiSelectField};

/// The fields; `applied` has the filters that apply.
#[component]
pub(super) fn RareFilters(applied: HistoryQuery) -> impl IntoView {
    let t = use_texts();
    let words = t.history_filters();
    let directions = Direction::ALL.map(|direction| Choice {
        value: direction.as_str().to_owned(),
        text: t.direction_name(direction).to_owned(),
        chosen: applied.directions.contains(&direction),
    });
    let (hours, duration, wait) = (applied.hours, applied.duration, applied.wait);
    view! {
        <details class="filters-more" open=applied.has_rare_filter()>
            <summary>{words.more}</summary>
            <div class="filters-grid">
                <MultiSelectField name="direction".to_owned() label=words.direction.to_owned() all=t.all_queues.to_owned() choices=directions.to_vec()/>
                <TimeField name="time_from" label=words.time_from time=hours.from/>
                <TimeField name="time_to" label=words.time_to time=hours.until/>
                <DurationField name="duration_min" label=words.duration_min seconds=duration.min/>
                <DurationField name="duration_max" label=words.duration_max seconds=duration.max/>
                <DurationField name="wait_min" label=words.wait_min seconds=wait.min/>
                <DurationField name="wait_max" label=words.wait_max seconds=wait.max/>
                <Recording chosen=applied.recorded/>
            </div>
        </details>
    }
}

#[component]
fn TimeField(name: &'static str, label: &'static str, time: Option<ClockTime>) -> impl IntoView {
    let id = format!("filter-{name}");
    let value = time.map(|time| time.to_string()).unwrap_or_default();
    view! {
        <div class="field">
            <label class="field-label" for=id.clone()>{label}</label>
            <input class="input" id=id name=name type="time" value=value/>
        </div>
    }
}

#[component]
fn DurationField(name: &'static str, label: &'static str, seconds: Option<u32>) -> impl IntoView {
    let hint = use_texts().history_filters().duration_hint;
    let id = format!("filter-{name}");
    let value = seconds.map(|seconds| hh_mm_ss(Millis::seconds(seconds.into()))).unwrap_or_default();
    view! {
        <div class="field">
            <label class="field-label" for=id.clone()>{label}</label>
            <input class="input" id=id name=name autocomplete="off" maxlength="11" placeholder=hint value=value/>
        </div>
    }
}

#[component]
fn Recording(chosen: Option<bool>) -> impl IntoView {
    let words = use_texts().history_filters();
    view! {
        <div class="field">
            <label class="field-label" for="filter-recording">{words.recording}</label>
            <select class="select-native" id="filter-recording" name="recording" autocomplete="off">
                <option value="">{words.any}</option>
                <option value="yes" selected=chosen == Some(true)>{words.with_recording}</option>
                <option value="no" selected=chosen == Some(false)>{words.without_recording}</option>
            </select>
        </div>
    }
}
