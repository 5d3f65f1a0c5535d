//! Sign-in with login and password.
//!
//! An unknown login, a wrong password, an inactive account and an account without a password get
//! the same response at the same cost: one password comparison.

use domain::settings::Theme;
use domain::{AuditAction, AuditObject, Principal, Role, Timestamp, UserId};

use super::Accounts;
use super::known_place::{DeviceToken, Places};
use super::login::login_key;
use super::second_factor::{self, ChallengeToken};
use super::session::{self, SessionToken};
use super::throttle::{self, Admission, Counters, Reservation};
use crate::Result;
use crate::audit::{Actor, NewAuditEntry, Origin};
use crate::db::{Tx, stored_word};

/// The credentials and origin of a sign-in attempt.
#[derive(Clone)]
pub struct SignInAttempt {
    /// The login.
    pub login: String,
    /// The password.
    pub password: String,
    /// The network address.
    pub address: String,
    /// The `User-Agent` header.
    pub user_agent: String,
    /// The [`DeviceToken`] cookie, if present.
    pub device: Option<String>,
    /// Whether single sign-on is enabled: accounts linked to the identity provider must use it
    /// then, and their passwords are rejected.
    pub single_sign_on: bool,
}

/// The outcome of a [`SignInAttempt`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SignIn {
    /// A session was started.
    Granted {
        /// The session cookie.
        token: SessionToken,
        /// The long-lived cookie that identifies the browser at the next sign-in.
        device: DeviceToken,
        /// The user and role.
        principal: Principal,
        /// The preferred theme, if set.
        theme: Option<Theme>,
    },
    /// The password is right; a second factor code is required.
    CodeWanted {
        /// The cookie for the second step.
        challenge: ChallengeToken,
    },
    /// Wrong credentials, or sign-in is not allowed. The caller must not distinguish them.
    Refused,
    /// Locked out after too many failures; nothing was compared.
    Wait {
        /// The end of the lockout.
        until: Timestamp,
    },
}

/// The account of the entered login.
struct Known {
    user: UserId,
    role: Role,
    active: bool,
    /// Whether the account is linked to an identity provider.
    linked: bool,
    second_factor: bool,
    password_hash: Option<String>,
}

impl Known {
    /// Whether the account may sign in with a password.
    fn admits(&self, attempt: &SignInAttempt) -> bool {
        self.active && !(self.linked && attempt.single_sign_on)
    }
}

