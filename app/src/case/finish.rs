//! *Qualificar Atendimento*: contact reason, notes and answers when a case is closed.
//!
//! The form posts to its own page and is shown again with the typed values if it is rejected.

use domain::cases::{CaseQuestionnaire, FinishForm, MAX_COMMENT, ShownInteraction};
use domain::{CaseId, CaseStatus, FieldErrors, Problem};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use super::address::{Window, WindowAddress};
use super::questions::{Questions, TypedAnswers};
use crate::locales::{Texts, use_texts};
use crate::ui::icon::icon;
use crate::ui::notice::ErrorNotice;
use crate::ui::textarea::TextArea;

/// The name of the form.
pub(super) const FORM: &str = "case-finish";

/// The content of the form.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FinishContent {
    pub(super) case: CaseId,
    pub(super) seen: CaseStatus,
    pub(super) form: FinishForm,
    pub(super) asked: Option<CaseQuestionnaire>,
    pub(super) draft: Option<Draft>,
}

/// A rejected form: the values as typed, and the reason.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Draft {
    pub(super) reason: String,
    pub(super) notes: String,
    pub(super) answering: TypedAnswers,
    /// The status and the interaction that the form was filled from.
    pub(super) seen: CaseStatus,
    pub(super) shown: Option<ShownInteraction>,
    pub(super) why: NotAccepted,
}

impl Draft {
    /// Whether the draft still refers to the status and interaction it was filled from.
    fn is_current(&self) -> bool {
        matches!(self.why, NotAccepted::Invalid(_) | NotAccepted::Resumed)
    }
}

/// Why a form was rejected.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum NotAccepted {
    /// Field errors.
    Invalid(FieldErrors),
    /// The status of the case has changed, or the viewer lacks the permission.
    Refused(String),
    /// No error: the form was kept while the viewer signed in again.
    Resumed,
    /// The form was filled from another case or interaction than it would write to now.
    Outdated(String),
}

/// The form, above the open tab.
#[component]
pub(super) fn FinishPanel(window: Window, content: FinishContent) -> impl IntoView {
    let t = use_texts();
    let FinishContent { case, seen, form, asked, draft } = content;
    let here = window.follow(WindowAddress::href);
    let return_to = window.follow(|window| window.with(&window.case.with("finish", "")));
    let notice = draft.as_ref().map(|draft| {
        let text = match &draft.why {
            NotAccepted::Invalid(_) => t.forms.bad_fields.to_owned(),
            NotAccepted::Refused(text) | NotAccepted::Outdated(text) => text.clone(),
            NotAccepted::Resumed => t.forms.resumed.to_owned(),
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
            <form method="post" action=here class="form" data-in-place="" data-focus="" aria-labelledby="finish-title" novalidate>
                {notice}
                <input type="hidden" name="form" value=FORM/>
                <input type="hidden" name="case" value=case.to_string()/>
                <input type="hidden" name="seen" value=seen.as_str()/>
                <input type="hidden" name="protocol" value=protocol/>
                <input type="hidden" name="version" value=version/>
                <input type="hidden" name="back" value=return_to/>
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
        Problem::TooLong { limit } => (t.forms.too_long)(*limit),
        _ => t.forms.malformed.to_owned(),
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
