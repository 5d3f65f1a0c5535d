//! Puts a case on hold if the form of *Pendente* was posted.

use domain::CaseStatus;
use domain::case_life::CaseAction;
use domain::cases::CaseHead;
use http::StatusCode;

use super::form_case;
use crate::case::address::CaseAddress;
use crate::case::hold::{Draft, FORM};
use crate::case::life::{self, StepAnswer};
use crate::context::RequestContext;
use crate::error::AppError;
use crate::flash::{self, Notice};
use crate::form::{Submission, set_status};
use crate::locales::use_texts;

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
        return Ok(Some(Draft { comment, why: t.forms.resumed.to_owned(), seen }));
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
