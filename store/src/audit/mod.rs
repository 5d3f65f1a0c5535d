//! The audit trail (*Auditoria*). Each audit entry records the actor, action, object, time and
//! origin, with the object's state before and after.
//!
//! An entry is written in the transaction of the change it describes ([`Tx::commit_with_audit`]),
//! so neither exists without the other. Entries form a hash chain (`chain.rs`), and
//! [`Store::verify_audit`](crate::Store::verify_audit) detects changed, removed and inserted ones.
//! The chain head is the last row a transaction locks, which avoids deadlocks.
//!
//! Personal values are stored outside the chain (`detail.rs`) and can be erased (`erase.rs`);
//! trails in the older format, which hashed them in clear, are migrated once (`carry_over.rs`).

mod access_log;
mod carry_over;
mod chain;
mod detail;
mod erase;
mod export;
mod facts;
mod legacy;
mod names;
mod search;
mod verify;
mod walk;
mod write;

pub use access_log::{AccessLog, AccessRange};
pub use erase::{Erased, ErasureTarget};
pub use export::ExportLine;
pub use names::AuditNames;
pub use search::{AuditEntry, AuditFilter, AuditPage, MAX_ENTRIES_ASKED};
pub use verify::{Finding, Verdict};

pub(crate) use carry_over::carry_over;

use std::collections::BTreeSet;

use detail::{Detail, Field};
use domain::{ApiKeyId, AuditAction, AuditObject, JobId, Timestamp, UserId};
use serde::Serialize;

use crate::Result;
use crate::db::Tx;
use crate::scoped::Scoped;

/// Maximum number of characters stored of a `User-Agent` header.
const MAX_USER_AGENT: usize = 300;

/// Actor name and origin of commands run on the command line.
pub const COMMAND_LINE: &str = "command line";

/// What the address of a job begins with; its number follows.
const JOB: &str = "job ";

/// The origin of an action: network address and user agent.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Origin {
    /// The network address, [`COMMAND_LINE`], or the number of a job.
    pub address: String,
    /// The `User-Agent` header; empty for the command line.
    pub user_agent: String,
}

impl Origin {
    /// The origin of CLI commands.
    pub fn command_line() -> Self {
        Self { address: COMMAND_LINE.to_owned(), user_agent: String::new() }
    }

    /// The origin of what a job does for the person who has asked for it.
    pub(crate) fn job(job: JobId) -> Self {
        Self { address: format!("{JOB}{job}"), user_agent: String::new() }
    }

    /// The number of the job, if this is the address of one.
    pub fn job_number(address: &str) -> Option<&str> {
        address.strip_prefix(JOB)
    }
}

/// The actor of an audit entry and their origin.
pub(crate) struct Actor<'a> {
    user: Option<UserId>,
    api_key: Option<ApiKeyId>,
    /// The name of an actor without account or API key, such as the login that was tried.
    name: String,
    origin: &'a Origin,
}

impl<'a> Actor<'a> {
    pub(crate) fn user(user: UserId, origin: &'a Origin) -> Self {
        Self { user: Some(user), api_key: None, name: String::new(), origin }
    }

    /// An actor without an account, such as a failed sign-in.
    pub(crate) fn anonymous(name: &str, origin: &'a Origin) -> Self {
        Self { user: None, api_key: None, name: name.to_owned(), origin }
    }

    pub(crate) fn command_line(origin: &'a Origin) -> Self {
        Self::anonymous(COMMAND_LINE, origin)
    }

    pub(crate) fn api_key(key: ApiKeyId, origin: &'a Origin) -> Self {
        Self { user: None, api_key: Some(key), name: String::new(), origin }
    }
}

/// An audit entry to be written: the action and its object.
pub(crate) struct NewAuditEntry {
    action: AuditAction,
    object: AuditObject,
    object_id: String,
    label: String,
    before: Option<String>,
    after: Option<String>,
    facts: Option<String>,
}

impl NewAuditEntry {
    /// `label` is the object's display name in the trail.
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

    /// Sets the object's state before the change.
    pub(crate) fn before(mut self, value: &impl Serialize) -> Self {
        self.before = serde_json::to_string(value).ok();
        self
    }

    /// Sets the object's state after the change.
    pub(crate) fn after(mut self, value: &impl Serialize) -> Self {
        self.after = serde_json::to_string(value).ok();
        self
    }

