//! The value of an answer, and how it is encoded.

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// The value of an answer; in JSON a number, a boolean or a string.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AnswerValue {
    /// Yes or no.
    YesNo(bool),
    /// A score.
    Score(i64),
    /// A text.
    Text(String),
}

/// The value in JSON, which says what it is.
#[derive(Serialize, Deserialize)]
#[serde(remote = "AnswerValue", untagged)]
enum Described {
    YesNo(bool),
    Score(i64),
    Text(String),
}

/// The value in an encoding that does not say what is in it.
#[derive(Serialize, Deserialize)]
#[serde(remote = "AnswerValue")]
enum Tagged {
    YesNo(bool),
    Score(i64),
    Text(String),
}

impl Serialize for AnswerValue {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if serializer.is_human_readable() {
            Described::serialize(self, serializer)
        } else {
            Tagged::serialize(self, serializer)
        }
    }
}

impl<'de> Deserialize<'de> for AnswerValue {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        if deserializer.is_human_readable() {
            Described::deserialize(deserializer)
        } else {
            Tagged::deserialize(deserializer)
        }
    }
}
