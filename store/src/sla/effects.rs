//! Effects of case transitions, merges and edits on SLA clocks.

use domain::case_life::{MERGE_EFFECT, undo_effect};
use domain::sla::{ClockEffect, ClockKind, SlaClock, choose};
use domain::{CaseId, CaseStatus, PolicyId, QueueId, Timestamp};

use super::rows::{CLOCK_COLUMNS, ClockRow, MEASURED_BY, MEASURED_COLUMNS, Policy, PolicyRow, pauses_json};
use crate::Result;
use crate::cases::Cases;
use crate::db::Tx;

impl Cases<'_> {
    /// Applies an event of a case to its clocks; `effect` returns the effect on a kind of clock.
    pub(crate) async fn apply_to_clocks(
        &self,
        tx: &mut Tx,
        case: CaseId,
        effect: impl Fn(ClockKind) -> Option<ClockEffect>,
        at: Timestamp,
    ) -> Result<()> {
        let mut policies = None;
        for row in self.clocks_of(tx, case).await? {
            let before = row.clock()?;
            let mut clock = before.clone();
            if let Some(effect) = effect(row.measures()?) {
                if effect == ClockEffect::Reopen {
                    let policies = match &mut policies {
                        Some(policies) => policies,
                        none => none.insert(self.policies(tx).await?),
                    };
                    if let Some(policy) = policies.iter().find(|policy| policy.id == row.policy_id) {
                        policy.keep_elapsed(row.measures()?, &mut clock, at)?;
                    }
                }
                clock.apply(effect, at);
            }
            if clock != before {
                self.save_clock(tx, &row, &clock, row.policy_id).await?;
            }
        }
        Ok(())
    }

    /// Pauses the clocks of a merged case; those of the survivor keep running.
    pub(crate) async fn pause_clocks(&self, tx: &mut Tx, source: CaseId, at: Timestamp) -> Result<()> {
        self.apply_to_clocks(tx, source, |_| Some(MERGE_EFFECT), at).await
    }

    /// Resumes the clocks of a case after the undo of its merge, according to its restored status.
    pub(crate) async fn resume_clocks(
        &self,
        tx: &mut Tx,
        source: CaseId,
        restored: CaseStatus,
        at: Timestamp,
    ) -> Result<()> {
        self.apply_to_clocks(tx, source, |_| undo_effect(restored), at).await
    }

    /// Switches clocks to the policy of the new queue or kind of a case: elapsed time is carried
    /// over, the rest is measured by the new calendar. Without a matching policy, the old one
    /// stays.
    pub(crate) async fn remeasure_clocks(
        &self,
        tx: &mut Tx,
        case: CaseId,
        (queue, kind): (Option<QueueId>, Option<&str>),
        at: Timestamp,
    ) -> Result<()> {
        let policies = self.policies(tx).await?;
        let offered = policies.iter().filter(|policy| policy.active);
        let Some(wanted) = choose(offered.map(|policy| (&policy.scope, policy)), queue, kind) else {
            return Ok(());
        };
        for row in self.clocks_of(tx, case).await? {
            if row.policy_id == wanted.id {
                continue;
            }
            let mut clock = row.clock()?;
            if let Some(measured) = policies.iter().find(|policy| policy.id == row.policy_id) {
                let hours = measured.hours(&clock)?;
                clock.change_measure(&hours, measured.promise.target(row.measures()?), at);
            }
            self.save_clock(tx, &row, &clock, wanted.id).await?;
        }
        Ok(())
    }

    /// Every policy, including archived ones, which clocks may still use.
    async fn policies(&self, tx: &mut Tx) -> Result<Vec<Policy>> {
        let mut statement = self.statement();
        statement.text = format!("SELECT {MEASURED_COLUMNS} FROM {MEASURED_BY} ORDER BY p.id, h.until");
        Policy::of_rows(tx.fetch_all::<PolicyRow>(statement).await?)
    }

    async fn clocks_of(&self, tx: &mut Tx, case: CaseId) -> Result<Vec<ClockRow>> {
        let mut statement = self.statement();
        let case = statement.bind(case);
        statement.text = format!(
            "SELECT {CLOCK_COLUMNS} FROM sla_clock AS k WHERE k.case_id = {case} ORDER BY k.kind {}",
            self.db().engine().for_update("k")
        );
        tx.fetch_all(statement).await
    }

    async fn save_clock(
        &self,
        tx: &mut Tx,
        row: &ClockRow,
        clock: &SlaClock,
        policy: PolicyId,
    ) -> Result<()> {
        let mut change = self.statement();
        let stopped = change.bind(clock.stopped);
        let until = change.bind(clock.carried.map(|carried| carried.until));
        let carried = change.bind(clock.carried.map(|carried| carried.elapsed_ms));
        let due = change.bind(clock.carried.and_then(|carried| carried.used_up));
        let pauses = change.bind(pauses_json(clock));
        let policy = change.bind(policy);
        let (case, kind) = (change.bind(row.case_id), change.bind(row.kind.clone()));
        change.text = format!(
            "UPDATE sla_clock SET stopped = {stopped}, carried_until = {until}, carried_ms = {carried}, \
             carried_due = {due}, pauses = {pauses}, policy_id = {policy} WHERE case_id = {case} AND kind = {kind}"
        );
        tx.execute(change).await?;
        Ok(())
    }
}
