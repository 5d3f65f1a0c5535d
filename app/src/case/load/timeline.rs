//! Loads *Histórico do Caso*, and saves a comment.

use domain::cases::{CaseHead, CommentOutcome, TimelineFilter};
use domain::{Channel, TimelineAction};

use super::form_case;
use crate::case::address::CaseAddress;
use crate::case::life;
use crate::case::timeline::{FORM, TimelineContent};
use crate::context::RequestContext;
use crate::error::AppError;
use crate::flash::{self, Notice};
use crate::form::{Draft, Rejection, Submission};
use crate::locales::use_texts;

/// Loads the content for an address.
pub(super) async fn load(
    context: &RequestContext,
    head: &CaseHead,
    address: &CaseAddress,
) -> Result<TimelineContent, AppError> {
    let draft = submit(context, head, address).await?;
    let filter = filter_of(address);
    let scoped = context.scoped()?;
    let (cases, number) = (scoped.cases(), address.page());
    let (page, users, merges) = futures::try_join!(
        cases.timeline(head.id, &filter, number),
        cases.timeline_users(head.id),
        cases.merges_in_force(head.id),
    )?;
    let civil = |at| domain::zone::civil(context.store.zone(), at);
    let merges = merges.into_iter().map(|merge| (merge.source, civil(merge.merged_at))).collect();
    Ok(TimelineContent { filter, users, page, number, merges, draft })
}

fn filter_of(address: &CaseAddress) -> TimelineFilter {
    TimelineFilter {
        users: address.fields("user").filter_map(|id| id.parse().ok()).collect(),
        channels: address.fields("channel").filter_map(Channel::parse).collect(),
        actions: address.fields("action").filter_map(TimelineAction::parse).collect(),
        commented: match address.field("comments") {
            Some("with") => Some(true),
            Some("without") => Some(false),
            _ => None,
        },
        search: address.search().to_owned(),
    }
}

/// Saves the posted comment, if there is one; returns its form if it is rejected.
async fn submit(
    context: &RequestContext,
    head: &CaseHead,
    address: &CaseAddress,
) -> Result<Option<Draft>, AppError> {
    let Some(form) = Submission::of(FORM) else { return Ok(None) };
    let t = use_texts();
    let case = match form_case::case_of(context, head, address, &form).await? {
        Ok(case) => case,
        Err(draft) => return Ok(Some(draft)),
    };
    let outcome = context.scoped()?.cases().comment(case, form.field("comment"), store::clock::now()).await?;
    Ok(match outcome.ok_or(AppError::NotFound)? {
        CommentOutcome::Written => {
            flash::answer(Ok(Notice::done(t.answers().timeline.saved)), Some(form.field("back")));
            None
        }
        CommentOutcome::Invalid(errors) => {
            Some(Draft::new(&form, Rejection::Invalid, life::comment_problem(t, &errors)))
        }
        CommentOutcome::Merged(into) => {
            Some(Draft::new(&form, Rejection::Conflict, form_case::merged(t, case, into)))
        }
    })
}
