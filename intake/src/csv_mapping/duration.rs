//! Durations as tables write them.

use serde::{Deserialize, Serialize};

use domain::interaction::limits::MAX_DURATION_S;

/// How a duration is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum DurationFormat {
    /// Seconds, perhaps with a fraction: `75`, `75.5`.
    #[serde(rename = "seconds")]
    Seconds,
    /// Milliseconds: `75500`.
    #[serde(rename = "milliseconds")]
    Milliseconds,
    /// Minutes, perhaps with a fraction: `1.25`.
    #[serde(rename = "minutes")]
    Minutes,
    /// Hours, minutes and seconds: `0:01:15`, `00:01:15.5`.
    #[serde(rename = "h:mm:ss")]
    HoursMinutesSeconds,
    /// Minutes and seconds: `1:15`, `75:00`.
    #[serde(rename = "mm:ss")]
    MinutesSeconds,
}

/// The formats that are tried if a mapping names none.
const DEFAULT: [DurationFormat; 2] = [DurationFormat::Seconds, DurationFormat::HoursMinutesSeconds];

/// The duration in microseconds; `None` if no format fits.
pub(super) fn parse(text: &str, formats: &[DurationFormat]) -> Option<i64> {
    let formats = if formats.is_empty() { &DEFAULT[..] } else { formats };
    let micros = formats.iter().find_map(|format| format.parse(text.trim()))?;
    (micros <= i64::from(MAX_DURATION_S) * SECOND).then_some(micros)
}

const SECOND: i64 = 1_000_000;

impl DurationFormat {
    fn parse(self, text: &str) -> Option<i64> {
        let clock = |parts: usize| {
            let mut parts: Vec<&str> = text.splitn(parts + 1, ':').collect::<Vec<_>>();
            let seconds = fraction(parts.pop()?, SECOND).filter(|seconds| *seconds < 60 * SECOND)?;
            Some((parts, seconds))
        };
        match self {
            Self::Seconds => fraction(text, SECOND),
            Self::Milliseconds => fraction(text, 1_000),
            Self::Minutes => fraction(text, 60 * SECOND),
            Self::HoursMinutesSeconds => {
                let (parts, seconds) = clock(3)?;
                let [hours, minutes] = parts[..] else { return None };
                let minutes = whole(minutes).filter(|minutes| *minutes < 60)?;
                whole(hours)?
                    .checked_mul(60)?
                    .checked_add(minutes)?
                    .checked_mul(60 * SECOND)?
                    .checked_add(seconds)
            }
            Self::MinutesSeconds => {
                let (parts, seconds) = clock(2)?;
                let [minutes] = parts[..] else { return None };
                whole(minutes)?.checked_mul(60 * SECOND)?.checked_add(seconds)
            }
        }
    }
}

fn whole(text: &str) -> Option<i64> {
    let is_number = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then(|| text.parse().ok())?
}

/// A number, perhaps with a fraction after a point or a comma, of units of so many microseconds.
fn fraction(text: &str, unit: i64) -> Option<i64> {
    let (number, fraction) = text.split_once(['.', ',']).unwrap_or((text, "0"));
    let parts = whole(number)?.checked_mul(unit)?;
    if fraction.len() > 9 {
        return None;
    }
    let scale = 10_i64.checked_pow(u32::try_from(fraction.len()).ok()?)?;
    parts.checked_add(whole(fraction)?.checked_mul(unit)? / scale)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_seconds_or_clocks() {
        for (text, seconds) in
            [("75", 75), ("0", 0), (" 75 ", 75), ("0:01:15", 75), ("100:00:00", 360_000), ("00:00:00", 0)]
        {
            assert_eq!(parse(text, &[]), Some(seconds * SECOND), "{text}");
        }
        assert_eq!(parse("75,25", &[]), Some(75_250_000));
        assert_eq!(parse("0:00:01.5", &[]), Some(1_500_000));
        for text in ["", "-1", "1:15", "0:60:00", "0:00:60", "1:2:3:4", "abc", "1.", "99999999999", "0x10"] {
            assert_eq!(parse(text, &[]), None, "{text}");
        }
    }

    #[test]
    fn a_mapping_names_other_formats() {
        use DurationFormat::{HoursMinutesSeconds, Milliseconds, Minutes, MinutesSeconds};
        assert_eq!(parse("75:15", &[MinutesSeconds]), Some(4_515 * SECOND));
        assert_eq!(parse("1500", &[Milliseconds]), Some(1_500_000));
        assert_eq!(parse("1.5", &[Minutes]), Some(90 * SECOND));
        assert_eq!(parse("0:01:15", &[MinutesSeconds, HoursMinutesSeconds]), Some(75 * SECOND));
        assert_eq!(parse("75", &[HoursMinutesSeconds]), None);
    }
}
