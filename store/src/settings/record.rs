//! Kinds of settings records: the [`Record`] trait, listing and reading.

use std::collections::BTreeMap;
use std::future::Future;

use domain::paging::Page;
use domain::settings::{SettingsRecord, field_name};
use domain::{AuditAction, AuditObject, FieldErrors, Revision, Timestamp};
use serde::Serialize;

use super::Settings;
pub(super) use super::executor::Executor;
use super::record_id::RecordId;
use crate::db::Statement;
use crate::{Error, Result};

/// A kind of settings record and its mapping to the tables.
pub trait Record: SettingsRecord + Clone + PartialEq + Serialize + Send + Sync + 'static {
    /// The type of its IDs.
    type Id: RecordId;
    /// Its kind of object in the audit trail.
    const OBJECT: AuditObject;
    /// The table.
    const TABLE: &'static str;
    /// The ID column.
    const ID: &'static str = "id";
    /// The revision column, incremented by every change.
    const REVISION: &'static str = "revision";
    /// The display name: an SQL expression over the table's columns.
    const NAME: &'static str = "name";
    /// The text that lists search and sort by, starting with the name: an SQL expression.
    const SEARCHED: &'static str = "name";
    /// SQL predicate: the record is active.
    const IS_ACTIVE: &'static str = "active";
    /// The field with a unique constraint.
    const UNIQUE: &'static str = field_name::NAME;
    /// Whether writes lock the table, because validity depends on the kind's other records.
    const EXCLUSIVE: bool = false;
    /// The audit action for deactivating a record.
    const DEACTIVATION: AuditAction = AuditAction::Deactivated;

    /// Reads those of these records that exist.
    fn read(
        executor: &mut Executor<'_>,
        ids: &[Self::Id],
    ) -> impl Future<Output = Result<BTreeMap<Self::Id, Self>>> + Send;

    /// Reads a record; `None` if it does not exist.
    fn read_one(
        executor: &mut Executor<'_>,
        id: Self::Id,
    ) -> impl Future<Output = Result<Option<Self>>> + Send {
        async move { Ok(Self::read(executor, &[id]).await?.remove(&id)) }
    }

    /// Its columns with the bind parameters of their values.
    fn columns(&self, statement: &mut Statement) -> Vec<(&'static str, String)>;

    /// Columns that are written only when the record is created.
    fn insert_columns(statement: &mut Statement, now: Timestamp) -> Vec<(&'static str, String)> {
        let _ = (statement, now);
        Vec::new()
    }

    /// Locks rows that must not change concurrently, before the record's own row. `record` is the
    /// new value, if already known.
    fn lock_related(
        executor: &mut Executor<'_>,
        id: Option<Self::Id>,
        record: Option<&Self>,
    ) -> impl Future<Output = Result<()>> + Send {
        let _ = (executor, id, record);
        async { Ok(()) }
    }

    /// Validates the record against the database. `before` is the previous value, if it existed.
    fn check_in_database(
        &self,
        executor: &mut Executor<'_>,
        id: Option<Self::Id>,
        before: Option<&Self>,
    ) -> impl Future<Output = Result<FieldErrors>> + Send {
        let _ = (executor, id, before);
        async { Ok(FieldErrors::default()) }
    }

    /// Writes the record's other rows and applies the effects of the change.
    fn apply_effects(
        &self,
        executor: &mut Executor<'_>,
        id: Self::Id,
        before: Option<&Self>,
    ) -> impl Future<Output = Result<()>> + Send {
        let _ = (executor, id, before);
        async { Ok(()) }
    }
}

/// A record with its ID and revision.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Versioned<R: Record> {
    /// ID of the record.
    pub id: R::Id,
    /// Number of changes so far.
    pub revision: Revision,
    /// The record.
    pub record: R,
}

/// The outcome of a change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change<R: Record> {
    /// The record was saved.
    Saved,
    /// The new value equals the stored one; nothing was written.
    Unchanged,
    /// Edit conflict: the record was changed since it was read. Holds its current value.
    Conflict(Versioned<R>),
    /// Fields are invalid; nothing was written.
    Invalid(FieldErrors),
}

/// A record that others can refer to, as an option of a form field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice<Id> {
    /// ID of the record.
    pub id: Id,
    /// Display name.
    pub name: String,
    /// Whether it is active; inactive records are offered only where they are already selected.
    pub active: bool,
}

