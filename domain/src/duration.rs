//! Durations: how they are shown, and the ranges of them that filters select.

use serde::{Deserialize, Serialize};

use crate::Millis;

/// The longest duration that a filter can name, in seconds: a year.
pub const MAX_SECONDS: u32 = 366 * 24 * 60 * 60;

/// Formats milliseconds as `hh:mm:ss`; hours keep counting past a day. A negative duration, which
/// only a wrong clock can produce, becomes zero.
pub fn hh_mm_ss(duration: Millis) -> String {
    let seconds = (duration.0 / 1000).max(0);
    format!("{:02}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60)
}

/// Parses a duration in seconds (`90`), or as `mm:ss` or `hh:mm:ss`, up to [`MAX_SECONDS`].
pub fn parse_seconds(text: &str) -> Option<u32> {
    let parts: Vec<&str> = text.split(':').collect();
    let is_plain = |part: &&str| (1..=9).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit());
    if parts.len() > 3 || !parts.iter().all(is_plain) {
        return None;
    }
    let numbers: Vec<u64> = parts.iter().filter_map(|part| part.parse().ok()).collect();
    // Behind a colon there are minutes or seconds.
    if numbers.iter().skip(1).any(|number| *number > 59) {
        return None;
    }
    let seconds = numbers.iter().fold(0, |sum, number| sum * 60 + number);
    u32::try_from(seconds).ok().filter(|seconds| *seconds <= MAX_SECONDS)
}

/// A range of durations in whole seconds, as they are shown; both ends included, an absent end is open.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct DurationRange {
    /// The shortest, in seconds.
    pub min: Option<u32>,
    /// The longest, in seconds.
    pub max: Option<u32>,
}

impl DurationRange {
    /// Whether it selects every duration.
    pub fn is_open(self) -> bool {
        self == Self::default()
    }

    /// Whether it ends before it begins and so contains nothing.
    pub fn is_impossible(self) -> bool {
        matches!((self.min, self.max), (Some(min), Some(max)) if max < min)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{DurationRange, MAX_SECONDS, hh_mm_ss, parse_seconds};
    use crate::Millis;

    #[test]
    fn seconds_and_clock_notations_are_durations() {
        assert_eq!(parse_seconds("90"), Some(90));
        assert_eq!(parse_seconds("1:30"), Some(90));
        assert_eq!(parse_seconds("01:00:01"), Some(3601));
        assert_eq!(parse_seconds("90:00"), Some(5400));
        assert_eq!(parse_seconds(&MAX_SECONDS.to_string()), Some(MAX_SECONDS));
        for wrong in ["", "x", "-1", "1:60", "1:2:3:4", "1:", ":30", "1.5", "31622401", "9999999999", "+5"] {
            assert_eq!(parse_seconds(wrong), None, "{wrong:?}");
        }
    }

    #[test]
    fn a_range_that_ends_before_it_begins_is_impossible() {
        assert!(DurationRange { min: Some(2), max: Some(1) }.is_impossible());
        assert!(!DurationRange { min: Some(2), max: Some(2) }.is_impossible());
        assert!(!DurationRange { min: Some(2), max: None }.is_impossible());
        assert!(DurationRange::default().is_open() && !DurationRange { min: Some(0), max: None }.is_open());
    }

    #[test]
    fn reads_as_hours_minutes_seconds() {
        assert_eq!(hh_mm_ss(Millis(0)), "00:00:00");
        assert_eq!(hh_mm_ss(Millis(999)), "00:00:00");
        assert_eq!(hh_mm_ss(Millis(61_000)), "00:01:01");
        assert_eq!(hh_mm_ss(Millis(86_399_999)), "23:59:59");
    }

    #[test]
    fn hours_keep_counting_past_a_day() {
        assert_eq!(hh_mm_ss(Millis(86_400_000)), "24:00:00");
        assert_eq!(hh_mm_ss(Millis(100 * 3_600_000)), "100:00:00");
        assert_eq!(hh_mm_ss(Millis(12_345 * 3_600_000 + 62_000)), "12345:01:02");
    }

    #[test]
    fn a_broken_clock_reads_as_zero() {
        assert_eq!(hh_mm_ss(Millis(-1)), "00:00:00");
        assert_eq!(hh_mm_ss(Millis(i64::MIN)), "00:00:00");
    }

    proptest! {
        #[test]
        fn the_parts_sum_to_the_whole_seconds(milliseconds in 0_i64..10_i64.pow(13)) {
            let text = hh_mm_ss(Millis(milliseconds));
            let parts: Vec<i64> = text.split(':').map(|part| part.parse().expect("digits")).collect();
            prop_assert_eq!(parts[0] * 3600 + parts[1] * 60 + parts[2], milliseconds / 1000);
            prop_assert!(parts[1] < 60 && parts[2] < 60);
        }
    }
}
