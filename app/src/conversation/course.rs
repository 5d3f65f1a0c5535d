//! The course of an interaction, as far as its source says it: outcome, who ended it, hold,
//! after-call work, first reply, and the legs of a transfer.

use domain::duration::hh_mm_ss;
use domain::history::Course;
use domain::{EndedBy, Outcome, Protocol};
use leptos::prelude::*;

use crate::locales::{Texts, use_texts};
use crate::ui::erased::{Erased, IntoErased};
use crate::ui::user_text::user_text;

/// Items of a list of key facts (`dl.identity`), except the outcome and the legs.
#[component]
pub(crate) fn CourseFacts(course: Course) -> impl IntoView {
    let t = use_texts();
    let words = t.course();
    let reply = |at: chrono::NaiveDateTime| {
        view! { {t.locale.date(at.date())} " " <span class="time">{t.locale.time(at)}</span> }.erased()
    };
    let Course { ended_by, hold, wrap_up, first_reply, .. } = course;
    [
        ended_by.map(|side| fact(words.ended_by, ended_by_name(t, side).erased())),
        first_reply.map(|at| fact(words.first_reply, reply(at))),
        hold.map(|time| fact(words.hold, hh_mm_ss(time).erased())),
        wrap_up.map(|time| fact(words.wrap_up, hh_mm_ss(time).erased())),
    ]
    .into_iter()
    .flatten()
    .collect_view()
}

/// Whether [`CourseFacts`] has anything to show.
pub(crate) fn has_facts(course: &Course) -> bool {
    let Course { ended_by, hold, wrap_up, first_reply, .. } = course;
    ended_by.is_some() || hold.is_some() || wrap_up.is_some() || first_reply.is_some()
}

/// The outcome, as an item of a list of key facts.
#[component]
pub(crate) fn OutcomeFact(outcome: Option<Outcome>) -> impl IntoView {
    let t = use_texts();
    outcome.map(|outcome| fact(t.course().outcome, outcome_name(t, outcome).erased()))
}

/// Links to the legs before and after this one, as items of a list of key facts. `href` makes the address
/// of a leg.
#[component]
pub(crate) fn Legs(course: Course, href: impl Fn(&Protocol) -> String) -> impl IntoView {
    let words = use_texts().course();
    let legs = [(words.previous_leg, course.previous_leg), (words.next_leg, course.next_leg)];
    let items = legs.into_iter().filter_map(|(name, protocol)| {
        let protocol = protocol?;
        let text = user_text(protocol.as_str());
        let link = view! { <a class="case-link" href=href(&protocol) data-noscroll="">{text}</a> };
        Some(fact(name, link.erased()))
    });
    items.collect_view()
}

fn fact(name: &'static str, content: Erased) -> Erased {
    view! { <div><dt>{name}</dt><dd>{content}</dd></div> }.erased()
}

/// The name of an outcome.
pub(crate) fn outcome_name(t: &Texts, outcome: Outcome) -> &'static str {
    let t = t.course();
    match outcome {
        Outcome::Answered => t.answered,
        Outcome::Abandoned => t.abandoned,
        Outcome::Overflow => t.overflow,
        Outcome::Callback => t.callback,
        Outcome::Voicemail => t.voicemail,
        Outcome::Failed => t.failed,
        Outcome::ClosedHours => t.closed_hours,
        Outcome::Interrupted => t.interrupted,
    }
}

/// The name of the side that ended an interaction.
pub(crate) fn ended_by_name(t: &Texts, side: EndedBy) -> &'static str {
    match side {
        EndedBy::Customer => t.course().customer,
        EndedBy::Agent => t.course().agent,
        EndedBy::System => t.course().system,
    }
}