    /// Sets facts about the trail itself. They stay in the chain in clear and must not be personal.
    fn facts(mut self, value: &impl Serialize) -> Self {
        self.facts = serde_json::to_string(value).ok();
        self
    }
}

impl Scoped<'_> {
    /// The current user or API key as the actor of audit entries.
    pub(crate) fn actor(&self) -> Actor<'_> {
        if self.is_cli() {
            return Actor::command_line(&self.origin);
        }
        if let Some(key) = self.api_key {
            return Actor::api_key(key, &self.origin);
        }
        Actor::user(self.principal.user, &self.origin)
    }
}

impl Tx {
    /// Appends the audit entries of this transaction and commits it.
    pub(crate) async fn commit_with_audit(
        self,
        actor: &Actor<'_>,
        entries: Vec<NewAuditEntry>,
        now: Timestamp,
    ) -> Result<()> {
        self.commit_with_audit_of_many(entries.into_iter().map(|entry| (actor, entry)).collect(), now).await
    }

    /// Appends audit entries of several actors, in this order, and commits the transaction.
    pub(crate) async fn commit_with_audit_of_many(
        mut self,
        entries: Vec<(&Actor<'_>, NewAuditEntry)>,
        now: Timestamp,
    ) -> Result<()> {
        if !entries.is_empty() {
            self.append(entries, now).await?;
        }
        self.commit().await
    }

    async fn append(&mut self, entries: Vec<(&Actor<'_>, NewAuditEntry)>, now: Timestamp) -> Result<()> {
        // The entries have foreign keys to accounts and API keys, which are locked before the chain
        // head.
        let users: BTreeSet<UserId> = entries.iter().filter_map(|(actor, _)| actor.user).collect();
        for user in users {
            let mut statement = self.statement();
            let user = statement.bind(user);
            let referring = self.engine().for_key_share("u");
            statement.text = format!("SELECT u.id FROM user_account AS u WHERE u.id = {user} {referring}");
            self.fetch_optional::<(UserId,)>(statement).await?;
        }
        let keys: BTreeSet<ApiKeyId> = entries.iter().filter_map(|(actor, _)| actor.api_key).collect();
        for key in keys {
            let mut statement = self.statement();
            let key = statement.bind(key);
            let referring = self.engine().for_key_share("k");
            statement.text = format!("SELECT k.id FROM api_key AS k WHERE k.id = {key} {referring}");
            self.fetch_optional::<(ApiKeyId,)>(statement).await?;
        }
        let mut head = self.head().await?;
        let mut links = Vec::with_capacity(entries.len());
        for (actor, new) in entries {
            let (entry, details) = actor.chain_entry(head.seq + 1, new, now);
            links.push(head.link(entry, details));
        }
        self.write_links(&links).await?;
        self.move_head(&head).await
    }
}

impl Actor<'_> {
    /// Splits an entry into its part in the chain and its erasable details.
    fn chain_entry(&self, seq: i64, new: NewAuditEntry, now: Timestamp) -> (chain::Entry, Vec<Detail>) {
        let user_agent = storable(&self.origin.user_agent).chars().take(MAX_USER_AGENT).collect();
        let object_id = storable(&new.object_id);
        let known = new.label == object_id || new.label.strip_prefix('#') == Some(&object_id);
        let present = |text: String| Some(text).filter(|text| !text.is_empty());
        let values = [
            (Field::Actor, present(storable(&self.name))),
            (Field::Address, present(storable(&self.origin.address))),
            (Field::UserAgent, present(user_agent)),
            (Field::Label, present(storable(&new.label)).filter(|_| !known)),
            (Field::Before, new.before),
            (Field::After, new.after),
        ];
        let details: Vec<Detail> = values
            .into_iter()
            .filter_map(|(field, value)| Some(Detail::salted(seq, field, value?)))
            .collect();
        let entry = chain::Entry {
            seq,
            at: now,
            actor_id: self.user,
            api_key_id: self.api_key,
            action: new.action.as_str().to_owned(),
            object: new.object.as_str().to_owned(),
            object_id,
            facts: new.facts,
            commitments: detail::commitments(&details),
        };
        (entry, details)
    }
}

/// Removes NUL characters, which PostgreSQL cannot store.
fn storable(text: &str) -> String {
    text.replace('\0', "")
}
