//! Query parameters of the read API: strict parsing, and their exact schemas in the `OpenAPI` document.
//!
//! Names and meanings are those of the address of the page with the same list. A parameter that can have
//! several values is repeated, or has them separated by commas. A bad value, an unknown parameter, and a
//! second value where there can be one are refused, all of them in one answer.

use std::fmt::Write as _;

use chrono::{DateTime, Datelike, NaiveDate};
use domain::reading::Position;
use domain::{
    CaseStatus, Channel, ClockTime, ContactReasonId, Direction, DurationRange, HistoryFilter, Period,
    Problem as FieldProblem, Protocol, RelativePeriod, Timestamp, civil, duration, number,
};
use serde_json::{Value, json};

use super::cursor;
use crate::api::exact;
use crate::api::problem::{BadField, Problem};

/// Maximum number of values of a parameter.
const MAX_VALUES: usize = 200;
/// Maximum number of digits of `number`.
const MAX_DIGITS: usize = 30;
/// Maximum number of characters of `kind`.
const MAX_KIND: usize = domain::interaction::limits::MAX_KIND as usize;
/// Maximum number of characters of `customer`.
const MAX_CUSTOMER: usize = 100;
/// Maximum number of items of a part of a list.
const MAX_LIMIT: u64 = 200;
/// The number of items unless the request says another.
const DEFAULT_LIMIT: u64 = 50;
/// The highest ID that is taken: every program can hold it exactly.
const MAX_ID: i64 = (1 << 53) - 1;
/// The years that instants of the API may have.
const YEARS: std::ops::RangeInclusive<i32> = 1971..=9998;

/// The parameters of a request, and what is wrong with them.
pub(super) struct Parameters {
    /// The name of the list, for its cursors.
    list: &'static str,
    pairs: Vec<(String, String)>,
    errors: Vec<BadField>,
}

impl Parameters {
    /// Splits a query string of the list `list`, which has these parameters.
    pub(super) fn of(list: &'static str, query: Option<&str>, known: &[&str]) -> Self {
        let pairs = form_urlencoded::parse(query.unwrap_or_default().as_bytes());
        let mut parameters = Self { list, pairs: Vec::new(), errors: Vec::new() };
        for (name, value) in pairs {
            if known.contains(&name.as_ref()) {
                parameters.pairs.push((name.into_owned(), value.into_owned()));
            } else if parameters.errors.iter().all(|error| error.field != name) {
                let message = format!("is not a parameter here; these are: {}", known.join(", "));
                let code = FieldProblem::UnknownField.code();
                parameters.errors.push(BadField { field: name.into_owned(), code, message });
            }
        }
        parameters
    }

    fn add(&mut self, name: &str, problem: &FieldProblem) {
        let (code, message) = (problem.code(), problem.to_string());
        self.errors.push(BadField { field: name.to_owned(), code, message });
    }

    /// The values of a parameter.
    fn values(&self, name: &str) -> Vec<String> {
        self.pairs.iter().filter(|(key, _)| key == name).map(|(_, value)| value.clone()).collect()
    }

    /// A parameter with at most one value.
    pub(super) fn one<T>(&mut self, name: &str, read: impl Fn(&str) -> Result<T, FieldProblem>) -> Option<T> {
        let values = self.values(name);
        let [value] = values.as_slice() else {
            if values.len() > 1 {
                self.add(name, &FieldProblem::TooMany { limit: 1 });
            }
            return None;
        };
        match read(value) {
            Ok(value) => Some(value),
            Err(problem) => {
                self.add(name, &problem);
                None
            }
        }
    }

    /// A parameter with any number of values.
    pub(super) fn many<T>(&mut self, name: &str, read: impl Fn(&str) -> Result<T, FieldProblem>) -> Vec<T> {
        let values = self.values(name);
        let words: Vec<&str> = values.iter().flat_map(|value| value.split(',')).map(str::trim).collect();
        if words.len() > MAX_VALUES {
            self.add(name, &FieldProblem::TooMany { limit: MAX_VALUES as u32 });
            return Vec::new();
        }
        let mut found = Vec::with_capacity(words.len());
        for word in words {
            match read(word) {
                Ok(value) => found.push(value),
                Err(problem) => {
                    self.add(name, &problem);
                    return Vec::new();
                }
            }
        }
        found
    }

