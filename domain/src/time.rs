//! Instants and durations as types, so that a timestamp is never passed where a duration or an ID
//! is meant, and a sum of two timestamps does not compile.
//!
//! Both count milliseconds, as the database does.

use std::iter::Sum;
use std::ops::{Add, AddAssign, Div, Mul, Neg, Rem, Sub, SubAssign};

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// An instant, in milliseconds since 1970-01-01 00:00 UTC.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
#[cfg_attr(feature = "sqlx", derive(sqlx::Type), sqlx(transparent, no_pg_array))]
pub struct Timestamp(pub i64);

impl Timestamp {
    /// Before every instant that can be stored.
    pub const MIN: Self = Self(i64::MIN);
    /// After every instant that can be stored.
    pub const MAX: Self = Self(i64::MAX);

    /// The same instant as chrono has it; 1970 where chrono's calendar does not reach.
    pub fn to_utc(self) -> DateTime<Utc> {
        DateTime::from_timestamp_millis(self.0).unwrap_or_default()
    }

    /// The time since an earlier instant, at the ends of the range where it would leave it.
    #[must_use]
    pub const fn saturating_since(self, earlier: Self) -> Millis {
        Millis(self.0.saturating_sub(earlier.0))
    }
}

impl<Z: chrono::TimeZone> From<DateTime<Z>> for Timestamp {
    fn from(at: DateTime<Z>) -> Self {
        Self(at.timestamp_millis())
    }
}

/// A span of time in milliseconds; negative where its end is before its start.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
#[cfg_attr(feature = "sqlx", derive(sqlx::Type), sqlx(transparent, no_pg_array))]
pub struct Millis(pub i64);

impl Millis {
    /// Zero.
    pub const ZERO: Self = Self(0);
    /// Longer than every span that can be stored.
    pub const MAX: Self = Self(i64::MAX);

    /// A number of seconds.
    pub const fn seconds(count: i64) -> Self {
        Self(count * 1000)
    }

    /// A number of minutes.
    pub const fn minutes(count: i64) -> Self {
        Self::seconds(count * 60)
    }

    /// A number of hours.
    pub const fn hours(count: i64) -> Self {
        Self::minutes(count * 60)
    }

    /// A number of days of 24 hours.
    pub const fn days(count: i64) -> Self {
        Self::hours(count * 24)
    }

    /// The seconds to state as the time to wait: rounded up, at least one.
    pub fn seconds_to_wait(self) -> u64 {
        u64::try_from(self.0).unwrap_or(0).div_ceil(1000).max(1)
    }

    /// The difference, at the ends of the range where it would leave it.
    #[must_use]
    pub const fn saturating_sub(self, other: Self) -> Self {
        Self(self.0.saturating_sub(other.0))
    }
}

/// How often a record was saved. A save names the revision it is based on; any other is an edit
/// conflict (optimistic locking).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
#[cfg_attr(feature = "sqlx", derive(sqlx::Type), sqlx(transparent, no_pg_array))]
pub struct Revision(pub i64);

/// Implements the conversions of types that are a number from and into text, and into `i64`.
macro_rules! number_conversions {
    ($($name:ident),+) => {$(
        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }

        impl std::str::FromStr for $name {
            type Err = std::num::ParseIntError;
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                text.parse().map(Self)
            }
        }

        impl From<$name> for i64 {
            fn from(value: $name) -> Self {
                value.0
            }
        }
    )+};
}

pub(crate) use number_conversions;

number_conversions!(Timestamp, Millis, Revision);

impl Add<Millis> for Timestamp {
    type Output = Self;
    fn add(self, span: Millis) -> Self {
        Self(self.0 + span.0)
    }
}

impl Sub<Millis> for Timestamp {
    type Output = Self;
    fn sub(self, span: Millis) -> Self {
        Self(self.0 - span.0)
    }
}

impl Sub for Timestamp {
    type Output = Millis;
    fn sub(self, start: Self) -> Millis {
        Millis(self.0 - start.0)
    }
}

