//! [`Scoped`]: the store as seen by one user.
//!
//! A feature is a handle with its own methods: [`Scoped::history`], [`Scoped::cases`],
//! [`Scoped::access_log`], [`Scoped::settings`] (administrators only), [`Scoped::own_account`].
//! A read outside a transaction is refused unless a predicate of the user's scope (`scope.rs`) was
//! made for its statement.

mod scope;
#[cfg(test)]
mod tests;

/// Defines a handle: the methods of one feature, on a borrowed [`Scoped`] whose predicates and limited
/// reads they use.
macro_rules! handle {
    ($(#[$doc:meta])* $name:ident, $method:ident) => {
        $(#[$doc])*
        pub struct $name<'a>(&'a Scoped<'a>);

        impl Scoped<'_> {
            $(#[$doc])*
            pub fn $method(&self) -> $name<'_> {
                $name(self)
            }
        }

        impl<'a> std::ops::Deref for $name<'a> {
            type Target = Scoped<'a>;

            fn deref(&self) -> &Scoped<'a> {
                self.0
            }
        }
    };
}

pub(crate) use handle;

use std::sync::{Mutex, PoisonError};

use crate::audit::Origin;
use crate::db::{Row, Statement, Tx};
use crate::{Db, Error, Result, Store};
use domain::{ApiKeyId, Principal, Role, UserId};

/// Pseudo-user for CLI commands; no account has this ID.
const CLI_USER: UserId = UserId(0);

/// Pseudo-user for API keys; no account has this ID.
const KEY_USER: UserId = UserId(-1);

/// The store as seen by one user.
pub struct Scoped<'a> {
    pub(crate) store: &'a Store,
    pub(crate) principal: Principal,
    pub(crate) origin: Origin,
    /// The API key on whose behalf this reads, in place of a user.
    pub(crate) api_key: Option<ApiKeyId>,
    /// The query plans of executed statements, if enabled by [`Scoped::explaining`].
    plans: Option<Mutex<Vec<String>>>,
}

impl<'a> Scoped<'a> {
    pub(crate) fn new(store: &'a Store, principal: Principal) -> Self {
        Self { store, principal, origin: Origin::default(), api_key: None, plans: None }
    }

    /// The store for CLI commands, with all rights.
    pub(crate) fn for_cli(store: &'a Store) -> Self {
        let principal = Principal { user: CLI_USER, role: Role::Administrator };
        Self::new(store, principal).with_origin(Origin::command_line())
    }

    /// The store as read by an API key: a key is made by an administrator and reads what they do, with the
    /// limits of a user. It has no settings and no account.
    pub(crate) fn for_api_key(store: &'a Store, key: ApiKeyId) -> Self {
        let principal = Principal { user: KEY_USER, role: Role::Administrator };
        Self { api_key: Some(key), ..Self::new(store, principal) }
    }

    /// Whether this is the pseudo-user for CLI commands.
    pub(crate) fn is_cli(&self) -> bool {
        self.principal.user == CLI_USER
    }

    /// Locks the user's account (`FOR SHARE`). Returns whether it is still active in the same role;
    /// for long requests such as uploads, during which that may change.
    pub(crate) async fn lock_account(&self, tx: &mut Tx) -> Result<bool> {
        if self.is_cli() {
            return Ok(true);
        }
        let mut account = self.db().statement();
        let (user, role) = (account.bind(self.principal.user), account.bind(self.principal.role.as_str()));
        account.text = format!(
            "SELECT u.id FROM user_account AS u WHERE u.id = {user} AND u.role = {role} AND u.active {}",
            self.db().engine().for_share("u")
        );
        Ok(tx.fetch_optional::<(UserId,)>(account).await?.is_some())
    }

    /// Sets the origin recorded in audit entries.
    #[must_use]
    pub fn with_origin(self, origin: Origin) -> Self {
        Self { origin, ..self }
    }

    /// Records the query plan of every statement, for tests and profiling; see [`Scoped::plans`].
    #[must_use]
    pub fn explaining(self) -> Self {
        Self { plans: Some(Mutex::default()), ..self }
    }

    /// The query plans of the statements since [`Scoped::explaining`], in the engine's format.
    pub fn plans(&self) -> Vec<String> {
        let plans =
            self.plans.as_ref().map(|plans| plans.lock().unwrap_or_else(PoisonError::into_inner).clone());
        plans.unwrap_or_default()
    }

    pub(crate) fn db(&self) -> &'a Db {
        &self.store.inner.db
    }

    /// An empty statement. Unless the user is an administrator, a read is refused until one of the
    /// predicates of `scope.rs` was made for it.
    pub(crate) fn statement(&self) -> Statement {
        let mut statement = self.db().statement();
        if self.sees_all() {
            statement.mark_scoped();
        }
        statement
    }

    /// An empty statement for what every user may read (names of queues, reasons and kinds,
    /// definitions of fields, policies), what the caller restricts to the user's own rows or to rows
    /// that were read in scope before, or counts that reveal no row.
    pub(crate) fn unrestricted_statement(&self) -> Statement {
        let mut statement = self.db().statement();
        statement.mark_scoped();
        statement
    }

    /// Returns all rows of a statement, subject to the statement timeout unless run from the CLI.
    ///
    /// # Errors
    /// [`Error::Internal`] for a statement without scope, so that a forgotten predicate fails the
    /// first test that runs it; other errors if the database fails.
    pub(crate) async fn fetch_all<R: Row>(&self, statement: Statement) -> Result<Vec<R>> {
        if !statement.is_scoped() {
            return Err(Error::Internal(format!("a read without scope: {}", statement.text)));
        }
        if let Some(plans) = &self.plans {
            let steps: Vec<String> = self.db().explain(&statement).await?;
            plans.lock().unwrap_or_else(PoisonError::into_inner).push(steps.join("\n"));
        }
        if self.is_cli() {
            return self.db().fetch_all(statement).await;
        }
        self.store.inner.limits.fetch_all(statement).await
    }

    /// Returns the row of a statement, if any; limited like [`Scoped::fetch_all`].
    pub(crate) async fn fetch_optional<R: Row>(&self, statement: Statement) -> Result<Option<R>> {
        Ok(self.fetch_all(statement).await?.pop())
    }
}
