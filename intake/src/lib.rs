//! Parsers of the formats of telephone and messaging systems into [`domain::NewInteraction`].
//!
//! Pure functions: bytes in, a value or all field errors out; no I/O, no clock. Rules independent
//! of the format (lengths, the order of times) are validated by [`domain::NewInteraction::check`].
//!
//! To add a format in which each input is one interaction: a module with its own `parse` and the same
//! [`ParseError`]. To add a log, of whose events interactions are put together: a module with a type
//! for its settings and an `impl` of [`source::Source`]. A messaging system whose state is too big for
//! one value keeps it in a [`memory::Memory`], as [`whatsapp`] does.

pub mod asterisk;
mod content_hash;
mod csv;
mod emission;
pub mod json;
pub mod lines;
mod log_clock;
pub mod memory;
pub mod source;
pub mod whatsapp;
pub mod zone;

use domain::FieldErrors;

/// Why an input is not a valid interaction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ParseError {
    /// A syntax error; the message says what and where.
    Syntax(String),
    /// The syntax is valid, but these fields are bad.
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
