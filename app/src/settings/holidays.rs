//! The holidays of a calendar as form fields: a row for each day, and checkboxes for national
//! holidays. A field `holidays` with one day per line is accepted too.

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate};
use domain::settings::{CalendarRecord, MAX_RECORD_NAME, field_name, parse_day, parse_holidays};
use domain::{FieldErrors, Problem, national_holidays};

use crate::context::RequestContext;
use crate::form::rows::{Rows, cell};
use crate::form::{Input, SelectOption, Values};
use crate::locales::Texts;

/// The name of the rows.
const ROWS: &str = "holiday";
/// The name of the checkboxes of national holidays.
const NATIONAL: &str = "national";

pub(super) fn inputs(t: &'static Texts, record: Option<&CalendarRecord>) -> Vec<Input> {
    let words = &t.settings.calendars;
    let there = |day: &NaiveDate| record.is_some_and(|record| record.hours.holidays.contains(day));
    let offered = years().into_iter().flat_map(national_holidays::of_year).filter(|(day, _)| !there(day));
    let offered: Vec<SelectOption> = offered
        .map(|(day, name)| SelectOption::new(day.to_string(), format!("{} · {name}", t.locale.date(day))))
        .collect();
    let columns = vec![
        Input::day(field_name::DATE, words.holiday_date),
        Input::line(field_name::NAME, words.holiday_name, MAX_RECORD_NAME),
    ];
    let rows =
        Rows { row_title: words.holiday, more: words.more_holidays, hint: words.holidays_hint, columns };
    let national = Input::many(NATIONAL, words.national, offered).hint(words.national_hint);
    vec![Input::rows(ROWS, words.holidays, rows), national]
}

/// The years whose national holidays are offered: this one and the next.
fn years() -> Vec<i32> {
    let now = store::clock::now();
    let today = RequestContext::current().map(|context| domain::zone::day_of(context.store.zone(), now));
    today.map(|day| vec![day.year(), day.year() + 1]).unwrap_or_default()
}

/// Adds the holidays of a calendar to form values.
pub(super) fn with_holidays(values: Values, record: &CalendarRecord) -> Values {
    record.hours.holidays.iter().enumerate().fold(values, |values, (row, day)| {
        let name = record.holiday_names.get(day).cloned().unwrap_or_default();
        values
            .with(cell(ROWS, row, field_name::DATE), day.to_string())
            .with(cell(ROWS, row, field_name::NAME), name)
    })
}

/// Reads the holidays of a form; invalid fields are added to `errors`.
pub(super) fn read(values: &Values, errors: &mut FieldErrors) -> BTreeMap<NaiveDate, String> {
    let mut holidays = parse_holidays(values.text(field_name::HOLIDAYS)).unwrap_or_else(|problem| {
        errors.add(ROWS, problem);
        BTreeMap::new()
    });
    let ticked = values.all(NATIONAL).filter_map(|day| day.parse::<NaiveDate>().ok());
    for day in ticked {
        let named = national_holidays::of_year(day.year()).into_iter().find(|(one, _)| *one == day);
        holidays.extend(named.map(|(day, name)| (day, name.to_owned())));
    }
    for row in 0..values.rows(ROWS) {
        let field = cell(ROWS, row, field_name::DATE);
        let (date, name) =
            (values.text(&field).trim(), values.text(&cell(ROWS, row, field_name::NAME)).trim());
        match (date, parse_day(date)) {
            (_, Some(day)) => {
                holidays.insert(day, name.to_owned());
            }
            ("", None) if name.is_empty() => {}
            ("", None) => errors.add(&field, Problem::Required),
            (_, None) => errors.add(&field, Problem::Malformed { expected: "a date".to_owned() }),
        }
    }
    holidays
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_fields(fields: &[(&str, &str)]) -> (Vec<String>, Vec<String>) {
        let values =
            fields.iter().fold(Values::default(), |values, (name, value)| values.with(*name, *value));
        let mut errors = FieldErrors::default();
        let read =
            read(&values, &mut errors).into_iter().map(|(day, name)| format!("{day}|{name}")).collect();
        (read, errors.0.into_iter().map(|error| error.field).collect())
    }

    #[test]
    fn rows_ticked_ones_and_lines_are_holidays() {
        let (read, errors) = read_fields(&[
            ("holiday.0.date", "2026-12-24"),
            ("holiday.0.name", " Véspera "),
            ("holiday.1.date", ""),
            ("holiday.2.date", "31/12/2026"),
            ("national", "2026-12-25"),
            ("holidays", "2026-01-01"),
        ]);
        assert_eq!(read, ["2026-01-01|", "2026-12-24|Véspera", "2026-12-25|Natal", "2026-12-31|"]);
        assert!(errors.is_empty());
    }

    #[test]
    fn a_row_without_its_day_is_told_and_a_day_that_is_none_is_not_ticked() {
        let (read, errors) = read_fields(&[
            ("holiday.0.name", "Aniversário da cidade"),
            ("holiday.1.date", "2026-02-30"),
            ("national", "2026-12-24"),
        ]);
        assert!(read.is_empty());
        assert_eq!(errors, ["holiday.0.date", "holiday.1.date"]);
    }
}
