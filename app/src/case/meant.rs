//! Which case a posted form means: the one it was opened on, and not whichever its address leads to by
//! now. A merge, or the undo of one, in between must not let what was typed for one case be written to
//! another.

use domain::CaseId;
use store::cases::CaseHead;

use super::address::CaseAddress;
use crate::context::RequestContext;
use crate::error::AppError;
use crate::forms::Submission;
use crate::locales::Texts;

/// The case that a form names; one that names none means the case of its address.
pub(super) fn case_of(form: &Submission, address: &CaseAddress) -> CaseId {
    form.field("case").parse().unwrap_or(address.id)
}

/// Why a form that means another case than the one shown writes nothing. `None` where it means that one.
pub(super) async fn other_case(
    context: &RequestContext,
    meant: CaseId,
    shown: &CaseHead,
    t: &Texts,
) -> Result<Option<String>, AppError> {
    if meant == shown.id {
        return Ok(None);
    }
    let lives_on = context.scoped()?.case_head(meant).await?;
    let was_merged = lives_on.is_some_and(|survivor| survivor.id == shown.id);
    Ok(Some(sentence(t, was_merged, meant, shown.id)))
}

/// The same where the case was merged just now.
pub(super) fn merged(t: &Texts, meant: CaseId, into: CaseId) -> String {
    sentence(t, true, meant, into)
}

fn sentence(t: &Texts, was_merged: bool, meant: CaseId, shown: CaseId) -> String {
    let text = if was_merged { t.case.merged_meanwhile } else { t.case.separated_meanwhile };
    text(&format!("#{meant}"), &format!("#{shown}"))
}