    /// `from` and `to`: civil days, both included.
    pub(super) fn period(&mut self) -> Period {
        let (from, to) = (self.one("from", day), self.one("to", day));
        if from.zip(to).is_some_and(|(from, to)| to < from) {
            let message = "lies before “from”; swap them".to_owned();
            self.errors.push(BadField { field: "to".to_owned(), code: "out_of_order", message });
        }
        Period { from, to }
    }

    /// `from` and `to` with or without a time, or `period`, where today is `today`.
    pub(super) fn moments(&mut self, today: NaiveDate, filter: &mut HistoryFilter) {
        let (from, to) = (self.one("from", moment), self.one("to", moment));
        let relative = self.one("period", relative);
        if relative.is_some() && (from.is_some() || to.is_some()) {
            let message = "cannot be combined with “from” or “to”; leave it or them out".to_owned();
            self.errors.push(BadField { field: "period".to_owned(), code: "malformed", message });
        }
        filter.period = match relative {
            Some(relative) => relative.days(today),
            None => Period { from: from.map(|(day, _)| day), to: to.map(|(day, _)| day) },
        };
        (filter.begins, filter.ends) = (from.and_then(|(_, time)| time), to.and_then(|(_, time)| time));
        if filter.is_impossible() {
            let message = "does not lie after “from”; swap them".to_owned();
            self.errors.push(BadField { field: "to".to_owned(), code: "out_of_order", message });
        }
    }

    /// Two parameters that are the ends of a range of durations, in seconds.
    pub(super) fn durations(&mut self, min: &str, max: &str) -> DurationRange {
        let range = DurationRange { min: self.one(min, seconds), max: self.one(max, seconds) };
        if range.is_impossible() {
            let message = format!("is less than “{min}”; swap them");
            self.errors.push(BadField { field: max.to_owned(), code: "out_of_order", message });
        }
        range
    }

    /// `reason`: IDs, and `none` for interactions without one.
    pub(super) fn reasons(&mut self, filter: &mut HistoryFilter) {
        let read = |text: &str| if text == "none" { Ok(None) } else { id(ContactReasonId)(text).map(Some) };
        let found = self.many("reason", read);
        filter.without_reason = found.contains(&None);
        filter.reasons = found.into_iter().flatten().collect();
    }

    /// `limit`.
    pub(super) fn limit(&mut self) -> u64 {
        self.one("limit", limit).unwrap_or(DEFAULT_LIMIT)
    }

    /// `cursor`: where the list goes on.
    pub(super) fn cursor(&mut self) -> Option<Position> {
        let filters = self.filters();
        self.one("cursor", |text| {
            cursor::read(text, &filters).ok_or_else(|| FieldProblem::Malformed {
                expected: "the next_cursor of an answer to the same parameters; begin again without it"
                    .to_owned(),
            })
        })
    }

    /// The cursor for a position in this list with these filters.
    pub(super) fn next_cursor(&self, next: Option<Position>) -> Option<String> {
        next.map(|position| cursor::write(position, &self.filters()))
    }

    /// The list and its filters, the same for equal ones.
    fn filters(&self) -> String {
        let mut filters: Vec<&(String, String)> =
            self.pairs.iter().filter(|(name, _)| name != "cursor" && name != "limit").collect();
        filters.sort_unstable();
        let mut text = self.list.to_owned();
        for (name, value) in filters {
            // Writing to a String cannot fail.
            let _ = write!(text, "\0{name}\0{value}");
        }
        text
    }

    /// Refuses the request if anything is wrong with it.
    pub(super) fn check(&mut self) -> Result<(), Problem> {
        if self.errors.is_empty() {
            Ok(())
        } else {
            Err(Problem::parameters(std::mem::take(&mut self.errors)))
        }
    }
}

