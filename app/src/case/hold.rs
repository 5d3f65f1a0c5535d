//! *Pendente*: puts the case on hold, with a comment. The form posts to its own page; if it is
//! rejected, it is shown above the open tab with the typed comment.

use domain::case_life::CaseAction;
use domain::cases::{CaseHead, MAX_COMMENT};
use domain::{CaseId, CaseStatus};
use http::StatusCode;
use leptos::prelude::*;

use super::address::{CaseAddress, Window, WindowAddress};
use super::life::{self, StepAnswer};
use super::{form_case, timeline};
use crate::context::RequestContext;
use crate::error::AppError;
use crate::flash::{self, Notice};
use crate::forms::{Submission, set_status};
use crate::locales::use_texts;
use crate::ui::icon::icon;
use crate::ui::notice::ErrorNotice;
use crate::ui::textarea::TextArea;

/// The name of the form.
const FORM: &str = "case-hold";

/// A rejected form: the comment as typed, and the reason.
pub(crate) struct Draft {
    comment: String,
    why: String,
    /// The status that the form sends as `seen` when it is posted again.
    seen: CaseStatus,
}

/// Submits the form if it was posted; returns a draft if it is rejected.
pub(super) async fn load(
    context: &RequestContext,
    head: &CaseHead,
    address: &CaseAddress,
) -> Result<Option<Draft>, AppError> {
    let Some(form) = Submission::of(FORM) else { return Ok(None) };
    let t = use_texts();
    let comment = form.field("comment").to_owned();
    let (case, seen) = (form_case::case_of(&form, address), CaseStatus::parse(form.field("seen")));
    if let Some(why) = form_case::other_case(context, case, head, t).await? {
        set_status(StatusCode::CONFLICT);
        return Ok(Some(Draft { comment, why, seen: head.status }));
    }
    if form.is_resumed() {
        let seen = seen.unwrap_or(head.status);
        return Ok(Some(Draft { comment, why: t.waiting.resumed.to_owned(), seen }));
    }
    match life::take_step(context, case, CaseAction::Hold, seen, Some(&comment)).await? {
        StepAnswer::Done(text) => {
            flash::answer(Ok(Notice::done(text)), Some(form.field("back")));
            Ok(None)
        }
        StepAnswer::Refused(status, why) => {
            set_status(status);
            Ok(Some(Draft { comment, why, seen: head.status }))
        }
    }
}

/// The button *Pendente*, which opens the form in a popover.
#[component]
pub(super) fn Hold(window: Window, case: CaseId, seen: CaseStatus) -> impl IntoView {
    let t = use_texts();
    view! {
        <button class="button" type="button" popovertarget="step-hold">{t.case.hold}</button>
        <div class="popover step-popover" id="step-hold" popover="auto">
            <HoldForm window case seen comment=String::new() id="step-hold-comment"/>
        </div>
    }
}

/// A rejected form. If the case can no longer be put on hold, the comment can still be saved.
#[component]
pub(super) fn HoldPanel(window: Window, head: CaseHead, draft: Draft) -> impl IntoView {
    let t = use_texts();
    let Draft { comment, why, seen } = draft;
    let form = if head.actions.contains(&CaseAction::Hold) {
        view! { <HoldForm window case=head.id seen comment id="hold-comment"/> }.into_any()
    } else {
        view! { <timeline::CommentForm window case=head.id comment id="hold-comment"/> }.into_any()
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
    let here = window.with_value(WindowAddress::href);
    let return_to = here.clone();
    view! {
        <form method="post" action=here class="step-form" data-in-place="">
            <input type="hidden" name="form" value=FORM/>
            <input type="hidden" name="case" value=case.to_string()/>
            <input type="hidden" name="seen" value=seen.as_str()/>
            <input type="hidden" name="back" value=return_to/>
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
