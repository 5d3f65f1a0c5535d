//! The calendars section (*Calendários*).

use domain::settings::{CalendarRecord, MAX_RECORD_NAME, SettingsRecord, field_name};
use domain::sla::{BusinessCalendar, DaySpans, SpanError};
use domain::{FieldErrors, Problem};

use super::holidays;
use super::section::{Choices, Section};
use super::sections::SectionName;
use crate::context::RequestContext;
use crate::form::{Input, Values, spans};
use crate::locales::Texts;

/// The form fields of the weekdays, Monday first.
const DAYS: [&str; 7] = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];

impl Section for CalendarRecord {
    const SECTION: SectionName = SectionName::Calendars;

    fn column_titles(t: &'static Texts) -> Vec<&'static str> {
        vec![t.settings.calendars.zone, t.settings.calendars.holidays]
    }

    fn cells(&self, t: &'static Texts, _choices: &Choices) -> Vec<String> {
        vec![self.hours.zone.clone(), t.locale.integer(self.hours.holidays.len() as u64)]
    }

    fn inputs(t: &'static Texts, _choices: &Choices, record: Option<&Self>) -> Vec<Input> {
        let words = &t.settings.calendars;
        let day = |(name, label): (&&str, &&'static str)| Input::spans(name, label);
        let mut days = DAYS.iter().zip(&words.days).map(day);
        let mut inputs = vec![
            Input::line(field_name::NAME, t.settings.name, MAX_RECORD_NAME).required(),
            Input::yes(field_name::ACTIVE, t.settings.active),
            Input::zone(field_name::ZONE, words.zone).hint(words.zone_hint).required(),
        ];
        inputs.extend(days.next().map(|monday| monday.hint(words.days_hint)));
        inputs.extend(days);
        inputs.extend(holidays::inputs(t, record));
        inputs
    }

    fn default_values() -> Values {
        let zone = RequestContext::current().map(|context| context.store.zone().name());
        Values::default().with_yes(field_name::ACTIVE, true).with(field_name::ZONE, zone.unwrap_or_default())
    }

    fn values(&self) -> Values {
        let values = Values::named(&self.name, self.active).with(field_name::ZONE, &self.hours.zone);
        let values = holidays::with_holidays(values, self);
        let days = DAYS.iter().zip(&self.hours.week);
        days.fold(values, |values, (name, day)| spans::with_spans(values, name, day))
    }

    fn from_form(values: &Values, _before: Option<&Self>) -> Result<Self, FieldErrors> {
        let mut errors = FieldErrors::default();
        let week = DAYS.map(|name| {
            spans::read(values, name).unwrap_or_else(|bad| {
                errors.add(name, Problem::BadSpan { part: bad.part, why: bad.why });
                DaySpans::default()
            })
        });
        let holiday_names = holidays::read(values, &mut errors);
        let holidays = holiday_names.keys().copied().collect();
        let hours =
            BusinessCalendar { zone: values.text(field_name::ZONE).trim().to_owned(), week, holidays };
        let (name, active) = (values.text(field_name::NAME).to_owned(), values.yes(field_name::ACTIVE));
        let record = Self { name, active, hours, holiday_names };
        // Also reports errors of the other fields; those of the week are shown at Monday.
        for mut error in record.clone().tidied().check().err().unwrap_or_default().0 {
            if error.field == field_name::WEEK {
                if errors.0.iter().any(|error| DAYS.contains(&error.field.as_str())) {
                    continue;
                }
                DAYS[0].clone_into(&mut error.field);
            } else if error.field == field_name::HOLIDAYS {
                "holiday".clone_into(&mut error.field);
            }
            errors.0.push(error);
        }
        errors.into_result().map(|()| record)
    }

    fn field_message(t: &'static Texts, field: &str, problem: &Problem) -> Option<String> {
        let words = &t.settings.calendars;
        Some(match (field, problem) {
            (field_name::ZONE, Problem::Malformed { .. }) => words.bad_zone.to_owned(),
            ("monday", Problem::Required) => words.no_day.to_owned(),
            (_, Problem::BadSpan { part, why }) => match why {
                SpanError::Malformed => (words.bad_span)(part),
                SpanError::Empty => (words.empty_span)(part),
                SpanError::Overlapping => words.overlapping.to_owned(),
            },
            (field, Problem::Malformed { .. }) if field.starts_with("holiday.") => words.bad_day.to_owned(),
            (field, Problem::Required) if field.starts_with("holiday.") => words.no_date.to_owned(),
            (_, Problem::BadLine { number, text }) => (words.bad_holiday)(*number, text),
            (_, Problem::NeededBy { name }) => (words.needed)(name),
            _ => return None,
        })
    }
}
