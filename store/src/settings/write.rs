//! Creates and changes records: one transaction for record, effects and audit entries.

use domain::{AuditAction, FieldErrors, Problem, Revision, Timestamp};

use super::Settings;
use super::record::{Change, Executor, Record, Versioned, read_versioned};
use crate::audit::NewAuditEntry;
use crate::db::{Statement, Tx};
use crate::{Error, Result};

impl Settings<'_> {
    /// Creates a record.
    pub async fn create<R: Record>(&self, record: R, now: Timestamp) -> Result<CreateOutcome<R::Id>> {
        self.create_with(record, |_| Vec::new(), now).await
    }

    /// Creates a record with additional columns that are not part of it, such as a password hash.
    pub(crate) async fn create_with<R: Record>(
        &self,
        record: R,
        secrets: impl FnOnce(&mut Statement) -> Vec<(&'static str, String)>,
        now: Timestamp,
    ) -> Result<CreateOutcome<R::Id>> {
        let record = record.tidied();
        if let Err(errors) = record.check() {
            return Ok(CreateOutcome::Invalid(errors));
        }
        let mut tx = Tx::begin(self.scoped().db()).await?;
        let mut executor = Executor::within(self.scoped(), &mut tx, now);
        lock_table_if_exclusive::<R>(&mut executor).await?;
        R::lock_related(&mut executor, None, Some(&record)).await?;
        if let Err(errors) = record.check_in_database(&mut executor, None, None).await?.into_result() {
            return Ok(CreateOutcome::Invalid(errors));
        }
        let mut insert = executor.statement();
        let mut columns = record.columns(&mut insert);
        columns.extend(R::insert_columns(&mut insert, now));
        columns.extend(secrets(&mut insert));
        insert.insert(R::TABLE, columns).push("RETURNING id");
        let inserted: Option<(R::Id,)> = match unless_taken::<R, _>(executor.fetch_optional(insert).await)? {
            Ok(inserted) => inserted,
            Err(errors) => return Ok(CreateOutcome::Invalid(errors)),
        };
        let (id,) =
            inserted.ok_or_else(|| Error::Corrupt(format!("no number for a new row of {}", R::TABLE)))?;
        record.apply_effects(&mut executor, id, None).await?;
        let mut entries =
            vec![NewAuditEntry::new(AuditAction::Created, R::OBJECT, id, record.label()).after(&record)];
        entries.extend(executor.into_audit_entries());
        tx.commit_with_audit(&self.scoped().actor(), entries, now).await?;
        Ok(CreateOutcome::Created(id))
    }

    /// Changes a record of the `revision` that the user has read. `None` if it does not exist.
    pub async fn change<R: Record>(
        &self,
        id: R::Id,
        revision: Revision,
        record: R,
        now: Timestamp,
    ) -> Result<Option<Change<R>>> {
        let record = record.tidied();
        if let Err(errors) = record.check() {
            return Ok(Some(Change::Invalid(errors)));
        }
        let wanted = Some(record.clone());
        self.write(id, Some(revision), wanted.as_ref(), |_| record, now).await
    }

    /// Changes the current revision of a record, retrying on edit conflicts: the outcome is never
    /// [`Change::Conflict`]. `None` if the record does not exist.
    pub(crate) async fn amend<R: Record>(
        &self,
        id: R::Id,
        change: impl Fn(&mut R),
        now: Timestamp,
    ) -> Result<Option<Change<R>>> {
        loop {
            let Some(mut kept) = self.get::<R>(id).await? else { return Ok(None) };
            change(&mut kept.record);
            let changed = self.change(id, kept.revision, kept.record, now).await?;
            if !matches!(changed, Some(Change::Conflict(_))) {
                return Ok(changed);
            }
        }
    }

    /// Activates or deactivates a record. `None` if it does not exist.
    pub async fn set_active<R: Record>(
        &self,
        id: R::Id,
        active: bool,
        now: Timestamp,
    ) -> Result<Option<Change<R>>> {
        self.write(id, None, None, |record: R| record.with_active(active), now).await
    }

    async fn write<R: Record>(
        &self,
        id: R::Id,
        revision: Option<Revision>,
        wanted: Option<&R>,
        make: impl FnOnce(R) -> R,
        now: Timestamp,
    ) -> Result<Option<Change<R>>> {
        let mut tx = Tx::begin(self.scoped().db()).await?;
        let mut executor = Executor::within(self.scoped(), &mut tx, now);
        lock_table_if_exclusive::<R>(&mut executor).await?;
        R::lock_related(&mut executor, Some(id), wanted).await?;
        let outcome = write_one(&mut executor, id, revision, make).await?;
        if matches!(outcome, Some(Change::Saved)) {
            let renumbers = executor.renumbers();
            let entries = executor.into_audit_entries();
            tx.commit_with_audit(&self.scoped().actor(), entries, now).await?;
            if renumbers && !self.scoped().is_cli() {
                self.scoped().store.renumber_in_background();
            }
        }
        Ok(outcome)
    }

    /// Changes several records, all or none; each has its ID and the revision the user has read.
    pub async fn change_all<R: Record>(
        &self,
        mut wanted: Vec<(R::Id, Revision, R)>,
        now: Timestamp,
    ) -> Result<ChangeAll<R>> {
        let mut tx = Tx::begin(self.scoped().db()).await?;
        let mut executor = Executor::within(self.scoped(), &mut tx, now);
        lock_table_if_exclusive::<R>(&mut executor).await?;
        let (mut saved, mut conflicts) = (0, Vec::new());
        // Sorted, so that concurrent changes lock rows in the same order.
        wanted.sort_by_key(|(id, ..)| *id);
        for (id, revision, record) in wanted {
            let record = record.tidied();
            if let Err(errors) = record.check() {
                return Ok(ChangeAll::Invalid(errors));
            }
            R::lock_related(&mut executor, Some(id), Some(&record)).await?;
            match write_one(&mut executor, id, Some(revision), |_| record).await? {
                None => return Ok(ChangeAll::Gone),
                Some(Change::Invalid(errors)) => return Ok(ChangeAll::Invalid(errors)),
                Some(Change::Conflict(kept)) => conflicts.push(kept),
                Some(Change::Saved) => saved += 1,
                Some(Change::Unchanged) => {}
            }
        }
        if !conflicts.is_empty() {
            return Ok(ChangeAll::Conflict(conflicts));
        }
        let entries = executor.into_audit_entries();
        tx.commit_with_audit(&self.scoped().actor(), entries, now).await?;
        Ok(ChangeAll::Saved(saved))
    }
}

