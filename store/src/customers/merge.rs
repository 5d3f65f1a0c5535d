//! *Unir clientes*: one customer becomes part of another, in one transaction.
//!
//! Nothing moves: the source, and those merged into it before, get a link to the survivor, and the
//! ledger keeps what an undo restores.

use domain::customers::{CustomerMerge, CustomerMergeOutcome, joined, relinks};
use domain::record::CustomerRecord;
use domain::{AuditAction, AuditObject, CustomerId, Timestamp};
use serde_json::json;

use super::record::lock_records;
use super::{Customers, refresh_names, save_record};
use crate::Result;
use crate::audit::NewAuditEntry;
use crate::db::Tx;

impl Customers<'_> {
    /// Merges a customer into another. `None` for agents, and if one of them does not exist or is out
    /// of scope.
    pub async fn merge(&self, asked: &CustomerMerge, now: Timestamp) -> Result<Option<CustomerMergeOutcome>> {
        match self.merge_now(asked, now).await {
            Err(error) if error.is_transaction_conflict() => Ok(Some(CustomerMergeOutcome::Conflict)),
            outcome => outcome,
        }
    }

    async fn merge_now(&self, asked: &CustomerMerge, now: Timestamp) -> Result<Option<CustomerMergeOutcome>> {
        let ((survivor, shown_survivor), (source, shown_source)) = (asked.survivor, asked.source);
        if !self.may_merge() {
            return Ok(None);
        }
        if survivor == source {
            return Ok(Some(CustomerMergeOutcome::Conflict));
        }
        let both = [survivor, source];
        let mut tx = Tx::begin(self.db()).await?;
        self.lock(&mut tx, &both).await?;
        if self.survivors(&mut tx, &both).await?.len() < both.len() {
            return Ok(None);
        }
        let before = self.links(&mut tx, &both).await?;
        if before.target(source) == Some(survivor) {
            // A form that was sent twice.
            return Ok(Some(CustomerMergeOutcome::Merged));
        }
        let mut records = lock_records(&mut tx, &both).await?;
        let mut take =
            |id| records.iter().position(|row| row.id == id).map(|place| records.swap_remove(place));
        let (Some(into), Some(from)) = (take(survivor), take(source)) else { return Ok(None) };
        let mut links = before.clone();
        let is_current = [(&into, shown_survivor), (&from, shown_source)]
            .into_iter()
            .all(|(row, shown)| row.merged_into.is_none() && row.revision == shown);
        if !is_current || links.add(source, survivor).is_err() {
            return Ok(Some(CustomerMergeOutcome::Conflict));
        }
        for relink in relinks(&before, &links, source) {
            if !self.relink(&mut tx, relink).await? {
                return Ok(Some(CustomerMergeOutcome::Conflict));
            }
        }
        let (own, other) = (into.record(), from.record());
        let record = joined(&own, &other, &asked.of_source);
        let changes = own.changes(&record);
        self.touch(&mut tx, &[source], now).await?;
        if changes.is_empty() {
            self.touch(&mut tx, &[survivor], now).await?;
        } else {
            save_record(&mut tx, survivor, &record, now).await?;
        }
        self.record_merge(&mut tx, source, survivor, &changes, now).await?;
        refresh_names(&mut tx, survivor).await?;
        let label = format!("{} ({source} → {survivor})", other.name);
        let merged = NewAuditEntry::new(AuditAction::Merged, AuditObject::Customer, source, label.trim());
        let mut entries = vec![merged.before(&json!({})).after(&json!({ "part_of": survivor }))];
        if !changes.is_empty() {
            entries.push(changed(survivor, &own, &record));
        }
        tx.commit_with_audit(&self.actor(), entries, now).await?;
        Ok(Some(CustomerMergeOutcome::Merged))
    }

    async fn record_merge(
        &self,
        tx: &mut Tx,
        source: CustomerId,
        survivor: CustomerId,
        changes: &[domain::record::FieldChange],
        now: Timestamp,
    ) -> Result<()> {
        let mut line = self.statement();
        let values = [
            ("source_id", line.bind(source)),
            ("target_id", line.bind(survivor)),
            ("changes", line.bind(json!(changes).to_string())),
            ("merged_at", line.bind(now)),
            ("merged_by", line.bind(self.account())),
        ];
        line.insert("customer_merge", values);
        tx.execute(line).await?;
        Ok(())
    }

    /// The account of the user; none for commands.
    pub(super) fn account(&self) -> Option<domain::UserId> {
        (!self.is_cli()).then_some(self.principal.user)
    }
}

/// The entry of a change of the record.
pub(super) fn changed(id: CustomerId, before: &CustomerRecord, after: &CustomerRecord) -> NewAuditEntry {
    NewAuditEntry::new(AuditAction::Changed, AuditObject::Customer, id, &after.name)
        .before(before)
        .after(after)
}
