//! Executor of a record's statements: outside or inside a transaction.

use domain::Timestamp;

use crate::audit::NewAuditEntry;
use crate::db::{Row, Statement, Tx};
use crate::scoped::Scoped;
use crate::{Error, Result};

/// Runs statements on their own or in a transaction, and collects the transaction's audit entries.
pub struct Executor<'a> {
    scoped: &'a Scoped<'a>,
    tx: Option<&'a mut Tx>,
    /// Time of the change.
    pub(super) now: Timestamp,
    entries: Vec<NewAuditEntry>,
    renumbers: bool,
}

impl<'a> Executor<'a> {
    /// Runs statements outside a transaction.
    pub(super) fn reading(scoped: &'a Scoped<'a>) -> Self {
        Self { scoped, tx: None, now: Timestamp::default(), entries: Vec::new(), renumbers: false }
    }

    /// Runs statements in a transaction.
    pub(super) fn within(scoped: &'a Scoped<'a>, tx: &'a mut Tx, now: Timestamp) -> Self {
        Self { scoped, tx: Some(tx), now, entries: Vec::new(), renumbers: false }
    }

    /// Adds an audit entry to the transaction.
    pub(super) fn audit(&mut self, entry: NewAuditEntry) {
        self.entries.push(entry);
    }

    /// The collected audit entries, in order.
    pub(super) fn into_audit_entries(self) -> Vec<NewAuditEntry> {
        self.entries
    }

    /// Requests the renormalisation of all telephone numbers after the transaction.
    pub(super) fn renumber(&mut self) {
        self.renumbers = true;
    }

    /// Whether [`Executor::renumber`] was called.
    pub(super) fn renumbers(&self) -> bool {
        self.renumbers
    }

    /// Whether this is a CLI command.
    pub(super) fn is_cli(&self) -> bool {
        self.scoped.is_cli()
    }

    /// An empty statement.
    pub(super) fn statement(&self) -> Statement {
        self.scoped.unrestricted_statement()
    }

    /// The database, for differences between the engines.
    pub(super) fn db(&self) -> &'a crate::Db {
        self.scoped.db()
    }

    /// The store, for what is kept beside the database.
    pub(super) fn store(&self) -> &'a crate::Store {
        self.scoped.store
    }

    /// The current user.
    pub(super) fn principal(&self) -> domain::Principal {
        self.scoped.principal
    }

    /// Returns all rows of a statement.
    pub(super) async fn fetch_all<R: Row>(&mut self, statement: Statement) -> Result<Vec<R>> {
        match &mut self.tx {
            Some(tx) => tx.fetch_all(statement).await,
            None => self.scoped.fetch_all(statement).await,
        }
    }

    /// Returns the row of a statement, if any.
    pub(super) async fn fetch_optional<R: Row>(&mut self, statement: Statement) -> Result<Option<R>> {
        Ok(self.fetch_all(statement).await?.pop())
    }

    /// Runs a statement that writes; fails outside a transaction.
    pub(super) async fn execute(&mut self, statement: Statement) -> Result<u64> {
        match &mut self.tx {
            Some(tx) => tx.execute(statement).await,
            None => Err(Error::Internal("a record is written outside a transaction".to_owned())),
        }
    }
}
