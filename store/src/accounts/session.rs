//! Sessions of signed-in people.
//!
//! The browser carries 256 random bits; the database knows their SHA-256. A session ends when it
//! has been idle or has lived too long, when its person signs out, changes the password or is
//! deactivated.

use domain::{Principal, Role, UserId};
use serde::{Deserialize, Serialize};

use super::last_seen::{Mark, is_due};
use super::{Accounts, secret};
use crate::db::{read, write};
use crate::{Db, Error, Result};

/// A session that nobody used for this long has ended: a working day.
pub const SESSION_IDLE_MS: i64 = 8 * 60 * 60 * 1000;
/// No session lives longer than this, however much it is used: a week.
pub const SESSION_ABSOLUTE_MS: i64 = 7 * 24 * 60 * 60 * 1000;

/// Who is signed in, as far as pages need to know.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Session {
    /// What they may do.
    pub principal: Principal,
    /// Their login, as it is written.
    pub login: String,
    /// Their name.
    pub name: String,
    /// The language they chose, where they did.
    pub locale: Option<String>,
}

/// What the browser carries; to be shown to nobody else.
#[derive(Clone, PartialEq, Eq)]
pub struct SessionToken(String);

impl SessionToken {
    pub(crate) fn random() -> Self {
        Self(secret::random())
    }

    /// The value of the cookie.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for SessionToken {
    /// Says nothing: tokens do not belong into logs.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SessionToken(…)")
    }
}

type FoundRow = (i64, String, String, String, Option<String>, i64);

const FIND: &str = "SELECT u.id, u.role, u.login, u.name, u.locale, s.last_seen_at
    FROM session s JOIN user_account u ON u.id = s.user_id
    WHERE s.token_hash = $1 AND u.active AND s.last_seen_at > $2 AND s.created_at > $3";

impl Accounts<'_> {
    /// Who carries this token, where their session still lives. Notes that they were seen, at most
    /// once a minute and without making them wait for it.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn session(self, token: &str, now: i64) -> Result<Option<Session>> {
        if token.len() != secret::LENGTH {
            return Ok(None);
        }
        let hash = secret::digest(token);
        let row: Option<FoundRow> = read!(self.db(), |pool, Engine| {
            sqlx::query_as(FIND)
                .bind(&hash[..])
                .bind(now - SESSION_IDLE_MS)
                .bind(now - SESSION_ABSOLUTE_MS)
                .fetch_optional(pool)
                .await?
        });
        let Some((id, role, login, name, locale, last_seen_at)) = row else { return Ok(None) };
        let role = Role::parse(&role).ok_or_else(|| Error::Corrupt(format!("the role {role:?}")))?;
        let user = UserId(id);
        if is_due(last_seen_at, now) {
            self.state().last_seen.note(self.db(), Mark::Session { token_hash: hash, user }, now);
        }
        Ok(Some(Session { principal: Principal { user, role }, login, name, locale }))
    }

    /// Ends the session of this token; an unknown one is no error.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn sign_out(self, token: &str) -> Result<()> {
        write!(self.db(), |pool, Engine| {
            sqlx::query("DELETE FROM session WHERE token_hash = $1")
                .bind(&secret::digest(token)[..])
                .execute(pool)
                .await?;
        });
        Ok(())
    }

    /// Ends every session of a person.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn sign_out_everywhere(self, user: UserId) -> Result<()> {
        write!(self.db(), |pool, Engine| {
            sqlx::query("DELETE FROM session WHERE user_id = $1").bind(user.0).execute(pool).await?;
        });
        Ok(())
    }
}

/// Forgets the sessions that have ended by themselves.
pub(super) async fn prune(db: &Db, now: i64) -> Result<()> {
    let sql = format!(
        "DELETE FROM session WHERE token_hash IN (
            SELECT token_hash FROM session WHERE last_seen_at <= $1 OR created_at <= $2{})",
        db.skip_locked()
    );
    write!(db, |pool, Engine| {
        sqlx::query(sqlx::AssertSqlSafe(sql))
            .bind(now - SESSION_IDLE_MS)
            .bind(now - SESSION_ABSOLUTE_MS)
            .execute(pool)
            .await?;
    });
    Ok(())
}
