//! The questions of a questionnaire as form fields.

#[cfg(feature = "ssr")]
use domain::Problem;
use domain::bidi;
use domain::questionnaire::{MAX_ANSWER_TEXT, Question, QuestionKind, Questionnaire};
use leptos::prelude::*;

use crate::form::{Field, FormState, Input, SelectOption};
#[cfg(feature = "ssr")]
use crate::locales::Texts;
use crate::locales::use_texts;

/// The field name of a question.
pub(super) fn field(id: u32) -> String {
    format!("answer.{id}")
}

/// A questionnaire within a form.
#[component]
pub(super) fn Questions(questionnaire: Questionnaire, state: FormState) -> impl IntoView {
    let fields = questionnaire.questions.into_iter();
    let fields = fields.map(|question| view! { <Field input=input(question) state=state.clone()/> });
    view! {
        <fieldset class="field-many finish-questions">
            <legend class="card-title" dir="auto">{bidi::plain(&questionnaire.name)}</legend>
            <div class="form">{fields.collect_view()}</div>
        </fieldset>
    }
}

fn input(question: Question) -> Input {
    let words = use_texts().forms();
    let (name, label) = (field(question.id), question.text.as_str());
    let input = match question.kind {
        QuestionKind::Text => Input::text(&name, label, 2, MAX_ANSWER_TEXT),
        QuestionKind::Number => Input::decimal(&name, label, MAX_ANSWER_TEXT),
        QuestionKind::YesNo => {
            let options = vec![SelectOption::new("yes", words.yes), SelectOption::new("no", words.no)];
            Input::radio(&name, label, options)
        }
        QuestionKind::Choice => {
            let options = question.options.into_iter().map(|text| SelectOption::new(text.clone(), text));
            Input::radio(&name, label, options.collect())
        }
    };
    input.with_id(format!("answer-{}", question.id)).required_if(question.required)
}

/// The message of an answer that is not valid.
#[cfg(feature = "ssr")]
pub(super) fn error_message(t: &Texts, problem: &Problem) -> String {
    match problem {
        Problem::Required => t.answers().forms.required.to_owned(),
        Problem::UnknownValue { .. } => t.answers().forms.not_a_choice.to_owned(),
        Problem::TooLong { limit } => (t.answers().forms.too_long)(*limit),
        _ => t.answers().finish.not_a_number.to_owned(),
    }
}
