//! *Unificar Atendimentos*: the merge of cases into a target, in one transaction.
//!
//! The rules are in `domain::merge` and are checked again here on locked rows. No data moves: the
//! source gets the status `Merged` and a link to its survivor, cases merged into it before are
//! relinked, and the ledger keeps what an undo restores.

pub(in crate::cases) mod contact_address;
pub(in crate::cases) mod customer;
pub(in crate::cases) mod ledger;
pub(in crate::cases) mod undo;

use domain::cases::MergeOutcome;
use domain::merge::{MergeCase, may_receive, selection};
use domain::{AuditAction, AuditObject, CaseId, CaseStatus, TimelineAction, Timestamp};
use serde_json::json;

use crate::Result;
use crate::audit::NewAuditEntry;
use crate::cases::Cases;
use crate::cases::NewEvent;
use crate::cases::merge::ledger::missing_case;
use crate::db::Tx;

impl Cases<'_> {
    /// Merges all sources into the target, or none. `None` if the target does not exist or is out
    /// of scope.
    pub async fn merge(
        &self,
        target: CaseId,
        sources: &[CaseId],
        now: Timestamp,
    ) -> Result<Option<MergeOutcome>> {
        match self.merge_now(target, sources, now).await {
            Err(error) if error.is_transaction_conflict() => Ok(Some(MergeOutcome::Conflict)),
            outcome => outcome,
        }
    }

    async fn merge_now(
        &self,
        target: CaseId,
        sources: &[CaseId],
        now: Timestamp,
    ) -> Result<Option<MergeOutcome>> {
        let named: Vec<CaseId> = std::iter::once(target).chain(sources.iter().copied()).collect();
        let mut tx = Tx::begin(self.db()).await?;
        self.lock_cases(&mut tx, &named).await?;
        let merge_cases = self.load_merge_cases(&mut tx, &named).await?;
        let standing = |id| merge_cases.iter().find(|case| case.id == id).cloned();
        let Some(receiver) = standing(target).filter(|target| target.in_scope) else { return Ok(None) };
        if let Err(reason) = may_receive(&receiver) {
            return Ok(Some(MergeOutcome::Target(reason)));
        }
        let sources: Vec<MergeCase> =
            sources.iter().map(|id| standing(*id).unwrap_or_else(|| missing_case(*id))).collect();
        if let Err(refused) = selection(&receiver, &sources) {
            return Ok(Some(MergeOutcome::Refused(refused)));
        }
        let mut ledger = self.ledger(&mut tx, &named).await?;
        for source in &sources {
            let Ok(changes) = ledger.merge(source.id, source.status, target) else {
                return Ok(Some(MergeOutcome::Conflict));
            };
            for change in changes {
                if !self.apply(&mut tx, change).await? {
                    return Ok(Some(MergeOutcome::Conflict));
                }
            }
            self.record_merge(&mut tx, source, target, now).await?;
        }
        self.touch(&mut tx, &named, now).await?;
        let entries = sources.iter().map(|source| {
            let label = format!("#{} → #{target}", source.id);
            NewAuditEntry::new(AuditAction::Merged, AuditObject::Case, source.id, label)
                .before(&json!({ "status": source.status }))
                .after(&json!({ "status": CaseStatus::Merged, "merged_into": target }))
        });
        tx.commit_with_audit(&self.actor(), entries.collect(), now).await?;
        Ok(Some(MergeOutcome::Merged))
    }

    /// Writes the ledger row and the events of both timelines, and pauses the clocks.
    async fn record_merge(
        &self,
        tx: &mut Tx,
        source: &MergeCase,
        target: CaseId,
        now: Timestamp,
    ) -> Result<()> {
        let mut line = self.statement();
        let values = [
            ("source_id", line.bind(source.id)),
            ("target_id", line.bind(target)),
            ("previous_status", line.bind(source.status.as_str())),
            ("merged_at", line.bind(now)),
            ("merged_by", line.bind(self.principal.user)),
        ];
        line.insert("case_merge", values);
        tx.execute(line).await?;
        let received = NewEvent::new(target, TimelineAction::Merged, now).with_other_case(source.id);
        self.record_event(tx, received).await?;
        let merged = NewEvent::new(source.id, TimelineAction::MergedInto, now).with_other_case(target);
        self.record_event(tx, merged.with_status(CaseStatus::Merged)).await?;
        self.pause_clocks(tx, source.id, now).await
    }
}
