//! User accounts.

use domain::{Role, UserId};
use store::Store;
use store::accounts::NewUser;

use super::{SET_UP_AT, continue_numbers};
use crate::support::world::run;

/// An account without a password, which spares the tests the hashing.
pub(crate) struct AccountBuilder {
    id: i64,
    user: NewUser,
}

impl AccountBuilder {
    /// Agent `id`, with the login and name `u{id}`.
    pub(crate) fn agent(id: i64) -> Self {
        Self::of_role(id, Role::Agent)
    }

    /// Supervisor `id`, with the login and name `u{id}`.
    pub(crate) fn supervisor(id: i64) -> Self {
        Self::of_role(id, Role::Supervisor)
    }

    /// Administrator `id`, with the login and name `u{id}`.
    pub(crate) fn administrator(id: i64) -> Self {
        Self::of_role(id, Role::Administrator)
    }

    fn of_role(id: i64, role: Role) -> Self {
        let user =
            NewUser { login: format!("u{id}"), name: format!("u{id}"), role, password: None, active: true };
        Self { id, user }
    }

    pub(crate) fn login(mut self, login: &str) -> Self {
        login.clone_into(&mut self.user.login);
        self
    }

    pub(crate) fn name(mut self, name: &str) -> Self {
        name.clone_into(&mut self.user.name);
        self
    }

    /// Creates the account, then gives it its ID while no row refers to it.
    pub(crate) async fn build(self, store: &Store) -> UserId {
        // Rows inserted as SQL did not advance the sequence.
        continue_numbers(store, "user_account").await;
        let outcome = store.accounts().create(&self.user, SET_UP_AT).await.expect("an answer");
        let UserId(created) = outcome.created().expect("an account");
        if created != self.id {
            run(store, &format!("UPDATE user_account SET id = {} WHERE id = {created}", self.id)).await;
            continue_numbers(store, "user_account").await;
        }
        UserId(self.id)
    }
}
