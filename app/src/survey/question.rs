//! A survey question as a form field.

use domain::bidi;
use domain::survey::{MAX_ANSWER_TEXT, Question, QuestionKind, Scale};
use leptos::prelude::*;

use super::answer::field;
use crate::form::FieldNotice;
use crate::locales::public_survey::PublicSurveyTexts;
use crate::locales::use_texts;
use crate::ui::erased::IntoErased;
use crate::ui::textarea::TextArea;

/// A question with the previous input and its error; the `first` one with an error gets the focus.
#[component]
pub(super) fn QuestionField(
    question: Question,
    scale: Scale,
    given: String,
    error: Option<String>,
    first: bool,
) -> impl IntoView {
    let t = use_texts().public_survey();
    let name = field(question.id);
    let is_bad = error.is_some();
    let error_id = is_bad.then(|| format!("{name}-error"));
    let error = error.map(|text| FieldNotice::Error(text).view(format!("{name}-error")));
    let mark = if question.required { " *".to_owned() } else { format!(" ({})", t.optional) };
    let choices = match question.kind {
        QuestionKind::Text => {
            return view! {
                <div class="field survey-question">
                    <label class="survey-asks" for=name.clone()><bdi>{bidi::plain(&question.text)}</bdi> <span>{mark}</span></label>
                    <TextArea
                        text={given}
                        {..}
                        class="input survey-text"
                        id=name.clone()
                        name=name
                        rows="4"
                        maxlength=MAX_ANSWER_TEXT.to_string()
                        required=question.required
                        autofocus=first
                        aria-invalid=is_bad.to_string()
                        aria-describedby=error_id
                    />
                    {error}
                </div>
            }
            .erased();
        }
        QuestionKind::Scale => {
            scale.scores().map(|score| (score.to_string(), score.to_string())).collect::<Vec<_>>()
        }
        QuestionKind::YesNo => {
            let words = use_texts().forms();
            vec![("yes".to_owned(), words.yes.to_owned()), ("no".to_owned(), words.no.to_owned())]
        }
    };
    let class = if question.kind == QuestionKind::Scale { "survey-scale" } else { "survey-choices" };
    let ends = (question.kind == QuestionKind::Scale).then(|| {
        let (lowest, highest) = ends(t, scale);
        view! { <p class="survey-ends"><span>{lowest}</span> <span>{highest}</span></p> }
    });
    let required = question.required;
    let options = choices.into_iter().enumerate().map(|(index, (value, text))| {
        let checked = value == given;
        view! {
            <label class="survey-choice">
                <input
                    type="radio"
                    name=name.clone()
                    value=value
                    checked=checked
                    required=required
                    autofocus=first && index == 0
                />
                <span>{text}</span>
            </label>
        }
    });
    let options = options.collect_view();
    view! {
        <fieldset
            class="field survey-question"
            role="radiogroup"
            aria-required=required.to_string()
            aria-invalid=is_bad.to_string()
            aria-describedby=error_id
        >
            <legend class="survey-asks"><bdi>{bidi::plain(&question.text)}</bdi> <span>{mark}</span></legend>
            <div class=class>{options}</div>
            {ends}
            {error}
        </fieldset>
    }
    .erased()
}

/// The labels of both ends of a scale.
fn ends(t: &PublicSurveyTexts, scale: Scale) -> (&'static str, &'static str) {
    match scale {
        Scale::Csat => (t.lowest_csat, t.highest_csat),
        Scale::Nps => (t.lowest_nps, t.highest_nps),
    }
}
