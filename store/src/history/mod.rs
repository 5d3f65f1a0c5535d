//! The history of interactions: list, filters, month chart and qualification, within the scope.
//!
//! Access is only through [`Scoped::history`]. A page of the list takes two steps: the materialised
//! day counters give the total and the days of the page (`totals.rs`), then the rows are read from
//! ordered index scans (`filtered.rs`, `streams.rs`, `list.rs`). In the order of durations or waits, few
//! rows are sorted, and of many the index of that order is scanned (`ordered.rs`). What neither counters nor
//! a selective index answer is searched and counted to a limit (`bounded.rs`).
//!
//! How to add a filter: a predicate in `filtered.rs` and, if an index supports it, a stream in
//! `streams.rs`; add the same rule to the oracle of `store/tests/history_filters.rs`.

mod bounded;
mod conversation;
mod filtered;
mod list;
mod month;
mod options;
mod ordered;
mod qualify;
mod reading;
mod streams;
mod totals;

use domain::Protocol;

pub use bounded::{MAX_ASKED, MAX_COUNTED};
pub use conversation::{Recording, StoredMedia};
pub(crate) use list::MAX_CHOSEN;
pub use ordered::MAX_ORDERED;
pub use reading::{ChangedPart, ChangesAfter};

pub(crate) use conversation::CUSTOMER_NAME;
pub(crate) use filtered::numbers_with;
pub(crate) use reading::{CUSTOMER_COLUMNS, CustomerRow};

use crate::scoped::{Scoped, handle};
use crate::{Error, Result};

handle! {
    /// The history of interactions in scope.
    History, history
}

/// Decodes a stored code; [`Error::Corrupt`] if it is unknown.
pub(crate) fn coded<T>(what: &str, code: i16, parse: impl Fn(i16) -> Option<T>) -> Result<T> {
    parse(code).ok_or_else(|| Error::Corrupt(format!("{what} {code}")))
}

/// Parses a stored protocol.
pub(crate) fn stored_protocol(text: &str) -> Result<Protocol> {
    Protocol::parse(text).map_err(|_| Error::Corrupt(format!("protocol {text:?}")))
}
