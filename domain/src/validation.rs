//! Validation errors, field by field.
//!
//! A [`Problem`] is independent of the language; the API and the pages turn it into messages.

use crate::text::is_invisible;
use serde::{Deserialize, Serialize};

use crate::sla::SpanError;

/// What is wrong with one field.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Problem {
    /// The value is required and missing.
    Required,
    /// The text has too many characters.
    TooLong {
        /// The maximum number of characters.
        limit: u32,
    },
    /// The list has too many items.
    TooMany {
        /// The maximum number of items.
        limit: u32,
    },
    /// The value has the wrong type.
    WrongType {
        /// The expected type, for example `string`.
        expected: String,
    },
    /// The value is not one of those allowed.
    UnknownValue {
        /// The allowed values.
        allowed: Vec<String>,
    },
    /// The value is not an RFC 3339 time with an offset.
    NotATime,
    /// The time is in the future.
    InFuture,
    /// The time is before the start of the interaction.
    BeforeStart,
    /// The text is not in the expected format.
    Malformed {
        /// The expected format, in English.
        expected: String,
    },
    /// The field does not exist.
    UnknownField,
    /// Another record already has this value.
    Taken,
    /// The number is outside the range.
    OutOfRange {
        /// The smallest value allowed.
        #[serde(rename = "least")]
        min: i64,
        /// The largest value allowed.
        #[serde(rename = "most")]
        max: i64,
    },
    /// Part of the text is not a span of a day.
    BadSpan {
        /// The invalid part.
        part: String,
        /// What is wrong with it.
        why: SpanError,
    },
    /// A line cannot be parsed.
    BadLine {
        /// The line number, from 1.
        number: u32,
        /// The text of the line.
        text: String,
    },
    /// Another record depends on the current value.
    NeededBy {
        /// The name of that record.
        name: String,
    },
    /// Another record in use already covers the same cases.
    CoveredBy {
        /// The name of that record.
        name: String,
    },
    /// Cannot change: existing data depends on it.
    #[serde(rename = "settled")]
    Immutable,
    /// You cannot remove your own administrator access.
    OwnAccount,
    /// No active administrator would remain.
    LastAdministrator,
    /// The password is easily guessed: a common one, or the user's own login or name.
    Guessable,
}

impl Problem {
    /// A stable error code for API clients.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Required => "required",
            Self::TooLong { .. } => "too_long",
            Self::TooMany { .. } => "too_many",
            Self::WrongType { .. } => "wrong_type",
            Self::UnknownValue { .. } => "unknown_value",
            Self::NotATime => "not_a_time",
            Self::InFuture => "in_future",
            Self::BeforeStart => "before_start",
            Self::Malformed { .. } => "malformed",
            Self::UnknownField => "unknown_field",
            Self::Taken => "taken",
            Self::OutOfRange { .. } => "out_of_range",
            Self::BadSpan { .. } => "bad_span",
            Self::BadLine { .. } => "bad_line",
            Self::NeededBy { .. } => "needed",
            Self::CoveredBy { .. } => "covered",
            Self::Immutable => "settled",
            Self::OwnAccount => "own_account",
            Self::LastAdministrator => "last_administrator",
            Self::Guessable => "guessable",
        }
    }
}

impl std::fmt::Display for Problem {
    /// The English message of the API and the command line, including the remedy.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Required => f.write_str("is required"),
            Self::TooLong { limit } => write!(f, "has more than {limit} characters"),
            Self::TooMany { limit } => write!(f, "has more than {limit} items"),
            Self::WrongType { expected } | Self::Malformed { expected } => write!(f, "must be {expected}"),
            Self::UnknownValue { allowed } => write!(f, "must be one of: {}", allowed.join(", ")),
            Self::NotATime => {
                f.write_str("must be an RFC 3339 time with an offset, like 2026-01-31T09:30:00-03:00")
            }
            Self::InFuture => f.write_str("lies in the future; check the clock and the offset"),
            Self::BeforeStart => f.write_str("lies before the interaction began"),
            Self::UnknownField => f.write_str("is not a field of an interaction; check its spelling"),
            Self::Taken => f.write_str("is taken by another; choose a different one"),
            Self::OutOfRange { min, max } => write!(f, "must be a number from {min} to {max}"),
            Self::BadSpan { part, why } => write!(f, "has {part:?}, which {why}"),
            Self::BadLine { number, text } => write!(f, "cannot be read in line {number}: {text:?}"),
            Self::NeededBy { name } => write!(f, "is needed by {name:?}; change that one first"),
            Self::CoveredBy { name } => {
                write!(f, "is what {name:?} is for already; change that one, or choose something else")
            }
            Self::Immutable => f.write_str("can no longer be changed; set up another one"),
            Self::OwnAccount => f.write_str("is your own; ask another administrator"),
            Self::LastAdministrator => {
                f.write_str("belongs to the last administrator; appoint another one first")
            }
            Self::Guessable => f.write_str(
                "is one of the most common, or the person's own login or name; choose one that is hard to guess",
            ),
        }
    }
}

/// An invalid field.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldError {
    /// The path, as in the JSON: `customer.name`, `messages[3].at`.
    pub field: String,
    /// What is wrong with it.
    pub problem: Problem,
}

/// Every invalid field of an input, in order of validation.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldErrors(pub Vec<FieldError>);

impl FieldErrors {
    /// Adds an error.
    pub fn add(&mut self, field: &str, problem: Problem) {
        self.0.push(FieldError { field: field.to_owned(), problem });
    }

