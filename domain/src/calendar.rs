//! Civil months and periods, as selected in filters and in the month chart.

use chrono::{Datelike, Months, NaiveDate};
use serde::{Deserialize, Serialize};

/// A month of a year, written `2026-11`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Month {
    #[serde(with = "crate::civil::day")]
    first: NaiveDate,
}

impl Month {
    /// The month that contains a day.
    pub fn of(day: NaiveDate) -> Self {
        Self { first: day.with_day(1).unwrap_or(day) }
    }

    /// Parses `2026-11`; years 1970 to 9999.
    pub fn parse(text: &str) -> Option<Self> {
        let (year, month) = text.split_once('-')?;
        let plain =
            year.len() == 4 && month.len() == 2 && text.bytes().all(|b| b == b'-' || b.is_ascii_digit());
        let first = NaiveDate::from_ymd_opt(year.parse().ok()?, month.parse().ok()?, 1)?;
        (plain && first.year() >= 1970).then_some(Self { first })
    }

    /// Its first day.
    pub fn first_day(self) -> NaiveDate {
        self.first
    }

    /// Its last day.
    pub fn last_day(self) -> NaiveDate {
        self.next().first.pred_opt().unwrap_or(self.first)
    }

    /// How many days it has.
    pub fn length(self) -> u32 {
        self.last_day().day()
    }

    /// The month after.
    #[must_use]
    pub fn next(self) -> Self {
        Self { first: self.first.checked_add_months(Months::new(1)).unwrap_or(self.first) }
    }

    /// The month before.
    #[must_use]
    pub fn previous(self) -> Self {
        Self { first: self.first.checked_sub_months(Months::new(1)).unwrap_or(self.first) }
    }

    /// The days of the month, in order.
    pub fn days(self) -> impl Iterator<Item = NaiveDate> {
        self.first.iter_days().take(self.length() as usize)
    }
}

impl std::fmt::Display for Month {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:04}-{:02}", self.first.year(), self.first.month())
    }
}

/// A span of civil days, both ends included; an absent end is open.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Period {
    /// First day, *Data inicial*.
    pub from: Option<NaiveDate>,
    /// Last day, *Data final*.
    pub to: Option<NaiveDate>,
}

impl Period {
    /// A single day.
    pub fn day(day: NaiveDate) -> Self {
        Self { from: Some(day), to: Some(day) }
    }

    /// Whether the period ends before it starts and so contains no day.
    pub fn is_impossible(self) -> bool {
        matches!((self.from, self.to), (Some(from), Some(to)) if to < from)
    }

    /// Whether the period contains a day.
    pub fn contains(self, day: NaiveDate) -> bool {
        self.from.is_none_or(|from| from <= day) && self.to.is_none_or(|to| day <= to)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{Month, Period};

    #[test]
    fn months_are_written_with_four_and_two_digits() {
        assert_eq!(Month::parse("2026-11").map(|month| month.to_string()).as_deref(), Some("2026-11"));
        for wrong in
            ["", "2026", "2026-13", "2026-00", "2026-1", "26-01", "2026-011", "+026-01", "1969-12", "2026-1x"]
        {
            assert_eq!(Month::parse(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn years_turn_over() {
        let december = Month::parse("2026-12").expect("a month");
        assert_eq!(december.next().to_string(), "2027-01");
        assert_eq!(december.next().previous(), december);
        assert_eq!(Month::parse("2028-02").expect("a month").length(), 29);
        assert_eq!(Month::parse("9999-12").expect("a month").length(), 31);
    }

    #[test]
    fn a_period_includes_both_its_ends() {
        let [first, second, third] =
            ["2026-11-01", "2026-11-02", "2026-11-03"].map(|text| text.parse().expect("a day"));
        let period = Period { from: Some(first), to: Some(second) };
        assert!(period.contains(first) && period.contains(second) && !period.contains(third));
        assert!(Period::default().contains(third));
        assert!(Period { from: Some(second), to: None }.contains(third));
        assert!(!Period { from: Some(second), to: None }.contains(first));
        assert!(Period { from: Some(second), to: Some(first) }.is_impossible());
        assert!(!Period::day(second).is_impossible() && Period::day(second).contains(second));
    }

    proptest! {
        #[test]
        fn a_month_is_its_days(year in 1970_i32..3000, month in 1_u32..=12) {
            let month = Month::parse(&format!("{year:04}-{month:02}")).expect("a month");
            let days: Vec<_> = month.days().collect();
            prop_assert_eq!(days.first(), Some(&month.first_day()));
            prop_assert_eq!(days.last(), Some(&month.last_day()));
            prop_assert!(days.iter().all(|day| Month::of(*day) == month));
            prop_assert_eq!(month.last_day().succ_opt(), Some(month.next().first_day()));
            prop_assert_eq!(month.next().previous(), month);
        }
    }
}
