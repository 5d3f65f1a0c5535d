//! The custom fields section (*Campos personalizados*).

use domain::custom_field::{CustomField, FieldKind, FieldOwner};
use domain::settings::{FieldRecord, MAX_POSITION, MAX_RECORD_NAME, SettingsRecord, field_name};
use domain::{FieldErrors, Problem};

use super::section::{Choices, Section};
use super::sections::SectionName;
use crate::form::{Input, SelectOption, Values};
use crate::locales::Texts;

fn owner_name(t: &'static Texts, owner: FieldOwner) -> &'static str {
    match owner {
        FieldOwner::Customer => t.settings.fields.customer,
        FieldOwner::Case => t.settings.fields.case,
    }
}

fn kind_name(t: &'static Texts, kind: FieldKind) -> &'static str {
    let words = &t.settings.fields;
    match kind {
        FieldKind::Text => words.kind_text,
        FieldKind::Number => words.kind_number,
        FieldKind::Date => words.kind_date,
        FieldKind::Choice => words.kind_choice,
    }
}

impl Section for FieldRecord {
    const SECTION: SectionName = SectionName::Fields;

    fn column_titles(t: &'static Texts) -> Vec<&'static str> {
        vec![t.settings.fields.owner, t.settings.fields.kind, t.settings.fields.required]
    }

    fn cells(&self, t: &'static Texts, _choices: &Choices) -> Vec<String> {
        let required = if self.field.required { t.forms().yes } else { t.forms().no };
        vec![
            owner_name(t, self.owner).to_owned(),
            kind_name(t, self.field.kind).to_owned(),
            required.to_owned(),
        ]
    }

    /// Owner and kind can only be chosen when the field is created.
    fn inputs(t: &'static Texts, _choices: &Choices, record: Option<&Self>) -> Vec<Input> {
        let words = &t.settings.fields;
        let name = Input::line(field_name::NAME, t.settings.name, MAX_RECORD_NAME).required();
        let mut inputs = Vec::new();
        if let Some(record) = record {
            inputs.push(name.hint(&(words.key_hint)(&record.field.key)));
        } else {
            let owners =
                FieldOwner::ALL.iter().map(|one| SelectOption::new(one.as_str(), owner_name(t, *one)));
            let kinds = FieldKind::ALL.iter().map(|one| SelectOption::new(one.as_str(), kind_name(t, *one)));
            inputs.push(name);
            inputs.push(Input::one(field_name::OWNER, words.owner, owners.collect()));
            inputs.push(Input::one(field_name::KIND, words.kind, kinds.collect()).hint(words.kind_hint));
        }
        inputs.push(Input::yes(field_name::ACTIVE, t.settings.active));
        if record.is_none_or(|record| record.field.kind == FieldKind::Choice) {
            inputs.push(Input::lines(field_name::OPTIONS, words.options, 6, 10_000).hint(words.options_hint));
        }
        inputs.push(Input::yes(field_name::REQUIRED, words.required).hint(words.required_hint));
        inputs.push(
            Input::number(field_name::POSITION, t.settings.position, 0..=MAX_POSITION)
                .hint(words.position_hint),
        );
        inputs
    }

    fn default_values() -> Values {
        Values::default().with_yes(field_name::ACTIVE, true).with(field_name::POSITION, "0")
    }

    fn values(&self) -> Values {
        Values::named(&self.field.name, self.active)
            .with(field_name::OPTIONS, self.field.options.join("\n"))
            .with_yes(field_name::REQUIRED, self.field.required)
            .with(field_name::POSITION, self.position.to_string())
    }

    fn from_form(values: &Values, before: Option<&Self>) -> Result<Self, FieldErrors> {
        let mut errors = FieldErrors::default();
        let position = values.number(field_name::POSITION, 0..=MAX_POSITION, &mut errors).unwrap_or(0);
        let name = values.text(field_name::NAME).trim().to_owned();
        let (owner, kind, key) = match before {
            Some(before) => (before.owner, before.field.kind, before.field.key.clone()),
            None => (
                FieldOwner::parse(values.text(field_name::OWNER)).unwrap_or(FieldOwner::Customer),
                FieldKind::parse(values.text(field_name::KIND)).unwrap_or(FieldKind::Text),
                name.clone(),
            ),
        };
        let options = values.text(field_name::OPTIONS).lines().map(ToOwned::to_owned).collect();
        let field = CustomField { key, name, kind, options, required: values.yes(field_name::REQUIRED) };
        let record = Self { owner, field, position, active: values.yes(field_name::ACTIVE) }.tidied();
        errors.0.extend(record.check().err().unwrap_or_default().0);
        errors.into_result().map(|()| record)
    }

    fn field_message(t: &'static Texts, field: &str, problem: &Problem) -> Option<String> {
        match (field, problem) {
            (field_name::OPTIONS, Problem::Required) => {
                Some(t.settings.questionnaires.few_options.to_owned())
            }
            (field_name::NAME, Problem::CoveredBy { name }) => Some((t.settings.fields.key_taken)(name)),
            _ => None,
        }
    }
}
