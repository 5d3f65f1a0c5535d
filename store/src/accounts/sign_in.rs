//! Signing in.
//!
//! Unknown login, wrong password, inactive account and account without a password get the same
//! answer at the same price: one comparison of a password each.

use domain::settings::Theme;
use domain::{AuditAction, AuditObject, Principal, Role, UserId};

use super::Accounts;
use super::known_place::{DeviceToken, Places};
use super::login::login_key;
use super::second_factor::{self, ChallengeToken};
use super::session::{self, SessionToken};
use super::throttle::{self, Admission, Counters, Reservation};
use crate::audit::{Act, Author, Origin};
use crate::db::Tx;
use crate::{Error, Result};

/// Somebody who wants to sign in.
#[derive(Clone)]
pub struct SignInAttempt {
    /// Who they say they are.
    pub login: String,
    /// By which they prove it.
    pub password: String,
    /// The network address they come from.
    pub address: String,
    /// What their browser says of itself.
    pub user_agent: String,
    /// The [`DeviceToken`] that it carries, where it has one.
    pub device: Option<String>,
    /// Whether there is single sign-on: then whoever is linked to the identity provider comes in by it
    /// only, and no password of theirs is good.
    pub single_sign_on: bool,
}

/// The answer to a [`SignInAttempt`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SignIn {
    /// They are who they say.
    Granted {
        /// To be carried by their browser.
        token: SessionToken,
        /// The same, for long: by which their browser is known at the next sign-in.
        device: DeviceToken,
        /// What they may do.
        principal: Principal,
        /// The theme they chose, where they did.
        theme: Option<Theme>,
    },
    /// The password is right; a code is to follow.
    CodeWanted {
        /// To be carried by their browser to the second step.
        challenge: ChallengeToken,
    },
    /// They are not, or may not sign in; which of the two is nobody's business.
    Refused,
    /// There were too many failures; nothing was compared.
    Wait {
        /// The instant from which they may try again.
        until: i64,
    },
}

/// What is known of the login that was named.
struct Known {
    user: UserId,
    role: Role,
    active: bool,
    /// Whether they are linked to an identity provider.
    linked: bool,
    /// Whether they have a second factor.
    second_factor: bool,
    password_hash: Option<String>,
}

impl Known {
    /// Whether they may come in with a password.
    fn admits(&self, attempt: &SignInAttempt) -> bool {
        self.active && !(self.linked && attempt.single_sign_on)
    }
}

impl Accounts<'_> {
    /// Signs somebody in, always with a token of its own: end the session the browser carried
    /// until then with [`Accounts::sign_out`]. The attempt counts as a failure from before the password is compared
    /// until it proves right, so attempts made at once cannot slip past the limit.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn sign_in(self, attempt: &SignInAttempt, now: i64) -> Result<SignIn> {
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
        self.note_failure(user, &attempt.login, &origin, now).await?;
        Ok(SignIn::Refused)
    }

    /// Writes down a refusal, under the login that was tried where there is one: whoever it was need
    /// not be whose login it is, and what is no login may be a password.
    async fn note_failure(self, user: Option<UserId>, login: &str, origin: &Origin, now: i64) -> Result<()> {
        let login = user.map(|_| throttle::shown_login(login)).unwrap_or_default();
        let object = user.map(|user| user.to_string()).unwrap_or_default();
        let act = Act::new(AuditAction::SignInFailed, AuditObject::User, object, login.clone());
        let tx = Tx::begin(self.db()).await?;
        tx.commit_with(&Author::stranger(self.db(), &login, origin), vec![act], now).await
    }

    async fn known(self, login: &str) -> Result<Option<Known>> {
        // Such a login cannot exist, and PostgreSQL refuses to be asked for it.
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
        let row: Option<(i64, String, bool, bool, bool, Option<String>)> =
            self.db().fetch_optional(statement).await?;
        row.map(|(id, role, active, linked, second_factor, password_hash)| {
            let role = Role::parse(&role).ok_or_else(|| Error::Corrupt(format!("the role {role:?}")))?;
            Ok(Known { user: UserId(id), role, active, linked, second_factor, password_hash })
        })
        .transpose()
    }

    /// Lets the browser on to the second step, where the account is still as the password was compared
    /// with. That the password was right is an entry of the trail: without the code that follows, it is
    /// the sign that another person knows it.
    async fn begin_second_step(
        self,
        user: UserId,
        verified_hash: &str,
        attempt: &SignInAttempt,
        reservation: &Reservation,
        now: i64,
    ) -> Result<Option<SignIn>> {
        let db = self.db();
        let mut tx = Tx::begin(db).await?;
        let mut still = db.statement();
        let (id, hash) = (still.bind(user.0), still.bind(verified_hash));
        let unlinked = if attempt.single_sign_on { "AND u.subject IS NULL" } else { "" };
        still.text = format!(
            "SELECT u.id FROM user_account AS u WHERE u.id = {id} AND u.active AND u.password_hash = {hash} \
             {unlinked} {}",
            db.engine().for_no_key_update("u")
        );
        if tx.fetch_optional::<(i64,)>(still).await?.is_none() {
            return Ok(None);
        }
        let challenge = second_factor::challenge(db, &mut tx, user, now).await?;
        reservation.give_back(db, &mut tx).await?;
        let login = throttle::shown_login(&attempt.login);
        let act = Act::new(AuditAction::PasswordAccepted, AuditObject::User, user, login.clone());
        tx.commit_with(&Author::stranger(db, &login, &attempt.origin()), vec![act], now).await?;
        Ok(Some(SignIn::CodeWanted { challenge }))
    }

    /// Begins a session, where the account is still as the password was compared with.
    async fn begin_session(
        self,
        principal: Principal,
        verified_hash: &str,
        attempt: &SignInAttempt,
        reservation: &Reservation,
        now: i64,
    ) -> Result<Option<SignIn>> {
        let (db, user) = (self.db(), principal.user);
        let mut tx = Tx::begin(db).await?;
        // The account may have been deactivated, or its password changed, while the password was
        // compared. Its row is locked first: a statement that waits for a lock still sees what was
        // there before, and a second factor set up meanwhile would be missed.
        if super::password::held_with(db, &mut tx, user.0, verified_hash).await?.is_none() {
            return Ok(None);
        }
        let mut seen = db.statement();
        let (at, id, hash) = (seen.bind(now), seen.bind(user.0), seen.bind(verified_hash));
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
        let token = SessionToken::random();
        tx.execute(session::row(db, &token, user, &attempt.origin(), false, now)).await?;
        reservation.give_back(db, &mut tx).await?;
        let device = attempt.places().remember(db, &mut tx, user, now).await?;
        let act = Act::new(AuditAction::SignedIn, AuditObject::User, user, name);
        tx.commit_with(&Author::user(db, user, &attempt.origin()), vec![act], now).await?;
        if let Err(error) = session::prune(db, now).await {
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
