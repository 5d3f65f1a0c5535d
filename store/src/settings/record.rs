//! What all kinds of records that administrators keep have in common: listing, reading, creating and
//! changing them.

use std::future::Future;

use domain::paging::Page;
use domain::{AuditAction, AuditObject, FieldErrors, Problem};
use serde::Serialize;

use super::Settings;
pub(super) use super::source::Source;
use crate::audit::Act;
use crate::scoped::{Statement, Tx};
use crate::{Error, Result};

/// A kind of record that administrators keep, as it stands in the tables.
pub trait Record: Clone + PartialEq + Serialize + Send + Sync + 'static {
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

    /// In the form in which it is kept.
    #[must_use]
    fn tidied(self) -> Self;

    /// Whether it may be kept like this.
    ///
    /// # Errors
    /// Every bad field.
    fn check(&self) -> std::result::Result<(), FieldErrors>;

    /// What it is called.
    fn label(&self) -> String;

    /// Whether it is in use.
    fn active(&self) -> bool;

    /// The same, in use or not.
    #[must_use]
    fn with_active(self, active: bool) -> Self;

    /// Reads one; `None` where there is none.
    fn read(source: &mut Source<'_>, id: i64) -> impl Future<Output = Result<Option<Self>>> + Send;

    /// Its columns with the placeholders of their values.
    fn columns(&self, statement: &mut Statement<'_>) -> Vec<(&'static str, String)>;

    /// The columns that are written when it is set up and never again.
    fn first_columns(statement: &mut Statement<'_>, now: i64) -> Vec<(&'static str, String)> {
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
        let all: Vec<(i64, String, bool)> = statement.all().await?;
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
        let all: Vec<(i64, String, bool)> = statement.all().await?;
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

    /// Sets a record up; its number.
    ///
    /// # Errors
    /// [`Error::Invalid`] where fields are bad; where the database fails.
    pub async fn create<R: Record>(&self, record: R, now: i64) -> Result<i64> {
        self.create_with(record, |_| Vec::new(), now).await
    }

    /// Sets a record up whose row has columns that it does not tell, like a secret.
    pub(crate) async fn create_with<R: Record>(
        &self,
        record: R,
        secrets: impl FnOnce(&mut Statement<'_>) -> Vec<(&'static str, String)>,
        now: i64,
    ) -> Result<i64> {
        let record = record.tidied();
        record.check()?;
        let mut tx = Tx::begin(self.0.db()).await?;
        let mut source = Source::within(&self.0, &mut tx, now);
        wait_for_others::<R>(&mut source).await?;
        R::hold(&mut source, None, Some(&record)).await?;
        record.object(&mut source, None, None).await?.into_result()?;
        let mut insert = source.statement();
        let mut columns = record.columns(&mut insert);
        columns.extend(R::first_columns(&mut insert, now));
        columns.extend(secrets(&mut insert));
        let (names, values): (Vec<_>, Vec<_>) = columns.into_iter().unzip();
        insert.text = format!(
            "INSERT INTO {} ({}) VALUES ({}) RETURNING id",
            R::TABLE,
            names.join(", "),
            values.join(", ")
        );
        let made: Option<(i64,)> = source.optional(insert).await.map_err(taken::<R>)?;
        let (id,) = made.ok_or_else(|| Error::Corrupt(format!("no number for a new row of {}", R::TABLE)))?;
        record.settle(&mut source, id, None).await?;
        let mut acts = vec![Act::new(AuditAction::Created, R::OBJECT, id, record.label()).after(&record)];
        acts.extend(source.into_acts());
        tx.commit_with(&self.0.author(), acts, now).await?;
        Ok(id)
    }

    /// Changes a record; `revision` is that of the record the person read. `None` where there is
    /// none.
    ///
    /// # Errors
    /// [`Error::Invalid`] where fields are bad; where the database fails.
    pub async fn change<R: Record>(
        &self,
        id: i64,
        revision: i64,
        record: R,
        now: i64,
    ) -> Result<Option<Change<R>>> {
        let record = record.tidied();
        record.check()?;
        let held = Some(record.clone());
        self.write(id, Some(revision), held.as_ref(), |_| record, now).await
    }

    /// Takes a record into use or out of it. `None` where there is none.
    ///
    /// # Errors
    /// [`Error::Invalid`] where it cannot be; where the database fails.
    pub async fn set_active<R: Record>(&self, id: i64, active: bool, now: i64) -> Result<Option<Change<R>>> {
        self.write(id, None, None, |record: R| record.with_active(active), now).await
    }

    async fn write<R: Record>(
        &self,
        id: i64,
        revision: Option<i64>,
        wanted: Option<&R>,
        make: impl FnOnce(R) -> R,
        now: i64,
    ) -> Result<Option<Change<R>>> {
        let mut tx = Tx::begin(self.0.db()).await?;
        let mut source = Source::within(&self.0, &mut tx, now);
        wait_for_others::<R>(&mut source).await?;
        R::hold(&mut source, Some(id), wanted).await?;
        let locking = self.0.db().holding(R::TABLE);
        let Some(before) = read_kept::<R>(&mut source, id, &locking).await? else { return Ok(None) };
        let record = make(before.record.clone());
        if record == before.record {
            return Ok(Some(Change::Unchanged));
        }
        if revision.is_some_and(|revision| revision != before.revision) {
            return Ok(Some(Change::Conflict(before)));
        }
        let before = before.record;
        record.object(&mut source, Some(id), Some(&before)).await?.into_result()?;
        let mut update = source.statement();
        let sets: Vec<String> = record
            .columns(&mut update)
            .into_iter()
            .map(|(name, value)| format!("{name} = {value}"))
            .collect();
        let id_of = update.int(id);
        update.text = format!(
            "UPDATE {} SET {}, {revision} = {revision} + 1 WHERE {} = {id_of}",
            R::TABLE,
            sets.join(", "),
            R::ID,
            revision = R::REVISION,
        );
        source.run(update).await.map_err(taken::<R>)?;
        record.settle(&mut source, id, Some(&before)).await?;
        let act = Act::new(done(&before, &record), R::OBJECT, id, record.label());
        let mut acts = vec![act.before(&before).after(&record)];
        acts.extend(source.into_acts());
        tx.commit_with(&self.0.author(), acts, now).await?;
        Ok(Some(Change::Saved))
    }
}

/// Waits until nobody else writes records of the kind, where that matters.
async fn wait_for_others<R: Record>(source: &mut Source<'_>) -> Result<()> {
    let Some(text) = R::ALONE.then(|| source.db().writing_alone(R::TABLE)).flatten() else { return Ok(()) };
    let mut statement = source.statement();
    statement.text = text;
    source.run(statement).await?;
    Ok(())
}

/// A value as JSON, for a column.
pub(super) fn json(value: &impl Serialize) -> String {
    serde_json::to_string(value).unwrap_or_else(|_| "null".to_owned())
}

/// What a column says in JSON.
pub(super) fn stored<T: serde::de::DeserializeOwned>(what: &str, text: &str) -> Result<T> {
    serde_json::from_str(text).map_err(|error| Error::Corrupt(format!("{what}: {error}")))
}

async fn read_kept<R: Record>(source: &mut Source<'_>, id: i64, locking: &str) -> Result<Option<Kept<R>>> {
    let mut statement = source.statement();
    let id_of = statement.int(id);
    statement.text = format!("SELECT {} FROM {} WHERE {} = {id_of} {locking}", R::REVISION, R::TABLE, R::ID);
    let Some((revision,)) = source.optional::<(i64,)>(statement).await? else { return Ok(None) };
    Ok(R::read(source, id).await?.map(|record| Kept { id, revision, record }))
}

/// What a change amounts to: taking into use or out of it, where nothing else was changed.
fn done<R: Record>(before: &R, after: &R) -> AuditAction {
    if before.clone().with_active(after.active()) != *after {
        AuditAction::Changed
    } else if after.active() {
        AuditAction::Activated
    } else {
        R::WITHDRAWN
    }
}

/// The refusal of a name that another record has.
fn taken<R: Record>(error: Error) -> Error {
    match &error {
        Error::Database(sqlx::Error::Database(refused)) if refused.is_unique_violation() => {
            let mut errors = FieldErrors::default();
            errors.add(R::UNIQUE, Problem::Taken);
            Error::Invalid(errors)
        }
        _ => error,
    }
}