impl AddAssign<Millis> for Timestamp {
    fn add_assign(&mut self, span: Millis) {
        self.0 += span.0;
    }
}

impl SubAssign<Millis> for Timestamp {
    fn sub_assign(&mut self, span: Millis) {
        self.0 -= span.0;
    }
}

impl Add for Millis {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self(self.0 + other.0)
    }
}

impl Sub for Millis {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        Self(self.0 - other.0)
    }
}

impl AddAssign for Millis {
    fn add_assign(&mut self, other: Self) {
        self.0 += other.0;
    }
}

impl SubAssign for Millis {
    fn sub_assign(&mut self, other: Self) {
        self.0 -= other.0;
    }
}

impl Neg for Millis {
    type Output = Self;
    fn neg(self) -> Self {
        Self(-self.0)
    }
}

impl Mul<i64> for Millis {
    type Output = Self;
    fn mul(self, factor: i64) -> Self {
        Self(self.0 * factor)
    }
}

impl Mul<Millis> for i64 {
    type Output = Millis;
    fn mul(self, span: Millis) -> Millis {
        span * self
    }
}

impl Div<i64> for Millis {
    type Output = Self;
    fn div(self, divisor: i64) -> Self {
        Self(self.0 / divisor)
    }
}

impl Div for Millis {
    type Output = i64;
    fn div(self, unit: Self) -> i64 {
        self.0 / unit.0
    }
}

impl Rem for Millis {
    type Output = Self;
    fn rem(self, unit: Self) -> Self {
        Self(self.0 % unit.0)
    }
}

