//! Reading and qualifying the history, within what a person may see.
//!
//! [`crate::Scoped`] is the only way in. The list is made in two steps: the settled day counts tell how many
//! rows there are and on which days the page lies (`totals.rs`), then the rows themselves are read
//! from ordered streams of an index (`filtered.rs`, `streams.rs`, `list.rs`).
//!
//! How to add a filter: a condition in `filtered.rs`, and, where an index serves it, a stream in
//! `streams.rs`; the oracle of `store/tests/history_filters.rs` learns the same rule.

mod conversation;
mod filtered;
mod list;
mod month;
mod options;
mod qualify;
mod streams;
mod totals;

use domain::Protocol;

pub use conversation::Recording;
pub use qualify::QualifyOutcome;

pub(crate) use conversation::CUSTOMER_NAME;

use crate::{Error, Result};

/// A code of the database as the type it stands for.
pub(crate) fn coded<T>(what: &str, code: i16, parse: impl Fn(i16) -> Option<T>) -> Result<T> {
    parse(code).ok_or_else(|| Error::Corrupt(format!("{what} {code}")))
}

/// A protocol as the database keeps it.
pub(crate) fn stored_protocol(text: &str) -> Result<Protocol> {
    Protocol::parse(text).map_err(|_| Error::Corrupt(format!("protocol {text:?}")))
}
