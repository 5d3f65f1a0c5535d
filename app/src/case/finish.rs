//! *Qualificar Atendimento*: contact reason, notes and answers when a case is closed.
//!
//! The form posts to its own page and is shown again with the typed values if it is rejected.

use domain::cases::{
    CaseHead, CaseQuestionnaire, Finish, FinishForm, MAX_COMMENT, ShownInteraction, StepOutcome,
};
use domain::{CaseId, CaseStatus, FieldErrors, Problem};
use http::StatusCode;
use leptos::prelude::*;

use super::address::{CaseAddress, Window, WindowAddress};
use super::form_case;
use super::life::refusal_text;
use super::questions::{Questions, TypedAnswers};
use crate::context::RequestContext;
use crate::error::AppError;
use crate::flash::{self, Notice};
use crate::forms::{Submission, set_status};
use crate::locales::{Texts, use_texts};
use crate::ui::icon::icon;
use crate::ui::notice::ErrorNotice;
use crate::ui::textarea::TextArea;

/// The name of the form.
const FORM: &str = "case-finish";

/// The content of the form.
pub(crate) struct FinishContent {
    case: CaseId,
    seen: CaseStatus,
    form: FinishForm,
    asked: Option<CaseQuestionnaire>,
    draft: Option<Draft>,
}

/// A rejected form: the values as typed, and the reason.
struct Draft {
    reason: String,
    notes: String,
    answering: TypedAnswers,
    /// The status and the interaction that the form was filled from.
    seen: CaseStatus,
    shown: Option<ShownInteraction>,
    why: NotAccepted,
}

impl Draft {
    /// Whether the draft still refers to the status and interaction it was filled from.
    fn is_current(&self) -> bool {
        matches!(self.why, NotAccepted::Invalid(_) | NotAccepted::Resumed)
    }
}

enum NotAccepted {
    /// Field errors.
    Invalid(FieldErrors),
    /// The status of the case has changed, or the viewer lacks the permission.
    Refused(String),
    /// No error: the form was kept while the viewer signed in again.
    Resumed,
    /// The form was filled from another case or interaction than it would write to now.
    Outdated(String),
}

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

/// The form, above the open tab.
#[component]
pub(super) fn FinishPanel(window: Window, content: FinishContent) -> impl IntoView {
    let t = use_texts();
    let FinishContent { case, seen, form, asked, draft } = content;
    let (here, return_to) = window
        .with_value(|window| (WindowAddress::href(window), window.with(&window.case.with("finish", ""))));
    let notice = draft.as_ref().map(|draft| {
        let text = match &draft.why {
            NotAccepted::Invalid(_) => t.settings.bad_fields.to_owned(),
            NotAccepted::Refused(text) | NotAccepted::Outdated(text) => text.clone(),
            NotAccepted::Resumed => t.waiting.resumed.to_owned(),
        };
        view! { <ErrorNotice text/> }
    });
    let chosen = draft.as_ref().map(|draft| draft.reason.clone());
    let chosen =
        chosen.or_else(|| form.reason.as_ref().map(|reason| reason.id.to_string())).unwrap_or_default();
    let notes = draft.as_ref().map_or_else(|| form.notes.clone(), |draft| draft.notes.clone());
    let answering = draft.as_ref().map(|draft| draft.answering.clone()).unwrap_or_default();
    let questions = asked.map(|asked| view! { <Questions questionnaire=asked.questionnaire answering/> });
    let (bad_reason, bad_notes) = match draft.as_ref().map(|draft| &draft.why) {
        Some(NotAccepted::Invalid(errors)) => {
            (error_text(t, errors, "reason"), error_text(t, errors, "notes"))
        }
        _ => (None, None),
    };
    let outdated = draft.as_ref().is_some_and(|draft| matches!(draft.why, NotAccepted::Outdated(_)));
    let notes_now = (outdated && notes.trim() != form.notes).then(|| {
        let now = if form.notes.is_empty() { t.case.blank } else { &form.notes };
        (t.case.current_value)(now)
    });
    // A current draft keeps the status and interaction that the user has seen.
    let before = draft.as_ref().filter(|draft| draft.is_current());
    let seen = before.map_or(seen, |draft| draft.seen);
    let before = before.and_then(|draft| draft.shown.clone());
    let ShownInteraction { protocol, version } = before.unwrap_or_else(|| form.shown.clone());
    view! {
        <section class="card card-padded case-finish" aria-labelledby="finish-title">
            <h3 class="card-title" id="finish-title">{t.finish.qualify}</h3>
            <form method="post" action=here class="form" data-in-place="" aria-labelledby="finish-title" novalidate>
                {notice}
                <input type="hidden" name="form" value=FORM/>
                <input type="hidden" name="case" value=case.to_string()/>
                <input type="hidden" name="seen" value=seen.as_str()/>
                <input type="hidden" name="protocol" value=protocol/>
                <input type="hidden" name="version" value=version/>
                <input type="hidden" name="back" value=return_to.clone()/>
                <ReasonField form chosen bad=bad_reason/>
                <NotesField notes bad=bad_notes now=notes_now/>
                {questions}
                <div class="filters-actions">
                    <button class="button button-primary">{icon("check", "icon")} {t.case.close}</button>
                    <a class="button button-quiet" href=return_to data-noscroll="">{t.case.cancel}</a>
                </div>
            </form>
        </section>
    }
}

