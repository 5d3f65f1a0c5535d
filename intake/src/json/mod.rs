//! JSON parser of `POST /api/v1/interactions` and of NDJSON files.
//!
//! Stricter and more helpful than a derived `Deserialize`: every bad field is reported, not only
//! the first, and an unknown field is an error, so that a misspelt `awnsered_at` is never ignored
//! silently. The input is parsed in one pass, without a tree in between: an array of a million
//! zeros costs no memory, and a valid interaction no more than its own strings.

mod fields;
mod notes;
mod values;
mod visit;

use domain::NewInteraction;
use serde::de::DeserializeSeed;

use crate::ParseError;
use notes::Notes;
use visit::{As, Object};

/// Parses one interaction.
///
/// An optional field that is `null` or blank counts as absent.
///
/// # Errors
/// The position of the first syntax error, or every bad field.
///
/// ```
/// let error = intake::json::parse(br#"{"source": 7}"#).unwrap_err().to_string();
/// assert!(error.starts_with("source must be text; external_id is required"));
/// ```
pub fn parse(bytes: &[u8]) -> Result<NewInteraction, ParseError> {
    let text = std::str::from_utf8(bytes).map_err(|error| {
        let (line, column) = place(&bytes[..error.valid_up_to()]);
        ParseError::Syntax(format!("invalid UTF-8 at line {line} column {column}"))
    })?;
    // A byte order mark, which editors on Windows put at the start of a file.
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);

    let notes = Notes::default();
    let mut json = serde_json::Deserializer::from_str(text);
    let syntax = |error: serde_json::Error| ParseError::Syntax(format!("malformed JSON: {error}"));
    let found = As(Object::<NewInteraction>::with_notes(&notes)).deserialize(&mut json).map_err(syntax)?;
    json.end().map_err(syntax)?;

    match (found, notes.into_result()) {
        (Some(interaction), Ok(())) => Ok(interaction),
        (_, Err(errors)) => Err(ParseError::Fields(errors)),
        (None, Ok(())) => Err(ParseError::Syntax("an interaction must be a JSON object".to_owned())),
    }
}

/// Line and column, from 1, of the byte after `before`.
fn place(before: &[u8]) -> (usize, usize) {
    let line = before.split(|byte| *byte == b'\n').count();
    let column = before.rsplit(|byte| *byte == b'\n').next().map_or(0, <[u8]>::len) + 1;
    (line, column)
}
