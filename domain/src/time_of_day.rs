//! Times of the clock in filters, to the minute: of an end of a period, and of the daily hours.

use chrono::{NaiveTime, Timelike};
use serde::{Deserialize, Serialize};

/// A time of the clock, written `08:30`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct ClockTime {
    minutes: u16,
}

impl ClockTime {
    /// Parses `08:30`.
    pub fn parse(text: &str) -> Option<Self> {
        let bytes = text.as_bytes();
        if bytes.len() != 5 || bytes[2] != b':' {
            return None;
        }
        let digit = |at: usize| bytes[at].is_ascii_digit().then(|| u16::from(bytes[at] - b'0'));
        let (hour, minute) = (digit(0)? * 10 + digit(1)?, digit(3)? * 10 + digit(4)?);
        (hour < 24 && minute < 60).then_some(Self { minutes: hour * 60 + minute })
    }

    /// The minute of a time.
    pub fn of(time: NaiveTime) -> Self {
        let minutes = time.num_seconds_from_midnight() / 60;
        // A day has 1,440 minutes.
        Self { minutes: u16::try_from(minutes).unwrap_or(u16::MAX) }
    }

    /// The minutes since midnight.
    pub fn minutes(self) -> u16 {
        self.minutes
    }
}

impl std::fmt::Display for ClockTime {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:02}:{:02}", self.minutes / 60, self.minutes % 60)
    }
}

/// The hours of each day that a filter selects. They include their begin and not their end, and cross
/// midnight if the end is not after the begin. An absent end is midnight.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct DailyHours {
    /// The begin, included.
    pub from: Option<ClockTime>,
    /// The end, not included.
    pub until: Option<ClockTime>,
}

impl DailyHours {
    /// Whether every time of the day is selected.
    pub fn is_whole_day(self) -> bool {
        let (from, until) = self.minutes();
        from == until || (from == 0 && until == 24 * 60)
    }

    /// Begin and end in minutes since midnight; the end is at most 1,440.
    pub fn minutes(self) -> (u16, u16) {
        let until = self.until.map_or(24 * 60, ClockTime::minutes);
        (self.from.map_or(0, ClockTime::minutes), until)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_written_as_they_are_read() {
        for text in ["00:00", "08:05", "23:59"] {
            assert_eq!(ClockTime::parse(text).map(|time| time.to_string()).as_deref(), Some(text));
            let within = format!("{text}:59.999").parse().map(ClockTime::of);
            assert_eq!(within.ok(), ClockTime::parse(text), "the minute of a time");
        }
        for wrong in ["", "8:00", "24:00", "12:60", "12:0x", "+1:00", "12-00", "12:000", "é:00"] {
            assert_eq!(ClockTime::parse(wrong), None, "{wrong:?}");
        }
    }

    #[test]
    fn equal_ends_and_no_ends_are_the_whole_day() {
        let at = ClockTime::parse;
        assert!(DailyHours::default().is_whole_day());
        assert!(DailyHours { from: at("08:00"), until: at("08:00") }.is_whole_day());
        assert!(DailyHours { from: at("00:00"), until: None }.is_whole_day());
        assert!(!DailyHours { from: at("08:00"), until: None }.is_whole_day());
        assert!(!DailyHours { from: at("22:00"), until: at("06:00") }.is_whole_day());
        assert_eq!(DailyHours { from: None, until: at("06:00") }.minutes(), (0, 360));
        assert_eq!(DailyHours { from: at("22:00"), until: None }.minutes(), (1320, 1440));
    }
}
