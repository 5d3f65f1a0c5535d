//! *Auditoria*: who did what to which object, when, from where, with what it was before and after.
//!
//! An entry is written in the transaction of what it tells about ([`Tx::commit_with`]), so neither
//! is there without the other. Entries form a chain (`chain.rs`): each carries the hash of the one
//! before it, and [`Store::verify_audit`](crate::Store::verify_audit) finds what was changed, removed
//! or put in between. The chain's head is locked last of all rows, so that no two transactions can
//! wait for each other.

mod chain;
mod looks;
mod search;
mod verify;

pub use looks::Part;
pub use search::{AuditEntry, AuditFilter, AuditPage};
pub use verify::{Finding, Verdict};

use domain::{AuditAction, AuditObject, UserId};
use serde::Serialize;

use crate::scoped::{Scoped, Statement, Tx};
use crate::{Db, Result};

/// The most characters kept of what a browser says of itself.
const USER_AGENT_LIMIT: usize = 300;

/// What whoever types commands on the machine is called.
const COMMAND_LINE: &str = "command line";

/// Whence something was done.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Origin {
    /// The network address; `command line` for whoever types commands on the machine.
    pub address: String,
    /// What the browser says of itself.
    pub user_agent: String,
}

impl Origin {
    /// A command typed on the machine itself.
    pub fn command_line() -> Self {
        Self { address: COMMAND_LINE.to_owned(), user_agent: String::new() }
    }
}

/// Who did it, from where.
pub(crate) struct Author<'a> {
    db: &'a Db,
    /// The account, where there is one.
    user: Option<UserId>,
    /// What they are called where there is no account: the login somebody tried.
    name: String,
    origin: &'a Origin,
}

impl<'a> Author<'a> {
    /// A person with an account.
    pub(crate) fn user(db: &'a Db, user: UserId, origin: &'a Origin) -> Self {
        Self { db, user: Some(user), name: String::new(), origin }
    }

    /// Somebody who is known by what they call themselves.
    pub(crate) fn stranger(db: &'a Db, name: &str, origin: &'a Origin) -> Self {
        Self { db, user: None, name: name.to_owned(), origin }
    }
}

/// What was done to what.
pub(crate) struct Act {
    action: AuditAction,
    object: AuditObject,
    object_id: String,
    label: String,
    before: Option<String>,
    after: Option<String>,
}

impl Act {
    /// An act on an object, which the label names for whoever reads the trail.
    pub(crate) fn new(
        action: AuditAction,
        object: AuditObject,
        object_id: impl std::fmt::Display,
        label: impl Into<String>,
    ) -> Self {
        Self {
            action,
            object,
            object_id: object_id.to_string(),
            label: label.into(),
            before: None,
            after: None,
        }
    }

    /// With what it was before.
    pub(crate) fn before(mut self, value: &impl Serialize) -> Self {
        self.before = serde_json::to_string(value).ok();
        self
    }

    /// With what it is after.
    pub(crate) fn after(mut self, value: &impl Serialize) -> Self {
        self.after = serde_json::to_string(value).ok();
        self
    }
}

impl Scoped<'_> {
    /// The person who asks, as the audit trail names them.
    pub(crate) fn author(&self) -> Author<'_> {
        if self.is_machine() {
            return Author::stranger(self.db(), COMMAND_LINE, &self.origin);
        }
        Author::user(self.db(), self.principal.user, &self.origin)
    }
}

impl Tx {
    /// Ends the transaction together with the entries that say what was done in it.
    pub(crate) async fn commit_with(mut self, author: &Author<'_>, acts: Vec<Act>, now: i64) -> Result<()> {
        if !acts.is_empty() {
            self.append(author, acts, now).await?;
        }
        self.commit().await
    }

    async fn append(&mut self, author: &Author<'_>, acts: Vec<Act>, now: i64) -> Result<()> {
        let actor = match author.user {
            Some(user) => {
                let mut statement = Statement::new(author.db, None);
                let user = statement.int(user.0);
                // The entry refers to the account: that is asked for before the head is held.
                let referring = author.db.referring("u");
                statement.text =
                    format!("SELECT u.login FROM user_account AS u WHERE u.id = {user} {referring}");
                self.optional::<(String,)>(statement).await?.map_or_else(String::new, |(login,)| login)
            }
            None => author.name.clone(),
        };
        let mut head = self.head(author.db).await?;
        for act in acts {
            let entry = chain::Entry {
                seq: head.seq + 1,
                at: now,
                actor_id: author.user.map(|user| user.0),
                actor: storable(&actor),
                address: storable(&author.origin.address),
                user_agent: storable(&author.origin.user_agent).chars().take(USER_AGENT_LIMIT).collect(),
                action: act.action.as_str().to_owned(),
                object: act.object.as_str().to_owned(),
                object_id: storable(&act.object_id),
                label: storable(&act.label),
                before: act.before,
                after: act.after,
            };
            let hash = entry.hash(&head.hash);
            self.insert(author.db, &entry, &head.hash, &hash).await?;
            head = chain::Head { seq: entry.seq, hash };
        }
        let mut statement = Statement::new(author.db, None);
        let (seq, hash) = (statement.int(head.seq), statement.text(head.hash));
        statement.text = format!("UPDATE audit_head SET seq = {seq}, hash = {hash}");
        self.run(statement).await?;
        Ok(())
    }

    /// The last entry, held until the transaction ends.
    async fn head(&mut self, db: &Db) -> Result<chain::Head> {
        let mut statement = Statement::new(db, None);
        statement.text = format!("SELECT h.seq, h.hash FROM audit_head AS h {}", db.locking("h"));
        let head = self.optional::<(i64, String)>(statement).await?;
        let (seq, hash) =
            head.ok_or_else(|| crate::Error::Corrupt("no head of the audit trail".to_owned()))?;
        Ok(chain::Head { seq, hash })
    }

    async fn insert(&mut self, db: &Db, entry: &chain::Entry, previous: &str, hash: &str) -> Result<()> {
        let mut statement = Statement::new(db, None);
        let values = [
            statement.int(entry.seq),
            statement.int(entry.at),
            statement.int_or_null(entry.actor_id),
            statement.text(&entry.actor),
            statement.text(&entry.address),
            statement.text(&entry.user_agent),
            statement.text(&entry.action),
            statement.text(&entry.object),
            statement.text(&entry.object_id),
            statement.text(&entry.label),
            statement.text_or_null(entry.before.as_deref()),
            statement.text_or_null(entry.after.as_deref()),
            statement.text(previous),
            statement.text(hash),
        ]
        .join(", ");
        statement.text = format!(
            "INSERT INTO audit_event (seq, at, actor_id, actor, address, user_agent, action, object, \
             object_id, label, before, after, previous_hash, hash) VALUES ({values})"
        );
        self.run(statement).await?;
        Ok(())
    }
}

/// Without the one character that PostgreSQL cannot keep.
fn storable(text: &str) -> String {
    text.replace('\0', "")
}
