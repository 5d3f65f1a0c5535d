//! The store as one person may use it.
//!
//! [`Scoped`] knows who asks, and every statement run through it carries their scope
//! (`scope.rs`). What it can do is said by the modules of the features: [`crate::history`],
//! [`crate::cases`] and [`crate::settings`].

mod scope;

use std::sync::{Mutex, PoisonError};

use crate::audit::Origin;
use crate::db::{Row, Statement, Tx};
use crate::{Db, Result, Store};
use domain::{Principal, Role, UserId};

/// Nobody's account: that of whoever types commands on the machine.
const MACHINE: UserId = UserId(0);

/// The store as one person may use it.
pub struct Scoped<'a> {
    pub(crate) store: &'a Store,
    pub(crate) principal: Principal,
    pub(crate) origin: Origin,
    /// The plans of the statements that were run, where they are asked for.
    plans: Option<Mutex<Vec<String>>>,
}

impl<'a> Scoped<'a> {
    pub(crate) fn new(store: &'a Store, principal: Principal) -> Self {
        Self { store, principal, origin: Origin::default(), plans: None }
    }

    /// The store in the hands of whoever types commands on the machine, who may do everything.
    pub(crate) fn at_the_machine(store: &'a Store) -> Self {
        let principal = Principal { user: MACHINE, role: Role::Administrator };
        Self::new(store, principal).coming_from(Origin::command_line())
    }

    /// Whether no account stands behind this.
    pub(crate) fn is_machine(&self) -> bool {
        self.principal.user == MACHINE
    }

    /// Holds the account of whoever asks until the transaction ends; whether it is still in use, in the
    /// role in which they ask. For what may begin long before it is written.
    pub(crate) async fn hold_account(&self, tx: &mut Tx) -> Result<bool> {
        if self.is_machine() {
            return Ok(true);
        }
        let mut account = self.db().statement();
        let (user, role) = (account.bind(self.principal.user.0), account.bind(self.principal.role.as_str()));
        account.text = format!(
            "SELECT u.id FROM user_account AS u WHERE u.id = {user} AND u.role = {role} AND u.active {}",
            self.db().engine().for_share("u")
        );
        Ok(tx.fetch_optional::<(i64,)>(account).await?.is_some())
    }

    /// The same person, coming from somewhere: what the audit trail says of it.
    #[must_use]
    pub fn coming_from(self, origin: Origin) -> Self {
        Self { origin, ..self }
    }

    /// Also asks the engine how it finds what is read; see [`Scoped::plans`]. For tests, and for
    /// whoever wonders why a list is slow.
    #[must_use]
    pub fn explaining(self) -> Self {
        Self { plans: Some(Mutex::default()), ..self }
    }

    /// The plans of the statements that were run since [`Scoped::explaining`], in the engine's own
    /// words.
    pub fn plans(&self) -> Vec<String> {
        let plans =
            self.plans.as_ref().map(|plans| plans.lock().unwrap_or_else(PoisonError::into_inner).clone());
        plans.unwrap_or_default()
    }

    pub(crate) fn db(&self) -> &'a Db {
        &self.store.inner.db
    }

    /// An empty statement for the engine that is open.
    pub(crate) fn statement(&self) -> Statement {
        self.db().statement()
    }

    /// Every row a statement returns. It takes no longer than a person may wait for it; on the command
    /// line, where no page waits, it is not limited.
    pub(crate) async fn fetch_all<R: Row>(&self, statement: Statement) -> Result<Vec<R>> {
        if let Some(plans) = &self.plans {
            let steps: Vec<String> = self.db().explain(&statement).await?;
            plans.lock().unwrap_or_else(PoisonError::into_inner).push(steps.join("\n"));
        }
        if self.is_machine() {
            return self.db().fetch_all(statement).await;
        }
        self.store.inner.limits.fetch_all(statement).await
    }

    /// The row a statement returns, or none; limited like [`Scoped::fetch_all`].
    pub(crate) async fn fetch_optional<R: Row>(&self, statement: Statement) -> Result<Option<R>> {
        Ok(self.fetch_all(statement).await?.pop())
    }
}
