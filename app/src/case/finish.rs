//! *Qualificar Atendimento*: contact reason, notes and answers when a case is closed.

use domain::cases::{CaseQuestionnaire, FinishForm, MAX_COMMENT};
use domain::{CaseId, CaseStatus};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use super::address::{Window, WindowAddress};
use super::questions::Questions;
use crate::form::{Draft, Field, Form, FormState, Input, SelectOption, Values};
use crate::locales::use_texts;
use crate::ui::erased::IntoErased;
use crate::ui::icon::icon;

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

/// The form, above the open tab.
#[component]
pub(super) fn FinishPanel(window: Window, content: FinishContent) -> impl IntoView {
    let t = use_texts();
    let FinishContent { case, seen, form, asked, draft } = content;
    let FinishForm { reasons, reason_required, reason, notes, shown } = form;
    let here = window.follow(WindowAddress::href);
    let back = window.follow(|window| window.with(&window.case.with("finish", "")));
    let stored = vec![
        ("case", case.to_string()),
        ("seen", seen.as_str().to_owned()),
        ("protocol", shown.protocol),
        ("version", shown.version),
        ("reason", reason.as_ref().map(|reason| reason.id.to_string()).unwrap_or_default()),
        ("notes", notes),
    ];
    let state = FormState::new("finish", Values::of(stored), draft);
    // The contact reasons of the queue, and the current one.
    let retired = reason.filter(|reason| reasons.iter().all(|offered| offered.id != reason.id));
    let retired = retired.map(|reason| (reason.id, format!("{} {}", reason.name, t.retired_reason)));
    let offered = reasons.into_iter().map(|reason| (reason.id, reason.name)).chain(retired);
    let options = offered.map(|(id, name)| SelectOption::new(id.to_string(), name));
    let options = std::iter::once(SelectOption::new("", t.no_reason)).chain(options).collect();
    let reason = Input::one("reason", t.contact_reason, options).required_if(reason_required);
    let notes = Input::text("notes", t.finish().notes, 5, MAX_COMMENT);
    let questions =
        asked.map(|asked| view! { <Questions questionnaire=asked.questionnaire state=state.clone()/> });
    let content = view! {
        <Field input=reason state=state.clone()/>
        <Field input=notes state=state.clone()/>
        {questions}
        <div class="filters-actions">
            <button class="button button-primary">{icon("check", "icon")} {t.case().close}</button>
            <a class="button button-quiet" href=back data-noscroll="">{t.case().cancel}</a>
        </div>
    };
    let content = content.erased();
    view! {
        <section class="card card-padded case-finish" aria-labelledby="finish-title">
            <h3 class="card-title" id="finish-title">{t.finish().qualify}</h3>
            <Form name=FORM state action=here class="form" labelled_by="finish-title" in_place=true focus=true
                kept=&["case", "seen", "protocol", "version"] back content/>
        </section>
    }
}
