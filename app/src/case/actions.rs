//! The buttons of the steps in the life cycle of a case.

use domain::case_life::CaseAction;
use domain::{CaseId, CaseStatus};
use leptos::prelude::*;
use store::cases::CaseHead;

use super::address::Window;
use super::hold::Hold;
use crate::locales::{Texts, use_texts};

/// The steps the viewer may take. Hold and close first open a form.
#[component]
pub(super) fn Actions(window: Window, head: CaseHead) -> impl IntoView {
    let t = use_texts();
    let return_to = window.with_value(super::address::WindowAddress::href);
    let steps = head.actions.iter().map(|action| {
        let fields =
            StepFields { case: head.id, action: *action, seen: head.status, return_to: return_to.clone() };
        match action {
            CaseAction::Continue | CaseAction::Reopen => view! { <StepForm fields/> }.into_any(),
            CaseAction::Hold => view! { <Hold window case=head.id seen=head.status/> }.into_any(),
            CaseAction::Close => view! { <FinishLink window/> }.into_any(),
        }
    });
    (!head.actions.is_empty()).then(|| {
        view! { <div class="case-actions" role="group" aria-label=t.case.actions>{steps.collect_view()}</div> }
    })
}

/// The hidden fields of a step form.
#[derive(Clone)]
pub(crate) struct StepFields {
    /// The case.
    pub case: CaseId,
    /// The step.
    pub action: CaseAction,
    /// The status of the case on the page, to detect conflicts.
    pub seen: CaseStatus,
    /// The return URL, which shows the outcome.
    pub return_to: String,
}

/// A button that takes a step immediately.
#[component]
pub(super) fn StepForm(fields: StepFields) -> impl IntoView {
    let t = use_texts();
    let text = name(t, fields.action);
    view! {
        <form method="post" action="/sf/case_step" data-in-place="">
            <Hidden fields/>
            <button class="button">{text}</button>
        </form>
    }
}

/// The link that opens *Qualificar Atendimento*.
#[component]
fn FinishLink(window: Window) -> impl IntoView {
    let t = use_texts();
    let href = window.with_value(|window| window.with(&window.case.with("finish", "open")));
    view! { <a class="button button-primary" href=href data-noscroll="">{t.finish.qualify}</a> }
}

#[component]
fn Hidden(fields: StepFields) -> impl IntoView {
    let StepFields { case, action, seen, return_to } = fields;
    view! {
        <input type="hidden" name="case" value=case.to_string()/>
        <input type="hidden" name="action" value=action.as_str()/>
        <input type="hidden" name="seen" value=seen.as_str()/>
        <input type="hidden" name="back" value=return_to/>
    }
}

fn name(t: &Texts, action: CaseAction) -> &'static str {
    match action {
        CaseAction::Continue => t.case.continue_case,
        CaseAction::Hold => t.case.hold,
        CaseAction::Close => t.case.close,
        CaseAction::Reopen => t.case.reopen,
    }
}
