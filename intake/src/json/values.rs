//! Parsers of single values: text, enumerations, times, seconds.

use std::borrow::Cow;

use chrono::{DateTime, Datelike, FixedOffset};
use domain::interaction::limits::{MAX_DURATION_S, MAX_MEDIA_SIZE, MAX_VERSION, YEARS};
use domain::{CallStatus, Channel, Direction, EndedBy, Outcome, Problem, Protocol, Sender};
use serde::de::MapAccess;

use super::notes::Notes;
use super::visit::{As, Fields, List, Object, Scalar, scalar};

pub(super) type Time = DateTime<FixedOffset>;

/// The text of a value; `None` for `null`, or after reporting a wrong type.
fn text<'de>(value: Scalar<'de>, notes: &Notes) -> Option<Cow<'de, str>> {
    match value {
        Scalar::Text(text) => Some(text),
        Scalar::Null => None,
        Scalar::Whole(_) | Scalar::Other => {
            notes.add(Problem::WrongType { expected: "text".to_owned() });
            None
        }
    }
}

/// The value of a field: `None` if the field is absent, `Some(None)` if it is `null` or bad.
pub(super) type FieldValue<T> = Option<Option<T>>;

/// A required text; `NewInteraction::check` validates that it is not blank.
pub(super) fn plain_text<'de, A: MapAccess<'de>>(
    map: &mut A,
    notes: &Notes,
) -> Result<Option<String>, A::Error> {
    parsed_text(map, notes, |text| Ok(text.to_owned()))
}

/// An optional text; blank counts as absent, unless it exceeds `limit` characters.
pub(super) fn optional_text<'de, A: MapAccess<'de>>(
    map: &mut A,
    notes: &Notes,
    limit: u32,
) -> Result<Option<String>, A::Error> {
    let found = text(scalar(map)?, notes);
    let is_too_long = |text: &str| text.len() > limit as usize && text.chars().count() > limit as usize;
    if found.as_deref().is_some_and(|text| text.trim().is_empty() && is_too_long(text)) {
        notes.add(Problem::TooLong { limit });
        return Ok(None);
    }
    Ok(found.filter(|text| !text.trim().is_empty()).map(Cow::into_owned))
}

/// An optional text in a certain format; blank counts as absent.
pub(super) fn optional_parsed<'de, A: MapAccess<'de>, T>(
    map: &mut A,
    notes: &Notes,
    read: impl FnOnce(&str) -> Result<T, Problem>,
) -> Result<Option<T>, A::Error> {
    let found = text(scalar(map)?, notes).filter(|text| !text.trim().is_empty());
    Ok(found.and_then(|text| read(&text).map_err(|problem| notes.add(problem)).ok()))
}

/// A required text in a certain format.
pub(super) fn parsed_text<'de, A: MapAccess<'de>, T>(
    map: &mut A,
    notes: &Notes,
    read: impl FnOnce(&str) -> Result<T, Problem>,
) -> Result<Option<T>, A::Error> {
    let value = scalar(map)?;
    if matches!(value, Scalar::Null) {
        notes.add(Problem::Required);
        return Ok(None);
    }
    Ok(text(value, notes).and_then(|text| read(&text).map_err(|problem| notes.add(problem)).ok()))
}

/// An object with known fields.
pub(super) fn object<'de, A: MapAccess<'de>, T: Fields>(
    map: &mut A,
    notes: &Notes,
) -> Result<Option<T>, A::Error> {
    map.next_value_seed(As(Object::with_notes(notes)))
}

/// An array of at most `limit` objects with known fields.
pub(super) fn objects<'de, A: MapAccess<'de>, T: Fields>(
    map: &mut A,
    notes: &Notes,
    limit: u32,
) -> Result<Option<Vec<T>>, A::Error> {
    map.next_value_seed(As(List::with_notes(notes, limit)))
}

/// A value of an enumeration.
fn word<T: Copy>(
    text: &str,
    all: &[T],
    parse: fn(&str) -> Option<T>,
    name: fn(T) -> &'static str,
) -> Result<T, Problem> {
    parse(text).ok_or_else(|| Problem::UnknownValue {
        allowed: all.iter().map(|value| name(*value).to_owned()).collect(),
    })
}

pub(super) fn channel(text: &str) -> Result<Channel, Problem> {
    word(text, &Channel::ALL, Channel::parse, Channel::as_str)
}

