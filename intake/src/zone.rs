//! Times of tables that are written in local time.
//!
//! The offset is part of the value, or a setting: a place, whose clocks change, or an offset. What a
//! value means is never guessed.

use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, FixedOffset, LocalResult, NaiveDateTime, TimeDelta, TimeZone};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

/// The time zone of a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum TableZone {
    /// A constant offset from UTC.
    Offset(FixedOffset),
    /// A place, by its IANA name.
    Place(Tz),
}

/// The name is neither that of a place nor an offset.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UnknownZone;

impl fmt::Display for UnknownZone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("must be a time zone, like America/Sao_Paulo or -03:00")
    }
}

impl std::error::Error for UnknownZone {}

impl FromStr for TableZone {
    type Err = UnknownZone;

    fn from_str(text: &str) -> Result<Self, UnknownZone> {
        if let Some(offset) = offset(text) {
            return Ok(Self::Offset(offset));
        }
        text.parse().map(Self::Place).map_err(|_| UnknownZone)
    }
}

impl TryFrom<String> for TableZone {
    type Error = UnknownZone;
    fn try_from(text: String) -> Result<Self, UnknownZone> {
        text.parse()
    }
}

impl From<TableZone> for String {
    fn from(zone: TableZone) -> Self {
        zone.to_string()
    }
}

impl fmt::Display for TableZone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Offset(offset) => offset.fmt(f),
            Self::Place(place) => f.write_str(place.name()),
        }
    }
}

impl TableZone {
    /// The instant of a local time in microseconds since 1970 UTC. When clocks are set back, a local
    /// time comes twice: the one nearer to `near`, else the first. When they are set forward, some never
    /// come: as if the clock had not been set.
    pub(crate) fn instant(self, local: NaiveDateTime, near: Option<i64>) -> i64 {
        match self {
            Self::Offset(offset) => local.and_utc().timestamp_micros() - micros(offset),
            Self::Place(place) => match place.from_local_datetime(&local) {
                LocalResult::Single(at) => at.timestamp_micros(),
                LocalResult::Ambiguous(first, second) => {
                    let both = [first.timestamp_micros(), second.timestamp_micros()];
                    let distance = |at: &i64| near.map_or(0, |near| (near - at).abs());
                    both.into_iter().min_by_key(distance).unwrap_or(both[0])
                }
                LocalResult::None => {
                    let before = local.checked_sub_signed(TimeDelta::hours(3)).unwrap_or(local);
                    let at = place.from_local_datetime(&before).earliest();
                    at.map_or(local.and_utc().timestamp_micros(), |at| {
                        at.timestamp_micros() + (local - before).num_microseconds().unwrap_or(0)
                    })
                }
            },
        }
    }
}

fn micros(offset: FixedOffset) -> i64 {
    i64::from(offset.local_minus_utc()) * 1_000_000
}

/// A time as a table writes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum WrittenTime {
    /// A local time without an offset.
    Local(NaiveDateTime),
    /// An instant, in microseconds since 1970 UTC.
    Instant(i64),
}

impl WrittenTime {
    /// Parses `2026-03-02 09:00:00`, with a fraction and an offset (`+00`, `-0300`, `Z`) or without, or
    /// seconds since 1970; a small number is none.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        if !text.is_ascii() {
            return None;
        }
        if text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.') {
            return epoch(text).filter(|at| is_possible(*at)).map(Self::Instant);
        }
        let (date, time) = text.split_at_checked(10)?;
        let time = time.strip_prefix(['T', 't', ' '])?.trim_start();
        let end = time.find(|c: char| !c.is_ascii_digit() && !matches!(c, ':' | '.')).unwrap_or(time.len());
        let (clock, zone) = time.split_at(end);
        let local = NaiveDateTime::parse_from_str(&format!("{date} {clock}"), "%Y-%m-%d %H:%M:%S%.f").ok()?;
        match zone.trim() {
            "" => Some(Self::Local(local)),
            zone => Some(Self::Instant(local.and_utc().timestamp_micros() - micros(offset(zone)?))),
        }
    }

    /// The instant in microseconds since 1970 UTC; `None` without an offset or a zone. `near` is a time
    /// it is not far from, if one is known.
    pub(crate) fn instant(self, zone: Option<TableZone>, near: Option<i64>) -> Option<i64> {
        match self {
            Self::Instant(at) => Some(at),
            Self::Local(local) => zone.map(|zone| zone.instant(local, near)),
        }
    }
}

/// Seconds since 1970 with at most six decimal places, as microseconds.
pub(crate) fn epoch(text: &str) -> Option<i64> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    if whole.is_empty()
        || fraction.len() > 6
        || !whole.bytes().chain(fraction.bytes()).all(|b| b.is_ascii_digit())
    {
        return None;
    }
    let micros: i64 = format!("{fraction:0<6}").parse().ok()?;
    whole.parse::<i64>().ok()?.checked_mul(1_000_000)?.checked_add(micros)
}

/// The years of times, as seconds since 1970: 1971 to 9998, those of an interaction.
const SECONDS: std::ops::Range<i64> = 31_536_000..253_370_764_800;

/// Whether a time can be that of an interaction.
pub(crate) fn is_possible(micros: i64) -> bool {
    SECONDS.contains(&micros.div_euclid(1_000_000))
}

