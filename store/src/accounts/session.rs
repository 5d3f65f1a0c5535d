//! Sessions of signed-in people.
//!
//! The browser carries 256 random bits; the database knows their SHA-256. A session ends when it
//! has been idle or has lived too long, when its person signs out, changes the password or is
//! deactivated.

use domain::{AuditAction, AuditObject, Principal, Role, UserId};
use serde::{Deserialize, Serialize};

use super::last_seen::{Mark, is_due};
use super::{Accounts, secret};
use crate::audit::{Act, Author, Origin};
use crate::db::{Statement, Tx};
use crate::{Db, Error, Result};

/// A session that nobody used for this long has ended: a working day.
pub const SESSION_IDLE_MS: i64 = 8 * 60 * 60 * 1000;
/// No session lives longer than this, however much it is used: a week.
pub const SESSION_ABSOLUTE_MS: i64 = 7 * 24 * 60 * 60 * 1000;

/// The most characters kept of what a browser says of itself.
const USER_AGENT_LIMIT: usize = 300;

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
    /// Whether the identity provider vouches for them.
    pub single_sign_on: bool,
    /// Whether they have a second factor here.
    pub second_factor: bool,
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

type FoundRow = (i64, String, String, String, Option<String>, i64, bool, bool);

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
        let mut statement = self.db().statement();
        let of_token = statement.bind(&hash);
        let alive = alive(&mut statement, "s", now);
        statement.text = format!(
            "SELECT u.id, u.role, u.login, u.name, u.locale, s.last_seen_at, s.single_sign_on, \
             EXISTS (SELECT 1 FROM second_factor AS f WHERE f.user_id = u.id) \
             FROM session AS s JOIN user_account AS u ON u.id = s.user_id \
             WHERE s.token_hash = {of_token} AND u.active AND {alive}"
        );
        let row: Option<FoundRow> = self.db().fetch_optional(statement).await?;
        let Some((id, role, login, name, locale, last_seen_at, single_sign_on, second_factor)) = row else {
            return Ok(None);
        };
        let role = Role::parse(&role).ok_or_else(|| Error::Corrupt(format!("the role {role:?}")))?;
        let user = UserId(id);
        if is_due(last_seen_at, now) {
            self.state().last_seen.note(self.db(), Mark::Session { token_hash: hash, user }, now);
        }
        let principal = Principal { user, role };
        Ok(Some(Session { principal, login, name, locale, single_sign_on, second_factor }))
    }

    /// Ends the session of this token; an unknown one is no error.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn sign_out(self, token: &str, origin: &Origin, now: i64) -> Result<()> {
        let mut tx = Tx::begin(self.db()).await?;
        let mut statement = self.db().statement();
        let hash = statement.bind(&secret::digest(token));
        // The account before the session, as everywhere.
        statement.text = format!(
            "SELECT u.id, u.name FROM user_account AS u JOIN session AS s ON s.user_id = u.id \
             WHERE s.token_hash = {hash} {}",
            self.db().engine().for_key_share("u")
        );
        let Some((user, name)) = tx.fetch_optional::<(i64, String)>(statement).await? else { return Ok(()) };
        let mut gone = self.db().statement();
        let hash = gone.bind(&secret::digest(token));
        gone.text = format!("DELETE FROM session WHERE token_hash = {hash}");
        if tx.execute(gone).await? == 0 {
            return Ok(());
        }
        let act = Act::new(AuditAction::SignedOut, AuditObject::User, user, name);
        tx.commit_with(&Author::user(self.db(), UserId(user), origin), vec![act], now).await
    }
}

