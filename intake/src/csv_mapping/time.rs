//! Times as tables write them, and the times that follow from durations.

use chrono::format::{Fixed, Item, Numeric, StrftimeItems};
use chrono::{DateTime, NaiveDate, NaiveDateTime};

use crate::zone::{TableZone, WrittenTime, epoch, is_possible};

/// The names of formats that are no pattern.
const ISO: &str = "iso";
const SECONDS: &str = "unix";
const MILLISECONDS: &str = "unix_ms";

/// A time as a format of a mapping reads it; `None` if it does not fit.
fn parse_one(text: &str, format: &str) -> Option<WrittenTime> {
    match format {
        ISO => WrittenTime::parse(text),
        SECONDS => epoch(text).map(WrittenTime::Instant),
        MILLISECONDS => {
            let is_number = text.bytes().all(|byte| byte.is_ascii_digit());
            is_number
                .then(|| text.parse::<i64>().ok()?.checked_mul(1_000))
                .flatten()
                .map(WrittenTime::Instant)
        }
        pattern if has_offset(pattern) => {
            DateTime::parse_from_str(text, pattern).ok().map(|at| WrittenTime::Instant(at.timestamp_micros()))
        }
        pattern => NaiveDateTime::parse_from_str(text, pattern).ok().map(WrittenTime::Local),
    }
}

/// A time in one of the formats of a mapping, in microseconds since 1970 UTC. `start` is the beginning of what
/// it is a time of: of two instants, when clocks are set back, the first one after it is meant.
pub(super) fn parse(
    text: &str,
    formats: &[String],
    zone: Option<TableZone>,
    start: Option<i64>,
) -> Result<i64, NoTime> {
    let written = if formats.is_empty() {
        parse_one(text, ISO)
    } else {
        formats.iter().find_map(|format| parse_one(text, format))
    };
    let written = written.ok_or(NoTime::OtherFormat)?;
    let nearest = written.instant(zone, start).ok_or(NoTime::NoZone)?;
    match start {
        // The other instant, if there are two, is nearer to a time in the future of both.
        Some(start) if nearest < start => {
            let later = written.instant(zone, Some(start + DAY)).unwrap_or(nearest);
            Ok(if later >= start { later } else { nearest })
        }
        _ => Ok(nearest),
    }
}

/// Whether a text is a time of the last decades in this format, as those of files are.
pub(super) fn fits(text: &str, format: &str) -> bool {
    let utc = "UTC".parse().ok();
    let at = parse_one(text, format).and_then(|written| written.instant(utc, None));
    at.is_some_and(|at| is_possible(at) && at > 20 * 365 * DAY)
}

/// A day in microseconds.
const DAY: i64 = 86_400_000_000;

/// Why a text is no time.
pub(super) enum NoTime {
    /// It is in none of the formats.
    OtherFormat,
    /// It has no offset, and no time zone is set.
    NoZone,
}

/// Whether times of a pattern carry their offset.
fn has_offset(pattern: &str) -> bool {
    StrftimeItems::new(pattern).any(|item| {
        let is_offset = |fixed: &Fixed| {
            !matches!(
                fixed,
                Fixed::ShortMonthName
                    | Fixed::LongMonthName
                    | Fixed::ShortWeekdayName
                    | Fixed::LongWeekdayName
                    | Fixed::LowerAmPm
                    | Fixed::UpperAmPm
                    | Fixed::Nanosecond
                    | Fixed::Nanosecond3
                    | Fixed::Nanosecond6
                    | Fixed::Nanosecond9
                    | Fixed::TimezoneName
                    | Fixed::Internal(_)
            )
        };
        matches!(&item, Item::Fixed(fixed) if is_offset(fixed))
            || matches!(item, Item::Numeric(Numeric::Timestamp, _))
    })
}

