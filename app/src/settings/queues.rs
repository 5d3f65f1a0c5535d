//! The queues section (*Filas*).

use domain::FieldErrors;
use domain::settings::{MAX_RECORD_NAME, QueueRecord, ReasonRecord, field_name};
use store::settings::Settings;

use super::section::{Choices, Section, names};
use super::sections::SectionName;
use crate::form::{Input, SelectOption, Values};
use crate::locales::Texts;

impl Section for QueueRecord {
    const SECTION: SectionName = SectionName::Queues;

    fn column_titles(t: &'static Texts) -> Vec<&'static str> {
        vec![t.settings.queues.reasons, t.settings.queues.reason_required]
    }

    fn cells(&self, t: &'static Texts, choices: &Choices) -> Vec<String> {
        let required = if self.reason_required { t.forms().yes } else { t.forms().no };
        vec![names(&choices.reasons, &self.reasons), required.to_owned()]
    }

    async fn choices(settings: &Settings<'_>) -> store::Result<Choices> {
        Ok(Choices { reasons: settings.choices::<ReasonRecord>().await?, ..Choices::default() })
    }

    fn inputs(t: &'static Texts, choices: &Choices, _record: Option<&Self>) -> Vec<Input> {
        let words = &t.settings.queues;
        vec![
            Input::line(field_name::NAME, t.settings.name, MAX_RECORD_NAME).required(),
            Input::yes(field_name::ACTIVE, t.settings.active),
            Input::yes(field_name::REASON_REQUIRED, words.reason_required).hint(words.reason_required_hint),
            Input::ordered(field_name::REASONS, words.reasons, SelectOption::of(&choices.reasons))
                .hint(words.reasons_hint),
        ]
    }

    fn values(&self) -> Values {
        Values::named(&self.name, self.active)
            .with_yes(field_name::REASON_REQUIRED, self.reason_required)
            .with_all(field_name::REASONS, self.reasons.iter().map(ToString::to_string))
    }

    fn from_form(values: &Values, _before: Option<&Self>) -> Result<Self, FieldErrors> {
        Ok(Self {
            name: values.text(field_name::NAME).to_owned(),
            active: values.yes(field_name::ACTIVE),
            reason_required: values.yes(field_name::REASON_REQUIRED),
            reasons: values.ordered(field_name::REASONS),
        })
    }
}