    /// Converts to `Ok` if there are no errors.
    ///
    /// # Errors
    /// Returns the errors, if there are any.
    pub fn into_result(self) -> Result<(), Self> {
        if self.0.is_empty() { Ok(()) } else { Err(self) }
    }

    /// Validates a text that must not be blank and has at most `limit` characters.
    pub fn required(&mut self, field: &str, text: &str, limit: u32) {
        if is_blank(text) {
            self.add(field, Problem::Required);
        } else {
            self.verbatim(field, text, limit);
        }
    }

    /// Validates a text that may be absent or empty and has at most `limit` characters.
    pub fn optional(&mut self, field: &str, text: Option<&str>, limit: u32) {
        if let Some(text) = text {
            self.verbatim(field, text, limit);
        }
    }

    /// Validates the number of items of a list.
    pub fn at_most(&mut self, field: &str, count: usize, limit: u32) {
        if count > limit as usize {
            self.add(field, Problem::TooMany { limit });
        }
    }

    /// Validates the length of a text, and refuses U+0000, which PostgreSQL cannot store.
    pub fn verbatim(&mut self, field: &str, text: &str, limit: u32) {
        if text.len() > limit as usize && text.chars().count() > limit as usize {
            self.add(field, Problem::TooLong { limit });
        } else if text.contains('\0') {
            self.add(field, Problem::Malformed { expected: "text without the character U+0000".to_owned() });
        }
    }
}

/// Whether a text consists of whitespace and invisible characters only.
fn is_blank(text: &str) -> bool {
    text.chars().all(|c| c.is_whitespace() || is_invisible(c))
}

impl std::fmt::Display for FieldErrors {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for (index, error) in self.0.iter().enumerate() {
            let separator = if index == 0 { "" } else { "; " };
            write!(f, "{separator}{} {}", error.field, error.problem)?;
        }
        Ok(())
    }
}

impl std::error::Error for FieldErrors {}

#[cfg(test)]
mod tests {
    use super::*;

    fn problems(note: impl FnOnce(&mut FieldErrors)) -> Vec<&'static str> {
        let mut errors = FieldErrors::default();
        note(&mut errors);
        errors.0.iter().map(|error| error.problem.code()).collect()
    }

    #[test]
    fn a_required_text_is_seen() {
        let mut errors = FieldErrors::default();
        errors.required("queue", "\u{200b}\u{feff} \u{202e}", 200);
        assert_eq!(errors.0.len(), 1);
    }

    #[test]
    fn a_required_text_says_something() {
        for nothing in ["", "  ", "\n\t", "\u{a0}"] {
            assert_eq!(problems(|errors| errors.required("f", nothing, 5)), ["required"]);
        }
        assert!(problems(|errors| errors.required("f", " a ", 5)).is_empty());
    }

    #[test]
    fn limits_count_characters_not_bytes() {
        assert!(problems(|errors| errors.required("f", "çãéíõ", 5)).is_empty());
        assert_eq!(problems(|errors| errors.required("f", "çãéíõú", 5)), ["too_long"]);
        assert!(problems(|errors| errors.optional("f", None, 0)).is_empty());
        assert!(problems(|errors| errors.optional("f", Some(""), 0)).is_empty());
    }

    #[test]
    fn lists_have_at_most_so_many_items() {
        assert!(problems(|errors| errors.at_most("f", 5, 5)).is_empty());
        assert_eq!(problems(|errors| errors.at_most("f", 6, 5)), ["too_many"]);
    }

    #[test]
    fn the_character_no_database_keeps_is_refused() {
        assert_eq!(problems(|errors| errors.verbatim("f", "a\0b", 5)), ["malformed"]);
    }

    #[test]
    fn sentences_name_the_field_and_the_remedy() {
        let mut errors = FieldErrors::default();
        errors.add(
            "channel",
            Problem::UnknownValue { allowed: vec!["voice".to_owned(), "webchat".to_owned()] },
        );
        errors.add("messages[3].at", Problem::NotATime);
        errors.add("notes", Problem::TooLong { limit: 20_000 });
        let text = errors.into_result().expect_err("three").to_string();
        assert_eq!(
            text,
            "channel must be one of: voice, webchat; messages[3].at must be an RFC 3339 time with an offset, \
             like 2026-01-31T09:30:00-03:00; notes has more than 20000 characters"
        );
    }

    #[test]
    fn every_problem_has_a_word_and_a_sentence_of_its_own() {
        let expected = String::from("text");
        let all = [
            Problem::Required,
            Problem::TooLong { limit: 1 },
            Problem::TooMany { limit: 1 },
            Problem::WrongType { expected: expected.clone() },
            Problem::UnknownValue { allowed: vec![] },
            Problem::NotATime,
            Problem::InFuture,
            Problem::BeforeStart,
            Problem::Malformed { expected },
            Problem::UnknownField,
            Problem::Taken,
            Problem::OutOfRange { min: 0, max: 9 },
            Problem::BadSpan { part: String::new(), why: SpanError::Empty },
            Problem::BadLine { number: 1, text: String::new() },
            Problem::NeededBy { name: String::new() },
            Problem::CoveredBy { name: String::new() },
            Problem::Immutable,
            Problem::OwnAccount,
            Problem::LastAdministrator,
            Problem::Guessable,
        ];
        let codes: std::collections::BTreeSet<_> = all.iter().map(Problem::code).collect();
        assert_eq!(codes.len(), all.len());
        assert!(all.iter().all(|problem| !problem.to_string().is_empty()));
    }
}
