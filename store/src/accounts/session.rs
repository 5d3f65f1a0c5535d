//! Sessions of signed-in users.
//!
//! The session token is 256 random bits, stored as SHA-256. A session ends when it has been idle
//! too long or reached its maximum age, and when its user signs out, changes the password or is
//! deactivated.

use domain::notifications::MAX_UNREAD;
use domain::{
    AuditAction, AuditObject, ListField, ListLayout, ListLayouts, Millis, Principal, Role, Timestamp, UserId,
};
use serde::{Deserialize, Serialize};

use super::Accounts;
use super::last_seen::{Mark, is_due};
use super::secret::{self, secret_token};
use crate::audit::{Actor, NewAuditEntry, Origin};
use crate::db::{Statement, Tx, stored_word};
use crate::notifications::UNREAD;
use crate::{Db, Result};

/// Idle timeout of a session: a working day.
pub const SESSION_IDLE: Millis = Millis::hours(8);
/// Maximum age of a session: a week.
pub const SESSION_ABSOLUTE: Millis = Millis::days(7);

/// Maximum number of characters stored of a `User-Agent` header.
const MAX_USER_AGENT: usize = 300;

/// The signed-in user, as far as pages need it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Session {
    /// The user and role.
    pub principal: Principal,
    /// The login, as written in the account.
    pub login: String,
    /// The display name.
    pub name: String,
    /// The preferred language, if set.
    pub locale: Option<String>,
    /// Whether the session was started by single sign-on.
    pub single_sign_on: bool,
    /// Whether the account has a second factor.
    pub second_factor: bool,
    /// How the lists are shown.
    pub layouts: ListLayouts,
    /// The number of unread notifications, counted up to one more than [`MAX_UNREAD`].
    pub unread: u64,
}

secret_token! {
    /// The secret session token, stored in a cookie.
    SessionToken
}

/// The columns of [`ListLayouts`], in its order.
type LayoutTexts = (Option<String>, Option<String>, Option<String>, Option<String>);

type FoundRow = (
    UserId,
    String,
    String,
    String,
    Option<String>,
    Timestamp,
    bool,
    bool,
    Option<String>,
    Option<String>,
    Option<String>,
    Option<String>,
    i64,
);

impl Accounts<'_> {
    /// The session of a token, if active. Updates "last seen" at most once a minute.
    pub async fn session(self, token: &str, now: Timestamp) -> Result<Option<Session>> {
        let Some((session, mark, last_seen_at)) = self.find_session(token, now).await? else {
            return Ok(None);
        };
        if is_due(last_seen_at, now) {
            self.state().last_seen.note(self.db(), mark, now);
        }
        Ok(Some(session))
    }

    /// The session of a token, if active, without counting as its use: for requests that a page makes
    /// by itself, which must not keep a session alive that its user has left.
    pub async fn unattended_session(self, token: &str, now: Timestamp) -> Result<Option<Session>> {
        Ok(self.find_session(token, now).await?.map(|(session, ..)| session))
    }

    /// The session of a token, if active, with the time of its last use.
    async fn find_session(self, token: &str, now: Timestamp) -> Result<Option<(Session, Mark, Timestamp)>> {
        if token.len() != secret::LENGTH {
            return Ok(None);
        }
        let hash = secret::digest(token);
        let mut statement = self.db().statement();
        let of_token = statement.bind(&hash);
        let alive = alive(&mut statement, "s", now);
        // Read with the session, so that the bell of a page needs no statement of its own.
        let most = MAX_UNREAD + 1;
        statement.text = format!(
            "SELECT u.id, u.role, u.login, u.name, u.locale, s.last_seen_at, s.single_sign_on, \
             EXISTS (SELECT 1 FROM second_factor AS f WHERE f.user_id = u.id), u.history_layout, \
             u.cases_layout, u.my_cases_layout, u.agents_layout, \
             (SELECT count(*) FROM (SELECT 1 FROM notification AS n WHERE n.user_id = u.id AND {UNREAD} \
              LIMIT {most}) AS few) \
             FROM session AS s JOIN user_account AS u ON u.id = s.user_id \
             WHERE s.token_hash = {of_token} AND u.active AND {alive}"
        );
        let row: Option<FoundRow> = self.db().fetch_optional(statement).await?;
        let Some((
            user,
            role,
            login,
            name,
            locale,
            last_seen_at,
            single_sign_on,
            second_factor,
            history,
            cases,
            my_cases,
            agents,
            unread,
        )) = row
        else {
            return Ok(None);
        };
        let layouts = layouts_of((history, cases, my_cases, agents));
        let role = stored_word("the role", &role, Role::parse)?;
        let principal = Principal { user, role };
        let unread = unread.cast_unsigned();
        let session =
            Session { principal, login, name, locale, single_sign_on, second_factor, layouts, unread };
        Ok(Some((session, Mark::Session { token_hash: hash, user }, last_seen_at)))
    }

    /// Ends the session of a token, if it exists.
    pub async fn sign_out(self, token: &str, origin: &Origin, now: Timestamp) -> Result<()> {
        let mut tx = Tx::begin(self.db()).await?;
        let mut statement = self.db().statement();
        let hash = statement.bind(&secret::digest(token));
        // Lock order: the account before the session.
        statement.text = format!(
            "SELECT u.id, u.name FROM user_account AS u JOIN session AS s ON s.user_id = u.id \
             WHERE s.token_hash = {hash} {}",
            self.db().engine().for_key_share("u")
        );
        let Some((user, name)) = tx.fetch_optional::<(UserId, String)>(statement).await? else {
            return Ok(());
        };
        let gone = tx.statement().delete_where("session", "token_hash", &secret::digest(token));
        if tx.execute(gone).await? == 0 {
            return Ok(());
        }
        let entry = NewAuditEntry::new(AuditAction::SignedOut, AuditObject::User, user, name);
        tx.commit_with_audit(&Actor::user(user, origin), vec![entry], now).await
    }
}