/// Filter and page of a list of records.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ListQuery {
    /// Words that the searched text must contain, ignoring accents and case.
    pub search: String,
    /// Only active or only inactive records, if set.
    pub active: Option<bool>,
    /// Page number, from 1.
    pub page: u64,
}

/// A page of records, sorted by name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordPage<R: Record> {
    /// Position of the page and total.
    pub page: Page,
    /// The records of the page.
    pub rows: Vec<Versioned<R>>,
}

impl Settings<'_> {
    /// A page of records.
    pub async fn list<R: Record>(&self, query: &ListQuery) -> Result<RecordPage<R>> {
        let mut statement = self.0.statement();
        // A few hundred rows at most: searched and sorted here, independently of collations.
        statement.text = format!("SELECT id, {}, {} FROM {}", R::SEARCHED, R::IS_ACTIVE, R::TABLE);
        let all: Vec<(R::Id, String, bool)> = self.0.fetch_all(statement).await?;
        let wanted = domain::text::fold(&query.search);
        let mut found: Vec<(String, R::Id)> = all
            .into_iter()
            .filter(|(_, _, active)| query.active.is_none_or(|wanted| wanted == *active))
            .map(|(id, text, _)| (domain::text::fold(&text), id))
            .filter(|(text, _)| wanted.split_whitespace().all(|word| text.contains(word)))
            .collect();
        found.sort();
        let page = Page::new(query.page, found.len() as u64);
        let shown = found.into_iter().skip(page.offset() as usize).take(page.size as usize);
        let ids: Vec<R::Id> = shown.map(|(_, id)| id).collect();
        Ok(RecordPage { page, rows: self.get_all(&ids).await? })
    }

    /// All records of a kind, sorted by name, as options of a form field.
    pub async fn choices<R: Record>(&self) -> Result<Vec<Choice<R::Id>>> {
        let mut statement = self.0.statement();
        statement.text = format!("SELECT id, {}, {} FROM {}", R::NAME, R::IS_ACTIVE, R::TABLE);
        let all: Vec<(R::Id, String, bool)> = self.0.fetch_all(statement).await?;
        let mut all: Vec<Choice<R::Id>> =
            all.into_iter().map(|(id, name, active)| Choice { id, name, active }).collect();
        all.sort_by_cached_key(|choice| (domain::text::fold(&choice.name), choice.id));
        Ok(all)
    }

    /// A record; `None` if it does not exist.
    pub async fn get<R: Record>(&self, id: R::Id) -> Result<Option<Versioned<R>>> {
        read_versioned(&mut Executor::reading(&self.0), id, "").await
    }

    /// Those of these records that exist, in this order.
    pub async fn get_all<R: Record>(&self, ids: &[R::Id]) -> Result<Vec<Versioned<R>>> {
        read_all_versioned(&mut Executor::reading(&self.0), ids, "").await
    }
}

/// Serializes a value for a JSON column.
pub(super) fn json(value: &impl Serialize) -> String {
    serde_json::to_string(value).unwrap_or_else(|_| "null".to_owned())
}

/// Parses a JSON column.
pub(super) fn stored<T: serde::de::DeserializeOwned>(what: &str, text: &str) -> Result<T> {
    serde_json::from_str(text).map_err(|error| Error::Corrupt(format!("{what}: {error}")))
}

pub(super) async fn read_versioned<R: Record>(
    executor: &mut Executor<'_>,
    id: R::Id,
    locking: &str,
) -> Result<Option<Versioned<R>>> {
    Ok(read_all_versioned(executor, &[id], locking).await?.pop())
}

async fn read_all_versioned<R: Record>(
    executor: &mut Executor<'_>,
    ids: &[R::Id],
    locking: &str,
) -> Result<Vec<Versioned<R>>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let mut statement = executor.statement();
    let these = statement.any(R::ID, ids);
    // Not every ID column is a BIGINT.
    statement.text = format!(
        "SELECT CAST({} AS BIGINT), {} FROM {} WHERE {these} {locking}",
        R::ID,
        R::REVISION,
        R::TABLE
    );
    let revisions = executor.fetch_all::<(R::Id, Revision)>(statement).await?;
    let revisions: BTreeMap<R::Id, Revision> = revisions.into_iter().collect();
    let mut records = R::read(executor, ids).await?;
    let versioned = ids.iter().filter_map(|&id| {
        Some(Versioned { id, revision: *revisions.get(&id)?, record: records.remove(&id)? })
    });
    Ok(versioned.collect())
}
