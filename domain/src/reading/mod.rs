//! What the read API answers: recorded interactions and cases, in the words in which sources submit
//! them ([`crate::NewInteraction`]), with what Protocolo added.
//!
//! Absent values are omitted from the JSON. Instants are UTC, unlike those that pages show.

mod case;
mod interaction;
mod webhook;

use serde::{Deserialize, Serialize};

use crate::Timestamp;

pub use case::{CaseDeadline, RecordedCase};
pub use interaction::{
    InteractionLinks, RecordedCall, RecordedCustomer, RecordedInteraction, RecordedMedia, RecordedMessage,
    ShownCase,
};
pub use webhook::{WebhookBody, WebhookData};

/// A place in a list that is read on by a cursor: after the row that has this instant (or, in lists by
/// ID, zero) and this ID.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Position {
    /// The instant by which the list is sorted.
    pub at: Timestamp,
    /// The ID of the row, which decides between equal instants.
    pub id: i64,
}

/// The part of a list after a cursor.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListPart<T> {
    /// The rows, in order; perhaps fewer than were asked for, even none, although others follow.
    pub items: Vec<T>,
    /// Where the list goes on; `None` at its end.
    pub next: Option<Position>,
}

impl<T> ListPart<T> {
    /// Nothing, and nothing follows.
    pub const fn empty() -> Self {
        Self { items: Vec::new(), next: None }
    }
}
