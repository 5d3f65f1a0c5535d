//! Business calendars: hours for each weekday, and holidays.

use std::collections::BTreeSet;
use std::fmt;
use std::str::FromStr;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// A half-open span of a civil day, written `09:00-17:00`. A span past midnight is split in two:
/// `22:00-24:00` and, on the next day, `00:00-06:00`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Span {
    from: u16,
    to: u16,
}

/// What is wrong with a span or the spans of a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SpanError {
    /// It is not written `09:00-17:00`, with times from 00:00 to 24:00.
    Malformed,
    /// It ends no later than it begins.
    Empty,
    /// It overlaps another span of the same day.
    Overlapping,
}

impl fmt::Display for SpanError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Malformed => "must be written like 09:00-17:00, with times from 00:00 to 24:00",
            Self::Empty => "ends no later than it begins; split a span past midnight in two",
            Self::Overlapping => "overlaps another span of the same day",
        })
    }
}

impl std::error::Error for SpanError {}

/// An invalid part of a day's spans.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadSpan {
    /// The part as written.
    pub part: String,
    /// What is wrong with it.
    pub why: SpanError,
}

impl Span {
    /// Creates a span between two times in minutes since midnight.
    ///
    /// # Errors
    /// Returns an error if it is empty or ends after 24:00.
    pub const fn new(from: u16, to: u16) -> Result<Self, SpanError> {
        match (from, to) {
            (_, 1441..) => Err(SpanError::Malformed),
            (from, to) if from >= to => Err(SpanError::Empty),
            (from, to) => Ok(Self { from, to }),
        }
    }

    /// The start, in minutes since midnight.
    pub const fn from(self) -> u16 {
        self.from
    }

    /// The end, in minutes since midnight.
    pub const fn to(self) -> u16 {
        self.to
    }
}

impl fmt::Display for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { from, to } = self;
        write!(f, "{:02}:{:02}-{:02}:{:02}", from / 60, from % 60, to / 60, to % 60)
    }
}

impl FromStr for Span {
    type Err = SpanError;
    fn from_str(text: &str) -> Result<Self, SpanError> {
        let (from, to) = text.split_once('-').ok_or(SpanError::Malformed)?;
        Self::new(minutes(from)?, minutes(to)?)
    }
}

impl TryFrom<String> for Span {
    type Error = SpanError;
    fn try_from(text: String) -> Result<Self, SpanError> {
        text.parse()
    }
}

impl From<Span> for String {
    fn from(span: Span) -> Self {
        span.to_string()
    }
}

/// Parses `09:30` as minutes since midnight.
fn minutes(text: &str) -> Result<u16, SpanError> {
    let number = |part: &str| match part.as_bytes() {
        [tens @ b'0'..=b'9', ones @ b'0'..=b'9'] => Ok(u16::from(tens - b'0') * 10 + u16::from(ones - b'0')),
        _ => Err(SpanError::Malformed),
    };
    let (hour, minute) = text.trim().split_once(':').ok_or(SpanError::Malformed)?;
    match (number(hour)?, number(minute)?) {
        (hour @ 0..=23, minute @ 0..=59) => Ok(hour * 60 + minute),
        (24, 0) => Ok(24 * 60),
        _ => Err(SpanError::Malformed),
    }
}

/// The spans of a day, sorted and without overlaps; empty for a day off.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "Vec<Span>", into = "Vec<Span>")]
pub struct DaySpans(Vec<Span>);

impl DaySpans {
    /// Sorts spans given in any order.
    ///
    /// # Errors
    /// Returns an error if two overlap.
    pub fn new(mut spans: Vec<Span>) -> Result<Self, SpanError> {
        spans.sort_unstable();
        let overlap = spans.windows(2).any(|pair| pair[0].to > pair[1].from);
        if overlap { Err(SpanError::Overlapping) } else { Ok(Self(spans)) }
    }

    /// Parses spans separated by commas, semicolons or spaces: `09:00-12:00, 13:00-17:00`. Also
    /// accepts `9:00 – 12:00`.
    ///
    /// # Errors
    /// Returns what is wrong with the first invalid span.
    pub fn parse(text: &str) -> Result<Self, SpanError> {
        Self::read(text).map_err(|bad| bad.why)
    }

    /// Like [`DaySpans::parse`], but an error contains the invalid part.
    ///
    /// # Errors
    /// Returns the first invalid span.
    pub fn read(text: &str) -> Result<Self, BadSpan> {
        let plain = text.replace(['\u{2013}', '\u{2014}'], "-");
        let mut spans = Vec::new();
        for part in plain.split([',', ';']).map(str::trim).filter(|part| !part.is_empty()) {
            // Blanks may separate spans or surround their dashes.
            let tight: Vec<&str> = part.split('-').map(str::trim).collect();
            for word in tight.join("-").split_whitespace() {
                let bad = |why| BadSpan { part: word.to_owned(), why };
                spans.push(padded(word).parse().map_err(bad)?);
            }
        }
        Self::new(spans).map_err(|why| BadSpan { part: text.trim().to_owned(), why })
    }

