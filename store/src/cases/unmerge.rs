//! *Desfazer unificação*: taking a merge back, whenever and in whatever order.
//!
//! The ledger says what the source was before; its status and links become that again, and what had
//! been folded into it follows it. What arrived after the merge stays with the survivor.

use domain::{AuditAction, AuditObject, CaseId, CaseStatus, TimelineAction};
use serde_json::json;

use super::NewEvent;
use crate::Result;
use crate::audit::Act;
use crate::db::Tx;
use crate::scoped::Scoped;

/// What became of an undo.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UndoOutcome {
    /// It is done.
    Undone {
        /// Where the case showed until now.
        survivor: CaseId,
        /// The status that the case has again.
        restored: CaseStatus,
    },
    /// The case is not merged (any more); nothing was written.
    NotMerged,
    /// Somebody else changed these cases at the same instant; nothing was written.
    Conflict,
}

/// A merge that can be undone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MergeInForce {
    /// The case that was folded.
    pub source: CaseId,
    /// The case it was folded into; with `source` and `merged_at` it tells which event
    /// [`TimelineAction::Merged`] of whose timeline this is.
    pub target: CaseId,
    /// When.
    pub merged_at: i64,
}

impl Scoped<'_> {
    /// Takes the merge of a case back, for whoever has the survivor in scope, open or closed.
    /// `None` where there is no such case, or it is out of scope.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn undo_merge(&self, source: CaseId, now: i64) -> Result<Option<UndoOutcome>> {
        match self.undo_now(source, now).await {
            Err(error) if error.is_transaction_conflict() => Ok(Some(UndoOutcome::Conflict)),
            outcome => outcome,
        }
    }

    async fn undo_now(&self, source: CaseId, now: i64) -> Result<Option<UndoOutcome>> {
        let mut tx = Tx::begin(self.db()).await?;
        let Some(survivor) = self.survivor(&mut tx, source).await? else { return Ok(None) };
        self.hold(&mut tx, &[survivor]).await?;
        let standings = self.standings(&mut tx, &[source]).await?;
        let Some(folded) = standings.into_iter().next().filter(|case| case.in_scope) else { return Ok(None) };
        match folded.merged_into {
            None => return Ok(Some(UndoOutcome::NotMerged)),
            // It was folded elsewhere between the two looks.
            Some(now_in) if now_in != survivor => return Ok(Some(UndoOutcome::Conflict)),
            Some(_) => {}
        }
        let mut ledger = self.ledger(&mut tx, &[survivor]).await?;
        let Ok(changes) = ledger.undo(source) else { return Ok(Some(UndoOutcome::NotMerged)) };
        let Some(restored) = changes.first().map(|change| change.after.status) else {
            return Ok(Some(UndoOutcome::NotMerged));
        };
        for change in changes {
            if !self.carry_out(&mut tx, change).await? {
                return Ok(Some(UndoOutcome::Conflict));
            }
        }
        if !self.record_undo(&mut tx, source, now).await? {
            return Ok(Some(UndoOutcome::Conflict));
        }
        let lost = NewEvent::of(survivor, TimelineAction::Unmerged, now).about(source);
        self.note(&mut tx, lost).await?;
        let freed = NewEvent::of(source, TimelineAction::UnmergedFrom, now).about(survivor);
        self.note(&mut tx, freed.leading_to(restored)).await?;
        self.wake_clocks(&mut tx, source, restored, now).await?;
        self.touch(&mut tx, &[source, survivor], now).await?;
        let label = format!("#{source} ← #{survivor}");
        let act = Act::new(AuditAction::Unmerged, AuditObject::Case, source, label)
            .before(&json!({ "status": CaseStatus::Merged, "merged_into": survivor }))
            .after(&json!({ "status": restored }));
        tx.commit_with(&self.author(), vec![act], now).await?;
        Ok(Some(UndoOutcome::Undone { survivor, restored }))
    }

    /// Where a case leads at this moment; nobody is kept from changing it.
    async fn survivor(&self, tx: &mut Tx, case: CaseId) -> Result<Option<CaseId>> {
        let mut statement = self.statement();
        let id = statement.bind(case.0);
        statement.text =
            format!("SELECT coalesce(s.merged_into, s.id) FROM service_case AS s WHERE s.id = {id}");
        Ok(tx.fetch_optional::<(i64,)>(statement).await?.map(|(id,)| CaseId(id)))
    }

    /// Closes the line of the ledger: whether it was in force.
    async fn record_undo(&self, tx: &mut Tx, source: CaseId, now: i64) -> Result<bool> {
        let mut line = self.statement();
        let (at, by, of) = (line.bind(now), line.bind(self.principal.user.0), line.bind(source.0));
        line.text = format!(
            "UPDATE case_merge SET undone_at = {at}, undone_by = {by} \
             WHERE source_id = {of} AND undone_at IS NULL"
        );
        Ok(tx.execute(line).await? == 1)
    }

    /// The merges that show in the timeline of this case, a survivor, and can be undone; none where
    /// the case is out of scope.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn merges_in_force(&self, case: CaseId) -> Result<Vec<MergeInForce>> {
        let mut statement = self.statement();
        let id = statement.bind(case.0);
        let scope = self.case_in_scope(&mut statement, case);
        statement.text = format!(
            "SELECT m.source_id, m.target_id, m.merged_at FROM service_case AS folded \
             JOIN case_merge AS m ON m.source_id = folded.id AND m.undone_at IS NULL \
             WHERE folded.merged_into = {id} AND {scope} ORDER BY m.id"
        );
        let rows = self.fetch_all::<(i64, i64, i64)>(statement).await?;
        let in_force = |(source, target, merged_at)| MergeInForce {
            source: CaseId(source),
            target: CaseId(target),
            merged_at,
        };
        Ok(rows.into_iter().map(in_force).collect())
    }
}
