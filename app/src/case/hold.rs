//! *Pendente*: puts the case on hold, with a comment. The form posts to its own page; if it is
//! rejected, it is shown above the open tab with the typed comment.

use domain::case_life::CaseAction;
use domain::cases::{CaseHead, MAX_COMMENT};
use domain::{CaseId, CaseStatus};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use super::address::{Window, WindowAddress};
use super::timeline;
use crate::locales::use_texts;
use crate::ui::erased::IntoErased;
use crate::ui::icon::icon;
use crate::ui::notice::ErrorNotice;
use crate::ui::textarea::TextArea;

/// The name of the form.
pub(super) const FORM: &str = "case-hold";

/// A rejected form: the comment as typed, and the reason.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Draft {
    pub(super) comment: String,
    pub(super) why: String,
    /// The status that the form sends as `seen` when it is posted again.
    pub(super) seen: CaseStatus,
}

/// The button *Pendente*, which opens the form in a popover.
#[component]
pub(super) fn Hold(window: Window, case: CaseId, seen: CaseStatus) -> impl IntoView {
    let t = use_texts();
    view! {
        <div class="unboxed">
            <button class="button" type="button" popovertarget="step-hold">{t.case.hold}</button>
            <div class="popover step-popover" id="step-hold" popover="auto">
                <HoldForm window case seen comment=String::new() id="step-hold-comment"/>
            </div>
        </div>
    }
}

/// A rejected form. If the case can no longer be put on hold, the comment can still be saved.
#[component]
pub(super) fn HoldPanel(window: Window, head: CaseHead, draft: Draft) -> impl IntoView {
    let t = use_texts();
    let Draft { comment, why, seen } = draft;
    let form = if head.actions.contains(&CaseAction::Hold) {
        view! { <HoldForm window case=head.id seen comment id="hold-comment"/> }.erased()
    } else {
        view! { <timeline::CommentForm window case=head.id comment id="hold-comment"/> }.erased()
    };
    view! {
        <section class="card card-padded case-returned" aria-labelledby="hold-title">
            <h3 class="card-title" id="hold-title">{t.case.hold}</h3>
            <ErrorNotice text=why/>
            {form}
        </section>
    }
}

#[component]
fn HoldForm(
    window: Window,
    case: CaseId,
    seen: CaseStatus,
    comment: String,
    id: &'static str,
) -> impl IntoView {
    let t = use_texts();
    let here = window.follow(WindowAddress::href);
    view! {
        <form method="post" action=here class="step-form" data-in-place="">
            <input type="hidden" name="form" value=FORM/>
            <input type="hidden" name="case" value=case.to_string()/>
            <input type="hidden" name="seen" value=seen.as_str()/>
            <input type="hidden" name="back" value=here/>
            <div class="field">
                <label class="field-label" for=id>{t.case.optional_comment}</label>
                <TextArea
                    text={comment}
                    {..}
                    class="input textarea"
                    id=id
                    name="comment"
                    rows="4"
                    maxlength=MAX_COMMENT.to_string()
                />
            </div>
            <button class="button">{icon("check", "icon")} {t.case.hold}</button>
        </form>
    }
}
