//! *SLA*: the clocks of the case with their targets and elapsed times.

use domain::Millis;
use domain::cases::{CaseClock, ClockPause};
use domain::duration::hh_mm_ss;
use domain::sla::{ClockKind, SlaStatus};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use super::status::SourceCase;
use super::window::Part;
use crate::locales::{Texts, use_texts};
use crate::ui::erased::IntoErased;
use crate::ui::icon::icon;
use crate::ui::state::EmptyState;
use crate::ui::user_text::user_text;

/// The content of the tab.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SlaContent {
    pub(super) clocks: Vec<CaseClock>,
}

/// The tab *SLA*.
#[component]
pub(super) fn Sla(content: Part<SlaContent>) -> impl IntoView {
    move || content.get().map(|content| view! { <Clocks content/> })
}

#[component]
fn Clocks(content: SlaContent) -> impl IntoView {
    let t = use_texts();
    if content.clocks.is_empty() {
        return view! { <EmptyState glyph="clock" title=t.sla().none text=t.sla().none_hint/> }.erased();
    }
    let clocks = content.clocks.into_iter().map(|clock| view! { <Clock clock/> });
    view! {
        <div class="clocks">{clocks.collect_view()}</div>
        <p class="muted">{t.sla().business_time}</p>
    }
    .erased()
}

#[component]
fn Clock(clock: CaseClock) -> impl IntoView {
    let t = use_texts();
    let moment = |at| t.locale.date_time(at);
    let reading = clock.reading;
    let (left, left_for) = if reading.remaining_ms < Millis::ZERO {
        (t.sla().exceeded, Millis::ZERO.saturating_sub(reading.remaining_ms))
    } else {
        (t.sla().remaining, reading.remaining_ms)
    };
    let from = clock.from_case.map(|case| view! { <SourceCase case/> });
    let elapsed = reading.elapsed_ms.min(reading.target_ms);
    view! {
        <section class="card card-padded clock">
            <div class="clock-head">
                <h3>{kind_name(t, clock.kind)}</h3>
                <SlaState status=reading.status/>
                {from}
            </div>
            <progress
                class=format!("clock-progress clock-{}", reading.status.as_str())
                max=reading.target_ms.to_string()
                value=elapsed.to_string()
                aria-label=t.sla().elapsed
            ></progress>
            <dl class="facts">
                <div><dt>{t.sla().policy}</dt><dd>{user_text(clock.policy)}</dd></div>
                <div><dt>{t.sla().target}</dt><dd class="num-text">{hh_mm_ss(reading.target_ms)}</dd></div>
                <div><dt>{t.sla().elapsed}</dt><dd class="num-text">{hh_mm_ss(reading.elapsed_ms)}</dd></div>
                <div><dt>{left}</dt><dd class="num-text">{hh_mm_ss(left_for)}</dd></div>
                <div><dt>{t.sla().started}</dt><dd>{moment(clock.started)}</dd></div>
                {clock.stopped.map(|at| view! { <div><dt>{t.sla().stopped}</dt><dd>{moment(at)}</dd></div> })}
                {clock.due.map(|at| view! { <div><dt>{t.sla().due}</dt><dd>{moment(at)}</dd></div> })}
                <div><dt>{t.sla().pauses}</dt><dd><Pauses pauses=clock.pauses/></dd></div>
            </dl>
        </section>
    }
}

#[component]
fn Pauses(pauses: Vec<ClockPause>) -> impl IntoView {
    let t = use_texts();
    if pauses.is_empty() {
        return t.sla().no_pauses.erased();
    }
    let lines = pauses.into_iter().map(|pause| {
        let to = pause.to.map_or_else(|| t.sla().ongoing.to_owned(), |to| t.locale.date_time(to));
        view! { <li>{t.locale.date_time(pause.from)} " – " {to}</li> }
    });
    view! { <ul class="plain-list">{lines.collect_view()}</ul> }.erased()
}

/// The status of a clock, or the worst status of a case, as text with an icon.
#[component]
pub(crate) fn SlaState(status: SlaStatus) -> impl IntoView {
    let t = use_texts();
    let (text, glyph) = match status {
        SlaStatus::OnTrack => (t.sla().on_track, "clock"),
        SlaStatus::AtRisk => (t.sla().at_risk, "alert"),
        SlaStatus::Breached => (t.sla().breached, "alert"),
        SlaStatus::Paused => (t.sla().paused, "pause"),
        SlaStatus::Met => (t.sla().met, "check"),
    };
    view! { <span class=format!("sla sla-{}", status.as_str())>{icon(glyph, "icon")} {text}</span> }
}

fn kind_name(t: &Texts, kind: ClockKind) -> &'static str {
    match kind {
        ClockKind::FirstResponse => t.sla().first_response,
        ClockKind::Resolution => t.sla().resolution,
    }
}
