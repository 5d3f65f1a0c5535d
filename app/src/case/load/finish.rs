//! Loads *Qualificar Atendimento*, and closes the case if the form was posted.

use domain::cases::{CaseHead, CaseQuestionnaire, Finish, FinishForm, ShownInteraction, StepOutcome};
use domain::{CaseStatus, Problem};

use super::form_case;
use crate::case::address::CaseAddress;
use crate::case::finish::{FORM, FinishContent};
use crate::case::life::refusal_text;
use crate::case::questions::{self, field};
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
) -> Result<Option<FinishContent>, AppError> {
    let posted = Submission::of(FORM);
    if posted.is_none() && address.field("finish").is_none() {
        return Ok(None);
    }
    let asked = context.scoped()?.cases().questionnaire_for(head.id).await?;
    let draft = match posted {
        Some(form) => submit(context, (head, address), asked.as_ref(), &form).await?,
        None => None,
    };
    let open = draft.is_some()
        || (address.field("finish").is_some()
            && head.actions.contains(&domain::case_life::CaseAction::Close));
    if !open {
        return Ok(None);
    }
    let form = context.scoped()?.cases().finish_form(head).await?;
    let nothing = FinishForm {
        reasons: Vec::new(),
        reason_required: false,
        reason: None,
        notes: String::new(),
        shown: ShownInteraction::default(),
    };
    Ok(Some(FinishContent { case: head.id, seen: head.status, form: form.unwrap_or(nothing), asked, draft }))
}

async fn submit(
    context: &RequestContext,
    (head, address): (&CaseHead, &CaseAddress),
    asked: Option<&CaseQuestionnaire>,
    form: &Submission,
) -> Result<Option<Draft>, AppError> {
    let t = use_texts();
    let case = match form_case::case_of(context, head, address, form).await? {
        Ok(case) => case,
        Err(draft) => return Ok(Some(draft)),
    };
    let answers = match asked {
        None => None,
        Some(asked) => match asked.questionnaire.complete(|id| form.sent(&field(id))) {
            Ok(answers) => Some((asked.clone(), answers)),
            Err(bad) => {
                let draft = Draft::new(form, Rejection::Invalid, t.answers().forms.bad_fields);
                return Ok(Some(bad.into_iter().fold(draft, |draft, bad| {
                    draft.with_error(field(bad.id), questions::error_message(t, &bad.problem))
                })));
            }
        },
    };
    let seen = CaseStatus::parse(form.field("seen")).unwrap_or(head.status);
    let finish = Finish {
        reason: form.field("reason").parse().ok(),
        notes: form.field("notes").to_owned(),
        answers,
        shown: shown(form),
    };
    let outcome = context.scoped()?.cases().finish(case, seen, &finish, store::clock::now()).await?;
    let conflict = |text: String| Draft::new(form, Rejection::Conflict, text);
    Ok(Some(match outcome.ok_or(AppError::NotFound)? {
        StepOutcome::Done(status) => {
            let done = Notice::done((t.answers().case.stepped)(t.status_name(status)));
            flash::answer(Ok(done), Some(form.field("back")));
            return Ok(None);
        }
        StepOutcome::Invalid(errors) => {
            let message = |_: &str, problem: &Problem| error_message(t, problem);
            Draft::invalid(form, t.answers().forms.bad_fields, &errors, message)
        }
        StepOutcome::Merged(into) => conflict(form_case::merged(t, case, into)),
        StepOutcome::Changed(status) => conflict((t.answers().case.changed_meanwhile)(t.status_name(status))),
        StepOutcome::OtherInteraction => conflict(t.answers().finish.other_interaction.to_owned()),
        StepOutcome::Refused(refusal) => Draft::new(form, Rejection::Refused, refusal_text(t, refusal)),
    }))
}

/// The interaction that the form was filled from.
fn shown(form: &Submission) -> Option<ShownInteraction> {
    let (protocol, version) = (form.sent("protocol")?.to_owned(), form.field("version").to_owned());
    Some(ShownInteraction { protocol, version })
}

/// The message of a field error of the contact reason or the notes.
fn error_message(t: &Texts, problem: &Problem) -> String {
    match problem {
        Problem::Required => t.answers().finish.reason_needed.to_owned(),
        Problem::UnknownValue { .. } => t.error_reason_not_offered.to_owned(),
        Problem::TooLong { limit } => (t.answers().forms.too_long)(*limit),
        _ => t.answers().forms.malformed.to_owned(),
    }
}
