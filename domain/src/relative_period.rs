//! Periods that are named by their distance from today, such as *Ontem*. Their days are computed when the
//! list is read, so that a saved address never goes out of date.

use chrono::{Datelike, Days, NaiveDate};
use serde::{Deserialize, Serialize};

use crate::{Month, Period};

/// A period named by its distance from today.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum RelativePeriod {
    /// Today.
    Today,
    /// The day before today.
    Yesterday,
    /// Today and the six days before.
    Last7Days,
    /// From Monday to Sunday, around today.
    ThisWeek,
    /// The week before, from Monday to Sunday.
    LastWeek,
    /// The month of today.
    ThisMonth,
    /// The month before.
    LastMonth,
    /// Today and the 29 days before.
    Last30Days,
    /// Today and the 89 days before.
    Last90Days,
}

impl RelativePeriod {
    /// All, in the order in which they are offered.
    pub const ALL: [Self; 9] = [
        Self::Today,
        Self::Yesterday,
        Self::Last7Days,
        Self::ThisWeek,
        Self::LastWeek,
        Self::ThisMonth,
        Self::LastMonth,
        Self::Last30Days,
        Self::Last90Days,
    ];

    /// The name in addresses.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Today => "today",
            Self::Yesterday => "yesterday",
            Self::Last7Days => "last-7-days",
            Self::ThisWeek => "this-week",
            Self::LastWeek => "last-week",
            Self::ThisMonth => "this-month",
            Self::LastMonth => "last-month",
            Self::Last30Days => "last-30-days",
            Self::Last90Days => "last-90-days",
        }
    }

    /// Parses the name.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|period| period.as_str() == text)
    }

    /// Its days, where today is `today`.
    pub fn days(self, today: NaiveDate) -> Period {
        let before = |days: u64| today.checked_sub_days(Days::new(days)).unwrap_or(today);
        let since = |days: u64| Period { from: Some(before(days)), to: Some(today) };
        let week = |weeks: u64| {
            let monday = before(u64::from(today.weekday().num_days_from_monday()) + 7 * weeks);
            Period { from: Some(monday), to: monday.checked_add_days(Days::new(6)) }
        };
        let month = |month: Month| Period { from: Some(month.first_day()), to: Some(month.last_day()) };
        match self {
            Self::Today => Period::day(today),
            Self::Yesterday => Period::day(before(1)),
            Self::Last7Days => since(6),
            Self::ThisWeek => week(0),
            Self::LastWeek => week(1),
            Self::ThisMonth => month(Month::of(today)),
            Self::LastMonth => month(Month::of(today).previous()),
            Self::Last30Days => since(29),
            Self::Last90Days => since(89),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn days(period: RelativePeriod, today: &str) -> (String, String) {
        let found = period.days(today.parse().expect("a day"));
        let text = |day: Option<NaiveDate>| day.expect("an end").to_string();
        (text(found.from), text(found.to))
    }

    #[test]
    fn periods_are_counted_from_today() {
        // A Sunday, the first day of a month and of a quarter.
        let today = "2026-03-01";
        for (period, from, to) in [
            (RelativePeriod::Today, "2026-03-01", "2026-03-01"),
            (RelativePeriod::Yesterday, "2026-02-28", "2026-02-28"),
            (RelativePeriod::Last7Days, "2026-02-23", "2026-03-01"),
            (RelativePeriod::ThisWeek, "2026-02-23", "2026-03-01"),
            (RelativePeriod::LastWeek, "2026-02-16", "2026-02-22"),
            (RelativePeriod::ThisMonth, "2026-03-01", "2026-03-31"),
            (RelativePeriod::LastMonth, "2026-02-01", "2026-02-28"),
            (RelativePeriod::Last30Days, "2026-01-31", "2026-03-01"),
            (RelativePeriod::Last90Days, "2025-12-02", "2026-03-01"),
        ] {
            assert_eq!(days(period, today), (from.to_owned(), to.to_owned()), "{period:?}");
        }
    }

    #[test]
    fn names_are_read_back() {
        for period in RelativePeriod::ALL {
            assert_eq!(RelativePeriod::parse(period.as_str()), Some(period));
        }
        assert_eq!(RelativePeriod::parse("Yesterday"), None);
        assert_eq!(RelativePeriod::parse(""), None);
    }

    proptest! {
        #[test]
        fn weeks_have_seven_days_and_meet(day in 719_163_i32..800_000) {
            let today = NaiveDate::from_num_days_from_ce_opt(day).expect("a day");
            let (this, last) = (RelativePeriod::ThisWeek.days(today), RelativePeriod::LastWeek.days(today));
            prop_assert!(this.contains(today) && !last.contains(today));
            prop_assert_eq!(last.to.and_then(|day| day.succ_opt()), this.from);
            prop_assert_eq!((this.to.expect("a day") - this.from.expect("a day")).num_days(), 6);
        }
    }
}