fn malformed(expected: &str) -> FieldProblem {
    FieldProblem::Malformed { expected: expected.to_owned() }
}

/// A civil day.
fn day(text: &str) -> Result<NaiveDate, FieldProblem> {
    civil::parse_day(text).ok_or_else(|| malformed("a day, like 2026-01-31"))
}

/// A civil day, with a time or without.
fn moment(text: &str) -> Result<(NaiveDate, Option<ClockTime>), FieldProblem> {
    let expected = || malformed("a day or a local time, like 2026-01-31 or 2026-01-31T08:30");
    let (day, time) = text.split_once('T').map_or((text, None), |(day, time)| (day, Some(time)));
    let day = civil::parse_day(day).ok_or_else(expected)?;
    let time = time.map(|time| ClockTime::parse(time).ok_or_else(expected)).transpose()?;
    Ok((day, time))
}

/// A period relative to today.
fn relative(text: &str) -> Result<RelativePeriod, FieldProblem> {
    word(text, &RelativePeriod::ALL, RelativePeriod::as_str)
}

/// A time of the clock.
pub(super) fn clock_time(text: &str) -> Result<ClockTime, FieldProblem> {
    ClockTime::parse(text).ok_or_else(|| malformed("a time, like 08:30"))
}

/// A duration in seconds.
fn seconds(text: &str) -> Result<u32, FieldProblem> {
    let out_of_range = FieldProblem::OutOfRange { min: 0, max: duration::MAX_SECONDS.into() };
    let seconds = digits(text).and_then(|seconds| u32::try_from(seconds).ok());
    seconds.filter(|seconds| *seconds <= duration::MAX_SECONDS).ok_or(out_of_range)
}

/// `yes` or `no`.
pub(super) fn yes_or_no(text: &str) -> Result<bool, FieldProblem> {
    word(text, &[true, false], |yes| if yes { "yes" } else { "no" })
}

/// Words of a name, a document or a telephone number.
pub(super) fn customer(text: &str) -> Result<String, FieldProblem> {
    match text.chars().count() {
        0 => Err(FieldProblem::Required),
        1..=MAX_CUSTOMER => Ok(text.to_owned()),
        _ => Err(FieldProblem::TooLong { limit: MAX_CUSTOMER as u32 }),
    }
}

/// The number of items.
fn limit(text: &str) -> Result<u64, FieldProblem> {
    let out_of_range = FieldProblem::OutOfRange { min: 1, max: MAX_LIMIT.cast_signed() };
    digits(text).filter(|limit| (1..=MAX_LIMIT).contains(limit)).ok_or(out_of_range)
}

/// A number in plain digits.
fn digits(text: &str) -> Option<u64> {
    text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse().ok()).flatten()
}

/// The ID of a record, of the type that `make` makes.
pub(super) fn id<T>(make: fn(i64) -> T) -> impl Fn(&str) -> Result<T, FieldProblem> {
    move |text| {
        let number = digits(text)
            .and_then(|number| i64::try_from(number).ok())
            .filter(|number| (1..=MAX_ID).contains(number));
        number.map(make).ok_or_else(|| malformed("the ID of a record, a number from 1"))
    }
}

/// A word, of those that `name` gives to `all`.
fn word<T: Copy>(text: &str, all: &[T], name: fn(T) -> &'static str) -> Result<T, FieldProblem> {
    let found = all.iter().copied().find(|one| name(*one) == text);
    found.ok_or_else(|| FieldProblem::UnknownValue {
        allowed: all.iter().map(|one| name(*one).to_owned()).collect(),
    })
}

/// A channel.
pub(super) fn channel(text: &str) -> Result<Channel, FieldProblem> {
    word(text, &Channel::ALL, Channel::as_str)
}

/// A direction.
pub(super) fn direction(text: &str) -> Result<Direction, FieldProblem> {
    word(text, &Direction::ALL, Direction::as_str)
}

/// The status of a case.
pub(super) fn status(text: &str) -> Result<CaseStatus, FieldProblem> {
    word(text, &CaseStatus::ALL, CaseStatus::as_str)
}

