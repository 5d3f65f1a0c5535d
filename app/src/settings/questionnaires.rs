//! The questionnaires section (*Questionários*).

use domain::questionnaire::{Question, QuestionKind};
use domain::settings::{MAX_RECORD_NAME, QuestionnaireRecord, SettingsRecord, field_name};
use domain::{FieldErrors, Problem};
use store::settings::Settings;

use super::questions::{self, QuestionRow};
use super::scope;
use super::section::{Choices, Section};
use super::sections::SectionName;
use crate::form::{Input, SelectOption, Values};
use crate::locales::Texts;

fn kind_name(t: &'static Texts, kind: QuestionKind) -> &'static str {
    let words = &t.settings.questionnaires;
    match kind {
        QuestionKind::Text => words.kind_text,
        QuestionKind::YesNo => words.kind_yes_no,
        QuestionKind::Number => words.kind_number,
        QuestionKind::Choice => words.kind_choice,
    }
}

impl Section for QuestionnaireRecord {
    const SECTION: SectionName = SectionName::Questionnaires;

    fn column_titles(t: &'static Texts) -> Vec<&'static str> {
        vec![t.settings.queue, t.settings.kind, t.settings.questions]
    }

    fn cells(&self, t: &'static Texts, choices: &Choices) -> Vec<String> {
        vec![
            scope::queue_cell(t, choices, self.scope.queue),
            scope::kind_cell(t, self.scope.kind.as_deref()),
            t.locale.integer(self.questions.len() as u64),
        ]
    }

    async fn choices(settings: &Settings<'_>) -> store::Result<Choices> {
        scope::choices(settings).await
    }

    fn inputs(t: &'static Texts, choices: &Choices, record: Option<&Self>) -> Vec<Input> {
        let words = &t.settings.questionnaires;
        let kind = record.and_then(|record| record.scope.kind.as_deref());
        let kinds = QuestionKind::ALL.map(|kind| SelectOption::new(kind.as_str(), kind_name(t, kind)));
        let options = Input::lines(field_name::OPTIONS, words.options, 2, 10_000).hint(words.options_hint);
        vec![
            Input::line(field_name::NAME, t.settings.name, MAX_RECORD_NAME).required(),
            Input::yes(field_name::ACTIVE, t.settings.active),
            scope::queue_input(t, choices),
            scope::kind_input(t, choices, kind),
            questions::input(t, kinds.to_vec(), Some(options)),
        ]
    }

    fn values(&self) -> Values {
        let rows = self.questions.iter().map(|question| QuestionRow {
            id: question.id,
            text: question.text.clone(),
            kind: question.kind.as_str().to_owned(),
            required: question.required,
            options: question.options.clone(),
        });
        let values = Values::named(&self.name, self.active);
        questions::values(scope::scope_values(values, &self.scope), rows)
    }

    fn from_form(values: &Values, _before: Option<&Self>) -> Result<Self, FieldErrors> {
        let question = |row: QuestionRow| Question {
            id: row.id,
            kind: QuestionKind::parse(&row.kind).unwrap_or(QuestionKind::Text),
            text: row.text,
            options: row.options,
            required: row.required,
        };
        let record = Self {
            name: values.text(field_name::NAME).to_owned(),
            active: values.yes(field_name::ACTIVE),
            scope: scope::scope_of(values),
            questions: questions::read(values).into_iter().map(question).collect(),
        }
        .tidied();
        record.check().map_err(|errors| questions::form_errors(errors, values)).map(|()| record)
    }

    fn field_message(t: &'static Texts, field: &str, problem: &Problem) -> Option<String> {
        questions::field_message(t, field, problem)
    }
}
