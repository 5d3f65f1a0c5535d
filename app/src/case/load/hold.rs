//! Puts a case on hold if the form of *Pendente* was posted.

use domain::CaseStatus;
use domain::case_life::CaseAction;
use domain::cases::CaseHead;

use super::form_case;
use crate::case::address::CaseAddress;
use crate::case::hold::FORM;
use crate::case::life::{self, StepAnswer};
use crate::context::RequestContext;
use crate::error::AppError;
use crate::flash::{self, Notice};
use crate::form::{Draft, Submission};

/// Submits the form if it was posted; returns it if it is rejected.
pub(super) async fn load(
    context: &RequestContext,
    head: &CaseHead,
    address: &CaseAddress,
) -> Result<Option<Draft>, AppError> {
    let Some(form) = Submission::of(FORM) else { return Ok(None) };
    let case = match form_case::case_of(context, head, address, &form).await? {
        Ok(case) => case,
        Err(draft) => return Ok(Some(draft)),
    };
    let (seen, comment) = (CaseStatus::parse(form.field("seen")), form.field("comment"));
    match life::take_step(context, case, CaseAction::Hold, seen, Some(comment)).await? {
        StepAnswer::Done(text) => {
            flash::answer(Ok(Notice::done(text)), Some(form.field("back")));
            Ok(None)
        }
        StepAnswer::Rejected(why, text) => Ok(Some(Draft::new(&form, why, text))),
    }
}