/// The layouts of an account; the standard where it has none.
fn layouts_of((history, cases, my_cases, agents): LayoutTexts) -> ListLayouts {
    fn parsed<F: ListField>(text: Option<&str>) -> ListLayout<F> {
        text.map(ListLayout::parse).unwrap_or_default()
    }
    ListLayouts {
        history: parsed(history.as_deref()),
        cases: parsed(cases.as_deref()),
        my_cases: parsed(my_cases.as_deref()),
        agents: parsed(agents.as_deref()),
    }
}

/// Inserts a session that starts now. Returns its token.
pub(super) async fn insert(
    tx: &mut Tx,
    user: UserId,
    origin: &Origin,
    single_sign_on: bool,
    now: Timestamp,
) -> Result<SessionToken> {
    let token = SessionToken::random();
    let user_agent: String =
        origin.user_agent.chars().filter(|c| !c.is_control()).take(MAX_USER_AGENT).collect();
    let mut row = tx.statement();
    let at = row.bind(now);
    let values = [
        ("token_hash", row.bind(&secret::digest(token.as_str()))),
        ("user_id", row.bind(user)),
        ("created_at", at.clone()),
        ("last_seen_at", at),
        ("address", row.bind(origin.address.replace('\0', ""))),
        ("user_agent", row.bind(user_agent)),
        ("single_sign_on", row.bind(single_sign_on)),
    ];
    row.insert("session", values);
    tx.execute(row).await?;
    Ok(token)
}

/// SQL predicate: the session `alias` has not ended.
pub(crate) fn alive(statement: &mut Statement, alias: &str, now: Timestamp) -> String {
    let (idle, absolute) = (statement.bind(now - SESSION_IDLE), statement.bind(now - SESSION_ABSOLUTE));
    format!("{alias}.last_seen_at > {idle} AND {alias}.created_at > {absolute}")
}

/// Ends a user's sessions, except the one with the digest `keep`, and their unfinished sign-ins.
/// Returns the number of sessions ended.
pub(crate) async fn end(tx: &mut Tx, user: UserId, keep: Option<[u8; 32]>) -> Result<u64> {
    tx.execute(tx.statement().delete_where("sign_in_challenge", "user_id", user)).await?;
    let mut gone = tx.statement().delete_where("session", "user_id", user);
    if let Some(hash) = keep {
        let kept = gone.bind(&hash);
        gone.push(&format!("AND token_hash <> {kept}"));
    }
    tx.execute(gone).await
}

/// Replaces the token of a session. If the session has ended meanwhile, the new token is invalid.
pub(crate) async fn renew(tx: &mut Tx, user: UserId, hash: [u8; 32]) -> Result<SessionToken> {
    let token = SessionToken::random();
    let mut other = tx.statement();
    let (fresh, old) = (other.bind(&secret::digest(token.as_str())), other.bind(&hash));
    let user = other.bind(user);
    other.text =
        format!("UPDATE session SET token_hash = {fresh} WHERE token_hash = {old} AND user_id = {user}");
    tx.execute(other).await?;
    Ok(token)
}

/// The audit entry for ended sessions.
pub(crate) fn ended(user: UserId, name: impl Into<String>, sessions: u64) -> NewAuditEntry {
    NewAuditEntry::new(AuditAction::SessionsEnded, AuditObject::User, user, name)
        .after(&serde_json::json!({ "sessions": sessions }))
}

/// Locks an account and returns its name.
pub(crate) async fn name_of(tx: &mut Tx, user: UserId) -> Result<Option<String>> {
    name_where(tx, user, "TRUE").await
}

/// Locks an active account and returns its name.
pub(crate) async fn active_name(tx: &mut Tx, user: UserId) -> Result<Option<String>> {
    name_where(tx, user, "u.active").await
}

async fn name_where(tx: &mut Tx, user: UserId, condition: &str) -> Result<Option<String>> {
    let mut statement = tx.statement();
    let user = statement.bind(user);
    statement.text = format!(
        "SELECT u.name FROM user_account AS u WHERE u.id = {user} AND {condition} {}",
        tx.engine().for_no_key_update("u")
    );
    Ok(tx.fetch_optional::<(String,)>(statement).await?.map(|(name,)| name))
}

/// Deletes sessions that have expired.
pub(super) async fn prune(db: &Db, now: Timestamp) -> Result<()> {
    let mut statement = db.statement();
    let (idle, old) = (statement.bind(now - SESSION_IDLE), statement.bind(now - SESSION_ABSOLUTE));
    statement.text = format!(
        "DELETE FROM session WHERE token_hash IN (\
         SELECT token_hash FROM session WHERE last_seen_at <= {idle} OR created_at <= {old}{})",
        db.engine().skip_locked()
    );
    db.execute(statement).await?;
    Ok(())
}
