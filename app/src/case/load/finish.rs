//! Loads *Qualificar Atendimento*, and closes the case if the form was posted.

use domain::cases::{CaseHead, CaseQuestionnaire, Finish, FinishForm, ShownInteraction, StepOutcome};
use domain::{CaseStatus, FieldErrors};
use http::StatusCode;

use super::form_case;
use crate::case::address::CaseAddress;
use crate::case::finish::{Draft, FORM, FinishContent, NotAccepted};
use crate::case::life::refusal_text;
use crate::case::questions::TypedAnswers;
use crate::context::RequestContext;
use crate::error::AppError;
use crate::flash::{self, Notice};
use crate::form::{Submission, set_status};
use crate::locales::use_texts;

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
    let (reason, notes) = (form.field("reason").to_owned(), form.field("notes").to_owned());
    let seen = CaseStatus::parse(form.field("seen")).unwrap_or(head.status);
    let mut answering =
        asked.map(|asked| TypedAnswers::typed(&asked.questionnaire, form)).unwrap_or_default();
    let case = form_case::case_of(form, address);
    if let Some(text) = form_case::other_case(context, case, head, t).await? {
        set_status(StatusCode::CONFLICT);
        return Ok(Some(Draft {
            reason,
            notes,
            answering,
            seen,
            shown: shown(form),
            why: NotAccepted::Outdated(text),
        }));
    }
    if form.is_resumed() {
        let why = NotAccepted::Resumed;
        return Ok(Some(Draft { reason, notes, answering, seen, shown: shown(form), why }));
    }
    let answers = match asked {
        None => None,
        Some(asked) => match asked.questionnaire.complete(|id| Some(answering.of(id))) {
            Ok(answers) => Some((asked.clone(), answers)),
            Err(bad) => {
                answering.bad = bad.into_iter().map(|bad| (bad.id, bad.problem)).collect();
                set_status(StatusCode::UNPROCESSABLE_ENTITY);
                let why = NotAccepted::Invalid(FieldErrors::default());
                return Ok(Some(Draft { reason, notes, answering, seen, shown: shown(form), why }));
            }
        },
    };
    let finish = Finish { reason: reason.parse().ok(), notes: notes.clone(), answers, shown: shown(form) };
    let outcome = context.scoped()?.cases().finish(case, seen, &finish, store::clock::now()).await?;
    let (status, why) = match outcome.ok_or(AppError::NotFound)? {
        StepOutcome::Invalid(errors) => (StatusCode::UNPROCESSABLE_ENTITY, NotAccepted::Invalid(errors)),
        StepOutcome::Merged(into) => {
            (StatusCode::CONFLICT, NotAccepted::Outdated(form_case::merged(t, case, into)))
        }
        StepOutcome::Done(status) => {
            let done = Notice::done((t.case.stepped)(t.status_name(status)));
            flash::answer(Ok(done), Some(form.field("back")));
            return Ok(None);
        }
        StepOutcome::Changed(status) => {
            (StatusCode::CONFLICT, NotAccepted::Refused((t.case.changed_meanwhile)(t.status_name(status))))
        }
        StepOutcome::OtherInteraction => {
            (StatusCode::CONFLICT, NotAccepted::Outdated(t.finish.other_interaction.to_owned()))
        }
        StepOutcome::Refused(refusal) => {
            (StatusCode::FORBIDDEN, NotAccepted::Refused(refusal_text(t, refusal).to_owned()))
        }
    };
    set_status(status);
    Ok(Some(Draft { reason, notes, answering, seen, shown: shown(form), why }))
}

/// The interaction that the form was filled from.
fn shown(form: &Submission) -> Option<ShownInteraction> {
    let (protocol, version) = (form.sent("protocol")?.to_owned(), form.field("version").to_owned());
    Some(ShownInteraction { protocol, version })
}
