//! The contact reasons section (*Motivos de contato*).

use domain::FieldErrors;
use domain::settings::{MAX_RECORD_NAME, ReasonRecord, field_name};

use super::offers;
use super::section::{Choices, Section};
use super::sections::SectionName;
use crate::form::{Input, Values};
use crate::locales::Texts;

impl Section for ReasonRecord {
    const SECTION: SectionName = SectionName::Reasons;

    fn overview(t: &'static Texts) -> Option<(&'static str, &'static str)> {
        Some((offers::HERE, t.settings.reasons.offers))
    }

    fn inputs(t: &'static Texts, _choices: &Choices, _record: Option<&Self>) -> Vec<Input> {
        vec![
            Input::line(field_name::NAME, t.settings.name, MAX_RECORD_NAME).required(),
            Input::yes(field_name::ACTIVE, t.settings.active),
        ]
    }

    fn values(&self) -> Values {
        Values::named(&self.name, self.active)
    }

    fn from_form(values: &Values, _before: Option<&Self>) -> Result<Self, FieldErrors> {
        Ok(Self { name: values.text(field_name::NAME).to_owned(), active: values.yes(field_name::ACTIVE) })
    }
}
