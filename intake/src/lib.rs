//! Turns what telephone and messaging systems emit into [`domain::NewInteraction`].
//!
//! Pure parsers: bytes in, a value or every reason why not out; no I/O, no clock. What no format
//! can say (lengths, the order of times) is [`domain::NewInteraction::check`]'s work.
//!
//! How to add a format: one module with a `parse` of its own and the same [`ParseError`].

pub mod json;

use domain::FieldErrors;

/// Why an input is no interaction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ParseError {
    /// It cannot be read at all; says what and where.
    Syntax(String),
    /// It can be read, and these fields are bad.
    Fields(FieldErrors),
}

impl std::fmt::Display for ParseError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Syntax(what) => f.write_str(what),
            Self::Fields(errors) => errors.fmt(f),
        }
    }
}

impl std::error::Error for ParseError {}
