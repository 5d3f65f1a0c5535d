//! The case types section (*Tipos de caso*).

use domain::FieldErrors;
use domain::settings::{KindRecord, MAX_RECORD_NAME, field_name};

use super::section::{Choices, Section};
use super::sections::SectionName;
use crate::form::{Input, Values};
use crate::locales::Texts;

impl Section for KindRecord {
    const SECTION: SectionName = SectionName::Kinds;

    fn inputs(t: &'static Texts, _choices: &Choices, record: Option<&Self>) -> Vec<Input> {
        let name = Input::line(field_name::NAME, t.settings.name, MAX_RECORD_NAME).required();
        let name = if record.is_some() { name.hint(t.settings.kinds.name_hint) } else { name };
        vec![name, Input::yes(field_name::ACTIVE, t.settings.active)]
    }

    fn values(&self) -> Values {
        Values::named(&self.name, self.active)
    }

    fn from_form(values: &Values, _before: Option<&Self>) -> Result<Self, FieldErrors> {
        Ok(Self { name: values.text(field_name::NAME).to_owned(), active: values.yes(field_name::ACTIVE) })
    }
}
