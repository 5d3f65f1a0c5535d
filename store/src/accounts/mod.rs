//! User accounts, sign-in, sessions, monitoring groups and API keys.
//!
//! Only the secrets of authenticator apps are stored in plain text: passwords are argon2id hashes;
//! session tokens and API keys are SHA-256 digests of 256 random bits, which cannot be guessed and
//! need no slow hash. Everything that depends on the time takes it as an argument.
//!
//! Lock order, to avoid deadlocks: account, monitoring group, session, lockout counter of the
//! person, lockout counter of the network, known places, head of the audit trail.
//!
//! Every write adds an audit entry. Apart from sign-in and sign-out, [`Accounts`], [`Groups`] and
//! [`ApiKeys`] are for the command line; the web interface uses [`crate::settings`].

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

pub use account::{Account, CreateAccountOutcome, NewUser, SetPasswordOutcome};
pub use api_key::{ApiKey, ApiKeys, KnownKey};
pub(crate) use api_key::{is_granted, key_grants};
pub use first_run::FirstRunOutcome;
pub use group::{AddToGroupOutcome, CreateGroupOutcome, Groups};
pub use known_place::{DeviceToken, KNOWN_PLACE};
pub use login::login_key;
pub use reset::{PasswordReset, RESET, ResetPasswordOutcome, ResetToken};
pub use second_factor::{CHALLENGE, ChallengeToken, RECOVERY_CODES, SecondStep};
pub use session::{SESSION_ABSOLUTE, SESSION_IDLE, Session, SessionToken};
pub use sign_in::{SignIn, SignInAttempt};
pub use single_sign_on::{Linking, SingleSignOn, SsoRefusal, VerifiedIdentity};
pub use sso_attempt::{SSO_ATTEMPT, SsoAttempt};
pub use totp::FactorSecret;

use crate::{Db, Store};

/// In-memory state of the accounts while the store is open.
#[derive(Default)]
pub(crate) struct State {
    pub(crate) passwords: password::Passwords,
    last_seen: last_seen::LastSeen,
}

/// User accounts, sign-in and sessions.
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

    /// Number of password comparisons since the store was opened. Every sign-in attempt that is not
    /// locked out costs exactly one, so that response times do not reveal which logins exist.
    pub fn passwords_compared(self) -> u64 {
        self.state().passwords.compared()
    }
}

impl Store {
    /// User accounts, sign-in and sessions.
    pub fn accounts(&self) -> Accounts<'_> {
        Accounts { store: self }
    }

    /// Monitoring groups.
    pub fn groups(&self) -> Groups<'_> {
        Groups::of(self)
    }

    /// API keys.
    pub fn api_keys(&self) -> ApiKeys<'_> {
        ApiKeys::of(self)
    }

    pub(crate) fn account_state(&self) -> &State {
        &self.inner.accounts
    }

    /// Waits until background writes ("last seen") are committed, for shutdown and tests.
    pub async fn flush_last_seen(&self) {
        self.inner.accounts.last_seen.flush().await;
    }
}