    /// The spans.
    pub fn spans(&self) -> &[Span] {
        &self.0
    }
}

/// Pads one-digit hours of a span with a zero.
fn padded(span: &str) -> String {
    let time = |time: &str| match time.split_once(':') {
        Some((hour, minute)) if hour.len() == 1 => format!("0{hour}:{minute}"),
        _ => time.to_owned(),
    };
    span.split('-').map(time).collect::<Vec<_>>().join("-")
}

impl fmt::Display for DaySpans {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, span) in self.0.iter().enumerate() {
            write!(f, "{}{span}", if index == 0 { "" } else { ", " })?;
        }
        Ok(())
    }
}

impl TryFrom<Vec<Span>> for DaySpans {
    type Error = SpanError;
    fn try_from(spans: Vec<Span>) -> Result<Self, SpanError> {
        Self::new(spans)
    }
}

impl From<DaySpans> for Vec<Span> {
    fn from(day: DaySpans) -> Self {
        day.0
    }
}

/// The business hours of an operation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BusinessCalendar {
    /// The IANA name of its time zone.
    pub zone: String,
    /// The spans of each weekday, Monday first.
    pub week: [DaySpans; 7],
    /// Days off.
    #[serde(default)]
    pub holidays: BTreeSet<NaiveDate>,
}

impl BusinessCalendar {
    /// Whether there are no business hours at all.
    pub fn is_empty(&self) -> bool {
        self.week.iter().all(|day| day.0.is_empty())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn spans_are_read_as_they_are_written() {
        for text in ["09:00-17:00", "00:00-24:00", "13:30-13:31"] {
            assert_eq!(text.parse::<Span>().expect("a span").to_string(), text);
        }
        for bad in
            ["", "9:00-17:00", "09:00", "09:00-17:60", "09:00-24:01", "09:00-25:00", "a-b", "09:00-+1:00"]
        {
            assert_eq!(bad.parse::<Span>(), Err(SpanError::Malformed), "{bad}");
        }
        for empty in ["09:00-09:00", "22:00-06:00", "24:00-24:00"] {
            assert_eq!(empty.parse::<Span>(), Err(SpanError::Empty), "{empty}");
        }
    }

    #[test]
    fn the_spans_of_a_day_are_in_order_and_apart() {
        let day = DaySpans::parse("13:00-17:00, 09:00-12:00").expect("a day");
        assert_eq!(serde_json::to_string(&day).expect("JSON"), r#"["09:00-12:00","13:00-17:00"]"#);
        assert!(DaySpans::parse("09:00-12:00 12:00-17:00").is_ok(), "they may touch");
        assert_eq!(DaySpans::parse("09:00-12:00,11:59-17:00"), Err(SpanError::Overlapping));
        assert!(serde_json::from_str::<DaySpans>(r#"["09:00-12:00","10:00-11:00"]"#).is_err());
        assert_eq!(DaySpans::parse(" "), Ok(DaySpans::default()));
    }

    #[test]
    fn spans_are_read_as_people_write_them() {
        for text in [
            "09:00-12:00, 13:00-18:00",
            "9:00 - 12:00 13:00-18:00",
            "13:00–18:00;9:00-12:00",
            "9:00-12:00,13:00 —18:00 ,",
        ] {
            let day = DaySpans::parse(text).expect("a day");
            assert_eq!(day.to_string(), "09:00-12:00, 13:00-18:00", "{text}");
        }
        let bad = DaySpans::read("09:00-12:00, 13:00 às 18:00").expect_err("a word");
        assert_eq!(bad, BadSpan { part: "13:00".to_owned(), why: SpanError::Malformed });
        let bad = DaySpans::read("22:00-06:00").expect_err("past midnight");
        assert_eq!(bad, BadSpan { part: "22:00-06:00".to_owned(), why: SpanError::Empty });
        let bad = DaySpans::read("09:00-12:00, 11:00-13:00").expect_err("an overlap");
        assert_eq!(bad.why, SpanError::Overlapping);
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_back(times in prop::collection::btree_set(0_u16..=1440, 0..12)) {
            let times: Vec<u16> = times.into_iter().collect();
            let spans = times.chunks_exact(2).map(|pair| Span::new(pair[0], pair[1]).expect("a span"));
            let day = DaySpans::new(spans.collect()).expect("apart");
            prop_assert_eq!(DaySpans::parse(&day.to_string()), Ok(day));
        }

        #[test]
        fn nothing_that_is_typed_breaks_the_reading(text in "[0-9:,; -]{0,24}") {
            if let Ok(day) = DaySpans::parse(&text) {
                prop_assert_eq!(DaySpans::parse(&day.to_string()), Ok(day));
            }
        }
    }
}
