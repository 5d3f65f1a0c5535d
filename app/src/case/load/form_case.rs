//! The case that a posted form was opened for. A merge, or the undo of a merge, may have redirected
//! its address to another case meanwhile, to which the input must not be written.

use domain::CaseId;
use domain::cases::CaseHead;

use crate::case::address::CaseAddress;
use crate::context::RequestContext;
use crate::error::AppError;
use crate::form::{Draft, Rejection, Submission};
use crate::locales::{Texts, use_texts};

/// The case that a form is to be written to: the one that it names, or that of its address if it names
/// none. The form comes back if it was opened for another case than the one shown, or kept while the
/// user signed in again.
pub(super) async fn case_of(
    context: &RequestContext,
    shown: &CaseHead,
    address: &CaseAddress,
    form: &Submission,
) -> Result<Result<CaseId, Draft>, AppError> {
    let meant = form.field("case").parse().unwrap_or(address.id);
    if meant != shown.id {
        let lives_on = context.scoped()?.cases().head(meant).await?;
        let was_merged = lives_on.is_some_and(|survivor| survivor.id == shown.id);
        let text = sentence(use_texts(), was_merged, meant, shown.id);
        return Ok(Err(Draft::new(form, Rejection::Conflict, text)));
    }
    Ok(if form.is_resumed() { Err(Draft::resumed(form)) } else { Ok(meant) })
}

/// The message if the case has just been merged into another one.
pub(in crate::case) fn merged(t: &Texts, meant: CaseId, into: CaseId) -> String {
    sentence(t, true, meant, into)
}

fn sentence(t: &Texts, was_merged: bool, meant: CaseId, shown: CaseId) -> String {
    let text =
        if was_merged { t.answers().case.merged_meanwhile } else { t.answers().case.separated_meanwhile };
    text(&format!("#{meant}"), &format!("#{shown}"))
}
