//! Reading the audit trail: newest first, filtered, a page or a stretch of an export at a time.

use domain::{AuditAction, AuditObject, Period, UserId, zone};

use super::detail::read_commitments;
use super::{Act, AuditNames};
use crate::db::lower_case;
use crate::db::{Statement, Tx};
use crate::settings::Settings;
use crate::{Result, Store};

/// Entries on a page.
const PAGE: usize = 50;

/// Which entries are wanted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AuditFilter {
    /// From the first day to the last, in the operation's civil time.
    pub period: Period,
    /// Who did it: a login, or a part of a name.
    pub actor: String,
    /// What was done.
    pub action: Option<AuditAction>,
    /// To what.
    pub object: Option<AuditObject>,
    /// What the object's name holds, or its number, or the address it was done from.
    pub search: String,
}

/// An entry, as it is shown.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, sqlx::FromRow)]
pub struct AuditEntry {
    /// Its place in the chain.
    pub seq: i64,
    /// The instant, in UTC milliseconds.
    pub at: i64,
    /// The account of whoever did it.
    pub actor_id: Option<i64>,
    /// The key of the program that did it.
    pub api_key_id: Option<i64>,
    /// The login that the account has today, or the key's name, or what was typed as a login.
    pub actor: String,
    /// The name that the account has today.
    pub actor_name: Option<String>,
    /// The network address.
    pub address: String,
    /// What the browser said of itself.
    pub user_agent: String,
    /// The word of what was done.
    pub action: String,
    /// The word of what it was done to.
    pub object: String,
    /// Its number.
    pub object_id: String,
    /// Its name; its number where it has none or the name was erased.
    pub label: String,
    /// What it was before, as JSON.
    pub before: Option<String>,
    /// What it is after, as JSON.
    pub after: Option<String>,
    /// What the trail says of itself, as JSON.
    pub facts: Option<String>,
    /// What the chain knows of the entry's values.
    #[serde(skip)]
    pub commitments: String,
    /// How many of the entry's values there are.
    #[serde(skip)]
    pub kept: i64,
    /// The hash of the entry before.
    pub previous_hash: String,
    /// Its own.
    pub hash: String,
}

/// A page of the trail.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AuditPage {
    /// Its entries, newest first.
    pub entries: Vec<AuditEntry>,
    /// The entry behind which the next page begins, where there is one.
    pub next: Option<i64>,
    /// The names of what they mention by number.
    pub names: AuditNames,
}

impl Settings<'_> {
    /// A page of the audit trail: the newest entries, or those before the entry `before`. It takes no
    /// longer than a person may wait for it.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn audit(&self, filter: &AuditFilter, before: Option<i64>) -> Result<AuditPage> {
        let scoped = self.scoped();
        let statement = scoped.store.entries_statement(filter, before, PAGE + 1);
        let mut entries: Vec<AuditEntry> = scoped.fetch_all(statement).await?;
        let more = entries.len() > PAGE;
        entries.truncate(PAGE);
        let next = entries.last().map(|entry| entry.seq).filter(|_| more);
        let names = self.audit_names(&entries).await?;
        Ok(AuditPage { entries, next, names })
    }

    /// Writes down that the trail is taken away.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn note_export(&self, filter: &AuditFilter, now: i64) -> Result<()> {
        let asked = serde_json::json!({
            "from": filter.period.from,
            "to": filter.period.to,
            "actor": filter.actor,
            "action": filter.action,
            "object": filter.object,
            "search": filter.search,
        });
        let act = Act::new(AuditAction::AuditExported, AuditObject::Audit, "", "").after(&asked);
        let tx = Tx::begin(self.scoped().db()).await?;
        tx.commit_with(&self.scoped().author(), vec![act], now).await
    }
}

impl Store {
    /// At most so many entries, newest first, before an entry; for exports and the command line. Pages
    /// go through [`Settings::audit`].
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn audit_entries(
        &self,
        filter: &AuditFilter,
        before: Option<i64>,
        most: usize,
    ) -> Result<Vec<AuditEntry>> {
        self.db().fetch_all(self.entries_statement(filter, before, most)).await
    }

    fn entries_statement(&self, filter: &AuditFilter, before: Option<i64>, most: usize) -> Statement {
        let mut statement = self.db().statement();
        let conditions = self.audit_conditions(&mut statement, filter, before);
        let most = statement.bind(i64::try_from(most).unwrap_or(i64::MAX));
        let limit = self.db().engine().limit(&most);
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
        if let Some(from) = filter.period.from {
            conditions.push(format!("e.at >= {}", statement.bind(zone::day_start(self.zone(), from))));
        }
        if let Some(until) = filter.period.to {
            conditions.push(format!("e.at < {}", statement.bind(zone::day_span(self.zone(), until).1)));
        }
        if !filter.actor.is_empty() {
            let sought = filter.actor.trim().to_lowercase();
            let key = statement.bind(crate::accounts::login_key(&filter.actor));
            let (name, stranger) = (lower_case("u.name", &sought), lower_case("e.actor", &sought));
            let typed = statement.bind(sought);
            let named = self.db().engine().contains(&name, &typed);
            let accounts = format!("SELECT u.id FROM user_account AS u WHERE u.login_key = {key} OR {named}");
            conditions.push(format!(
                "(e.actor_id IN ({accounts}) OR (e.actor_id IS NULL AND {stranger} = {typed}))"
            ));
        }
        if let Some(action) = filter.action {
            conditions.push(format!("e.action = {}", statement.bind(action.as_str())));
        }
        if let Some(object) = filter.object {
            conditions.push(format!("e.object = {}", statement.bind(object.as_str())));
        }
        if !filter.search.is_empty() {
            let sought = filter.search.trim().to_lowercase();
            let label = lower_case("e.label", &sought);
            let text = statement.bind(filter.search.trim());
            let holds = self.db().engine().contains(&label, &statement.bind(sought));
            conditions.push(format!("({holds} OR e.object_id = {text} OR e.address = {text})"));
        }
        conditions.join(" AND ")
    }
}

impl AuditEntry {
    /// Who did it, where they have an account.
    pub fn user(&self) -> Option<UserId> {
        self.actor_id.map(UserId)
    }

    /// Whether some of its values were erased.
    pub fn is_partly_erased(&self) -> bool {
        i64::try_from(read_commitments(&self.commitments).len()).is_ok_and(|written| written > self.kept)
    }
}
