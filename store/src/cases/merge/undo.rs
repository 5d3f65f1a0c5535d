//! *Desfazer unificação*: the undo of a merge, at any time and in any order.
//!
//! Status and links of the source are restored from the ledger, and cases merged into the source
//! follow it. Data that arrived after the merge stays with the survivor.

use domain::cases::{MergeInForce, UndoOutcome};
use domain::{AuditAction, AuditObject, CaseId, CaseStatus, TimelineAction, Timestamp};
use serde_json::json;

use crate::Result;
use crate::audit::NewAuditEntry;
use crate::cases::Cases;
use crate::cases::NewEvent;
use crate::db::Tx;

impl Cases<'_> {
    /// Undoes the merge of a case; the survivor must be in scope and may be closed. `None` if the
    /// case does not exist or is out of scope.
    pub async fn undo_merge(&self, source: CaseId, now: Timestamp) -> Result<Option<UndoOutcome>> {
        match self.undo_now(source, now).await {
            Err(error) if error.is_transaction_conflict() => Ok(Some(UndoOutcome::Conflict)),
            outcome => outcome,
        }
    }

    async fn undo_now(&self, source: CaseId, now: Timestamp) -> Result<Option<UndoOutcome>> {
        let mut tx = Tx::begin(self.db()).await?;
        let Some(survivor) = self.survivor(&mut tx, source).await? else { return Ok(None) };
        self.lock_cases(&mut tx, &[survivor]).await?;
        let merge_cases = self.load_merge_cases(&mut tx, &[source]).await?;
        let Some(merged) = merge_cases.into_iter().next().filter(|case| case.in_scope) else {
            return Ok(None);
        };
        match merged.merged_into {
            None => return Ok(Some(UndoOutcome::NotMerged)),
            // It was merged elsewhere before the lock was taken.
            Some(now_in) if now_in != survivor => return Ok(Some(UndoOutcome::Conflict)),
            Some(_) => {}
        }
        let mut ledger = self.ledger(&mut tx, &[survivor]).await?;
        let Ok(changes) = ledger.undo(source) else { return Ok(Some(UndoOutcome::NotMerged)) };
        let Some(restored) = changes.first().map(|change| change.after.status) else {
            return Ok(Some(UndoOutcome::NotMerged));
        };
        for change in changes {
            if !self.apply(&mut tx, change).await? {
                return Ok(Some(UndoOutcome::Conflict));
            }
        }
        if !self.record_undo(&mut tx, source, now).await? {
            return Ok(Some(UndoOutcome::Conflict));
        }
        let lost = NewEvent::new(survivor, TimelineAction::Unmerged, now).with_other_case(source);
        self.record_event(&mut tx, lost).await?;
        let freed = NewEvent::new(source, TimelineAction::UnmergedFrom, now).with_other_case(survivor);
        self.record_event(&mut tx, freed.with_status(restored)).await?;
        self.resume_clocks(&mut tx, source, restored, now).await?;
        self.touch(&mut tx, &[source, survivor], now).await?;
        let label = format!("#{source} ← #{survivor}");
        let entry = NewAuditEntry::new(AuditAction::Unmerged, AuditObject::Case, source, label)
            .before(&json!({ "status": CaseStatus::Merged, "merged_into": survivor }))
            .after(&json!({ "status": restored }));
        tx.commit_with_audit(&self.actor(), vec![entry], now).await?;
        Ok(Some(UndoOutcome::Undone { survivor, restored }))
    }

    /// The current survivor of a case, without a lock.
    async fn survivor(&self, tx: &mut Tx, case: CaseId) -> Result<Option<CaseId>> {
        let mut statement = self.statement();
        let id = statement.bind(case);
        statement.text =
            format!("SELECT coalesce(s.merged_into, s.id) FROM service_case AS s WHERE s.id = {id}");
        Ok(tx.fetch_optional::<(CaseId,)>(statement).await?.map(|(id,)| id))
    }

    /// Marks the ledger row as undone; returns whether it was in force.
    async fn record_undo(&self, tx: &mut Tx, source: CaseId, now: Timestamp) -> Result<bool> {
        let mut line = self.statement();
        let (at, by, of) = (line.bind(now), line.bind(self.principal.user), line.bind(source));
        line.text = format!(
            "UPDATE case_merge SET undone_at = {at}, undone_by = {by} \
             WHERE source_id = {of} AND undone_at IS NULL"
        );
        Ok(tx.execute(line).await? == 1)
    }

    /// The merges in force in the timeline of a survivor; none if it is out of scope.
    pub async fn merges_in_force(&self, case: CaseId) -> Result<Vec<MergeInForce>> {
        let mut statement = self.statement();
        let id = statement.bind(case);
        let scope = self.case_in_scope(&mut statement, case);
        statement.text = format!(
            "SELECT m.source_id, m.target_id, m.merged_at FROM service_case AS merged \
             JOIN case_merge AS m ON m.source_id = merged.id AND m.undone_at IS NULL \
             WHERE merged.merged_into = {id} AND {scope} ORDER BY m.id"
        );
        let rows = self.fetch_all::<(CaseId, CaseId, Timestamp)>(statement).await?;
        let in_force = |(source, target, merged_at)| MergeInForce { source, target, merged_at };
        Ok(rows.into_iter().map(in_force).collect())
    }
}
