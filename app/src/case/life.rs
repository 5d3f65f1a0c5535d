//! The life cycle of a case: continue, hold, close, reopen.

use domain::case_life::{ActionRefusal, CaseAction};
use domain::cases::StepOutcome;
use domain::{CaseId, CaseStatus, FieldErrors, Problem};

use super::load::form_case;
use crate::context::RequestContext;
use crate::error::AppError;
use crate::flash::{self, Notice};
use crate::form::Rejection;
use crate::locales::Texts;

/// Takes a step; `action` and `seen` are as the page sent them.
pub(super) async fn step(
    case: CaseId,
    action: &str,
    seen: &str,
    comment: Option<&str>,
) -> Result<Notice, AppError> {
    let Some(action) = CaseAction::parse(action) else {
        return Ok(Notice::refused(flash::texts_of_request().answers().case.not_from_here));
    };
    let context = RequestContext::current()?;
    Ok(match take_step(&context, case, action, CaseStatus::parse(seen), comment).await? {
        StepAnswer::Done(text) => Notice::done(text),
        StepAnswer::Rejected(_, text) => Notice::refused(text),
    })
}

/// The outcome of a step, ready to be shown.
pub(super) enum StepAnswer {
    /// The step was taken; the success message.
    Done(String),
    /// The step was not taken; why, and what is said about it.
    Rejected(Rejection, String),
}

/// Takes a step in the life cycle of a case whose status was `seen` on the page.
pub(super) async fn take_step(
    context: &RequestContext,
    case: CaseId,
    action: CaseAction,
    seen: Option<CaseStatus>,
    comment: Option<&str>,
) -> Result<StepAnswer, AppError> {
    let t = flash::texts_of_request();
    let conflict = |text: String| Ok(StepAnswer::Rejected(Rejection::Conflict, text));
    let Some(seen) = seen else { return conflict(t.answers().case.not_from_here.to_owned()) };
    // Closing requires the form of `finish`.
    if action == CaseAction::Close {
        return conflict(t.answers().finish.by_form.to_owned());
    }
    if action == CaseAction::HandOver {
        return conflict(t.answers().hand_over.by_form.to_owned());
    }
    let now = store::clock::now();
    let outcome = context.scoped()?.cases().step(case, action, seen, comment, now).await?;
    match outcome.ok_or(AppError::NotFound)? {
        StepOutcome::Done(status) => Ok(StepAnswer::Done((t.answers().case.stepped)(t.status_name(status)))),
        StepOutcome::Changed(status) => conflict((t.answers().case.changed_meanwhile)(t.status_name(status))),
        StepOutcome::OtherInteraction => conflict(t.answers().finish.other_interaction.to_owned()),
        StepOutcome::Refused(refusal) => {
            Ok(StepAnswer::Rejected(Rejection::Refused, refusal_text(t, refusal).to_owned()))
        }
        StepOutcome::Invalid(errors) => {
            Ok(StepAnswer::Rejected(Rejection::Invalid, comment_problem(t, &errors)))
        }
        StepOutcome::Merged(into) => conflict(form_case::merged(t, case, into)),
    }
}

/// The message of a field error of a comment.
pub(super) fn comment_problem(t: &Texts, errors: &FieldErrors) -> String {
    match errors.0.first().map(|error| &error.problem) {
        Some(Problem::Required) => t.answers().timeline.empty.to_owned(),
        Some(Problem::TooLong { limit }) => (t.answers().forms.too_long)(*limit),
        _ => t.answers().timeline.malformed.to_owned(),
    }
}

/// The message of a refused step.
pub(super) fn refusal_text(t: &Texts, refusal: ActionRefusal) -> &'static str {
    match refusal {
        ActionRefusal::OutOfScope => t.error_not_found,
        ActionRefusal::Merged => t.answers().case.is_merged,
        ActionRefusal::NotFromHere(_) => t.answers().case.not_from_here,
        ActionRefusal::NotResponsible => t.answers().case.not_responsible,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::locales::Locale;

    #[test]
    fn every_problem_of_a_comment_has_a_sentence_of_its_own() {
        for locale in Locale::ALL {
            let t = locale.texts();
            let sentence = |problem| {
                let mut errors = FieldErrors::default();
                errors.add("comment", problem);
                comment_problem(t, &errors)
            };
            assert_eq!(sentence(Problem::Required), t.answers().timeline.empty);
            assert_eq!(sentence(Problem::TooLong { limit: 7 }), (t.answers().forms.too_long)(7));
            let malformed = Problem::Malformed { expected: "text".to_owned() };
            assert_eq!(sentence(malformed), t.answers().timeline.malformed);
        }
    }
}
