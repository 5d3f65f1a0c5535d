//! *SLA*: the clocks of the case, each with what it promises and what it has measured.

use domain::duration::hh_mm_ss;
use domain::sla::{ClockKind, SlaStatus};
use leptos::prelude::*;
use store::cases::CaseHead;
use store::sla::{CaseClock, ClockPause};

use super::address::{CaseAddress, Window};
use super::status::CameFrom;
use crate::context::RequestContext;
use crate::error::AppError;
use crate::locales::{Texts, use_texts};
use crate::ui::foreign::foreign;
use crate::ui::icon::icon;

/// What the tab shows.
pub(crate) struct SlaContent {
    clocks: Vec<CaseClock>,
}

/// Reads what the address asks for.
pub(super) async fn load(
    context: &RequestContext,
    head: &CaseHead,
    _address: &CaseAddress,
) -> Result<SlaContent, AppError> {
    let clocks = context.scoped()?.case_clocks(head.id, store::clock::now_ms()).await?;
    Ok(SlaContent { clocks })
}

/// The tab.
#[component]
pub(super) fn Sla(window: Window, head: CaseHead, content: SlaContent) -> impl IntoView {
    let _ = (window, head);
    let t = use_texts();
    if content.clocks.is_empty() {
        return view! {
            <div class="state">
                {icon("clock", "icon state-icon")}
                <p class="state-title">{t.sla.none}</p>
                <p class="state-text">{t.sla.none_hint}</p>
            </div>
        }
        .into_any();
    }
    let clocks = content.clocks.into_iter().map(|clock| view! { <Clock clock/> });
    view! {
        <div class="clocks">{clocks.collect_view()}</div>
        <p class="muted">{t.sla.business_time}</p>
    }
    .into_any()
}

#[component]
fn Clock(clock: CaseClock) -> impl IntoView {
    let t = use_texts();
    let moment = |at| t.locale.date_time(at);
    let reading = clock.reading;
    let (left, left_ms) = if reading.remaining_ms < 0 {
        (t.sla.exceeded, reading.remaining_ms.saturating_neg())
    } else {
        (t.sla.remaining, reading.remaining_ms)
    };
    let from = clock.from_case.map(|case| view! { <CameFrom case/> });
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
                aria-label=t.sla.elapsed
            ></progress>
            <dl class="facts">
                <div><dt>{t.sla.policy}</dt><dd>{foreign(clock.policy)}</dd></div>
                <div><dt>{t.sla.target}</dt><dd class="num-text">{hh_mm_ss(reading.target_ms)}</dd></div>
                <div><dt>{t.sla.elapsed}</dt><dd class="num-text">{hh_mm_ss(reading.elapsed_ms)}</dd></div>
                <div><dt>{left}</dt><dd class="num-text">{hh_mm_ss(left_ms)}</dd></div>
                <div><dt>{t.sla.started}</dt><dd>{moment(clock.started)}</dd></div>
                {clock.stopped.map(|at| view! { <div><dt>{t.sla.stopped}</dt><dd>{moment(at)}</dd></div> })}
                {clock.due.map(|at| view! { <div><dt>{t.sla.due}</dt><dd>{moment(at)}</dd></div> })}
                <div><dt>{t.sla.pauses}</dt><dd><Pauses pauses=clock.pauses/></dd></div>
            </dl>
        </section>
    }
}

#[component]
fn Pauses(pauses: Vec<ClockPause>) -> impl IntoView {
    let t = use_texts();
    if pauses.is_empty() {
        return t.sla.no_pauses.into_any();
    }
    let lines = pauses.into_iter().map(|pause| {
        let to = pause.to.map_or_else(|| t.sla.ongoing.to_owned(), |to| t.locale.date_time(to));
        view! { <li>{t.locale.date_time(pause.from)} " – " {to}</li> }
    });
    view! { <ul class="plain-list">{lines.collect_view()}</ul> }.into_any()
}

/// How a clock, or the worst of a case, stands: a word with a glyph, never colour alone.
#[component]
pub(crate) fn SlaState(status: SlaStatus) -> impl IntoView {
    let t = use_texts();
    let (text, glyph) = match status {
        SlaStatus::OnTrack => (t.sla.on_track, "clock"),
        SlaStatus::AtRisk => (t.sla.at_risk, "alert"),
        SlaStatus::Breached => (t.sla.breached, "alert"),
        SlaStatus::Paused => (t.sla.paused, "pause"),
        SlaStatus::Met => (t.sla.met, "check"),
    };
    view! { <span class=format!("sla sla-{}", status.as_str())>{icon(glyph, "icon")} {text}</span> }
}

fn kind_name(t: &Texts, kind: ClockKind) -> &'static str {
    match kind {
        ClockKind::FirstResponse => t.sla.first_response,
        ClockKind::Resolution => t.sla.resolution,
    }
}