/// Writes the session of a token, which begins now.
pub(super) fn row(
    db: &Db,
    token: &SessionToken,
    user: UserId,
    origin: &Origin,
    single_sign_on: bool,
    now: i64,
) -> Statement {
    let user_agent: String =
        origin.user_agent.chars().filter(|c| !c.is_control()).take(USER_AGENT_LIMIT).collect();
    let mut row = db.statement();
    let at = row.bind(now);
    let values = [
        ("token_hash", row.bind(&secret::digest(token.as_str()))),
        ("user_id", row.bind(user.0)),
        ("created_at", at.clone()),
        ("last_seen_at", at),
        ("address", row.bind(origin.address.replace('\0', ""))),
        ("user_agent", row.bind(user_agent)),
        ("single_sign_on", row.bind(single_sign_on)),
    ];
    row.insert("session", values);
    row
}

/// That the session `alias` still lives.
pub(crate) fn alive(statement: &mut Statement, alias: &str, now: i64) -> String {
    let (idle, absolute) = (statement.bind(now - SESSION_IDLE_MS), statement.bind(now - SESSION_ABSOLUTE_MS));
    format!("{alias}.last_seen_at > {idle} AND {alias}.created_at > {absolute}")
}

/// Ends the sessions of somebody, but for the one whose digest is to be kept, and the sign-ins that are
/// not finished; how many sessions there were.
pub(crate) async fn end(db: &Db, tx: &mut Tx, user: i64, keep: Option<[u8; 32]>) -> Result<u64> {
    let mut begun = db.statement();
    let id = begun.bind(user);
    begun.text = format!("DELETE FROM sign_in_challenge WHERE user_id = {id}");
    tx.execute(begun).await?;
    let mut gone = db.statement();
    let user = gone.bind(user);
    let others = keep.map(|hash| format!("AND token_hash <> {}", gone.bind(&hash))).unwrap_or_default();
    gone.text = format!("DELETE FROM session WHERE user_id = {user} {others}");
    tx.execute(gone).await
}

/// Gives the session of a digest another token. Where it has ended meanwhile, the token opens nothing.
pub(crate) async fn renew(db: &Db, tx: &mut Tx, user: i64, hash: [u8; 32]) -> Result<SessionToken> {
    let token = SessionToken::random();
    let mut other = db.statement();
    let (fresh, old) = (other.bind(&secret::digest(token.as_str())), other.bind(&hash));
    let user = other.bind(user);
    other.text =
        format!("UPDATE session SET token_hash = {fresh} WHERE token_hash = {old} AND user_id = {user}");
    tx.execute(other).await?;
    Ok(token)
}

/// That so many sessions of somebody were ended.
pub(crate) fn ended(user: i64, name: impl Into<String>, sessions: u64) -> Act {
    Act::new(AuditAction::SessionsEnded, AuditObject::User, user, name)
        .after(&serde_json::json!({ "sessions": sessions }))
}

/// What somebody is called; their account stays as it is until the transaction ends.
pub(crate) async fn name_of(db: &Db, tx: &mut Tx, user: i64) -> Result<Option<String>> {
    name_where(db, tx, user, "TRUE").await
}

/// The same of somebody who may sign in.
pub(crate) async fn active_name(db: &Db, tx: &mut Tx, user: i64) -> Result<Option<String>> {
    name_where(db, tx, user, "u.active").await
}

async fn name_where(db: &Db, tx: &mut Tx, user: i64, condition: &str) -> Result<Option<String>> {
    let mut statement = db.statement();
    let user = statement.bind(user);
    statement.text = format!(
        "SELECT u.name FROM user_account AS u WHERE u.id = {user} AND {condition} {}",
        db.engine().for_no_key_update("u")
    );
    Ok(tx.fetch_optional::<(String,)>(statement).await?.map(|(name,)| name))
}

/// Forgets the sessions that have ended by themselves.
pub(super) async fn prune(db: &Db, now: i64) -> Result<()> {
    let mut statement = db.statement();
    let (idle, old) = (statement.bind(now - SESSION_IDLE_MS), statement.bind(now - SESSION_ABSOLUTE_MS));
    statement.text = format!(
        "DELETE FROM session WHERE token_hash IN (\
         SELECT token_hash FROM session WHERE last_seen_at <= {idle} OR created_at <= {old}{})",
        db.engine().skip_locked()
    );
    db.execute(statement).await?;
    Ok(())
}
