//! *Pendente*: puts the case on hold, with a comment. If the form comes back, it is shown above the open
//! tab.

use domain::case_life::CaseAction;
use domain::cases::{CaseHead, MAX_COMMENT};
use domain::{CaseId, CaseStatus};
use leptos::prelude::*;

use super::address::{Window, WindowAddress};
use super::timeline;
use crate::form::{Draft, Field, Form, FormState, Input, Values};
use crate::locales::use_texts;
use crate::ui::erased::IntoErased;
use crate::ui::icon::icon;
use crate::ui::notice::ErrorNotice;

/// The name of the form.
pub(super) const FORM: &str = "case-hold";

/// The button *Pendente*, which opens the form in a popover.
#[component]
pub(super) fn Hold(window: Window, case: CaseId, seen: CaseStatus) -> impl IntoView {
    let t = use_texts();
    view! {
        <div class="unboxed">
            <button class="button" type="button" popovertarget="step-hold">{t.case().hold}</button>
            <div class="popover step-popover" id="step-hold" popover="auto">
                <HoldForm window case seen ids="step-hold" draft=None/>
            </div>
        </div>
    }
}

/// A form that came back. If the case can no longer be put on hold, the comment can still be saved.
#[component]
pub(super) fn HoldPanel(window: Window, head: CaseHead, draft: Draft) -> impl IntoView {
    let t = use_texts();
    let mut draft = draft;
    let text = draft.take_notice();
    let draft = Some(draft);
    let form = if head.actions.contains(&CaseAction::Hold) {
        view! { <HoldForm window case=head.id seen=head.status ids="hold" draft/> }.erased()
    } else {
        view! { <timeline::CommentForm window case=head.id ids="hold" draft/> }.erased()
    };
    view! {
        <section class="card card-padded case-returned" aria-labelledby="hold-title">
            <h3 class="card-title" id="hold-title">{t.case().hold}</h3>
            <ErrorNotice text/>
            {form}
        </section>
    }
}

#[component]
fn HoldForm(
    window: Window,
    case: CaseId,
    seen: CaseStatus,
    ids: &'static str,
    draft: Option<Draft>,
) -> impl IntoView {
    let t = use_texts();
    let here = window.follow(WindowAddress::href);
    let stored = Values::of(vec![("case", case.to_string()), ("seen", seen.as_str().to_owned())]);
    let state = FormState::new(ids, stored, draft);
    let comment = Input::text("comment", t.case().optional_comment, 4, MAX_COMMENT);
    let content = view! {
        <Field input=comment state=state.clone()/>
        <button class="button">{icon("check", "icon")} {t.case().hold}</button>
    };
    let content = content.erased();
    view! {
        <Form name=FORM state action=here class="step-form" in_place=true kept=&["case", "seen"] back=here content/>
    }
}
