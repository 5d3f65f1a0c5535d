//! Reading and qualifying the history, within what a person may see.
//!
//! [`Scoped`] is the only way in: it knows who asks, and every statement of this module carries
//! their scope (`scope.rs`). The list is made in two steps: the settled day counts tell how many
//! rows there are and on which days the page lies (`totals.rs`), then the rows themselves are read
//! from ordered streams of an index (`filtered.rs`, `streams.rs`, `list.rs`).
//!
//! How to add a filter: a condition in `filtered.rs`, and, where an index serves it, a stream in
//! `streams.rs`; the oracle of `store/tests/history_filters.rs` learns the same rule.

mod case;
mod conversation;
mod filtered;
mod list;
mod month;
mod options;
mod qualify;
mod scope;
mod statement;
mod streams;
mod totals;

use std::sync::PoisonError;

use domain::{Principal, Protocol};
use statement::{Plans, Statement};

pub use conversation::Recording;

use crate::{Db, Error, Result, Store};

/// The store as one person may use it.
pub struct Scoped<'a> {
    store: &'a Store,
    principal: Principal,
    plans: Option<Plans>,
}

impl<'a> Scoped<'a> {
    pub(crate) fn new(store: &'a Store, principal: Principal) -> Self {
        Self { store, principal, plans: None }
    }

    /// Also asks the engine how it finds what is read; see [`Scoped::plans`]. For tests, and for
    /// whoever wonders why a list is slow.
    #[must_use]
    pub fn explaining(self) -> Self {
        Self { plans: Some(Plans::default()), ..self }
    }

    /// The plans of the statements that were run since [`Scoped::explaining`], in the engine's own
    /// words.
    pub fn plans(&self) -> Vec<String> {
        let plans =
            self.plans.as_ref().map(|plans| plans.lock().unwrap_or_else(PoisonError::into_inner).clone());
        plans.unwrap_or_default()
    }

    fn db(&self) -> &'a Db {
        &self.store.inner.db
    }

    fn statement(&self) -> Statement<'_> {
        Statement::new(self.db(), self.plans.as_ref())
    }
}

/// A code of the database as the type it stands for.
fn coded<T>(what: &str, code: i16, parse: impl Fn(i16) -> Option<T>) -> Result<T> {
    parse(code).ok_or_else(|| Error::Corrupt(format!("{what} {code}")))
}

/// A protocol as the database keeps it.
fn stored_protocol(text: &str) -> Result<Protocol> {
    Protocol::parse(text).map_err(|_| Error::Corrupt(format!("protocol {text:?}")))
}
