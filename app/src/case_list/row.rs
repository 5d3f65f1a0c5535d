//! A row of the table of cases. It keeps its elements, and with them the focus, as long as its case is
//! on the page; what the cells say follows the list.

use domain::CaseId;
use leptos::either::Either;
use leptos::prelude::*;

use super::table::{ListedCase, ShownCases};
use crate::case::sla::SlaState;
use crate::case::status::Status;
use crate::locales::{hour_and_minute, machine_time, use_texts};
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
    view! {
        <tr role="row" id=format!("case-{case}")>
            <td role="cell" class="col-id cell-title" data-label=t.management().column_id>
                <a class="case-number" href=href data-noscroll="">{format!("#{case}")}</a>
            </td>
            {move || {
                let with_responsible = shown.with_responsible;
                row.get().map(|(row, state)| view! { <Cells row state with_responsible/> })
            }}
        </tr>
    }
}

/// The cells after the ID.
#[component]
fn Cells(
    row: domain::cases::CaseRow,
    state: Option<domain::sla::SlaStatus>,
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
        view! {
            <td role="cell" class="col-responsible" data-label=t.case.responsible>{text(name, t.case.no_one)}</td>
        }
    });
    view! {
        <td role="cell" class="col-customer" data-label=t.customer>{text(row.customer, t.unknown_customer)}</td>
        <td role="cell" class="col-kind" data-label=t.case.kind>{text(row.kind, "–")}</td>
        <td role="cell" class="col-subject cell-wide" data-label=t.case.subject>{text(row.subject, t.no_subject)}</td>
        <td role="cell" class="col-queue" data-label=t.queue>{text(row.queue.map(|queue| queue.name), "–")}</td>
        <td role="cell" class="col-status cell-corner" data-label=t.case.status><Status status=row.status/></td>
        {responsible}
        <td role="cell" class="col-opened" data-label=t.case.opened>{moment(row.opened)}</td>
        <td role="cell" class="col-updated" data-label=t.case.updated>{moment(row.updated)}</td>
        <td role="cell" class="col-sla" data-label=t.case.tab_sla>
            {match state {
                Some(status) => Either::Left(view! { <SlaState status/> }),
                None => Either::Right(view! { <span class="absent">"–"</span> }),
            }}
        </td>
    }
}
