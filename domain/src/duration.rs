//! Formats durations for display.

use crate::Millis;

/// Formats milliseconds as `hh:mm:ss`; hours keep counting past a day. A negative duration, which
/// only a wrong clock can produce, becomes zero.
pub fn hh_mm_ss(duration: Millis) -> String {
    let seconds = (duration.0 / 1000).max(0);
    format!("{:02}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::hh_mm_ss;
    use crate::Millis;

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
