//! Setting records up and changing them: one transaction for the record, what follows from it and
//! what is written down of it.

use domain::{AuditAction, FieldErrors, Problem};

use super::Settings;
use super::record::{Change, Kept, Record, Source, read_kept};
use crate::audit::Act;
use crate::db::{Statement, Tx};
use crate::{Error, Result};

impl Settings<'_> {
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
        secrets: impl FnOnce(&mut Statement) -> Vec<(&'static str, String)>,
        now: i64,
    ) -> Result<i64> {
        let record = record.tidied();
        record.check()?;
        let mut tx = Tx::begin(self.scoped().db()).await?;
        let mut source = Source::within(self.scoped(), &mut tx, now);
        wait_for_others::<R>(&mut source).await?;
        R::hold(&mut source, None, Some(&record)).await?;
        record.object(&mut source, None, None).await?.into_result()?;
        let mut insert = source.statement();
        let mut columns = record.columns(&mut insert);
        columns.extend(R::first_columns(&mut insert, now));
        columns.extend(secrets(&mut insert));
        insert.insert(R::TABLE, columns).push("RETURNING id");
        let made: Option<(i64,)> = source.fetch_optional(insert).await.map_err(taken::<R>)?;
        let (id,) = made.ok_or_else(|| Error::Corrupt(format!("no number for a new row of {}", R::TABLE)))?;
        record.settle(&mut source, id, None).await?;
        let mut acts = vec![Act::new(AuditAction::Created, R::OBJECT, id, record.label()).after(&record)];
        acts.extend(source.into_acts());
        tx.commit_with(&self.scoped().author(), acts, now).await?;
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
        let mut tx = Tx::begin(self.scoped().db()).await?;
        let mut source = Source::within(self.scoped(), &mut tx, now);
        wait_for_others::<R>(&mut source).await?;
        R::hold(&mut source, Some(id), wanted).await?;
        let became = write_one(&mut source, id, revision, make).await?;
        if matches!(became, Some(Change::Saved)) {
            let renumbers = source.renumbers();
            let acts = source.into_acts();
            tx.commit_with(&self.scoped().author(), acts, now).await?;
            if renumbers && !self.scoped().is_machine() {
                self.scoped().store.renumber_in_background();
            }
        }
        Ok(became)
    }

    /// Changes several records of a kind, all of them or none; each with the revision that the person
    /// read.
    ///
    /// # Errors
    /// [`Error::Invalid`] where fields are bad; where the database fails.
    pub async fn change_all<R: Record>(
        &self,
        mut wanted: Vec<(i64, i64, R)>,
        now: i64,
    ) -> Result<ChangeAll<R>> {
        let mut tx = Tx::begin(self.scoped().db()).await?;
        let mut source = Source::within(self.scoped(), &mut tx, now);
        wait_for_others::<R>(&mut source).await?;
        let (mut saved, mut conflicts) = (0, Vec::new());
        // In one order, so that two who change the same records never wait for each other.
        wanted.sort_by_key(|(id, ..)| *id);
        for (id, revision, record) in wanted {
            let record = record.tidied();
            record.check()?;
            R::hold(&mut source, Some(id), Some(&record)).await?;
            match write_one(&mut source, id, Some(revision), |_| record).await? {
                None => return Ok(ChangeAll::Gone),
                Some(Change::Conflict(kept)) => conflicts.push(kept),
                Some(Change::Saved) => saved += 1,
                Some(Change::Unchanged) => {}
            }
        }
        if !conflicts.is_empty() {
            return Ok(ChangeAll::Conflict(conflicts));
        }
        let acts = source.into_acts();
        tx.commit_with(&self.scoped().author(), acts, now).await?;
        Ok(ChangeAll::Saved(saved))
    }
}

/// What became of a change of several records.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ChangeAll<R> {
    /// So many of them said something else before.
    Saved(usize),
    /// Nothing was saved: somebody has changed these since they were read.
    Conflict(Vec<Kept<R>>),
    /// Nothing was saved: one of them is not there.
    Gone,
}

/// Writes one record within a transaction, with what is written down of it. `None` where there is none.
async fn write_one<R: Record>(
    source: &mut Source<'_>,
    id: i64,
    revision: Option<i64>,
    make: impl FnOnce(R) -> R,
) -> Result<Option<Change<R>>> {
    let locking = source.db().engine().for_no_key_update(R::TABLE);
    let Some(before) = read_kept::<R>(source, id, &locking).await? else { return Ok(None) };
    let record = make(before.record.clone());
    if record == before.record {
        return Ok(Some(Change::Unchanged));
    }
    if revision.is_some_and(|revision| revision != before.revision) {
        return Ok(Some(Change::Conflict(before)));
    }
    let before = before.record;
    record.object(source, Some(id), Some(&before)).await?.into_result()?;
    let mut update = source.statement();
    let sets = record.columns(&mut update).into_iter().map(|(name, value)| format!("{name} = {value}"));
    let sets: Vec<String> = sets.collect();
    let id_of = update.bind(id);
    update.text = format!(
        "UPDATE {} SET {}, {revision} = {revision} + 1 WHERE {} = {id_of}",
        R::TABLE,
        sets.join(", "),
        R::ID,
        revision = R::REVISION,
    );
    source.execute(update).await.map_err(taken::<R>)?;
    let act = Act::new(done(&before, &record), R::OBJECT, id, record.label());
    source.note(act.before(&before).after(&record));
    record.settle(source, id, Some(&before)).await?;
    Ok(Some(Change::Saved))
}

/// Waits until nobody else writes records of the kind, where that matters.
async fn wait_for_others<R: Record>(source: &mut Source<'_>) -> Result<()> {
    let Some(text) = R::ALONE.then(|| source.db().engine().lock_table(R::TABLE)).flatten() else {
        return Ok(());
    };
    let mut statement = source.statement();
    statement.text = text;
    source.execute(statement).await?;
    Ok(())
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
