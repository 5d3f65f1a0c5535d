//! Search in the audit trail: filtered, newest first, in pages for people or batches for exports.
//!
//! Actions and kinds of objects have indexes. An actor or a text is asked of every entry, so a page asks a
//! limited number of them and says so; the next page goes on where it stopped. Exports ask all.

use domain::{ApiKeyId, AuditAction, AuditObject, Period, Timestamp, UserId};

use super::detail::read_commitments;
use super::{AuditNames, NewAuditEntry};
use crate::db::{Statement, Tx, Window, lower_case};
use crate::settings::Settings;
use crate::{Result, Store};

/// Entries per page.
const PAGE: usize = 50;

/// Maximum number of entries that a page asks for an actor or a text. They are numbered without gaps.
pub const MAX_ENTRIES_ASKED: i64 = 20_000;

/// Filter for audit entries.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AuditFilter {
    /// First to last day, in the operation's time zone.
    pub period: Period,
    /// The actor: a login, or part of a name.
    pub actor: String,
    /// The action.
    pub action: Option<AuditAction>,
    /// The kind of object.
    pub object: Option<AuditObject>,
    /// Part of the object's name, or exactly its ID or the network address.
    pub search: String,
}

/// An audit entry, for display and export.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, sqlx::FromRow)]
pub struct AuditEntry {
    /// Sequence number in the chain.
    pub seq: i64,
    /// When it happened.
    pub at: Timestamp,
    /// The account of the actor.
    pub actor_id: Option<UserId>,
    /// The API key of the actor.
    pub api_key_id: Option<ApiKeyId>,
    /// The current login of the account, the name of the API key, or the login entered.
    pub actor: String,
    /// The current name of the account.
    pub actor_name: Option<String>,
    /// The network address.
    pub address: String,
    /// The `User-Agent` header.
    pub user_agent: String,
    /// The action, as [`AuditAction::as_str`].
    pub action: String,
    /// The kind of object, as [`AuditObject::as_str`].
    pub object: String,
    /// The object's ID.
    pub object_id: String,
    /// The object's name; its ID if it has none or the name was erased.
    pub label: String,
    /// The object's state before the change, as JSON.
    pub before: Option<String>,
    /// The object's state after the change, as JSON.
    pub after: Option<String>,
    /// Facts about the trail itself, as JSON.
    pub facts: Option<String>,
    /// The commitments to the entry's values.
    #[serde(skip)]
    pub commitments: String,
    /// Number of the entry's values that have not been erased.
    #[serde(skip)]
    pub kept: i64,
    /// The hash of the previous entry.
    pub previous_hash: String,
    /// The hash of this entry.
    pub hash: String,
}

/// A page of audit entries.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AuditPage {
    /// The entries, newest first.
    pub entries: Vec<AuditEntry>,
    /// The cursor of the next page, if there is one.
    pub next: Option<i64>,
    /// Whether the page ends where its search stopped; older entries were not asked yet.
    pub stopped: bool,
    /// The names of the objects that the entries refer to by ID.
    pub names: AuditNames,
}

impl Settings<'_> {
    /// A page of entries: the newest, or those before `before`. Subject to the statement timeout.
    ///
    /// # Errors
    /// If the database fails or the timeout expires.
    pub async fn audit(&self, filter: &AuditFilter, before: Option<i64>) -> Result<AuditPage> {
        let scoped = self.scoped();
        let end = self.search_end(filter, before).await?;
        let mut statement = scoped.store.entries_statement(filter, before, end, PAGE + 1);
        statement.mark_scoped();
        let mut entries: Vec<AuditEntry> = scoped.fetch_all(statement).await?;
        let more = entries.len() > PAGE;
        entries.truncate(PAGE);
        let stopped = !more && end.is_some();
        let next = if more { entries.last().map(|entry| entry.seq) } else { end };
        let names = self.audit_names(&entries).await?;
        Ok(AuditPage { entries, next, stopped, names })
    }

    /// The last entry that a page asks, if the filter asks every one and there are more than the limit.
    async fn search_end(&self, filter: &AuditFilter, before: Option<i64>) -> Result<Option<i64>> {
        if filter.actor.is_empty() && filter.search.is_empty() {
            return Ok(None);
        }
        let scoped = self.scoped();
        let head = scoped.unrestricted_statement().with_text("SELECT head.seq FROM audit_head AS head");
        let newest = scoped.fetch_optional::<(i64,)>(head).await?.map_or(0, |(seq,)| seq);
        let first = before.map_or(newest, |before| newest.min(before.saturating_sub(1)));
        Ok(Some(first - MAX_ENTRIES_ASKED + 1).filter(|end| *end > 1))
    }

    /// Adds an audit entry for an export of the trail.
    pub async fn record_export(&self, filter: &AuditFilter, now: Timestamp) -> Result<()> {
        let asked = serde_json::json!({
            "from": filter.period.from,
            "to": filter.period.to,
            "actor": filter.actor,
            "action": filter.action,
            "object": filter.object,
            "search": filter.search,
        });
        let entry = NewAuditEntry::new(AuditAction::AuditExported, AuditObject::Audit, "", "").after(&asked);
        let tx = Tx::begin(self.scoped().db()).await?;
        tx.commit_with_audit(&self.scoped().actor(), vec![entry], now).await
    }
}

