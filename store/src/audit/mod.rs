//! *Auditoria*: who did what to which object, when, from where, with what it was before and after.
//!
//! An entry is written in the transaction of what it tells about ([`Tx::commit_with`]), so neither
//! is there without the other. Entries form a chain (`chain.rs`): each carries the hash of the one
//! before it, and [`Store::verify_audit`](crate::Store::verify_audit) finds what was changed, removed
//! or put in between. The chain's head is locked last of all rows, so that no two transactions can
//! wait for each other.
//!
//! Personal values stand beside the chain (`detail.rs`) and can be erased (`erase.rs`); what was
//! written before that was so is carried over once (`carry_over.rs`).

mod carry_over;
mod chain;
mod detail;
mod erase;
mod export;
mod facts;
mod legacy;
mod looks;
mod names;
mod search;
mod verify;
mod walk;
mod write;

pub use erase::{Erased, ErasureTarget};
pub use export::ExportLine;
pub use looks::Part;
pub use names::AuditNames;
pub use search::{AuditEntry, AuditFilter, AuditPage};
pub use verify::{Finding, Verdict};

pub(crate) use carry_over::carry_over;

use detail::{Detail, Field};
use domain::{ApiKeyId, AuditAction, AuditObject, UserId};
use serde::Serialize;

use crate::db::Tx;
use crate::scoped::Scoped;
use crate::{Db, Result};

/// The most characters kept of what a browser says of itself.
const USER_AGENT_LIMIT: usize = 300;

/// What whoever types commands on the machine is called.
pub const COMMAND_LINE: &str = "command line";

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
    /// The key of the HTTP API, where a program did it.
    api_key: Option<ApiKeyId>,
    /// What they are called where there is neither: the login somebody tried.
    name: String,
    origin: &'a Origin,
}

impl<'a> Author<'a> {
    /// A person with an account.
    pub(crate) fn user(db: &'a Db, user: UserId, origin: &'a Origin) -> Self {
        Self { db, user: Some(user), api_key: None, name: String::new(), origin }
    }

    /// Somebody who is known by what they call themselves.
    pub(crate) fn stranger(db: &'a Db, name: &str, origin: &'a Origin) -> Self {
        Self { db, user: None, api_key: None, name: name.to_owned(), origin }
    }

    /// Whoever types commands on the machine.
    pub(crate) fn command_line(db: &'a Db, origin: &'a Origin) -> Self {
        Self::stranger(db, COMMAND_LINE, origin)
    }

    /// A program with a key of the HTTP API.
    pub(crate) fn api_key(db: &'a Db, key: ApiKeyId, origin: &'a Origin) -> Self {
        Self { db, user: None, api_key: Some(key), name: String::new(), origin }
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
    facts: Option<String>,
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
            facts: None,
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

    /// With what the trail says of itself: stays in clear for ever, so nothing personal.
    fn facts(mut self, value: &impl Serialize) -> Self {
        self.facts = serde_json::to_string(value).ok();
        self
    }
}

impl Scoped<'_> {
    /// The person who asks, as the audit trail names them.
    pub(crate) fn author(&self) -> Author<'_> {
        if self.is_machine() {
            return Author::command_line(self.db(), &self.origin);
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
        if let Some(user) = author.user {
            // The entry refers to the account: that is asked for before the head is held.
            let mut statement = author.db.statement();
            let user = statement.bind(user.0);
            let referring = author.db.engine().for_key_share("u");
            statement.text = format!("SELECT u.id FROM user_account AS u WHERE u.id = {user} {referring}");
            self.fetch_optional::<(i64,)>(statement).await?;
        }
        if let Some(key) = author.api_key {
            let mut statement = author.db.statement();
            let key = statement.bind(key.0);
            let referring = author.db.engine().for_key_share("k");
            statement.text = format!("SELECT k.id FROM api_key AS k WHERE k.id = {key} {referring}");
            self.fetch_optional::<(i64,)>(statement).await?;
        }
        let mut head = self.head(author.db).await?;
        let mut links = Vec::with_capacity(acts.len());
        for act in acts {
            let (entry, details) = author.entry(head.seq + 1, act, now);
            links.push(head.link(entry, details));
        }
        self.write_links(author.db, &links).await?;
        self.move_head(author.db, &head).await
    }
}

impl Author<'_> {
    /// The entry of an act, and the personal values beside it.
    fn entry(&self, seq: i64, act: Act, now: i64) -> (chain::Entry, Vec<Detail>) {
        let user_agent = storable(&self.origin.user_agent).chars().take(USER_AGENT_LIMIT).collect();
        let object_id = storable(&act.object_id);
        let known = act.label == object_id || act.label.strip_prefix('#') == Some(&object_id);
        let present = |text: String| Some(text).filter(|text| !text.is_empty());
        let values = [
            (Field::Actor, present(storable(&self.name))),
            (Field::Address, present(storable(&self.origin.address))),
            (Field::UserAgent, present(user_agent)),
            (Field::Label, present(storable(&act.label)).filter(|_| !known)),
            (Field::Before, act.before),
            (Field::After, act.after),
        ];
        let details: Vec<Detail> = values
            .into_iter()
            .filter_map(|(field, value)| Some(Detail::salted(seq, field, value?)))
            .collect();
        let entry = chain::Entry {
            seq,
            at: now,
            actor_id: self.user.map(|user| user.0),
            api_key_id: self.api_key.map(|key| key.0),
            action: act.action.as_str().to_owned(),
            object: act.object.as_str().to_owned(),
            object_id,
            facts: act.facts,
            commitments: detail::commitments(&details),
        };
        (entry, details)
    }
}

/// Without the one character that PostgreSQL cannot keep.
fn storable(text: &str) -> String {
    text.replace('\0', "")
}