fn error_text(t: &Texts, errors: &FieldErrors, field: &str) -> Option<String> {
    let error = errors.0.iter().find(|error| error.field == field)?;
    Some(match &error.problem {
        Problem::Required => t.finish.reason_needed.to_owned(),
        Problem::UnknownValue { .. } => t.error_reason_not_offered.to_owned(),
        problem => t.settings.problem(problem),
    })
}

/// *Motivo de contato*: the contact reasons of the queue, and the current one.
#[component]
fn ReasonField(form: FinishForm, chosen: String, bad: Option<String>) -> impl IntoView {
    let t = use_texts();
    let FinishForm { reasons, reason_required, reason, .. } = form;
    let retired = reason.filter(|reason| reasons.iter().all(|offered| offered.id != reason.id));
    let retired = retired.map(|reason| (reason.id, format!("{} {}", reason.name, t.retired_reason)));
    let offered = reasons.into_iter().map(|reason| (reason.id, reason.name)).chain(retired);
    let options = offered.map(|(id, name)| {
        let value = id.to_string();
        let selected = value == chosen;
        view! { <option value=value selected=selected>{name}</option> }
    });
    let options = options.collect_view();
    view! {
        <div class="field">
            <label class="field-label" for="finish-reason">{t.contact_reason}</label>
            <select
                class="select-native"
                dir="auto"
                id="finish-reason"
                name="reason"
                autocomplete="off"
                aria-required=reason_required.then_some("true")
                aria-invalid=bad.is_some().then_some("true")
                aria-describedby=bad.is_some().then_some("finish-reason-error")
            >
                <option value="">{t.no_reason}</option>
                {options}
            </select>
            {bad.map(|text| view! { <p class="field-error" id="finish-reason-error">{icon("alert", "icon")} {text}</p> })}
        </div>
    }
}

/// *Descrição do atendimento*.
#[component]
fn NotesField(notes: String, bad: Option<String>, now: Option<String>) -> impl IntoView {
    let t = use_texts();
    view! {
        <div class="field">
            <label class="field-label" for="finish-notes">{t.finish.notes}</label>
            <TextArea
                text={notes}
                {..}
                class="input textarea"
                id="finish-notes"
                name="notes"
                rows="5"
                maxlength=MAX_COMMENT.to_string()
                aria-invalid=bad.is_some().then_some("true")
                aria-describedby=bad.is_some().then_some("finish-notes-error")
            />
            {bad.map(|text| view! { <p class="field-error" id="finish-notes-error">{icon("alert", "icon")} {text}</p> })}
            {now.map(|text| view! { <p class="field-hint">{text}</p> })}
        </div>
    }
}