impl Accounts<'_> {
    /// Starts a session with a new token; end the browser's previous session with
    /// [`Accounts::sign_out`]. The attempt counts as a failure until the password proves right, so
    /// concurrent attempts cannot bypass the lockout.
    pub async fn sign_in(self, attempt: &SignInAttempt, now: Timestamp) -> Result<SignIn> {
        let origin = attempt.origin();
        let counters = Counters::of_sign_in(self.db(), &attempt.login, &attempt.places(), now).await?;
        let reservation = match throttle::admit(self.db(), counters, &attempt.login, &origin, now).await? {
            Admission::Wait { until } => return Ok(SignIn::Wait { until }),
            Admission::Admitted(reservation) => reservation,
        };
        let known = self.known(&attempt.login).await?;
        let hash = known.as_ref().and_then(|known| known.password_hash.as_deref());
        let right = self.state().passwords.matches(&attempt.password, hash).await?;
        let user = known.as_ref().map(|known| known.user);
        if let (Some(Known { user, role, second_factor, password_hash: Some(hash), .. }), true) =
            (known.filter(|known| known.admits(attempt)), right)
        {
            let principal = Principal { user, role };
            let answer = if second_factor {
                self.begin_second_step(user, &hash, attempt, &reservation, now).await?
            } else {
                self.begin_session(principal, &hash, attempt, &reservation, now).await?
            };
            if let Some(answer) = answer {
                return Ok(answer);
            }
        }
        self.record_failure(user, &attempt.login, &origin, now).await?;
        Ok(SignIn::Refused)
    }

    /// Adds an audit entry for a failed sign-in. The actor is anonymous, as it need not be the
    /// account's owner; an entered login that does not exist may be a password and is not stored.
    async fn record_failure(
        self,
        user: Option<UserId>,
        login: &str,
        origin: &Origin,
        now: Timestamp,
    ) -> Result<()> {
        let login = user.map(|_| throttle::shown_login(login)).unwrap_or_default();
        let object = user.map(|user| user.to_string()).unwrap_or_default();
        let entry = NewAuditEntry::new(AuditAction::SignInFailed, AuditObject::User, object, login.clone());
        let tx = Tx::begin(self.db()).await?;
        tx.commit_with_audit(&Actor::anonymous(&login, origin), vec![entry], now).await
    }

    async fn known(self, login: &str) -> Result<Option<Known>> {
        // No login contains NUL, and PostgreSQL rejects it as a parameter.
        if login.contains('\0') {
            return Ok(None);
        }
        let mut statement = self.db().statement();
        let key = statement.bind(login_key(login));
        statement.text = format!(
            "SELECT id, role, active, subject IS NOT NULL, \
             EXISTS (SELECT 1 FROM second_factor AS f WHERE f.user_id = user_account.id), password_hash \
             FROM user_account WHERE login_key = {key}"
        );
        let row: Option<(UserId, String, bool, bool, bool, Option<String>)> =
            self.db().fetch_optional(statement).await?;
        row.map(|(user, role, active, linked, second_factor, password_hash)| {
            let role = stored_word("the role", &role, Role::parse)?;
            Ok(Known { user, role, active, linked, second_factor, password_hash })
        })
        .transpose()
    }

    /// Creates the challenge for the second step, if the account is unchanged since the password
    /// was compared. Adds an audit entry for the accepted password: without a following code, it
    /// shows that the password is compromised.
    async fn begin_second_step(
        self,
        user: UserId,
        verified_hash: &str,
        attempt: &SignInAttempt,
        reservation: &Reservation,
        now: Timestamp,
    ) -> Result<Option<SignIn>> {
        let mut tx = Tx::begin(self.db()).await?;
        let mut still = tx.statement();
        let (id, hash) = (still.bind(user), still.bind(verified_hash));
        let unlinked = if attempt.single_sign_on { "AND u.subject IS NULL" } else { "" };
        still.text = format!(
            "SELECT u.id FROM user_account AS u WHERE u.id = {id} AND u.active AND u.password_hash = {hash} \
             {unlinked} {}",
            tx.engine().for_no_key_update("u")
        );
        if tx.fetch_optional::<(UserId,)>(still).await?.is_none() {
            return Ok(None);
        }
        let challenge = second_factor::challenge(&mut tx, user, now).await?;
        reservation.release(&mut tx).await?;
        let login = throttle::shown_login(&attempt.login);
        let entry = NewAuditEntry::new(AuditAction::PasswordAccepted, AuditObject::User, user, login.clone());
        tx.commit_with_audit(&Actor::anonymous(&login, &attempt.origin()), vec![entry], now).await?;
        Ok(Some(SignIn::CodeWanted { challenge }))
    }

    /// Starts a session, if the account is unchanged since the password was compared.
    async fn begin_session(
        self,
        principal: Principal,
        verified_hash: &str,
        attempt: &SignInAttempt,
        reservation: &Reservation,
        now: Timestamp,
    ) -> Result<Option<SignIn>> {
        let user = principal.user;
        let mut tx = Tx::begin(self.db()).await?;
        // The account may have changed while the password was compared. Its row is locked first: a
        // statement that waits for a lock keeps its old snapshot and would miss a second factor
        // that was set up meanwhile.
        if super::password::lock_with_password(&mut tx, user, verified_hash).await?.is_none() {
            return Ok(None);
        }
        let mut seen = tx.statement();
        let (at, id, hash) = (seen.bind(now), seen.bind(user), seen.bind(verified_hash));
        let role = seen.bind(principal.role.as_str());
        let unlinked = if attempt.single_sign_on { "AND subject IS NULL" } else { "" };
        seen.text = format!(
            "UPDATE user_account SET last_seen_at = {at} WHERE id = {id} AND active AND role = {role} \
             AND password_hash = {hash} {unlinked} \
             AND NOT EXISTS (SELECT 1 FROM second_factor AS f WHERE f.user_id = user_account.id) \
             RETURNING name, theme"
        );
        let still: Option<(String, Option<String>)> = tx.fetch_optional(seen).await?;
        let Some((name, theme)) = still else { return Ok(None) };
        let token = session::insert(&mut tx, user, &attempt.origin(), false, now).await?;
        reservation.release(&mut tx).await?;
        let device = attempt.places().remember(&mut tx, user, now).await?;
        let entry = NewAuditEntry::new(AuditAction::SignedIn, AuditObject::User, user, name);
        tx.commit_with_audit(&Actor::user(user, &attempt.origin()), vec![entry], now).await?;
        if let Err(error) = session::prune(self.db(), now).await {
            tracing::warn!(%error, "ended sessions could not be pruned");
        }
        let theme = theme.as_deref().and_then(Theme::parse);
        Ok(Some(SignIn::Granted { token, device, principal, theme }))
    }
}

impl SignInAttempt {
    fn origin(&self) -> Origin {
        Origin { address: self.address.clone(), user_agent: self.user_agent.clone() }
    }

    fn places(&self) -> Places<'_> {
        Places::new(self.device.as_deref(), &self.address)
    }
}