pub(super) fn direction(text: &str) -> Result<Direction, Problem> {
    word(text, &[Direction::Inbound, Direction::Outbound], Direction::parse, Direction::as_str)
}

pub(super) fn sender(text: &str) -> Result<Sender, Problem> {
    word(text, &Sender::ALL, Sender::parse, Sender::as_str)
}

pub(super) fn status(text: &str) -> Result<CallStatus, Problem> {
    word(text, &CallStatus::ALL, CallStatus::parse, CallStatus::as_str)
}

pub(super) fn ended_by(text: &str) -> Result<EndedBy, Problem> {
    word(text, &EndedBy::ALL, EndedBy::parse, EndedBy::as_str)
}

pub(super) fn outcome(text: &str) -> Result<Outcome, Problem> {
    word(text, &Outcome::ALL, Outcome::parse, Outcome::as_str)
}

pub(super) fn protocol(text: &str) -> Result<Protocol, Problem> {
    Protocol::parse(text)
        .map_err(|_| Problem::Malformed { expected: "1 to 40 letters, digits, '-', '.' or '_'".to_owned() })
}

/// An RFC 3339 time with an offset, in the supported years ([`YEARS`]).
pub(super) fn time(text: &str) -> Result<Time, Problem> {
    // chrono also accepts U+2212 (minus sign), which RFC 3339 does not allow.
    let ascii = text.is_ascii().then_some(text).ok_or(Problem::NotATime)?;
    let at = DateTime::parse_from_rfc3339(ascii).map_err(|_| Problem::NotATime)?;
    if YEARS.contains(&at.year()) {
        Ok(at)
    } else {
        Err(Problem::Malformed { expected: "a time of the years 1971 to 9998".to_owned() })
    }
}

/// A required number of seconds.
pub(super) fn seconds<'de, A: MapAccess<'de>>(map: &mut A, notes: &Notes) -> Result<Option<u32>, A::Error> {
    required_number(map, notes, MAX_DURATION_S.into(), "a whole number of seconds")
}

/// An optional number of seconds.
pub(super) fn optional_seconds<'de, A: MapAccess<'de>>(
    map: &mut A,
    notes: &Notes,
) -> Result<Option<u32>, A::Error> {
    number(&scalar(map)?, notes, MAX_DURATION_S.into(), "a whole number of seconds")
}

/// The optional number of a correction.
pub(super) fn correction<'de, A: MapAccess<'de>>(
    map: &mut A,
    notes: &Notes,
) -> Result<Option<u32>, A::Error> {
    number(&scalar(map)?, notes, MAX_VERSION.into(), "a whole number")
}

/// A required number of bytes.
pub(super) fn file_size<'de, A: MapAccess<'de>>(map: &mut A, notes: &Notes) -> Result<Option<u64>, A::Error> {
    required_number(map, notes, MAX_MEDIA_SIZE, "a whole number of bytes")
}

/// A number from 0 to `max`, which must not be `null`.
fn required_number<'de, A: MapAccess<'de>, T: TryFrom<u64>>(
    map: &mut A,
    notes: &Notes,
    max: u64,
    kind: &str,
) -> Result<Option<T>, A::Error> {
    let value = scalar(map)?;
    if matches!(value, Scalar::Null) {
        notes.add(Problem::Required);
    }
    number(&value, notes, max, kind)
}

/// A number from 0 to `max`; `None` for `null`, or after reporting a bad one.
#[expect(clippy::unnecessary_wraps, reason = "the table expects a result of every parser")]
fn number<T: TryFrom<u64>, E>(
    value: &Scalar<'_>,
    notes: &Notes,
    max: u64,
    kind: &str,
) -> Result<Option<T>, E> {
    let expected = || format!("{kind}, 0 to {max}");
    let problem = match value {
        Scalar::Whole(number) => {
            let fitting = u64::try_from(*number).ok().filter(|number| *number <= max);
            match fitting.and_then(|number| T::try_from(number).ok()) {
                Some(number) => return Ok(Some(number)),
                None => Problem::Malformed { expected: expected() },
            }
        }
        Scalar::Null => return Ok(None),
        Scalar::Text(_) | Scalar::Other => Problem::WrongType { expected: expected() },
    };
    notes.add(problem);
    Ok(None)
}