/// Whether a format of a mapping gives a date with a time. A pattern is tried on a time of its own.
pub(super) fn is_complete(format: &str) -> bool {
    if [ISO, SECONDS, MILLISECONDS].contains(&format) {
        return true;
    }
    if StrftimeItems::new(format).any(|item| matches!(item, Item::Error)) {
        return false;
    }
    let local = NaiveDate::from_ymd_opt(2026, 11, 25).and_then(|day| day.and_hms_opt(21, 43, 0));
    let Some(at) = local.map(|local| local.and_utc().fixed_offset()) else { return false };
    let mut text = String::new();
    // What cannot be written is an error here, and would be a panic with `to_string`.
    let written = std::fmt::Write::write_fmt(&mut text, format_args!("{}", at.format(format)));
    let expected = at.timestamp_micros();
    written.is_ok()
        && match parse_one(&text, format) {
            Some(WrittenTime::Instant(read)) => read == expected,
            Some(WrittenTime::Local(read)) => read.and_utc().timestamp_micros() == expected,
            None => false,
        }
}

/// The times and durations that a row has, in microseconds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Known {
    pub queued: Option<i64>,
    pub answered: Option<i64>,
    pub ended: Option<i64>,
    pub wait: Option<i64>,
    pub talk: Option<i64>,
    pub total: Option<i64>,
    /// Whether a column says when it was answered: if it is blank, it was not.
    pub says_answered: bool,
    /// Whether the outcome is that a person answered, and whether it is that none did.
    pub is_answered: Option<bool>,
}

/// The times of an interaction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Times {
    pub queued: i64,
    pub answered: Option<i64>,
    pub ended: i64,
}

impl Known {
    /// The three times; those that no column has are computed. The error is the name of what is missing.
    pub(super) fn times(self) -> Result<Times, &'static str> {
        let sum = |at: Option<i64>, duration: Option<i64>| at?.checked_add(duration?);
        let difference = |at: Option<i64>, duration: Option<i64>| at?.checked_sub(duration?);
        let whole = self.total.or_else(|| sum(self.wait, self.talk.or(Some(0))));
        let queued = self
            .queued
            .or_else(|| difference(self.answered, self.wait))
            .or_else(|| difference(self.ended, whole))
            .ok_or("queued_at")?;
        let ended = self
            .ended
            .or_else(|| sum(self.answered, self.talk))
            .or_else(|| sum(Some(queued), whole))
            .ok_or("ended_at")?;
        let has_talk = self.is_answered.unwrap_or_else(|| self.talk.is_some_and(|talk| talk > 0));
        let answered = if self.says_answered || !has_talk {
            self.answered
        } else {
            sum(Some(queued), self.wait).or_else(|| difference(Some(ended), self.talk))
        };
        Ok(Times { queued, answered, ended })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: i64 = 1_000_000;

    fn instant(text: &str, formats: &[&str], zone: &str) -> Option<String> {
        let formats: Vec<String> = formats.iter().map(|format| (*format).to_owned()).collect();
        let at = parse(text, &formats, zone.parse().ok(), None).ok()?;
        Some(DateTime::from_timestamp_micros(at)?.to_rfc3339())
    }

    // In New York, 1:00 to 2:00 comes twice on 2025-11-02: from 05:00 and from 06:00 UTC.
    #[test]
    fn of_two_instants_the_one_after_the_beginning_is_meant() {
        let zone = || "America/New_York".parse().ok();
        let at = |text: &str, start| {
            parse(&format!("2025-11-02 {text}"), &[], zone(), start).ok().map(|at| at / SECOND)
        };
        let five = 1_762_059_600;
        let begin = at("01:30:00", None);
        assert_eq!(begin, Some(five + 1_800));
        let begin = begin.map(|at| at * SECOND);
        assert_eq!(at("01:45:00", begin), Some(five + 2_700));
        assert_eq!(at("01:20:00", begin), Some(five + 4_800), "50 minutes later");
        assert_eq!(at("01:05:00", begin), Some(five + 3_900));
        assert_eq!(at("02:10:00", begin), Some(five + 7_800));
        assert_eq!(at("00:50:00", begin), Some(five - 600), "there is one only, which is refused");
    }

