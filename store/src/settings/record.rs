//! What all kinds of records that administrators keep have in common: listing, reading, creating and
//! changing them.

use std::future::Future;

use domain::paging::Page;
use domain::settings::SettingsRecord;
use domain::{AuditAction, AuditObject, FieldErrors};
use serde::Serialize;

use super::Settings;
pub(super) use super::source::Source;
use crate::db::Statement;
use crate::{Error, Result};

/// A kind of record that administrators keep, as it stands in the tables.
pub trait Record: SettingsRecord + Clone + PartialEq + Serialize + Send + Sync + 'static {
    /// What the audit trail calls it.
    const OBJECT: AuditObject;
    /// Its table.
    const TABLE: &'static str;
    /// The column with its number.
    const ID: &'static str = "id";
    /// The column that counts its changes.
    const REVISION: &'static str = "revision";
    /// What it is called: an expression over the table's columns.
    const NAME: &'static str = "name";
    /// What its list is searched in, which begins with the name: an expression over the table's columns.
    const SEARCHED: &'static str = "name";
    /// That a record is in use: an expression over the table's columns.
    const IN_USE: &'static str = "active";
    /// The field whose values are unique.
    const UNIQUE: &'static str = "name";
    /// Whether what may be said depends on the other records of the kind: then one is written at a time.
    const ALONE: bool = false;
    /// What taking one out of use is called in the audit trail.
    const WITHDRAWN: AuditAction = AuditAction::Deactivated;

    /// Reads one; `None` where there is none.
    fn read(source: &mut Source<'_>, id: i64) -> impl Future<Output = Result<Option<Self>>> + Send;

    /// Its columns with the placeholders of their values.
    fn columns(&self, statement: &mut Statement) -> Vec<(&'static str, String)>;

    /// The columns that are written when it is set up and never again.
    fn first_columns(statement: &mut Statement, now: i64) -> Vec<(&'static str, String)> {
        let _ = (statement, now);
        Vec::new()
    }

    /// Holds, before its own row, the rows that a change of it must not find changed meanwhile;
    /// `record` is what it is to be, where that is known already.
    fn hold(
        source: &mut Source<'_>,
        id: Option<i64>,
        record: Option<&Self>,
    ) -> impl Future<Output = Result<()>> + Send {
        let _ = (source, id, record);
        async { Ok(()) }
    }

    /// What only the database knows to be wrong with it; `before` is what it was, where it was there.
    fn object(
        &self,
        source: &mut Source<'_>,
        id: Option<i64>,
        before: Option<&Self>,
    ) -> impl Future<Output = Result<FieldErrors>> + Send {
        let _ = (source, id, before);
        async { Ok(FieldErrors::default()) }
    }

    /// Writes what does not stand in its own row, and what follows from the change.
    fn settle(
        &self,
        source: &mut Source<'_>,
        id: i64,
        before: Option<&Self>,
    ) -> impl Future<Output = Result<()>> + Send {
        let _ = (source, id, before);
        async { Ok(()) }
    }
}

/// A record with its number and revision.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept<R> {
    /// Its number.
    pub id: i64,
    /// How often it has been changed.
    pub revision: i64,
    /// What it says.
    pub record: R,
}

/// What became of a change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change<R> {
    /// It was saved.
    Saved,
    /// It says what the record says.
    Unchanged,
    /// Somebody has changed the record since it was read; this is what it says now.
    Conflict(Kept<R>),
}

/// A record that another one may name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// Its number.
    pub id: i64,
    /// What it is called.
    pub name: String,
    /// Whether it is in use; one that is not is offered only where it is named already.
    pub active: bool,
}

/// Which records of a kind are wanted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ListQuery {
    /// What their names hold, whatever the accents and case.
    pub search: String,
    /// Only those in use, or only those that are not.
    pub active: Option<bool>,
    /// The page, from 1.
    pub page: u64,
}

/// A page of the records of a kind, by name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed<R> {
    /// Where it stands.
    pub page: Page,
    /// Its records.
    pub rows: Vec<Kept<R>>,
}

impl Settings<'_> {
    /// A page of the records of a kind.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn list<R: Record>(&self, query: &ListQuery) -> Result<Listed<R>> {
        let mut statement = self.0.statement();
        // Some hundreds at most: searched and sorted here, as people of any language expect it.
        statement.text = format!("SELECT id, {}, {} FROM {}", R::SEARCHED, R::IN_USE, R::TABLE);
        let all: Vec<(i64, String, bool)> = self.0.fetch_all(statement).await?;
        let wanted = domain::text::fold(&query.search);
        let mut found: Vec<(String, i64)> = all
            .into_iter()
            .filter(|(_, _, active)| query.active.is_none_or(|wanted| wanted == *active))
            .map(|(id, text, _)| (domain::text::fold(&text), id))
            .filter(|(text, _)| wanted.split_whitespace().all(|word| text.contains(word)))
            .collect();
        found.sort();
        let page = Page::new(query.page, found.len() as u64);
        let mut rows = Vec::new();
        for (_, id) in found.into_iter().skip(page.offset() as usize).take(page.size as usize) {
            rows.extend(self.get(id).await?);
        }
        Ok(Listed { page, rows })
    }

    /// Every record of a kind, by name, for those that may name it.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn choices<R: Record>(&self) -> Result<Vec<Choice>> {
        let mut statement = self.0.statement();
        statement.text = format!("SELECT id, {}, {} FROM {}", R::NAME, R::IN_USE, R::TABLE);
        let all: Vec<(i64, String, bool)> = self.0.fetch_all(statement).await?;
        let mut all: Vec<Choice> =
            all.into_iter().map(|(id, name, active)| Choice { id, name, active }).collect();
        all.sort_by_cached_key(|choice| (domain::text::fold(&choice.name), choice.id));
        Ok(all)
    }

    /// One record; `None` where there is none.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn get<R: Record>(&self, id: i64) -> Result<Option<Kept<R>>> {
        read_kept(&mut Source::reading(&self.0), id, "").await
    }
}

/// A value as JSON, for a column.
pub(super) fn json(value: &impl Serialize) -> String {
    serde_json::to_string(value).unwrap_or_else(|_| "null".to_owned())
}

/// What a column says in JSON.
pub(super) fn stored<T: serde::de::DeserializeOwned>(what: &str, text: &str) -> Result<T> {
    serde_json::from_str(text).map_err(|error| Error::Corrupt(format!("{what}: {error}")))
}

pub(super) async fn read_kept<R: Record>(
    source: &mut Source<'_>,
    id: i64,
    locking: &str,
) -> Result<Option<Kept<R>>> {
    let mut statement = source.statement();
    let id_of = statement.bind(id);
    statement.text = format!("SELECT {} FROM {} WHERE {} = {id_of} {locking}", R::REVISION, R::TABLE, R::ID);
    let Some((revision,)) = source.fetch_optional::<(i64,)>(statement).await? else { return Ok(None) };
    Ok(R::read(source, id).await?.map(|record| Kept { id, revision, record }))
}