/// An offset from UTC: `Z`, `UTC`, `+02`, `-0300`, `+05:30`.
fn offset(text: &str) -> Option<FixedOffset> {
    if matches!(text, "Z" | "z" | "UTC") {
        return FixedOffset::east_opt(0);
    }
    let (sign, digits) = match text.split_at_checked(1)? {
        ("+", digits) => (1, digits),
        ("-", digits) => (-1, digits),
        _ => return None,
    };
    let digits = digits.replace(':', "");
    if !matches!(digits.len(), 2 | 4) || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let (hours, minutes) = digits.split_at(2);
    let minutes: i32 = if minutes.is_empty() { 0 } else { minutes.parse().ok()? };
    let seconds = hours.parse::<i32>().ok()? * 3600 + minutes * 60;
    if minutes >= 60 || seconds > 14 * 3600 { None } else { FixedOffset::east_opt(sign * seconds) }
}

/// An instant in the form of an interaction: UTC, with the precision of the source.
pub(crate) fn utc(micros: i64) -> Option<DateTime<FixedOffset>> {
    DateTime::from_timestamp_micros(micros).map(|at| at.fixed_offset())
}

/// The offset of a table, inferred from the times at which its calls began.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InferredOffset {
    /// The offset.
    pub offset: FixedOffset,
    /// How many calls it was inferred from.
    pub calls: usize,
    /// By how many seconds half of the local times are later than the calls began, at most. More than a few minutes
    /// make the inference doubtful.
    pub median_s: i64,
    /// How many calls seem to have been an hour longer on their way: the clocks changed, and their offset is
    /// an hour later. The zone is a place then.
    pub hour_later: usize,
}

/// Infers the offset of local times from pairs of a local time and the second, UTC, in which the call
/// began. Nothing of a call is recorded before it begins, and most of it soon afterwards: the largest
/// offset, in quarters of an hour, that leaves no time more than a second before its call.
///
/// `None` without pairs, or beyond the offsets that exist.
pub(crate) fn infer_offset(pairs: &[(NaiveDateTime, i64)]) -> Option<InferredOffset> {
    let later = |(local, began): &(NaiveDateTime, i64)| local.and_utc().timestamp().saturating_sub(*began);
    let mut later: Vec<i64> = pairs.iter().map(later).collect();
    later.sort_unstable();
    let offset = (later.first()? + 1).div_euclid(900) * 900;
    if !(-12 * 3600..=14 * 3600).contains(&offset) {
        return None;
    }
    let within =
        |from: i64, to: i64| later.iter().filter(|time| (from..to).contains(&(**time - offset))).count();
    // Few calls wait for three quarters of an hour before they enter a queue, and as few for an hour.
    let (waited, hour_later) = (within(900, 3599), within(3599, 3599 + 900));
    let hour_later = if hour_later > waited { hour_later } else { 0 };
    let soon = &later[..later.len() - hour_later];
    let median_s = soon.get(soon.len() / 2)? - offset;
    let offset = FixedOffset::east_opt(i32::try_from(offset).ok()?)?;
    Some(InferredOffset { offset, calls: later.len(), median_s, hour_later })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn instant(text: &str, zone: Option<&str>) -> Option<String> {
        let zone = zone.map(|zone| zone.parse().expect("a zone"));
        let at = WrittenTime::parse(text)?.instant(zone, None)?;
        utc(at).map(|at| at.to_rfc3339())
    }

    #[test]
    fn an_offset_in_the_value_wins() {
        let expected = Some("2023-04-12T07:00:36.992026+00:00".to_owned());
        assert_eq!(instant("2023-04-12 07:00:36.992026+00", Some("-03:00")), expected);
        assert_eq!(instant("2023-04-12T04:00:36.992026-0300", None), expected);
        assert_eq!(instant("1681282836.992026", None), expected);
        assert_eq!(instant("2023-04-12 07:00:36.992026", None), None);
        assert_eq!(instant("2023-04-12 09:00:36.992026", Some("+02:00")), expected);
    }

    #[test]
    fn the_clocks_of_a_place_change() {
        let place = Some("America/Sao_Paulo");
        let at = |text| instant(text, place).expect("a time");
        assert_eq!(at("2018-12-01 12:00:00"), "2018-12-01T14:00:00+00:00");
        assert_eq!(at("2018-07-01 12:00:00"), "2018-07-01T15:00:00+00:00");
        // It comes twice, and never.
        assert_eq!(at("2018-02-17 23:30:00"), "2018-02-18T01:30:00+00:00");
        assert_eq!(at("2018-11-04 00:30:00"), "2018-11-04T03:30:00+00:00");
    }

    #[test]
    fn of_a_time_that_comes_twice_the_nearer_one_is_meant() {
        let zone: TableZone = "America/Sao_Paulo".parse().expect("a zone");
        let WrittenTime::Local(local) = WrittenTime::parse("2018-02-17 23:30:00").expect("a time") else {
            panic!("it has no offset")
        };
        let (first, second) = (1_518_917_400_000_000, 1_518_921_000_000_000);
        assert_eq!(zone.instant(local, None), first);
        assert_eq!(zone.instant(local, Some(first + 60_000_000)), first);
        assert_eq!(zone.instant(local, Some(second - 60_000_000)), second);
    }

    #[test]
    fn what_is_no_time_is_refused() {
        for text in [
            "",
            "now",
            "2026-02-30 00:00:00",
            "2026-03-02",
            "2026-03-02 09:00:00 x",
            "ção",
            ".",
            "1.2.3",
            "31",
        ] {
            assert_eq!(WrittenTime::parse(text), None, "{text}");
        }
        for text in ["", "Mars/Base", "+15:00", "+3", "-03:60"] {
            assert_eq!(text.parse::<TableZone>(), Err(UnknownZone), "{text}");
        }
    }
}
