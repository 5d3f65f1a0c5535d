//! Parses and formats SLA targets: `4h 30min`.

use crate::Millis;

const SECOND: i64 = 1000;
const MINUTE: i64 = 60 * SECOND;
const HOUR: i64 = 60 * MINUTE;

/// The names of each unit, and its length in milliseconds.
const UNITS: [(&[&str], i64); 3] = [
    (&["h", "hora", "horas", "hour", "hours", "hs"], HOUR),
    (&["m", "min", "mins", "minuto", "minutos", "minute", "minutes"], MINUTE),
    (&["s", "seg", "segundo", "segundos", "sec", "second", "seconds"], SECOND),
];

/// Parses `4h 30min`, `4h30`, `4:30`, `90min` or `90 minutos` as milliseconds; a number without a
/// unit is refused.
pub fn parse_promise(text: &str) -> Option<Millis> {
    let text = text.trim().to_lowercase();
    if let Some((hours, minutes)) = text.split_once(':') {
        let minutes = (minutes.len() == 2).then(|| whole(minutes)).flatten()?;
        return (minutes < 60).then(|| sum(whole(hours)?, HOUR, minutes * MINUTE)).flatten().map(Millis);
    }
    let (mut total, mut smallest, mut rest) = (0_i64, i64::MAX, text.as_str());
    while !rest.is_empty() {
        let digits = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
        let (number, behind) = rest.split_at(digits);
        let behind = behind.trim_start();
        let letters = behind.find(|c: char| !c.is_alphabetic()).unwrap_or(behind.len());
        let (word, next) = behind.split_at(letters);
        let unit = match UNITS.iter().find(|(words, _)| words.contains(&word)) {
            Some((_, unit)) => *unit,
            // "4h30"
            None if word.is_empty() && next.is_empty() && smallest == HOUR => MINUTE,
            None => return None,
        };
        if unit >= smallest {
            return None;
        }
        total = sum(whole(number)?, unit, total)?;
        (smallest, rest) = (unit, next.trim_start());
    }
    (smallest < i64::MAX).then_some(Millis(total))
}

/// Formats a target as `4h 30min`; zero is `0min`.
pub fn write_promise(target: Millis) -> String {
    let seconds = target.0.max(0) / SECOND;
    let parts = [(seconds / 3600, "h"), (seconds / 60 % 60, "min"), (seconds % 60, "s")];
    let said = parts.iter().filter(|(number, _)| *number > 0).map(|(number, unit)| format!("{number}{unit}"));
    let said = said.collect::<Vec<_>>().join(" ");
    if said.is_empty() { "0min".to_owned() } else { said }
}

fn whole(text: &str) -> Option<i64> {
    text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse().ok()).flatten()
}

fn sum(number: i64, unit: i64, more: i64) -> Option<i64> {
    number.checked_mul(unit)?.checked_add(more)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn promises_are_read_as_people_write_them() {
        for (text, minutes) in [
            ("4h 30min", 270),
            ("4h30", 270),
            (" 4 H 30 MIN ", 270),
            ("4:30", 270),
            ("90min", 90),
            ("90 minutos", 90),
            ("1 hora 5 minutos", 65),
            ("0h", 0),
        ] {
            assert_eq!(parse_promise(text), Some(Millis::minutes(minutes)), "{text}");
        }
        for bad in [
            "",
            "4",
            "h",
            "30min 4h",
            "4h 4h",
            "4h 30 20",
            "4:5",
            "4:60",
            "-4h",
            "4,5h",
            "2 dias",
            "4h x",
            "99999999999999999999h",
        ] {
            assert_eq!(parse_promise(bad), None, "{bad}");
        }
    }

    #[test]
    fn they_are_written_short() {
        assert_eq!(write_promise(Millis::hours(4) + Millis::minutes(30)), "4h 30min");
        assert_eq!(write_promise(Millis::hours(8)), "8h");
        assert_eq!(write_promise(Millis::minutes(15)), "15min");
        assert_eq!(write_promise(Millis::ZERO), "0min");
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_back(target in (0_i64..100_000_000).prop_map(Millis::seconds)) {
            prop_assert_eq!(parse_promise(&write_promise(target)), Some(target));
        }

        #[test]
        fn nothing_that_is_typed_breaks_the_reading(text in "[0-9hmin:s ]{0,20}") {
            if let Some(time) = parse_promise(&text) {
                prop_assert_eq!(parse_promise(&write_promise(time)), Some(time));
            }
        }
    }
}
