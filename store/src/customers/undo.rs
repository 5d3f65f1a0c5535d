//! *Desfazer*: the undo of a merge of customers, at any time and in any order.
//!
//! The source and those merged into it get the links that they would have without the merge. Fields
//! of the target that the merge changed return, unless a later merge or an edit changed them again; where
//! the target is part of another customer, also those that it gave that one.
//! Cases that were merged across both customers stay merged: each merge of cases has its own undo.

use domain::customers::{CustomerUndoOutcome, carry_on, relinks, take_back};
use domain::record::{CustomerRecord, FieldChange};
use domain::{AuditAction, AuditObject, CustomerId, Timestamp};
use serde_json::json;

use super::merge::changed;
use super::record::lock_records;
use super::{Customers, refresh_names, save_record};
use crate::audit::NewAuditEntry;
use crate::db::Tx;
use crate::{Error, Result};

/// A line of the ledger: its ID and its changes.
type Line = (i64, String);

impl Customers<'_> {
    /// Undoes the merge of a customer. `None` for agents, and if it does not exist or its family is
    /// out of scope.
    pub async fn undo_merge(
        &self,
        source: CustomerId,
        now: Timestamp,
    ) -> Result<Option<CustomerUndoOutcome>> {
        match self.undo_now(source, now).await {
            Err(error) if error.is_transaction_conflict() => Ok(Some(CustomerUndoOutcome::Conflict)),
            outcome => outcome,
        }
    }

    async fn undo_now(&self, source: CustomerId, now: Timestamp) -> Result<Option<CustomerUndoOutcome>> {
        if !self.may_merge() {
            return Ok(None);
        }
        let mut tx = Tx::begin(self.db()).await?;
        let Some(survivor) = self.survivor_of(&mut tx, source).await? else { return Ok(None) };
        self.lock(&mut tx, &[survivor]).await?;
        match self.survivor_of(&mut tx, source).await? {
            None => return Ok(None),
            Some(same) if same == source => return Ok(Some(CustomerUndoOutcome::NotMerged)),
            // It was merged elsewhere before the lock was taken.
            Some(other) if other != survivor => return Ok(Some(CustomerUndoOutcome::Conflict)),
            Some(_) => {}
        }
        let before = self.links(&mut tx, &[survivor]).await?;
        let mut links = before.clone();
        let Some(target) = links.remove(source) else { return Ok(Some(CustomerUndoOutcome::NotMerged)) };
        for relink in relinks(&before, &links, source) {
            if !self.relink(&mut tx, relink).await? {
                return Ok(Some(CustomerUndoOutcome::Conflict));
            }
        }
        let Some(changes) = self.end_merge(&mut tx, source, now).await? else {
            return Ok(Some(CustomerUndoOutcome::Conflict));
        };
        let mut touched = vec![source, survivor];
        let mut entries = vec![
            NewAuditEntry::new(
                AuditAction::Unmerged,
                AuditObject::Customer,
                source,
                format!("{source} ← {survivor}"),
            )
            .before(&json!({ "part_of": survivor }))
            .after(&json!({})),
        ];
        let undone = read(&changes.1)?;
        let mut step = self
            .rewrite_target(&mut tx, (target, changes.0), |later, record| take_back(&undone, later, record))
            .await?;
        let mut changed_customer = target;
        while let Some((own, record)) = step.take() {
            save_record(&mut tx, changed_customer, &record, now).await?;
            touched.retain(|customer| *customer != changed_customer);
            entries.push(changed(changed_customer, &own, &record));
            // Up the chain, as long as something changes.
            let Some((above, line, stored)) = self.merge_of(&mut tx, changed_customer).await? else { break };
            let mut taken = read(&stored)?;
            let changes = own.changes(&record);
            step = self
                .rewrite_target(&mut tx, (above, line), |later, record| {
                    carry_on(&changes, &mut taken, later, record)
                })
                .await?;
            self.rewrite(&mut tx, (line, &stored), &taken).await?;
            changed_customer = above;
        }
        self.touch(&mut tx, &touched, now).await?;
        refresh_names(&mut tx, survivor).await?;
        refresh_names(&mut tx, source).await?;
        tx.commit_with_audit(&self.actor(), entries, now).await?;
        Ok(Some(CustomerUndoOutcome::Undone))
    }

    /// The survivor of a customer, if its family is in scope.
    async fn survivor_of(&self, tx: &mut Tx, customer: CustomerId) -> Result<Option<CustomerId>> {
        Ok(self.survivors(tx, &[customer]).await?.pop().map(|(_, survivor)| survivor))
    }

    /// Marks the line of a source as undone; returns it if it was in force.
    async fn end_merge(&self, tx: &mut Tx, source: CustomerId, now: Timestamp) -> Result<Option<Line>> {
        let mut line = self.statement();
        let (at, by, of) = (line.bind(now), line.bind(self.account()), line.bind(source));
        line.text = format!(
            "UPDATE customer_merge SET undone_at = {at}, undone_by = {by} \
             WHERE source_id = {of} AND undone_at IS NULL RETURNING id, changes"
        );
        tx.fetch_optional(line).await
    }

    /// The later merges in force into the same target, in their order.
    async fn later_changes(&self, tx: &mut Tx, target: CustomerId, line: i64) -> Result<Vec<Line>> {
        let mut statement = self.statement();
        let (target, line) = (statement.bind(target), statement.bind(line));
        statement.text = format!(
            "SELECT m.id, m.changes FROM customer_merge AS m \
             WHERE m.target_id = {target} AND m.id > {line} AND m.undone_at IS NULL ORDER BY m.id"
        );
        tx.fetch_all(statement).await
    }

    /// Changes the record of a target, and what the merges into it after a line say that they replaced.
    /// Returns the record before and after, if it is another one.
    async fn rewrite_target(
        &self,
        tx: &mut Tx,
        (target, line): (CustomerId, i64),
        change: impl FnOnce(&mut [Vec<FieldChange>], &CustomerRecord) -> CustomerRecord,
    ) -> Result<Option<(CustomerRecord, CustomerRecord)>> {
        let Some(row) = lock_records(tx, &[target]).await?.pop() else { return Ok(None) };
        let own = row.record();
        let lines = self.later_changes(tx, target, line).await?;
        let mut later: Vec<Vec<FieldChange>> =
            lines.iter().map(|(_, changes)| read(changes)).collect::<Result<_>>()?;
        let record = change(&mut later, &own);
        for ((line, stored), changes) in lines.iter().zip(&later) {
            self.rewrite(tx, (*line, stored), changes).await?;
        }
        Ok((record != own).then_some((own, record)))
    }

    /// The merge in force of a customer: into which one, the line and its changes.
    async fn merge_of(&self, tx: &mut Tx, source: CustomerId) -> Result<Option<(CustomerId, i64, String)>> {
        let mut statement = self.statement();
        let source = statement.bind(source);
        statement.text = format!(
            "SELECT m.target_id, m.id, m.changes FROM customer_merge AS m \
             WHERE m.source_id = {source} AND m.undone_at IS NULL"
        );
        tx.fetch_optional(statement).await
    }

    /// Writes the changes of a line of the ledger, if they are not those that it has.
    async fn rewrite(&self, tx: &mut Tx, (line, stored): (i64, &str), changes: &[FieldChange]) -> Result<()> {
        let changes = json!(changes).to_string();
        if changes == stored {
            return Ok(());
        }
        let mut update = self.statement();
        let (changes, line) = (update.bind(changes), update.bind(line));
        update.update("customer_merge", [("changes", changes)]).push(&format!("WHERE id = {line}"));
        tx.execute(update).await?;
        Ok(())
    }
}

fn read(changes: &str) -> Result<Vec<FieldChange>> {
    serde_json::from_str(changes).map_err(|error| Error::Corrupt(format!("changes of a merge: {error}")))
}
