//! The questions of a questionnaire as form fields.

use domain::questionnaire::{MAX_ANSWER_TEXT, Question, QuestionKind, Questionnaire};
use domain::{Problem, bidi};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

#[cfg(feature = "ssr")]
use crate::form::Submission;
use crate::locales::{Texts, use_texts};
use crate::ui::erased::IntoErased;
use crate::ui::icon::icon;
use crate::ui::textarea::TextArea;

/// The typed answers and their field errors, by question ID.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct TypedAnswers {
    /// The answers as typed.
    pub(super) typed: Vec<(u32, String)>,
    /// The field errors.
    pub(super) bad: Vec<(u32, Problem)>,
}

impl TypedAnswers {
    /// Reads the answers from a posted form.
    #[cfg(feature = "ssr")]
    pub(super) fn typed(questionnaire: &Questionnaire, form: &Submission) -> Self {
        let typed = questionnaire.questions.iter();
        let typed = typed.map(|question| (question.id, form.field(&field(question.id)).to_owned()));
        Self { typed: typed.collect(), bad: Vec::new() }
    }

    /// The typed answer to a question.
    pub(super) fn of(&self, id: u32) -> &str {
        self.typed.iter().find(|(of, _)| *of == id).map_or("", |(_, text)| text.as_str())
    }
}

/// The field name of a question.
fn field(id: u32) -> String {
    format!("answer.{id}")
}

/// A questionnaire within a form.
#[component]
pub(super) fn Questions(questionnaire: Questionnaire, answering: TypedAnswers) -> impl IntoView {
    let questions = questionnaire.questions.into_iter().map(|question| {
        let given = answering.of(question.id).to_owned();
        let bad = answering.bad.iter().find(|(id, _)| *id == question.id).map(|(_, problem)| problem.clone());
        view! { <QuestionField question given bad/> }
    });
    let questions = questions.collect_view();
    view! {
        <fieldset class="field-many finish-questions">
            <legend class="card-title" dir="auto">{bidi::plain(&questionnaire.name)}</legend>
            <div class="form">{questions}</div>
        </fieldset>
    }
}

#[component]
fn QuestionField(question: Question, given: String, bad: Option<Problem>) -> impl IntoView {
    let t = use_texts();
    let id = format!("finish-{}", field(question.id)).replace('.', "-");
    let error_id = format!("{id}-error");
    let described = bad.is_some().then(|| error_id.clone());
    let invalid = bad.is_some().then_some("true");
    let error = bad.map(|problem| {
        view! { <p class="field-error" id=error_id>{icon("alert", "icon")} {sentence(t, &problem)}</p> }
    });
    let name = field(question.id);
    let required = question.required.then_some("true");
    let label = bidi::plain(&question.text);
    let options: Vec<(String, String)> = match question.kind {
        QuestionKind::YesNo => {
            vec![("yes".to_owned(), t.forms.yes.to_owned()), ("no".to_owned(), t.forms.no.to_owned())]
        }
        QuestionKind::Choice => question.options.into_iter().map(|text| (text.clone(), text)).collect(),
        QuestionKind::Text | QuestionKind::Number => Vec::new(),
    };
    match question.kind {
        QuestionKind::Text => view! {
            <div class="field">
                <label class="field-label" for=id.clone() dir="auto">{label}</label>
                <TextArea text={given} {..} class="input textarea" id=id name=name rows="2" maxlength=MAX_ANSWER_TEXT.to_string()
                    aria-required=required aria-invalid=invalid aria-describedby=described/>
                {error}
            </div>
        }
        .erased(),
        QuestionKind::Number => view! {
            <div class="field">
                <label class="field-label" for=id.clone() dir="auto">{label}</label>
                <input class="input" id=id name=name inputmode="decimal" autocomplete="off" value=given
                    aria-required=required aria-invalid=invalid aria-describedby=described/>
                {error}
            </div>
        }
        .erased(),
        QuestionKind::YesNo | QuestionKind::Choice => {
            let choices = options.into_iter().map(|(value, text)| {
                let checked = value == given;
                view! {
                    <label class="option">
                        <input type="radio" name=name.clone() value=value checked=checked/>
                        <span class="option-text" dir="auto">{bidi::plain(&text)}</span>
                    </label>
                }
            });
            let choices = choices.collect_view();
            view! {
                <fieldset class="field field-many" role="radiogroup" aria-required=required aria-invalid=invalid
                    aria-describedby=described>
                    <legend class="field-label" dir="auto">{label}</legend>
                    <div class="finish-choices">{choices}</div>
                    {error}
                </fieldset>
            }
            .erased()
        }
    }
}

fn sentence(t: &Texts, problem: &Problem) -> String {
    match problem {
        Problem::Required => t.forms.required.to_owned(),
        Problem::UnknownValue { .. } => t.forms.not_a_choice.to_owned(),
        Problem::TooLong { limit } => (t.forms.too_long)(*limit),
        _ => t.finish.not_a_number.to_owned(),
    }
}
