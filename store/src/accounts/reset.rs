//! Password reset links, which an administrator issues and passes on.
//!
//! The token in the link is 256 random bits, stored as SHA-256. It is valid once, for a day, and
//! only the latest link of an account is valid.

use data_encoding::HEXLOWER;
use domain::{FieldErrors, Millis, Timestamp, UserId, settings::check_password};

use super::secret::{self, secret_token};
use super::{Accounts, password, session};
use crate::Result;
use crate::audit::{Actor, Origin};
use crate::db::Tx;

/// Validity of a reset link: a day.
pub const RESET: Millis = Millis::days(1);
/// How long an expired link is reported as expired rather than unknown.
const EXPIRED_RETENTION: Millis = Millis::days(7);

secret_token! {
    /// The token of a reset link, shown once to the administrator who issues it.
    ResetToken
}

/// The state of a reset link.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PasswordReset {
    /// The link is valid for this account.
    Open {
        /// Display name.
        name: String,
        /// Login.
        login: String,
    },
    /// The link expired less than a week ago.
    Expired,
    /// The link was used, replaced, deleted or never issued.
    Unknown,
}

/// The outcome of setting a password with a reset link.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ResetPasswordOutcome {
    /// The password is set, and the link is used up.
    Set,
    /// The link is not valid, or not any more.
    InvalidLink,
    /// The password is unacceptable; the link remains valid.
    Invalid(FieldErrors),
}

fn hashed(token: &str) -> String {
    HEXLOWER.encode(&secret::digest(token))
}

/// Issues a reset link for a user, which replaces any previous one.
pub(crate) async fn issue(
    tx: &mut Tx,
    user: UserId,
    by: Option<UserId>,
    now: Timestamp,
) -> Result<ResetToken> {
    let mut gone = tx.statement();
    let (person, old) = (gone.bind(user), gone.bind(now - EXPIRED_RETENTION));
    gone.text = format!("DELETE FROM password_reset WHERE user_id = {person} OR expires_at <= {old}");
    tx.execute(gone).await?;
    let token = ResetToken::random();
    let mut made = tx.statement();
    let values = [
        ("token_hash", made.bind(hashed(&token.0))),
        ("user_id", made.bind(user)),
        ("created_at", made.bind(now)),
        ("created_by", made.bind(by)),
        ("expires_at", made.bind(now + RESET)),
    ];
    made.insert("password_reset", values);
    tx.execute(made).await?;
    Ok(token)
}

impl Accounts<'_> {
    /// The state of a reset link.
    pub async fn password_reset(self, token: &str, now: Timestamp) -> Result<PasswordReset> {
        if token.len() != secret::LENGTH {
            return Ok(PasswordReset::Unknown);
        }
        let mut statement = self.db().statement();
        let token = statement.bind(hashed(token));
        statement.text = format!(
            "SELECT u.name, u.login, r.expires_at FROM password_reset AS r \
             JOIN user_account AS u ON u.id = r.user_id WHERE r.token_hash = {token} AND u.active"
        );
        let row: Option<(String, String, Timestamp)> = self.db().fetch_optional(statement).await?;
        Ok(match row {
            None => PasswordReset::Unknown,
            Some((.., expires_at)) if expires_at <= now => PasswordReset::Expired,
            Some((name, login, _)) => PasswordReset::Open { name, login },
        })
    }

    /// Sets the password, ends all sessions and resets the lockout.
    ///
    /// # Errors
    /// If the database fails or the password cannot be hashed.
    pub async fn reset_password(
        self,
        token: &str,
        password: &str,
        origin: &Origin,
        now: Timestamp,
    ) -> Result<ResetPasswordOutcome> {
        // Requests without a valid link must not make the server hash passwords.
        let PasswordReset::Open { name, login } = self.password_reset(token, now).await? else {
            return Ok(ResetPasswordOutcome::InvalidLink);
        };
        let mut errors = FieldErrors::default();
        check_password(&mut errors, "password", password, &login, &name);
        if let Err(errors) = errors.into_result() {
            return Ok(ResetPasswordOutcome::Invalid(errors));
        }
        let hash = self.state().passwords.hash(password).await?;
        let mut tx = Tx::begin(self.db()).await?;
        let Some(user) = self.redeem(&mut tx, token, now).await? else {
            return Ok(ResetPasswordOutcome::InvalidLink);
        };
        let Some(entries) = password::set(&mut tx, user, &hash, None, None).await? else {
            return Ok(ResetPasswordOutcome::InvalidLink);
        };
        tx.commit_with_audit(&Actor::user(user, origin), entries, now).await?;
        Ok(ResetPasswordOutcome::Set)
    }

    /// Consumes a reset link. Returns its user.
    async fn redeem(self, tx: &mut Tx, token: &str, now: Timestamp) -> Result<Option<UserId>> {
        let mut statement = self.db().statement();
        let (hash, at) = (statement.bind(hashed(token)), statement.bind(now));
        statement.text =
            format!("SELECT user_id FROM password_reset WHERE token_hash = {hash} AND expires_at > {at}");
        let Some((user,)) = tx.fetch_optional::<(UserId,)>(statement).await? else { return Ok(None) };
        if session::active_name(tx, user).await?.is_none() {
            return Ok(None);
        }
        // A concurrent use waits for the locked account and then finds the link gone.
        let gone = tx.statement().delete_where("password_reset", "token_hash", hashed(token));
        Ok((tx.execute(gone).await? == 1).then_some(user))
    }
}
