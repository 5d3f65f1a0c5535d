//! A row in the table of cases of a customer: check box, facts, *Continuar*.

use chrono::NaiveDateTime;
use domain::case_life::CaseAction;
use domain::cases::CustomerCase;
use domain::merge::MergeRefusal;
use domain::{CaseId, CaseStatus};
use leptos::attr::aria_current;
use leptos::either::{Either, EitherOf3};
use leptos::prelude::*;

use super::actions::StepForm;
use super::address::Window;
use super::merging::{UndoMerge, number};
use super::status::Status;
use crate::locales::machine_time;
use crate::locales::use_texts;
use crate::ui::table::{self, cell};
use crate::ui::user_text::truncated;

/// The ID of the form that the check boxes belong to.
pub(super) const SELECTION: &str = "merge-selection";
/// The parameter with the selected cases.
const SELECTED: &str = "case.merge";

/// A row; `selected` is whether its check box is checked, `None` without check boxes. Its forms
/// redirect to `return_to`.
#[component]
pub(super) fn Row(
    window: Window,
    row: CustomerCase,
    open: CaseId,
    selected: Option<bool>,
    return_to: String,
) -> impl IntoView {
    let t = use_texts();
    let m = t.merging();
    let id = row.case.id;
    let select = selected
        .map(|ticked| cell("col-select", m.column_select, view! { <Select id refusal=row.refusal ticked/> }));
    let subject = row.subject.clone().unwrap_or_else(|| t.no_subject.to_owned());
    let responsible = row.responsible.clone().map(|agent| agent.name);
    let title = view! {
        <CaseLink window id opens=row.case.in_scope/>
        {(id == open).then(|| view! { <span class="case-open">{m.open_case}</span> })}
    };
    let cells = (
        select,
        cell("col-case cell-title", m.column_case, title),
        cell("col-opened", t.case().opened, view! { <Moment at=Some(row.opened)/> }),
        cell("col-closed", t.case().closed, view! { <Moment at=row.closed/> }),
        cell("col-linked", m.column_linked, view! { <Linked window row=row.clone()/> }),
        cell("col-kind", t.case().kind, view! { <Text text=row.kind.clone()/> }),
        cell("col-subject", t.case().subject, view! { <Text text=Some(subject)/> }),
        cell("col-status", t.case().status, view! { <Status status=row.case.status/> }),
        cell("col-responsible", t.case().responsible, view! { <Text text=responsible/> }),
        cell("col-updated", t.case().updated, view! { <Moment at=Some(row.updated)/> }),
        cell("col-actions cell-corner", t.column_actions, view! { <Step row open return_to/> }),
    );
    table::row(Some(format!("case-{id}")), cells).add_any_attr(aria_current((id == open).then_some("true")))
}

/// The check box, or a disabled one with the reason.
#[component]
fn Select(id: CaseId, refusal: Option<MergeRefusal>, ticked: bool) -> impl IntoView {
    let m = use_texts().merging();
    let label = (m.select)(&number(id));
    let Some(reason) = refusal else {
        return Either::Left(view! {
            <label class="select-box">
                <input
                    class="checkbox"
                    type="checkbox"
                    name=SELECTED
                    value=id.to_string()
                    form=SELECTION
                    checked=ticked
                    autocomplete="off"
                    aria-label=label
                />
            </label>
        });
    };
    // A native disabled check box cannot be focused, so it could not show the reason.
    let tip = format!("not-{id}");
    Either::Right(view! {
        <span class="tooltip-anchor select-box">
            <span
                class="box-off"
                role="checkbox"
                aria-checked="false"
                aria-disabled="true"
                tabindex="0"
                aria-label=label
                aria-describedby=tip.clone()
            ></span>
            <span class="tooltip" role="tooltip" id=tip>{(m.cannot)(m.reason(reason))}</span>
        </span>
    })
}

/// The ID of a case, a link if the case is in scope. `about` is its accessible name.
#[component]
fn CaseLink(
    window: Window,
    id: CaseId,
    opens: bool,
    #[prop(optional)] about: Option<String>,
) -> impl IntoView {
    if opens {
        let href = window.read(|window| window.with_case(id));
        Either::Left(view! {
            <a class="case-id" href=href title=about.clone() aria-label=about data-noscroll="">{number(id)}</a>
        })
    } else {
        Either::Right(view! { <span class="case-id" title=about>{number(id)}</span> })
    }
}

/// The survivor that the case was merged into, or the case that it continues.
#[component]
fn Linked(window: Window, row: CustomerCase) -> impl IntoView {
    let m = use_texts().merging();
    let Some(id) = row.linked() else { return Either::Left(view! { <Text text=None/> }) };
    let about = if row.case.merged_into.is_some() { m.lives_in } else { m.follows };
    Either::Right(view! { <CaseLink window id opens=row.linked_opens about=about(&number(id))/> })
}

/// A text that may be long or missing.
#[component]
fn Text(text: Option<String>) -> impl IntoView {
    match text {
        Some(text) => Either::Left(truncated(&text)),
        None => Either::Right(view! { <span class="muted" aria-hidden="true">"–"</span> }),
    }
}

/// Date and time on two lines.
#[component]
fn Moment(at: Option<NaiveDateTime>) -> impl IntoView {
    let t = use_texts();
    match at {
        Some(at) => Either::Left(view! {
            <time datetime=machine_time(at)>
                {t.locale.date(at.date())} " " <span class="time">{t.locale.time(at)}</span>
            </time>
        }),
        None => Either::Right(view! { <Text text=None/> }),
    }
}

/// *Continuar* if possible; *Desfazer unificação* if the case was merged into the open one.
#[component]
fn Step(row: CustomerCase, open: CaseId, return_to: String) -> impl IntoView {
    let id = row.case.id;
    if let Some(action) = row.continuing {
        return EitherOf3::A(view! { <Continue id action seen=row.case.status return_to/> });
    }
    if row.case.merged_into == Some(open) {
        return EitherOf3::B(view! { <UndoMerge source=id return_to/> });
    }
    EitherOf3::C(())
}

#[component]
fn Continue(id: CaseId, action: CaseAction, seen: CaseStatus, return_to: String) -> impl IntoView {
    let t = use_texts();
    let (label, name) = match action {
        CaseAction::Reopen => (t.case().reopen, (t.merging().reopen_case)(&number(id))),
        _ => (t.merging().continue_it, (t.merging().continue_case)(&number(id))),
    };
    view! { <StepForm case=id action seen return_to label name class="button button-small"/> }
}
