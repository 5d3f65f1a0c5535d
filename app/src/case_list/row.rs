//! A row of the table of cases. It keeps its elements, and with them the focus, as long as its case is
//! on the page; what the cells say follows the list.

use domain::{CaseField, CaseId};
use leptos::either::{Either, EitherOf5};
use leptos::prelude::*;

use super::columns::{field_class, field_name};
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
        let fields = shown.fields();
        row.get().map(|row| {
            fields.into_iter().map(|field| field_cell(field, &row, shown.has_due())).collect_view()
        })
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

/// A cell after the ID. `has_due` says that the due instant has a column of its own.
fn field_cell(field: CaseField, (row, state): &ListedCase, has_due: bool) -> impl IntoView + use<> {
    let t = use_texts();
    let label = field_name(field, t);
    let class = match field {
        CaseField::Subject => "col-subject cell-wide",
        CaseField::Status => "col-status cell-corner",
        other => field_class(other),
    };
    let text = |text: Option<&str>, none: &'static str| {
        EitherOf5::A(match text {
            Some(text) => Either::Left(truncated(text)),
            None => Either::Right(view! { <span class="absent">{none}</span> }),
        })
    };
    let moment = |at: chrono::NaiveDateTime| {
        EitherOf5::B(view! {
            <time datetime=machine_time(at)>
                {t.locale.date(at.date())} " " <span class="time">{hour_and_minute(at)}</span>
            </time>
        })
    };
    let due = state.and_then(|state| state.due_minutes).map(|minutes| due_text(minutes, t));
    let content = match field {
        CaseField::Customer => text(row.customer.as_deref(), t.unknown_customer),
        CaseField::Kind => text(row.kind.as_deref(), "–"),
        CaseField::Subject => text(row.subject.as_deref(), t.no_subject),
        CaseField::Queue => text(row.queue.as_ref().map(|queue| queue.name.as_str()), "–"),
        CaseField::Responsible => {
            text(row.responsible.as_ref().map(|person| person.name.as_str()), t.case().no_one)
        }
        CaseField::Due => EitherOf5::C(due.unwrap_or_else(|| "–".to_owned())),
        CaseField::Opened => moment(row.opened),
        CaseField::Updated => moment(row.updated),
        CaseField::Status => EitherOf5::D(view! { <Status status=row.status/> }),
        CaseField::Sla => EitherOf5::E(match state {
            Some(state) => Either::Left(view! {
                <SlaState status=state.status/>
                {due.filter(|_| !has_due).map(|due| view! { <span class="sla-due">{due}</span> })}
            }),
            None => Either::Right(view! { <span class="absent">"–"</span> }),
        }),
    };
    cell(class, label, content)
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
