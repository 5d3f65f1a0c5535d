//! People, their sessions, their groups, and the keys of the HTTP API.
//!
//! What is secret never stands in the database: passwords are argon2id hashes, session tokens and
//! API keys are kept as SHA-256 of 256 random bits (which needs no slow hash: nobody can guess
//! them). Only the secret of an authenticator app stands there as it is. Everything that depends on the time takes it as an argument.
//!
//! Locks are taken in one order everywhere, so that no two writes can wait for each other:
//! account, then monitoring group, then session, then the throttle's counter of the person, then that
//! of the network, then the places a person is known at, then the head of the audit trail.
//!
//! Every write leaves its entry in the audit trail. What [`Accounts`], [`Groups`] and [`ApiKeys`] do
//! besides signing in and out is done by whoever has the machine, on the command line; administrators
//! and everybody else act through [`crate::settings`].

mod account;
mod api_key;
mod first_run;
mod group;
mod known_password;
mod known_place;
mod last_seen;
mod login;
pub(crate) mod password;
pub(crate) mod reset;
pub(crate) mod second_factor;
pub(crate) mod secret;
pub(crate) mod session;
mod sign_in;
mod single_sign_on;
mod sso_attempt;
pub(crate) mod throttle;
mod totp;

pub use account::{Account, CreateAccountOutcome, NewUser};
pub use api_key::{ApiKey, ApiKeys, KnownKey};
pub use first_run::SetUp;
pub use group::{AddToGroupOutcome, CreateGroupOutcome, Groups};
pub use known_place::{DeviceToken, KNOWN_PLACE_MS};
pub use login::login_key;
pub use reset::{PasswordReset, RESET_MS, ResetToken};
pub use second_factor::{CHALLENGE_MS, ChallengeToken, RECOVERY_CODES, SecondStep};
pub use session::{SESSION_ABSOLUTE_MS, SESSION_IDLE_MS, Session, SessionToken};
pub use sign_in::{SignIn, SignInAttempt};
pub use single_sign_on::{Linking, ProvenIdentity, SingleSignOn, SsoRefusal};
pub use sso_attempt::{SSO_ATTEMPT_MS, SsoAttempt};
pub use totp::FactorSecret;

use crate::{Db, Store};

/// What accounts keep in memory for as long as the store is open.
#[derive(Default)]
pub(crate) struct State {
    pub(crate) passwords: password::Passwords,
    last_seen: last_seen::LastSeen,
}

/// People and their sessions.
#[derive(Clone, Copy)]
pub struct Accounts<'a> {
    store: &'a Store,
}

impl<'a> Accounts<'a> {
    fn db(self) -> &'a Db {
        &self.store.inner.db
    }

    fn state(self) -> &'a State {
        self.store.account_state()
    }

    /// How many passwords have been compared since the store was opened. Every attempt to sign in
    /// that is not told to wait costs exactly one, whatever its answer: who is known must not show
    /// in the time an answer takes.
    pub fn passwords_compared(self) -> u64 {
        self.state().passwords.compared()
    }
}

impl Store {
    /// People and their sessions.
    pub fn accounts(&self) -> Accounts<'_> {
        Accounts { store: self }
    }

    /// Monitoring groups.
    pub fn groups(&self) -> Groups<'_> {
        Groups::of(self)
    }

    /// The keys of the HTTP API.
    pub fn api_keys(&self) -> ApiKeys<'_> {
        ApiKeys::of(self)
    }

    pub(crate) fn account_state(&self) -> &State {
        &self.inner.accounts
    }

    /// Resolves when what was noted in the background ("last seen") is in the database; for an
    /// orderly end and for tests.
    pub async fn settled(&self) {
        self.inner.accounts.last_seen.settled().await;
    }
}