/// The outcome of creating a record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CreateOutcome<Id> {
    /// The record was created; what is known of it only now, such as its ID.
    Created(Id),
    /// Fields are invalid; nothing was written.
    Invalid(FieldErrors),
}

impl<Id> CreateOutcome<Id> {
    /// The new record, if it was created.
    pub fn created(self) -> Option<Id> {
        if let Self::Created(id) = self { Some(id) } else { None }
    }

    /// The outcome with something else about the new record.
    pub fn map<T>(self, of: impl FnOnce(Id) -> T) -> CreateOutcome<T> {
        match self {
            Self::Created(id) => CreateOutcome::Created(of(id)),
            Self::Invalid(errors) => CreateOutcome::Invalid(errors),
        }
    }
}

/// The outcome of a change of several records.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ChangeAll<R: Record> {
    /// Saved; the number of records that differed.
    Saved(usize),
    /// Nothing was saved: these records were changed since they were read.
    Conflict(Vec<Versioned<R>>),
    /// Nothing was saved: one of the records does not exist.
    Gone,
    /// Nothing was saved: fields of one of the records are invalid.
    Invalid(FieldErrors),
}

/// Writes one record in a transaction, with its audit entry. `None` if it does not exist.
async fn write_one<R: Record>(
    executor: &mut Executor<'_>,
    id: R::Id,
    revision: Option<Revision>,
    make: impl FnOnce(R) -> R,
) -> Result<Option<Change<R>>> {
    let locking = executor.db().engine().for_no_key_update(R::TABLE);
    let Some(before) = read_versioned::<R>(executor, id, &locking).await? else { return Ok(None) };
    let record = make(before.record.clone());
    if record == before.record {
        return Ok(Some(Change::Unchanged));
    }
    if revision.is_some_and(|revision| revision != before.revision) {
        return Ok(Some(Change::Conflict(before)));
    }
    let before = before.record;
    if let Err(errors) = record.check_in_database(executor, Some(id), Some(&before)).await?.into_result() {
        return Ok(Some(Change::Invalid(errors)));
    }
    let mut update = executor.statement();
    let sets = record.columns(&mut update).into_iter().map(|(name, value)| format!("{name} = {value}"));
    let sets: Vec<String> = sets.collect();
    let id_of = update.bind(id.into());
    update.text = format!(
        "UPDATE {} SET {}, {revision} = {revision} + 1 WHERE {} = {id_of}",
        R::TABLE,
        sets.join(", "),
        R::ID,
        revision = R::REVISION,
    );
    if let Err(errors) = unless_taken::<R, _>(executor.execute(update).await)? {
        return Ok(Some(Change::Invalid(errors)));
    }
    let entry = NewAuditEntry::new(audit_action(&before, &record), R::OBJECT, id, record.label());
    executor.audit(entry.before(&before).after(&record));
    record.apply_effects(executor, id, Some(&before)).await?;
    Ok(Some(Change::Saved))
}

/// Locks the table against concurrent writes if the kind is [`Record::EXCLUSIVE`].
async fn lock_table_if_exclusive<R: Record>(executor: &mut Executor<'_>) -> Result<()> {
    let Some(text) = R::EXCLUSIVE.then(|| executor.db().engine().lock_table(R::TABLE)).flatten() else {
        return Ok(());
    };
    let mut statement = executor.statement();
    statement.text = text;
    executor.execute(statement).await?;
    Ok(())
}

/// The audit action of a change: (de)activation if nothing else was changed.
fn audit_action<R: Record>(before: &R, after: &R) -> AuditAction {
    if before.clone().with_active(after.active()) != *after {
        AuditAction::Changed
    } else if after.active() {
        AuditAction::Activated
    } else {
        R::DEACTIVATION
    }
}

/// The answer to a write, or a field error if it violated the unique constraint. The transaction of
/// a violation cannot be continued.
fn unless_taken<R: Record, T>(written: Result<T>) -> Result<std::result::Result<T, FieldErrors>> {
    match written {
        Ok(answer) => Ok(Ok(answer)),
        Err(error) if error.is_unique_violation() => {
            let mut errors = FieldErrors::default();
            errors.add(R::UNIQUE, Problem::Taken);
            Ok(Err(errors))
        }
        Err(error) => Err(error),
    }
}