impl Store {
    /// Up to `max` entries before an entry, newest first, for exports and the command line. Pages
    /// use [`Settings::audit`].
    pub async fn audit_entries(
        &self,
        filter: &AuditFilter,
        before: Option<i64>,
        max: usize,
    ) -> Result<Vec<AuditEntry>> {
        self.db().fetch_all(self.entries_statement(filter, before, None, max)).await
    }

    fn entries_statement(
        &self,
        filter: &AuditFilter,
        before: Option<i64>,
        end: Option<i64>,
        max: usize,
    ) -> Statement {
        let mut statement = self.db().statement();
        let mut conditions = self.audit_conditions(&mut statement, filter, before);
        if let Some(end) = end {
            conditions = format!("e.seq >= {} AND {conditions}", statement.bind(end));
        }
        let max = statement.bind(i64::try_from(max).unwrap_or(i64::MAX));
        let limit = self.db().engine().limit(&max);
        statement.text = format!(
            "SELECT e.seq, e.at, e.actor_id, e.api_key_id, e.actor, e.actor_name, e.address, e.user_agent, \
             e.action, e.object, e.object_id, e.label, e.before, e.after, e.facts, e.commitments, e.kept, \
             e.previous_hash, e.hash FROM audit_event AS e \
             WHERE {conditions} ORDER BY e.seq DESC {limit}"
        );
        statement
    }

    fn audit_conditions(
        &self,
        statement: &mut Statement,
        filter: &AuditFilter,
        before: Option<i64>,
    ) -> String {
        let mut conditions = vec!["TRUE".to_owned()];
        if let Some(before) = before {
            conditions.push(format!("e.seq < {}", statement.bind(before)));
        }
        conditions.extend(Window::of_days(self.zone(), filter.period).conditions(statement, "e.at"));
        if !filter.actor.is_empty() {
            let wanted = filter.actor.trim().to_lowercase();
            let key = statement.bind(crate::accounts::login_key(&filter.actor));
            let (name, anonymous) = (lower_case("u.name", &wanted), lower_case("e.actor", &wanted));
            let typed = statement.bind(wanted);
            let named = self.db().engine().contains(&name, &typed);
            let accounts = format!("SELECT u.id FROM user_account AS u WHERE u.login_key = {key} OR {named}");
            conditions.push(format!(
                "(e.actor_id IN ({accounts}) OR (e.actor_id IS NULL AND {anonymous} = {typed}))"
            ));
        }
        if let Some(action) = filter.action {
            conditions.push(format!("e.action = {}", statement.bind(action.as_str())));
        }
        if let Some(object) = filter.object {
            conditions.push(format!("e.object = {}", statement.bind(object.as_str())));
        }
        if !filter.search.is_empty() {
            let wanted = filter.search.trim().to_lowercase();
            let label = lower_case("e.label", &wanted);
            let text = statement.bind(filter.search.trim());
            let holds = self.db().engine().contains(&label, &statement.bind(wanted));
            conditions.push(format!("({holds} OR e.object_id = {text} OR e.address = {text})"));
        }
        conditions.join(" AND ")
    }
}

impl AuditEntry {
    /// Whether any of the entry's values was erased.
    pub fn is_partly_erased(&self) -> bool {
        i64::try_from(read_commitments(&self.commitments).len()).is_ok_and(|written| written > self.kept)
    }
}
