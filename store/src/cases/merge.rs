//! *Unificar Atendimentos*: folding cases into another, in one transaction.
//!
//! The rule is `domain::merge`; it is asked again here, about what stands there while nobody else
//! may change it. Nothing moves: the source gets the status `Merged` and the link to its survivor,
//! what was folded into it before leads there as well, and the ledger keeps what an undo restores.

use domain::merge::{MergeCase, MergeRefusal, TargetRefusal, may_receive, selection};
use domain::{AuditAction, AuditObject, CaseId, CaseStatus, TimelineAction};
use serde_json::json;

use super::NewEvent;
use super::folding::absent;
use crate::Result;
use crate::audit::Act;
use crate::db::Tx;
use crate::scoped::Scoped;

/// What became of a merge.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MergeOutcome {
    /// It is done.
    Merged,
    /// The target cannot receive cases; nothing was written.
    Target(TargetRefusal),
    /// These sources cannot be merged, each with its reason; nothing was written. A source that
    /// does not exist answers like one that is out of scope.
    Refused(Vec<(CaseId, MergeRefusal)>),
    /// Somebody else changed these cases at the same instant; nothing was written.
    Conflict,
}

impl Scoped<'_> {
    /// Folds cases into the target: all of them or none. `None` where there is no such target, or
    /// it is out of scope.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn merge(&self, target: CaseId, sources: &[CaseId], now: i64) -> Result<Option<MergeOutcome>> {
        match self.merge_now(target, sources, now).await {
            Err(error) if error.is_transaction_conflict() => Ok(Some(MergeOutcome::Conflict)),
            outcome => outcome,
        }
    }

    async fn merge_now(&self, target: CaseId, sources: &[CaseId], now: i64) -> Result<Option<MergeOutcome>> {
        let named: Vec<CaseId> = std::iter::once(target).chain(sources.iter().copied()).collect();
        let mut tx = Tx::begin(self.db()).await?;
        self.hold(&mut tx, &named).await?;
        let standings = self.standings(&mut tx, &named).await?;
        let standing = |id| standings.iter().find(|case| case.id == id).cloned();
        let Some(receiver) = standing(target).filter(|target| target.in_scope) else { return Ok(None) };
        if let Err(reason) = may_receive(&receiver) {
            return Ok(Some(MergeOutcome::Target(reason)));
        }
        let sources: Vec<MergeCase> =
            sources.iter().map(|id| standing(*id).unwrap_or_else(|| absent(*id))).collect();
        if let Err(refused) = selection(&receiver, &sources) {
            return Ok(Some(MergeOutcome::Refused(refused)));
        }
        let mut ledger = self.ledger(&mut tx, &named).await?;
        for source in &sources {
            let Ok(changes) = ledger.merge(source.id, source.status, target) else {
                return Ok(Some(MergeOutcome::Conflict));
            };
            for change in changes {
                if !self.carry_out(&mut tx, change).await? {
                    return Ok(Some(MergeOutcome::Conflict));
                }
            }
            self.record_merge(&mut tx, source, target, now).await?;
        }
        self.touch(&mut tx, &named, now).await?;
        let acts = sources.iter().map(|source| {
            let label = format!("#{} → #{target}", source.id);
            Act::new(AuditAction::Merged, AuditObject::Case, source.id, label)
                .before(&json!({ "status": source.status }))
                .after(&json!({ "status": CaseStatus::Merged, "merged_into": target }))
        });
        tx.commit_with(&self.author(), acts.collect(), now).await?;
        Ok(Some(MergeOutcome::Merged))
    }

    /// The line of the ledger, and what both timelines say.
    async fn record_merge(&self, tx: &mut Tx, source: &MergeCase, target: CaseId, now: i64) -> Result<()> {
        let mut line = self.statement();
        let values = [
            ("source_id", line.bind(source.id.0)),
            ("target_id", line.bind(target.0)),
            ("previous_status", line.bind(source.status.as_str())),
            ("merged_at", line.bind(now)),
            ("merged_by", line.bind(self.principal.user.0)),
        ];
        line.insert("case_merge", values);
        tx.execute(line).await?;
        let received = NewEvent::of(target, TimelineAction::Merged, now).about(source.id);
        self.note(tx, received).await?;
        let folded = NewEvent::of(source.id, TimelineAction::MergedInto, now).about(target);
        self.note(tx, folded.leading_to(CaseStatus::Merged)).await?;
        self.rest_clocks(tx, source.id, now).await
    }
}
