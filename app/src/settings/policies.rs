//! The SLA policies section (*Políticas de SLA*).

use domain::settings::{
    CalendarRecord, MAX_PROMISE, MAX_RECORD_NAME, PolicyRecord, SettingsRecord, field_name,
};
use domain::sla::{SlaPolicy, parse_promise, write_promise};
use domain::{CalendarId, FieldErrors, Millis, Problem};
use store::settings::Settings;

use super::scope;
use super::section::{Choices, Section};
use super::sections::SectionName;
use crate::form::{Input, SelectOption, Values};
use crate::locales::Texts;

impl Section for PolicyRecord {
    const SECTION: SectionName = SectionName::Policies;

    fn column_titles(t: &'static Texts) -> Vec<&'static str> {
        let words = &t.settings.policies;
        vec![t.settings.queue, t.settings.kind, words.first_response, words.resolution]
    }

    fn cells(&self, t: &'static Texts, choices: &Choices) -> Vec<String> {
        let promised = |time: Option<Millis>| time.map(write_promise).unwrap_or_default();
        vec![
            scope::queue_cell(t, choices, self.scope.queue),
            scope::kind_cell(t, self.scope.kind.as_deref()),
            promised(self.promise.first_response_ms),
            promised(self.promise.resolution_ms),
        ]
    }

    async fn choices(settings: &Settings<'_>) -> store::Result<Choices> {
        let calendars = settings.choices::<CalendarRecord>().await?;
        Ok(Choices { calendars, ..scope::choices(settings).await? })
    }

    fn inputs(t: &'static Texts, choices: &Choices, record: Option<&Self>) -> Vec<Input> {
        let words = &t.settings.policies;
        let kind = record.and_then(|record| record.scope.kind.as_deref());
        vec![
            Input::line(field_name::NAME, t.settings.name, MAX_RECORD_NAME).required(),
            Input::yes(field_name::ACTIVE, t.settings.active),
            scope::queue_input(t, choices),
            scope::kind_input(t, choices, kind),
            Input::one(field_name::CALENDAR, words.calendar, SelectOption::of(&choices.calendars))
                .hint(words.calendar_hint),
            Input::line(field_name::FIRST_RESPONSE, words.first_response, 40).hint(words.promise_hint),
            Input::line(field_name::RESOLUTION, words.resolution, 40).hint(words.promise_hint),
            Input::number(field_name::AT_RISK, words.at_risk, 1..=100).hint(words.at_risk_hint).required(),
        ]
    }

    fn default_values() -> Values {
        Values::default().with_yes(field_name::ACTIVE, true).with(field_name::AT_RISK, "80")
    }

    fn values(&self) -> Values {
        let promised = |time: Option<Millis>| time.map(write_promise).unwrap_or_default();
        let values = Values::named(&self.name, self.active)
            .with(field_name::CALENDAR, self.calendar.to_string())
            .with(field_name::FIRST_RESPONSE, promised(self.promise.first_response_ms))
            .with(field_name::RESOLUTION, promised(self.promise.resolution_ms))
            .with(field_name::AT_RISK, self.promise.at_risk_percent.to_string());
        scope::scope_values(values, &self.scope)
    }

    fn from_form(values: &Values, _before: Option<&Self>) -> Result<Self, FieldErrors> {
        let mut errors = FieldErrors::default();
        let mut promised = |field| {
            let text = values.text(field).trim();
            let time = parse_promise(text);
            if time.is_none() && !text.is_empty() {
                errors.add(field, Problem::OutOfRange { min: 1, max: MAX_PROMISE.0 });
            }
            time
        };
        let (first_response_ms, resolution_ms) =
            (promised(field_name::FIRST_RESPONSE), promised(field_name::RESOLUTION));
        let at_risk = values.number(field_name::AT_RISK, 1..=100, &mut errors);
        if values.text(field_name::AT_RISK).trim().is_empty() {
            errors.add(field_name::AT_RISK, Problem::Required);
        }
        let calendar = values.text(field_name::CALENDAR).parse();
        if calendar.is_err() {
            errors.add(field_name::CALENDAR, Problem::Required);
        }
        let record = Self {
            name: values.text(field_name::NAME).to_owned(),
            active: values.yes(field_name::ACTIVE),
            scope: scope::scope_of(values),
            calendar: calendar.unwrap_or(CalendarId(0)),
            promise: SlaPolicy {
                first_response_ms,
                resolution_ms,
                at_risk_percent: u8::try_from(at_risk.unwrap_or(100)).unwrap_or(100),
            },
        };
        for error in record.clone().tidied().check().err().unwrap_or_default().0 {
            if errors.0.iter().all(|known| known.field != error.field) {
                errors.0.push(error);
            }
        }
        errors.into_result().map(|()| record)
    }

    fn field_message(t: &'static Texts, field: &str, problem: &Problem) -> Option<String> {
        let words = &t.settings.policies;
        Some(match (field, problem) {
            (field_name::CALENDAR, _) => words.no_calendar.to_owned(),
            (field_name::FIRST_RESPONSE, Problem::Required) => words.no_promise.to_owned(),
            (field_name::FIRST_RESPONSE | field_name::RESOLUTION, _) => words.bad_promise.to_owned(),
            _ => return None,
        })
    }
}
