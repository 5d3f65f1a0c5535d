//! The public number of an interaction.

use serde::{Deserialize, Serialize};

/// A protocol number: what the customer is told and what supervisors search for.
///
/// 1 to 40 letters, digits, `-`, `.` or `_`, so that it can stand in a URL as it is. Sources that
/// bring none get the civil day and a sequence: `20261121000042`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
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
    /// The most characters a protocol may have.
    pub const MAX_LENGTH: usize = 40;

    /// Checks the characters and the length.
    ///
    /// # Errors
    /// Where the text is empty, too long or has other characters.
    pub fn parse(text: &str) -> Result<Self, InvalidProtocol> {
        let fits = (1..=Self::MAX_LENGTH).contains(&text.len());
        let plain = text.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'.' | b'_'));
        if fits && plain && text != "." && text != ".." {
            Ok(Self(text.to_owned()))
        } else {
            Err(InvalidProtocol)
        }
    }

    /// The number given where the source brings none: the civil day and the day's sequence,
    /// at least six digits of it.
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

impl From<Protocol> for String {
    fn from(protocol: Protocol) -> Self {
        protocol.0
    }
}
