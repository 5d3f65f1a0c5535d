//! Parsers of the formats of telephone and messaging systems into [`domain::NewInteraction`].
//!
//! Pure functions: bytes in, a value or all field errors out; no I/O, no clock. Rules independent
//! of the format (lengths, the order of times) are validated by [`domain::NewInteraction::check`].
//!
//! To add a format in which each input is one interaction: a module with its own `parse` and the same
//! [`ParseError`]. To add a log, of whose events interactions are put together: a module with a type
//! for its settings and an `impl` of [`source::Source`]. A system whose state is fetched, such as
//! [`chatwoot`], is a module with the requests as values and a function from the answers to interactions.

pub mod amazon_connect;
pub mod asterisk;
pub mod chatwoot;
mod content_hash;
mod csv;
pub mod csv_mapping;
pub mod dry_run;
mod emission;
pub mod file_kind;
pub mod freeswitch;
pub mod genesys;
pub mod json;
mod json_fields;
mod json_values;
pub mod lines;
mod log_clock;
pub mod memory;
mod newest;
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
