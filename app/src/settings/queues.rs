//! The queues section (*Filas*).

use domain::FieldErrors;
use domain::settings::{NAME_LIMIT, QueueRecord, ReasonRecord};
use store::settings::Settings;

use super::input::Input;
use super::opt::SelectOption;
use super::section::{Choices, Section, names};
use super::sections::SectionName;
use super::values::Values;
use crate::locales::Texts;
use crate::locales::settings::SectionTexts;

impl Section for QueueRecord {
    const SECTION: SectionName = SectionName::Queues;

    fn words(t: &'static Texts) -> &'static SectionTexts {
        &t.settings.queues.section
    }

    fn column_titles(t: &'static Texts) -> Vec<&'static str> {
        vec![t.settings.queues.reasons, t.settings.queues.reason_required]
    }

    fn cells(&self, t: &'static Texts, choices: &Choices) -> Vec<String> {
        let required = if self.reason_required { t.settings.yes } else { t.settings.no };
        vec![names(&choices.reasons, &self.reasons), required.to_owned()]
    }

    async fn choices(settings: &Settings<'_>) -> store::Result<Choices> {
        Ok(Choices { reasons: settings.choices::<ReasonRecord>().await?, ..Choices::default() })
    }

    fn inputs(t: &'static Texts, choices: &Choices, _record: Option<&Self>) -> Vec<Input> {
        let words = &t.settings.queues;
        vec![
            Input::line("name", t.settings.name, NAME_LIMIT).required(),
            Input::yes("active", t.settings.active),
            Input::yes("reason_required", words.reason_required).hint(words.reason_required_hint),
            Input::ordered("reasons", words.reasons, SelectOption::of(&choices.reasons))
                .hint(words.reasons_hint),
        ]
    }

    fn default_values() -> Values {
        Values::default().with_yes("active", true)
    }

    fn values(&self) -> Values {
        Values::default()
            .with("name", &self.name)
            .with_yes("active", self.active)
            .with_yes("reason_required", self.reason_required)
            .with_all("reasons", self.reasons.iter().map(ToString::to_string))
    }

    fn from_form(values: &Values, _before: Option<&Self>) -> Result<Self, FieldErrors> {
        Ok(Self {
            name: values.text("name").to_owned(),
            active: values.yes("active"),
            reason_required: values.yes("reason_required"),
            reasons: values.ordered("reasons"),
        })
    }
}
