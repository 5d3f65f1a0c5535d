//! Where the statements of a record run: by themselves, or within the transaction that changes it.

use crate::audit::Act;
use crate::db::{Row, Statement, Tx};
use crate::scoped::Scoped;
use crate::{Error, Result};

/// Where statements run: by themselves, or within a transaction.
pub struct Source<'a> {
    scoped: &'a Scoped<'a>,
    tx: Option<&'a mut Tx>,
    /// The instant at which all of it happens.
    pub(super) now: i64,
    acts: Vec<Act>,
    renumbers: bool,
}

impl<'a> Source<'a> {
    /// Statements that run by themselves.
    pub(super) fn reading(scoped: &'a Scoped<'a>) -> Self {
        Self { scoped, tx: None, now: 0, acts: Vec::new(), renumbers: false }
    }

    /// Statements of a transaction.
    pub(super) fn within(scoped: &'a Scoped<'a>, tx: &'a mut Tx, now: i64) -> Self {
        Self { scoped, tx: Some(tx), now, acts: Vec::new(), renumbers: false }
    }

    /// Also writes down what follows for something else from what is done.
    pub(super) fn note(&mut self, act: Act) {
        self.acts.push(act);
    }

    /// What was written down besides, in its order.
    pub(super) fn into_acts(self) -> Vec<Act> {
        self.acts
    }

    /// All telephone numbers are to be computed again once the transaction has ended.
    pub(super) fn renumber(&mut self) {
        self.renumbers = true;
    }

    /// Whether telephone numbers are to be computed again once the transaction has ended.
    pub(super) fn renumbers(&self) -> bool {
        self.renumbers
    }

    /// Whether the command line does it.
    pub(super) fn is_machine(&self) -> bool {
        self.scoped.is_machine()
    }

    /// A statement to run here.
    pub(super) fn statement(&self) -> Statement {
        self.scoped.statement()
    }

    /// The database, for what its engines do differently.
    pub(super) fn db(&self) -> &'a crate::Db {
        self.scoped.db()
    }

    /// Who asks.
    pub(super) fn principal(&self) -> domain::Principal {
        self.scoped.principal
    }

    /// Every row a statement returns.
    pub(super) async fn fetch_all<R: Row>(&mut self, statement: Statement) -> Result<Vec<R>> {
        match &mut self.tx {
            Some(tx) => tx.fetch_all(statement).await,
            None => self.scoped.fetch_all(statement).await,
        }
    }

    /// The row a statement returns, or none.
    pub(super) async fn fetch_optional<R: Row>(&mut self, statement: Statement) -> Result<Option<R>> {
        Ok(self.fetch_all(statement).await?.pop())
    }

    /// Runs a statement that changes something; only within a transaction.
    pub(super) async fn execute(&mut self, statement: Statement) -> Result<u64> {
        match &mut self.tx {
            Some(tx) => tx.execute(statement).await,
            None => Err(Error::Internal("a record is written outside a transaction".to_owned())),
        }
    }
}
