//! Protocol numbers: the public number of an interaction.

use serde::{Deserialize, Serialize};

/// A protocol number, which customers receive and supervisors search for.
///
/// 1 to 40 letters, digits, `-`, `.` or `_`, so that URLs need no escaping. If the source provides
/// none, it is made of the civil day and a sequence: `20261121000042`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String")]
pub struct Protocol(String);

/// The text is not a protocol number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InvalidProtocol;

impl std::fmt::Display for InvalidProtocol {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("a protocol has 1 to 40 letters, digits, '-', '.' or '_'")
    }
}

impl std::error::Error for InvalidProtocol {}

impl Protocol {
    /// Maximum length of a protocol number.
    pub const MAX_LENGTH: usize = 40;

    /// Validates a protocol number.
    ///
    /// # Errors
    /// Returns an error if the text is empty, too long, `.`, `..`, or has other characters.
    pub fn parse(text: &str) -> Result<Self, InvalidProtocol> {
        let fits = (1..=Self::MAX_LENGTH).contains(&text.len());
        let plain = text.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'.' | b'_'));
        if fits && plain && text != "." && text != ".." {
            Ok(Self(text.to_owned()))
        } else {
            Err(InvalidProtocol)
        }
    }

    /// Generates a number from the civil day and the day's sequence, padded to six digits.
    pub fn generate(day: chrono::NaiveDate, sequence: i64) -> Self {
        Self(format!("{}{sequence:06}", day.format("%Y%m%d")))
    }

    /// The number as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Display for Protocol {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl TryFrom<String> for Protocol {
    type Error = InvalidProtocol;
    fn try_from(text: String) -> Result<Self, InvalidProtocol> {
        Self::parse(&text)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::Protocol;

    #[test]
    fn what_could_not_stand_in_a_path_is_no_protocol() {
        for wrong in ["", ".", "..", "a b", "a/b", "ação", "a%20", "a?b", "a\0", &"9".repeat(41)] {
            assert!(Protocol::parse(wrong).is_err(), "{wrong:?}");
        }
        for right in ["2026112100042", "A-1_b.c", "...", &"9".repeat(40)] {
            assert_eq!(Protocol::parse(right).map(|p| p.to_string()).as_deref(), Ok(right));
        }
    }

    #[test]
    fn json_is_checked_too() {
        assert!(serde_json::from_str::<Protocol>("\"a/b\"").is_err());
        assert_eq!(serde_json::to_string(&Protocol::parse("X1").expect("fits")).expect("JSON"), "\"X1\"");
    }

    proptest! {
        #[test]
        fn given_numbers_are_protocols_and_grow(year in 1970_i32..3000, sequence in 1_i64..100_000_000) {
            let day = chrono::NaiveDate::from_ymd_opt(year, 3, 9).expect("a day");
            let given = Protocol::generate(day, sequence);
            prop_assert_eq!(Protocol::parse(given.as_str()), Ok(given.clone()));
            let beginning = format!("{year:04}0309");
            prop_assert!(given.as_str().starts_with(&beginning));
            prop_assert_ne!(Protocol::generate(day, sequence + 1), given);
        }
    }
}
