//! The buttons of the steps in the life cycle of a case.

use domain::case_life::CaseAction;
use domain::cases::CaseHead;
use domain::{CaseId, CaseStatus};
use leptos::prelude::*;

use super::address::{Window, WindowAddress};
use super::hand_over::HandOverLink;
use super::hold::Hold;
use crate::locales::use_texts;
use crate::ui::erased::IntoErased;

/// The steps the viewer may take. Hold and close first open a form.
#[component]
pub(super) fn Actions(window: Window, head: CaseHead) -> impl IntoView {
    let t = use_texts();
    let return_to = window.follow(WindowAddress::href);
    let step =
        |action, label| view! { <StepForm case=head.id action seen=head.status return_to label/> }.erased();
    let steps = head.actions.iter().map(|action| match action {
        CaseAction::Continue => step(*action, t.case().continue_case),
        CaseAction::Reopen => step(*action, t.case().reopen),
        CaseAction::Hold => view! { <Hold window case=head.id seen=head.status/> }.erased(),
        CaseAction::Close => view! { <FinishLink window/> }.erased(),
        CaseAction::HandOver => view! { <HandOverLink window/> }.erased(),
    });
    (!head.actions.is_empty()).then(|| {
        view! { <div class="case-actions" role="group" aria-label=t.case().actions>{steps.collect_view()}</div> }
    })
}

/// A button that takes a step immediately.
#[component]
pub(super) fn StepForm(
    case: CaseId,
    action: CaseAction,
    /// The status of the case on the page, to detect conflicts.
    seen: CaseStatus,
    /// The return URL, which shows the outcome.
    #[prop(into)]
    return_to: Signal<String>,
    label: &'static str,
    /// The accessible name, if the label alone is ambiguous.
    #[prop(optional)]
    name: Option<String>,
    #[prop(default = "button")] class: &'static str,
) -> impl IntoView {
    view! {
        <form method="post" action="/sf/case_step" data-in-place="">
            <input type="hidden" name="case" value=case.to_string()/>
            <input type="hidden" name="action" value=action.as_str()/>
            <input type="hidden" name="seen" value=seen.as_str()/>
            <input type="hidden" name="back" value=move || return_to.get()/>
            <button class=class aria-label=name>{label}</button>
        </form>
    }
}

/// The link that opens *Qualificar Atendimento*.
#[component]
fn FinishLink(window: Window) -> impl IntoView {
    let t = use_texts();
    let href = window.follow(|window| window.with(&window.case.with("finish", "open")));
    view! { <a class="button button-primary" href=href data-noscroll="">{t.finish().qualify}</a> }
}
