//! The case that a posted form was opened for. A merge, or the undo of a merge, may have redirected
//! its address to another case meanwhile, to which the input must not be written.

use domain::CaseId;
use domain::cases::CaseHead;

use crate::case::address::CaseAddress;
use crate::context::RequestContext;
use crate::error::AppError;
use crate::form::Submission;
use crate::locales::Texts;

/// The case named by a form, or that of its address if it names none.
pub(in crate::case) fn case_of(form: &Submission, address: &CaseAddress) -> CaseId {
    form.field("case").parse().unwrap_or(address.id)
}

/// The message if a form was opened for another case than the one shown; `None` if it is the same.
pub(in crate::case) async fn other_case(
    context: &RequestContext,
    meant: CaseId,
    shown: &CaseHead,
    t: &Texts,
) -> Result<Option<String>, AppError> {
    if meant == shown.id {
        return Ok(None);
    }
    let lives_on = context.scoped()?.cases().head(meant).await?;
    let was_merged = lives_on.is_some_and(|survivor| survivor.id == shown.id);
    Ok(Some(sentence(t, was_merged, meant, shown.id)))
}

/// The message if the case has just been merged into another one.
pub(in crate::case) fn merged(t: &Texts, meant: CaseId, into: CaseId) -> String {
    sentence(t, true, meant, into)
}

fn sentence(t: &Texts, was_merged: bool, meant: CaseId, shown: CaseId) -> String {
    let text = if was_merged { t.case.merged_meanwhile } else { t.case.separated_meanwhile };
    text(&format!("#{meant}"), &format!("#{shown}"))
}
