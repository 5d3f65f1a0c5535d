//! Measures business time in civil time, ignoring time zones.
//!
//! Civil times are milliseconds since 1970-01-01 00:00 local time;
//! [`WorkingTime`](super::WorkingTime) adds the zone.

use chrono::NaiveDate;

use super::BusinessCalendar;

const MINUTE_MS: i64 = 60_000;
const DAY_MS: i64 = 24 * 60 * MINUTE_MS;
/// Days from 0000-12-31 (day 0 of chrono) to 1970-01-01.
const DAYS_TO_1970: i64 = 719_163;

impl BusinessCalendar {
    /// Business time between two civil times.
    pub(super) fn civil_between(&self, from: i64, to: i64) -> i64 {
        if from >= to {
            return 0;
        }
        let (first, last) = (from.div_euclid(DAY_MS), to.div_euclid(DAY_MS));
        let whole: i64 = (first..last).map(|day| self.before(day, DAY_MS)).sum();
        whole + self.before(last, to.rem_euclid(DAY_MS)) - self.before(first, from.rem_euclid(DAY_MS))
    }

    /// The first civil time after `from` by which `business_ms` have passed. They must have passed
    /// by `to`.
    pub(super) fn civil_after(&self, from: i64, to: i64, business_ms: i64) -> i64 {
        let (mut early, mut late) = (from, to);
        while late - early > 1 {
            let middle = early + (late - early) / 2;
            if self.civil_between(from, middle) >= business_ms {
                late = middle;
            } else {
                early = middle;
            }
        }
        late
    }

    /// Business time of a day (counted from 1970-01-01) before a time of day.
    fn before(&self, day: i64, time_ms: i64) -> i64 {
        let date = i32::try_from(day + DAYS_TO_1970).ok().and_then(NaiveDate::from_num_days_from_ce_opt);
        if date.is_some_and(|date| self.holidays.contains(&date)) {
            return 0;
        }
        // 1970-01-01 was a Thursday.
        let spans = self.week[(day + 3).rem_euclid(7) as usize].spans().iter();
        let bounds = spans.map(|span| (i64::from(span.from()) * MINUTE_MS, i64::from(span.to()) * MINUTE_MS));
        bounds.map(|(from, to)| time_ms.clamp(from, to) - from).sum()
    }
}