/// The digits of a telephone number or of a part of it, in any spelling.
pub(super) fn number_part(text: &str) -> Result<String, FieldProblem> {
    let digits = number::digits_in(text);
    if (1..=MAX_DIGITS).contains(&digits.len()) { Ok(digits) } else { Err(malformed("1 to 30 digits")) }
}

/// A protocol.
pub(super) fn protocol(text: &str) -> Result<String, FieldProblem> {
    Protocol::parse(text)
        .map(|_| text.to_owned())
        .map_err(|_| malformed("1 to 40 letters, digits, '-', '.' or '_'"))
}

/// The kind of a case.
pub(super) fn kind(text: &str) -> Result<String, FieldProblem> {
    match text.chars().count() {
        0 => Err(FieldProblem::Required),
        1..=MAX_KIND => Ok(text.to_owned()),
        _ => Err(FieldProblem::TooLong { limit: domain::interaction::limits::MAX_KIND }),
    }
}

/// An instant.
pub(super) fn instant(text: &str) -> Result<Timestamp, FieldProblem> {
    let expected = "an RFC 3339 time with an offset, like 2026-01-31T12:30:00Z; write “+” as %2B";
    // chrono also accepts U+2212 (minus sign), which RFC 3339 does not allow.
    let ascii = text.is_ascii().then_some(text).ok_or_else(|| malformed(expected))?;
    let at = DateTime::parse_from_rfc3339(ascii).map_err(|_| malformed(expected))?;
    if !YEARS.contains(&at.year()) {
        return Err(malformed("a time of the years 1971 to 9998"));
    }
    Ok(at.into())
}

/// The exact schema of a query parameter of a list (the ID of its operation); `None` for other parameters.
pub(in crate::api) fn exact(list: &str, name: &str) -> Option<Value> {
    let many =
        |items: Value| json!({ "type": "array", "items": items, "minItems": 1, "maxItems": MAX_VALUES });
    let words = |words: &[&str]| many(json!({ "type": "string", "enum": words }));
    Some(match name {
        "from" | "to" if list == "listInteractions" => {
            let time = "(T([01][0-9]|2[0-3]):[0-5][0-9])?";
            json!({ "type": "string", "pattern": format!("^[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}{time}$") })
        }
        "period" => {
            json!({ "type": "string", "enum": RelativePeriod::ALL.map(RelativePeriod::as_str) })
        }
        "time_from" | "time_to" => {
            json!({ "type": "string", "pattern": "^([01][0-9]|2[0-3]):[0-5][0-9]$" })
        }
        "duration_min" | "duration_max" | "wait_min" | "wait_max" => {
            json!({ "type": "integer", "minimum": 0, "maximum": duration::MAX_SECONDS })
        }
        "recording" => json!({ "type": "string", "enum": ["yes", "no"] }),
        "customer" => json!({ "type": "string", "minLength": 1, "maxLength": MAX_CUSTOMER }),
        "reason" => {
            let id = json!({ "type": "integer", "minimum": 1, "maximum": MAX_ID });
            many(json!({ "anyOf": [id, { "type": "string", "enum": ["none"] }] }))
        }
        "from" | "to" => {
            json!({ "type": "string", "format": "date", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$" })
        }
        "queue" | "agent" => many(json!({ "type": "integer", "minimum": 1, "maximum": MAX_ID })),
        "channel" => words(&Channel::ALL.map(Channel::as_str)),
        "direction" => words(&Direction::ALL.map(Direction::as_str)),
        "status" => words(&CaseStatus::ALL.map(CaseStatus::as_str)),
        "number" => json!({ "type": "string", "pattern": "^[^0-9]*([0-9][^0-9]*){1,30}$" }),
        "kind" => json!({ "type": "string", "minLength": 1, "maxLength": MAX_KIND }),
        "updated_since" => exact::time(),
        "cursor" => json!({ "type": "string" }),
        "limit" => {
            json!({ "type": "integer", "minimum": 1, "maximum": MAX_LIMIT, "default": DEFAULT_LIMIT })
        }
        _ => return None,
    })
}
