//! Settings of business calendars (*Calendários*), with names of holidays.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{MAX_RECORD_NAME, SettingsRecord, check_name, check_zone, field_name, named_and_in_use};
use crate::FieldErrors;
use crate::sla::BusinessCalendar;
use crate::text::tidy_name;
use crate::validation::Problem;

/// Maximum number of holidays of a calendar.
pub const MAX_HOLIDAYS: usize = 1_000;

/// The settings of a business calendar.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CalendarRecord {
    /// Its name; unique.
    pub name: String,
    /// Whether it is offered to policies.
    pub active: bool,
    /// The business hours.
    pub hours: BusinessCalendar,
    /// The names of holidays that have one.
    pub holiday_names: BTreeMap<NaiveDate, String>,
}

impl SettingsRecord for CalendarRecord {
    /// Trims texts, and removes names of days that are not holidays.
    fn tidied(mut self) -> Self {
        self.name = tidy_name(&self.name);
        self.hours.zone = self.hours.zone.trim().into();
        let names = std::mem::take(&mut self.holiday_names).into_iter();
        let names = names.map(|(day, name)| (day, name.trim().to_owned()));
        self.holiday_names =
            names.filter(|(day, name)| !name.is_empty() && self.hours.holidays.contains(day)).collect();
        self
    }

    fn check(&self) -> Result<(), FieldErrors> {
        let mut errors = FieldErrors::default();
        check_name(&mut errors, field_name::NAME, &self.name);
        check_zone(&mut errors, field_name::ZONE, &self.hours.zone);
        if self.hours.is_empty() {
            errors.add(field_name::WEEK, Problem::Required);
        }
        if self.hours.holidays.len() > MAX_HOLIDAYS {
            errors.add(field_name::HOLIDAYS, Problem::OutOfRange { min: 0, max: MAX_HOLIDAYS as i64 });
        }
        for name in self.holiday_names.values() {
            errors.verbatim(field_name::HOLIDAYS, name, MAX_RECORD_NAME);
        }
        errors.into_result()
    }

    named_and_in_use!();
}

impl CalendarRecord {
    /// The holidays as editable text, one a line; see [`parse_holidays`].
    pub fn holiday_lines(&self) -> String {
        let line = |day: &NaiveDate| match self.holiday_names.get(day) {
            Some(name) => format!("{day} {name}"),
            None => day.to_string(),
        };
        self.hours.holidays.iter().map(line).collect::<Vec<_>>().join("\n")
    }
}

/// Parses holidays, one a line: `2026-12-25 Natal` or `25/12/2026 Natal`. If a day occurs twice,
/// the last name counts.
///
/// # Errors
/// Returns the first invalid line.
pub fn parse_holidays(text: &str) -> Result<BTreeMap<NaiveDate, String>, Problem> {
    let mut holidays = BTreeMap::new();
    for (number, line) in (1_u32..).zip(text.lines()) {
        let line = line.trim();
        if line.is_empty() {
            continue;
        }
        let (day, name) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
        let Some(day) = parse_day(day) else {
            return Err(Problem::BadLine { number, text: line.chars().take(100).collect() });
        };
        let name = name.trim().trim_start_matches(['-', '\u{2013}', '\u{2014}', ':']).trim();
        holidays.insert(day, name.to_owned());
    }
    Ok(holidays)
}

/// Parses `2026-12-25` or `25/12/2026`, years 1900 to 2199.
pub fn parse_day(text: &str) -> Option<NaiveDate> {
    let order = |text: &str, mark: char| -> Option<[u32; 3]> {
        let mut parts = text.split(mark).map(|part| {
            (!part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit())).then(|| part.parse().ok())?
        });
        let found = [parts.next()??, parts.next()??, parts.next()??];
        parts.next().is_none().then_some(found)
    };
    let (year, month, day) = match order(text, '-') {
        Some([year, month, day]) => (year, month, day),
        None => order(text, '/').map(|[day, month, year]| (year, month, day))?,
    };
    (1900..=2199).contains(&year).then(|| NaiveDate::from_ymd_opt(year.cast_signed(), month, day))?
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::sla::DaySpans;

    fn record(zone: &str, spans: &str) -> CalendarRecord {
        let day = DaySpans::parse(spans).expect("spans");
        let holidays = parse_holidays("25/12/2026 Natal\n2026-01-01").expect("holidays");
        let hours = BusinessCalendar {
            zone: zone.to_owned(),
            week: std::array::from_fn(|_| day.clone()),
            holidays: holidays.keys().copied().collect(),
        };
        CalendarRecord { name: "Expediente".to_owned(), active: true, hours, holiday_names: holidays }
            .tidied()
    }

    #[test]
    fn holidays_are_read_as_people_write_them() {
        let read =
            parse_holidays("2026-12-25 Natal\n\n 1/1/2026 - Confraternização universal \r\n21/04/2026\n");
        let read: Vec<_> =
            read.expect("holidays").into_iter().map(|(day, name)| format!("{day}|{name}")).collect();
        assert_eq!(read, ["2026-01-01|Confraternização universal", "2026-04-21|", "2026-12-25|Natal"]);
        for bad in ["Natal", "25/12", "2026-02-30", "25-12-2026", "0001-01-01", "2026/12/25", "31/11/2026"] {
            let problem = parse_holidays(&format!("2026-01-01\n{bad} x")).expect_err(bad);
            assert_eq!(problem, Problem::BadLine { number: 2, text: format!("{bad} x") });
        }
    }

    #[test]
    fn it_is_written_as_it_is_read() {
        let record = record("America/Sao_Paulo", "09:00-17:00");
        assert_eq!(record.holiday_lines(), "2026-01-01\n2026-12-25 Natal");
        assert_eq!(record.holiday_names.len(), 1, "what has no name needs none");
        assert_eq!(record.check(), Ok(()));
    }

    #[test]
    #[cfg(feature = "zone")]
    fn it_needs_a_zone_and_hours() {
        let errors = record("Sao Paulo", "").check().expect_err("bad fields").0;
        let fields: Vec<_> = errors.iter().map(|error| error.field.as_str()).collect();
        assert_eq!(fields, ["zone", "week"]);
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_back(
            days in prop::collection::btree_map(0_i32..100_000, "[a-zA-Zçã][a-zA-Zçã ]{0,10}", 0..20)
        ) {
            let mut record = record("UTC", "09:00-17:00");
            let day = |n: i32| NaiveDate::from_num_days_from_ce_opt(693_596 + n).expect("a day of 1900 or later");
            record.holiday_names = days.into_iter().map(|(n, name)| (day(n), name)).collect();
            record.hours.holidays = record.holiday_names.keys().copied().collect();
            let record = record.tidied();
            prop_assert_eq!(parse_holidays(&record.holiday_lines()), Ok(record.holiday_names));
        }

        #[test]
        fn nothing_that_is_typed_breaks_the_reading(text in "\\PC{0,40}") {
            let _ = parse_holidays(&text);
        }
    }
}
