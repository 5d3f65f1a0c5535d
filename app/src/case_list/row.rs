//! A row of the table of cases. It keeps its elements, and with them the focus, as long as its case is
//! on the page; what the cells say follows the list.

use domain::CaseId;
use leptos::either::Either;
use leptos::prelude::*;

use super::table::{ListedCase, ShownCases};
use crate::bulk::RowChoice;
use crate::case::sla::SlaState;
use crate::case::status::Status;
use crate::locales::{Texts, hour_and_minute, machine_time, use_texts};
use crate::ui::table::{self, cell};
use crate::ui::user_text::truncated;

/// A row.
#[component]
pub(super) fn Row(shown: ShownCases, case: CaseId) -> impl IntoView {
    let t = use_texts();
    // A row that leaves the page says the same until it is removed.
    let row = Memo::new(move |last: Option<&Option<ListedCase>>| {
        shown.row(case).or_else(|| last.cloned().flatten())
    });
    let href = move || shown.links.with(|address| address.with_case(case));
    let link = view! {
        <RowChoice value=case.to_string() label=format!("#{case}")/>
        <a class="case-number" href=href data-noscroll="">{format!("#{case}")}</a>
    };
    let cells = move || {
        let with_responsible = shown.with_responsible;
        row.get().map(|(row, state)| view! { <Cells row state with_responsible/> })
    };
    table::row(
        Some(format!("case-{case}")),
        (cell("col-id cell-title", t.management().column_id, link), cells),
    )
}

/// *Vence em 1h20*, or *Venceu há 2h05*.
fn due_text(minutes: i64, t: &Texts) -> String {
    let words = t.management();
    if minutes < 0 {
        (words.overdue_by)(&short_duration(minutes.saturating_neg()))
    } else {
        (words.due_in)(&short_duration(minutes))
    }
}

/// Minutes as people say them: `45min`, `1h20`, `3d 4h`.
fn short_duration(minutes: i64) -> String {
    match (minutes / 1440, minutes / 60 % 24, minutes % 60) {
        (0, 0, minutes) => format!("{minutes}min"),
        (0, hours, minutes) => format!("{hours}h{minutes:02}"),
        (days @ 1..10, hours, _) => format!("{days}d {hours}h"),
        (days, ..) => format!("{days}d"),
    }
}

/// The cells after the ID.
#[component]
fn Cells(
    row: domain::cases::CaseRow,
    state: Option<domain::cases::CaseSla>,
    with_responsible: bool,
) -> impl IntoView {
    let t = use_texts();
    let text = |text: Option<String>, none: &'static str| match text {
        Some(text) => Either::Left(truncated(&text)),
        None => Either::Right(view! { <span class="absent">{none}</span> }),
    };
    let moment = |at: chrono::NaiveDateTime| {
        view! {
            <time datetime=machine_time(at)>
                {t.locale.date(at.date())} " " <span class="time">{hour_and_minute(at)}</span>
            </time>
        }
    };
    let responsible = with_responsible.then(|| {
        let name = row.responsible.map(|person| person.name);
        cell("col-responsible", t.case.responsible, text(name, t.case.no_one))
    });
    let state = match state {
        Some(state) => Either::Left(view! {
            <SlaState status=state.status/>
            {state.due_minutes.map(|minutes| view! { <span class="sla-due">{due_text(minutes, t)}</span> })}
        }),
        None => Either::Right(view! { <span class="absent">"–"</span> }),
    };
    (
        cell("col-customer", t.customer, text(row.customer, t.unknown_customer)),
        cell("col-kind", t.case.kind, text(row.kind, "–")),
        cell("col-subject cell-wide", t.case.subject, text(row.subject, t.no_subject)),
        cell("col-queue", t.queue, text(row.queue.map(|queue| queue.name), "–")),
        cell("col-status cell-corner", t.case.status, view! { <Status status=row.status/> }),
        responsible,
        cell("col-opened", t.case.opened, moment(row.opened)),
        cell("col-updated", t.case.updated, moment(row.updated)),
        cell("col-sla", t.case.tab_sla, state),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::locales::Locale;

    #[test]
    fn a_due_instant_is_told_by_its_distance() {
        let said = |minutes| due_text(minutes, Locale::PtBr.texts());
        assert_eq!(said(0), "Vence em 0min");
        assert_eq!(said(80), "Vence em 1h20");
        assert_eq!(said(1440 * 3 + 250), "Vence em 3d 4h");
        assert_eq!(said(-1440 * 12 - 250), "Venceu há 12d");
        assert_eq!(said(-1), "Venceu há 1min");
        assert_eq!(said(-125), "Venceu há 2h05");
    }
}
