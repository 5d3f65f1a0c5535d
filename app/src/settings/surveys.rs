//! The surveys section (*Pesquisas*).

use domain::settings::{
    MAX_RECORD_NAME, MAX_VALID_DAYS, SettingsRecord, SurveyRecord, SurveyTrigger, field_name,
};
use domain::survey::{Question, QuestionKind, Scale};
use domain::{FieldErrors, Problem};
use store::settings::Settings;

use super::questions::{self, QuestionRow};
use super::scope;
use super::section::{Choices, Section};
use super::sections::SectionName;
use crate::form::{Input, SelectOption, Values};
use crate::locales::Texts;

/// The kinds of survey questions with their form values.
const KINDS: [(QuestionKind, &str); 3] =
    [(QuestionKind::Scale, "scale"), (QuestionKind::Text, "text"), (QuestionKind::YesNo, "yes_no")];

fn scale_name(t: &'static Texts, scale: Scale) -> &'static str {
    match scale {
        Scale::Csat => t.settings.surveys.csat,
        Scale::Nps => t.settings.surveys.nps,
    }
}

fn trigger_name(t: &'static Texts, asked: SurveyTrigger) -> &'static str {
    match asked {
        SurveyTrigger::Closed => t.settings.surveys.asked_closed,
        SurveyTrigger::Request => t.settings.surveys.asked_request,
    }
}

fn kind_name(t: &'static Texts, kind: QuestionKind) -> &'static str {
    match kind {
        QuestionKind::Scale => t.settings.surveys.kind_scale,
        QuestionKind::Text => t.settings.surveys.kind_text,
        QuestionKind::YesNo => t.settings.surveys.kind_yes_no,
    }
}

impl Section for SurveyRecord {
    const SECTION: SectionName = SectionName::Surveys;

    fn column_titles(t: &'static Texts) -> Vec<&'static str> {
        vec![t.settings.queue, t.settings.surveys.asked, t.settings.surveys.scale]
    }

    fn cells(&self, t: &'static Texts, choices: &Choices) -> Vec<String> {
        vec![
            scope::queue_cell(t, choices, self.queue),
            trigger_name(t, self.asked).to_owned(),
            scale_name(t, self.scale).to_owned(),
        ]
    }

    async fn choices(settings: &Settings<'_>) -> store::Result<Choices> {
        scope::choices(settings).await
    }

    fn inputs(t: &'static Texts, choices: &Choices, _record: Option<&Self>) -> Vec<Input> {
        let words = &t.settings.surveys;
        let asked = SurveyTrigger::ALL.map(|asked| SelectOption::new(asked.as_str(), trigger_name(t, asked)));
        let scales = Scale::ALL.map(|scale| SelectOption::new(scale.as_str(), scale_name(t, scale)));
        let kinds = KINDS.map(|(kind, word)| SelectOption::new(word, kind_name(t, kind)));
        vec![
            Input::line(field_name::NAME, t.settings.name, MAX_RECORD_NAME).required(),
            Input::yes(field_name::ACTIVE, t.settings.active),
            scope::queue_input(t, choices).hint(words.queue_hint),
            Input::one(field_name::ASKED, words.asked, asked.to_vec()),
            Input::number(field_name::VALID_DAYS, words.valid_days, 1..=MAX_VALID_DAYS.into())
                .hint(words.valid_days_hint)
                .required(),
            Input::one(field_name::SCALE, words.scale, scales.to_vec()),
            Input::number(field_name::LOW_SCORE, words.low_score, 0..=Scale::Nps.highest())
                .hint(words.low_score_hint),
            questions::input(t, kinds.to_vec(), None),
        ]
    }

    fn default_values() -> Values {
        Values::default().with_yes(field_name::ACTIVE, true).with(field_name::VALID_DAYS, "7")
    }

    fn values(&self) -> Values {
        let word = |kind| KINDS.iter().find(|(one, _)| *one == kind).map_or("", |(_, word)| *word);
        let rows = self.questions.iter().map(|question| QuestionRow {
            id: question.id,
            text: question.text.clone(),
            kind: word(question.kind).to_owned(),
            required: question.required,
            options: Vec::new(),
        });
        let values = Values::named(&self.name, self.active)
            .with(field_name::ASKED, self.asked.as_str())
            .with(field_name::VALID_DAYS, self.valid_days.to_string())
            .with(field_name::SCALE, self.scale.as_str())
            .with(field_name::LOW_SCORE, self.low_score.map(|score| score.to_string()).unwrap_or_default());
        questions::values(scope::queue_values(values, self.queue), rows)
    }

    fn from_form(values: &Values, _before: Option<&Self>) -> Result<Self, FieldErrors> {
        let mut errors = FieldErrors::default();
        let days = values.number(field_name::VALID_DAYS, 1..=MAX_VALID_DAYS.into(), &mut errors);
        if values.text(field_name::VALID_DAYS).trim().is_empty() {
            errors.add(field_name::VALID_DAYS, Problem::Required);
        }
        let low_score = values.number(field_name::LOW_SCORE, 0..=Scale::Nps.highest(), &mut errors);
        let question = |row: QuestionRow| Question {
            id: row.id,
            kind: KINDS
                .iter()
                .find(|(_, word)| *word == row.kind)
                .map_or(QuestionKind::Text, |(kind, _)| *kind),
            text: row.text,
            required: row.required,
        };
        let record = Self {
            name: values.text(field_name::NAME).to_owned(),
            active: values.yes(field_name::ACTIVE),
            queue: scope::queue_of(values),
            asked: SurveyTrigger::parse(values.text(field_name::ASKED)).unwrap_or(SurveyTrigger::Request),
            valid_days: days.and_then(|days| u32::try_from(days).ok()).unwrap_or(1),
            scale: Scale::parse(values.text(field_name::SCALE)).unwrap_or(Scale::Csat),
            low_score: low_score.and_then(|score| u32::try_from(score).ok()),
            questions: questions::read(values).into_iter().map(question).collect(),
        }
        .tidied();
        errors.0.extend(questions::form_errors(record.check().err().unwrap_or_default(), values).0);
        errors.into_result().map(|()| record)
    }

    fn field_message(t: &'static Texts, field: &str, problem: &Problem) -> Option<String> {
        match (field, problem) {
            (field_name::SCALE, Problem::Immutable) => Some(t.settings.surveys.scale_immutable.to_owned()),
            _ => questions::field_message(t, field, problem),
        }
    }
}
