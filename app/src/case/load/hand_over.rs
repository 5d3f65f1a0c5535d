//! Loads *Repassar*, and hands the case over if the form was posted.

use domain::case_life::CaseAction;
use domain::cases::{CaseHead, HandOver, HandOverOutcome, HandOverSeen};
use domain::{CaseId, CaseStatus, Problem, QueueId, UserId};

use super::form_case;
use crate::case::address::{CaseAddress, WindowAddress};
use crate::case::hand_over::{FORM, HandOverContent, OPEN};
use crate::case::life::refusal_text;
use crate::context::RequestContext;
use crate::error::AppError;
use crate::flash::{self, Notice};
use crate::form::{Draft, Rejection, Submission};
use crate::locales::{Texts, use_texts};

/// Submits the form if it was posted; loads its content if it is open.
pub(super) async fn load(
    context: &RequestContext,
    head: &CaseHead,
    address: &CaseAddress,
) -> Result<Option<HandOverContent>, AppError> {
    let draft = match Submission::of(FORM) {
        Some(form) => submit(context, head, address, &form).await?,
        None => None,
    };
    let is_asked = address.field(OPEN).is_some() && head.actions.contains(&CaseAction::HandOver);
    if draft.is_none() && !is_asked {
        return Ok(None);
    }
    let responsible = head.responsible.as_ref().map(|person| person.id);
    let scoped = context.scoped()?;
    let cases = scoped.cases();
    let (receivers, mut queues) =
        futures::try_join!(cases.receivers(responsible), cases.queues_offered(&[]))?;
    queues.retain(|queue| head.queue.as_ref().is_none_or(|own| own.id != queue.id));
    Ok(Some(HandOverContent { case: head.id, seen: head.status, responsible, receivers, queues, draft }))
}

async fn submit(
    context: &RequestContext,
    head: &CaseHead,
    address: &CaseAddress,
    form: &Submission,
) -> Result<Option<Draft>, AppError> {
    let t = use_texts();
    let case = match form_case::case_of(context, head, address, form).await? {
        Ok(case) => case,
        Err(draft) => return Ok(Some(draft)),
    };
    let scoped = context.scoped()?;
    let outcome = scoped.cases().hand_over(case, &hand_over(head, form), store::clock::now()).await?;
    let conflict = |text: String| Draft::new(form, Rejection::Conflict, text);
    Ok(Some(match outcome.ok_or(AppError::NotFound)? {
        HandOverOutcome::Done => {
            conclude(context, case, form).await?;
            return Ok(None);
        }
        HandOverOutcome::Changed { status, responsible } => {
            let words = &t.answers().hand_over;
            let responsible = responsible.as_deref().unwrap_or(words.with_no_one);
            conflict((words.changed)(t.status_name(status), &domain::bidi::isolated(responsible)))
        }
        HandOverOutcome::Invalid(errors) => {
            Draft::invalid(form, t.answers().hand_over.bad_fields, &errors, |field, problem| {
                message(t, field, problem)
            })
        }
        HandOverOutcome::Merged(into) => conflict(form_case::merged(t, case, into)),
        HandOverOutcome::Refused(refusal) => Draft::new(form, Rejection::Refused, refusal_text(t, refusal)),
    }))
}

/// Leads back to the case, or to the page below it if the giver does not see the case any more.
async fn conclude(context: &RequestContext, case: CaseId, form: &Submission) -> Result<(), AppError> {
    let words = &use_texts().answers().hand_over;
    let back = form.field("back");
    let is_seen = context.scoped()?.cases().head(case).await?.is_some();
    let (text, next) = if is_seen {
        (words.done, back.to_owned())
    } else {
        let (path, search) = back.split_once('?').unwrap_or((back, ""));
        let below =
            WindowAddress::read(path, search).map_or_else(|| path.to_owned(), |window| window.close());
        (words.done_and_gone, below)
    };
    flash::answer(Ok(Notice::done(text)), Some(&next));
    Ok(())
}

/// The ID in a field; what cannot be parsed becomes one that does not exist.
fn id(form: &Submission, name: &str) -> Option<i64> {
    let text = form.field(name);
    (!text.is_empty()).then(|| text.parse().unwrap_or(-1))
}

/// The receiver and the queue of a form.
pub(crate) fn receiver(form: &Submission) -> (Option<UserId>, Option<QueueId>) {
    (id(form, "agent").map(UserId), id(form, "queue").map(QueueId))
}

fn hand_over(head: &CaseHead, form: &Submission) -> HandOver {
    let (agent, queue) = receiver(form);
    HandOver {
        agent,
        queue,
        comment: form.field("comment").to_owned(),
        seen: HandOverSeen {
            status: CaseStatus::parse(form.field("seen")).unwrap_or(head.status),
            responsible: id(form, "responsible").map(UserId),
        },
    }
}

/// The message of a field error of a hand-over.
pub(crate) fn message(t: &Texts, field: &str, problem: &Problem) -> String {
    let words = &t.answers().hand_over;
    let text = match (field, problem) {
        (_, Problem::TooLong { limit }) => return (t.answers().forms.too_long)(*limit),
        ("agent", Problem::Required) => words.agent_needed,
        ("agent", Problem::Taken) => words.agent_has_it,
        ("agent", _) => words.agent_gone,
        ("queue", _) => words.queue_gone,
        ("comment", Problem::Required) => words.comment_needed,
        _ => t.answers().timeline.malformed,
    };
    text.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::locales::Locale;

    #[test]
    fn every_problem_of_a_hand_over_has_a_sentence_of_its_own() {
        let unknown = || Problem::UnknownValue { allowed: Vec::new() };
        let malformed = Problem::Malformed { expected: "text".to_owned() };
        for locale in Locale::ALL {
            let t = locale.texts();
            let words = &t.answers().hand_over;
            assert_eq!(message(t, "agent", &Problem::Required), words.agent_needed);
            assert_eq!(message(t, "agent", &Problem::Taken), words.agent_has_it);
            assert_eq!(message(t, "agent", &unknown()), words.agent_gone);
            assert_eq!(message(t, "queue", &unknown()), words.queue_gone);
            assert_eq!(message(t, "comment", &Problem::Required), words.comment_needed);
            assert_eq!(message(t, "comment", &malformed), t.answers().timeline.malformed);
            assert_eq!(
                message(t, "comment", &Problem::TooLong { limit: 9 }),
                (t.answers().forms.too_long)(9)
            );
        }
    }
}