    #[test]
    fn a_time_has_one_of_the_formats() {
        let formats = ["%d/%m/%Y %H:%M:%S", "%d/%m/%y %I:%M %p", "unix_ms"];
        for (text, at) in [
            ("15/06/2026 09:00:30", "2026-06-15T12:00:30+00:00"),
            ("15/06/26 09:00 AM", "2026-06-15T12:00:00+00:00"),
            ("1781524830123", "2026-06-15T12:00:30.123+00:00"),
        ] {
            assert_eq!(instant(text, &formats, "America/Sao_Paulo").as_deref(), Some(at), "{text}");
        }
        assert_eq!(instant("2026-06-15 09:00:30", &formats, "UTC"), None);
        assert_eq!(instant("15/06/2026 09:00:30", &formats, ""), None, "there is no zone");
        let with_offset = instant("2026-06-15T09:00:30-03:00", &["%Y-%m-%dT%H:%M:%S%:z"], "");
        assert_eq!(with_offset.as_deref(), Some("2026-06-15T12:00:30+00:00"));
        assert_eq!(instant("1781524830", &["unix"], ""), instant("1781524830", &["%s"], ""));
        assert_eq!(
            instant("2026-06-15 09:00:30", &[], "-03:00").as_deref(),
            Some("2026-06-15T12:00:30+00:00")
        );
    }

    #[test]
    fn a_format_is_a_date_with_a_time() {
        for format in
            ["iso", "unix", "%d/%m/%Y %H:%M:%S", "%m/%d/%y %I:%M:%S %p", "%s", "%+", "%d %b %Y %H:%M"]
        {
            assert!(is_complete(format), "{format}");
        }
        for format in ["", "%d/%m/%Y", "%H:%M:%S", "%d/%m %H:%M", "%d/%m/%Y %I:%M", "%Q", "dd/mm/yyyy", "%"] {
            assert!(!is_complete(format), "{format}");
        }
    }

    #[test]
    fn times_follow_from_durations() {
        let (queued, answered, ended) = (100 * SECOND, 130 * SECOND, 190 * SECOND);
        let talked = Ok(Times { queued, answered: Some(answered), ended });
        let (wait, talk, total) = (Some(30 * SECOND), Some(60 * SECOND), Some(90 * SECOND));
        let (at_queue, at_answer, at_end) = (Some(queued), Some(answered), Some(ended));
        for known in [
            Known {
                queued: at_queue,
                answered: at_answer,
                ended: at_end,
                says_answered: true,
                ..Known::default()
            },
            Known { queued: at_queue, wait, talk, ..Known::default() },
            Known { queued: at_queue, talk, total, ..Known::default() },
            Known { ended: at_end, wait, talk, ..Known::default() },
            Known { ended: at_end, talk, total, ..Known::default() },
            Known { answered: at_answer, wait, talk, says_answered: true, ..Known::default() },
            Known { queued: at_queue, ended: at_end, talk, ..Known::default() },
            Known { queued: at_queue, ended: at_end, wait, is_answered: Some(true), ..Known::default() },
        ] {
            assert_eq!(known.times(), talked, "{known:?}");
        }
        let left = Ok(Times { queued, answered: None, ended: answered });
        for known in [
            Known { queued: at_queue, wait, ..Known::default() },
            Known { queued: at_queue, wait, talk: Some(0), ..Known::default() },
            Known { queued: at_queue, ended: at_answer, wait, says_answered: true, ..Known::default() },
        ] {
            assert_eq!(known.times(), left, "{known:?}");
        }
        let left = Known { queued: at_queue, total, talk, is_answered: Some(false), ..Known::default() };
        assert_eq!(left.times(), Ok(Times { queued, answered: None, ended }));
        assert_eq!(Known::default().times(), Err("queued_at"));
        assert_eq!(Known { queued: at_queue, ..Known::default() }.times(), Err("ended_at"));
    }
}