impl Sum for Millis {
    fn sum<I: Iterator<Item = Self>>(spans: I) -> Self {
        Self(spans.map(|span| span.0).sum())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const HOUR: Millis = Millis::hours(1);

    /// The instants that chrono can tell, in milliseconds.
    fn instants_of_chrono() -> impl Strategy<Value = Timestamp> {
        let (first, last) = (DateTime::<Utc>::MIN_UTC, DateTime::<Utc>::MAX_UTC);
        (first.timestamp_millis()..=last.timestamp_millis()).prop_map(Timestamp)
    }

    #[test]
    fn units_are_counted_in_milliseconds() {
        assert_eq!(Millis::seconds(2), Millis(2_000));
        assert_eq!(Millis::minutes(2), Millis(120_000));
        assert_eq!(Millis::hours(2), Millis(7_200_000));
        assert_eq!(Millis::days(2), Millis(172_800_000));
        assert_eq!(Millis::days(-1), -Millis::hours(24));
    }

    #[test]
    fn an_instant_moves_by_a_span() {
        let start = Timestamp(1_000);
        assert_eq!(start + HOUR, Timestamp(3_601_000));
        assert_eq!(start - HOUR, Timestamp(-3_599_000));
        assert_eq!(start - (start + HOUR), -HOUR);
        let mut at = start;
        at += 2 * HOUR;
        at -= HOUR;
        assert_eq!(at, start + HOUR);
    }

    #[test]
    fn spans_are_added_and_divided() {
        assert_eq!(HOUR + Millis::minutes(30), Millis::minutes(90));
        assert_eq!(HOUR - Millis::minutes(90), Millis::minutes(-30));
        assert_eq!(3 * HOUR, HOUR * 3);
        assert_eq!(HOUR / 4, Millis::minutes(15));
        assert_eq!(Millis::minutes(150) / HOUR, 2, "whole hours");
        assert_eq!(Millis::minutes(150) % HOUR, Millis::minutes(30));
        assert_eq!([HOUR, HOUR, Millis(1)].into_iter().sum::<Millis>(), Millis(7_200_001));
        let mut span = HOUR;
        span += Millis(2);
        span -= Millis(1);
        assert_eq!(span, HOUR + Millis(1));
    }

    #[test]
    fn saturating_differences_stay_in_the_range() {
        assert_eq!(Timestamp::MAX.saturating_since(Timestamp::MIN), Millis::MAX);
        assert_eq!(Timestamp::MIN.saturating_since(Timestamp::MAX), Millis(i64::MIN));
        assert_eq!(Timestamp::MAX.saturating_since(Timestamp(0)), Millis::MAX);
        assert_eq!(Timestamp(5).saturating_since(Timestamp(7)), Millis(-2));
        assert_eq!(Millis::MAX.saturating_sub(Millis(-1)), Millis::MAX);
        assert_eq!(Millis(i64::MIN).saturating_sub(Millis(1)), Millis(i64::MIN));
        assert_eq!(Millis::ZERO.saturating_sub(Millis::MAX), -Millis::MAX);
    }

    #[test]
    fn a_wait_is_told_in_whole_seconds_and_never_as_none() {
        for (span, expected) in [(Millis(-5), 1), (Millis::ZERO, 1), (Millis(1_000), 1), (Millis(1_001), 2)] {
            assert_eq!(span.seconds_to_wait(), expected);
        }
    }

    #[test]
    fn json_and_text_are_plain_numbers() {
        assert_eq!(serde_json::to_string(&Timestamp(1_795_000_000_000)).expect("JSON"), "1795000000000");
        assert_eq!(serde_json::to_string(&(Millis(-5), Some(Revision(3)))).expect("JSON"), "[-5,3]");
        assert_eq!(serde_json::from_str::<Timestamp>("-1").expect("a number"), Timestamp(-1));
        assert_eq!(serde_json::from_str::<Millis>("0").expect("a number"), Millis::ZERO);
        assert_eq!(serde_json::from_str::<Revision>("7").expect("a number"), Revision(7));
        assert!(serde_json::from_str::<Timestamp>("\"1\"").is_err());
        assert!(serde_json::from_str::<Millis>("1.5").is_err());
        assert_eq!(format!("{:>4}", Revision(12)), "  12");
        assert_eq!("12".parse(), Ok(Revision(12)));
        assert!("12 h".parse::<Millis>().is_err());
    }

    #[test]
    fn the_offset_of_a_time_does_not_change_its_instant() {
        let times = ["2026-11-20T10:00:00.123-03:00", "2026-11-20T13:00:00.123Z"];
        for time in times.map(|text| DateTime::parse_from_rfc3339(text).expect("a time")) {
            assert_eq!(Timestamp::from(time), Timestamp(1_795_179_600_123));
            assert_eq!(Timestamp::from(time).to_utc(), time);
        }
    }

    #[test]
    fn what_the_calendar_of_chrono_does_not_reach_reads_as_1970() {
        let last = Timestamp::from(DateTime::<Utc>::MAX_UTC);
        assert_ne!(last.to_utc(), DateTime::UNIX_EPOCH);
        for beyond in [Timestamp::MIN, last + Millis(1), Timestamp::MAX] {
            assert_eq!(beyond.to_utc(), DateTime::UNIX_EPOCH);
        }
    }

    proptest! {
        #[test]
        fn what_is_added_to_an_instant_is_the_difference(
            at in (i64::MIN / 2..i64::MAX / 2).prop_map(Timestamp),
            span in (i64::MIN / 2..i64::MAX / 2).prop_map(Millis),
        ) {
            prop_assert_eq!((at + span) - at, span);
            prop_assert_eq!(at + span - span, at);
            prop_assert_eq!((at + span).saturating_since(at), span);
            prop_assert_eq!(at < at + span, span > Millis::ZERO);
        }

        #[test]
        fn chrono_tells_the_same_instant(at in instants_of_chrono()) {
            prop_assert_eq!(Timestamp::from(at.to_utc()), at);
        }

        #[test]
        fn numbers_survive_json_and_text(number in any::<i64>()) {
            let (at, span) = (Timestamp(number), Millis(number));
            let json = serde_json::to_string(&(at, span)).expect("JSON");
            prop_assert_eq!(&json, &format!("[{number},{number}]"));
            prop_assert_eq!(serde_json::from_str::<(Timestamp, Millis)>(&json).expect("numbers"), (at, span));
            prop_assert_eq!(at.to_string().parse(), Ok(at));
        }
    }
}
