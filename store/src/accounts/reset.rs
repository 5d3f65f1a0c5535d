//! Choosing another password under a one-time address, which an administrator hands over.
//!
//! The address carries 256 random bits; the database knows their SHA-256. It is good for a day and
//! for one password, and only the latest of a person is.

use data_encoding::HEXLOWER;
use domain::{FieldErrors, UserId, settings::check_password};

use super::{Accounts, password, secret, session};
use crate::audit::{Author, Origin};
use crate::db::Tx;
use crate::{Db, Result};

/// How long an address is good.
pub const RESET_MS: i64 = 24 * 60 * 60 * 1000;
/// How long it is told that one has expired; then it is as unknown as any other.
const REMEMBERED_MS: i64 = 7 * RESET_MS;

/// What an address carries; to be shown to whoever hands it over, once.
#[derive(Clone, PartialEq, Eq)]
pub struct ResetToken(String);

impl ResetToken {
    /// The part of the address.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for ResetToken {
    /// Says nothing: tokens do not belong into logs.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("ResetToken(…)")
    }
}

/// What stands behind an address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PasswordReset {
    /// This person may choose a password.
    Open {
        /// Their name.
        name: String,
        /// By which they sign in.
        login: String,
    },
    /// It was good until a while ago.
    Expired,
    /// Nothing: it was used, replaced or never made.
    Unknown,
}

fn kept(token: &str) -> String {
    HEXLOWER.encode(&secret::digest(token))
}

/// Makes the address of a person in place of the one there may be.
pub(crate) async fn issue(
    db: &Db,
    tx: &mut Tx,
    user: i64,
    by: Option<UserId>,
    now: i64,
) -> Result<ResetToken> {
    let mut gone = db.statement();
    let (person, old) = (gone.bind(user), gone.bind(now - REMEMBERED_MS));
    gone.text = format!("DELETE FROM password_reset WHERE user_id = {person} OR expires_at <= {old}");
    tx.execute(gone).await?;
    let token = ResetToken(secret::random());
    let mut made = db.statement();
    let values = [
        ("token_hash", made.bind(kept(&token.0))),
        ("user_id", made.bind(user)),
        ("created_at", made.bind(now)),
        ("created_by", made.bind(by.map(|by| by.0))),
        ("expires_at", made.bind(now + RESET_MS)),
    ];
    made.insert("password_reset", values);
    tx.execute(made).await?;
    Ok(token)
}

impl Accounts<'_> {
    /// What stands behind an address.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn password_reset(self, token: &str, now: i64) -> Result<PasswordReset> {
        if token.len() != secret::LENGTH {
            return Ok(PasswordReset::Unknown);
        }
        let mut statement = self.db().statement();
        let token = statement.bind(kept(token));
        statement.text = format!(
            "SELECT u.name, u.login, r.expires_at FROM password_reset AS r \
             JOIN user_account AS u ON u.id = r.user_id WHERE r.token_hash = {token} AND u.active"
        );
        let row: Option<(String, String, i64)> = self.db().fetch_optional(statement).await?;
        Ok(match row {
            None => PasswordReset::Unknown,
            Some((.., expires_at)) if expires_at <= now => PasswordReset::Expired,
            Some((name, login, _)) => PasswordReset::Open { name, login },
        })
    }

    /// Sets the password that the person of an address chose, ends their sessions and forgives their
    /// failed sign-ins. `false` where the address is (no longer) good.
    ///
    /// # Errors
    /// [`Error::Invalid`](crate::Error::Invalid) where the password is unfit.
    pub async fn reset_password(
        self,
        token: &str,
        password: &str,
        origin: &Origin,
        now: i64,
    ) -> Result<bool> {
        // Nobody makes us hash anything who was not given an address.
        let PasswordReset::Open { name, login } = self.password_reset(token, now).await? else {
            return Ok(false);
        };
        let mut errors = FieldErrors::default();
        check_password(&mut errors, "password", password, &login, &name);
        errors.into_result()?;
        let hash = self.state().passwords.hash(password).await?;
        let mut tx = Tx::begin(self.db()).await?;
        let Some(user) = self.redeem(&mut tx, token, now).await? else { return Ok(false) };
        let Some(acts) = password::set(self.db(), &mut tx, user, &hash, None, None).await? else {
            return Ok(false);
        };
        tx.commit_with(&Author::user(self.db(), UserId(user), origin), acts, now).await?;
        Ok(true)
    }

    /// Uses an address up; whose it was.
    async fn redeem(self, tx: &mut Tx, token: &str, now: i64) -> Result<Option<i64>> {
        let mut statement = self.db().statement();
        let (hash, at) = (statement.bind(kept(token)), statement.bind(now));
        statement.text =
            format!("SELECT user_id FROM password_reset WHERE token_hash = {hash} AND expires_at > {at}");
        let Some((user,)) = tx.fetch_optional::<(i64,)>(statement).await? else { return Ok(None) };
        if session::active_name(self.db(), tx, user).await?.is_none() {
            return Ok(None);
        }
        // Of two who use it at once, one waits at the account and finds it gone.
        let mut gone = self.db().statement();
        let hash = gone.bind(kept(token));
        gone.text = format!("DELETE FROM password_reset WHERE token_hash = {hash}");
        Ok((tx.execute(gone).await? == 1).then_some(user))
    }
}
