//! Changes of business hours: SLA clocks keep their elapsed time and switch to the new hours.
//!
//! Running clocks are updated in batches. Stopped clocks are not touched: the policy stores the
//! hours it used until now (`sla_policy_hours`), and stopped clocks are measured by those.

use domain::sla::{BusinessCalendar, WorkingTime};
use domain::{CaseId, PolicyId};

use super::record::{Executor, json};
use crate::sla::{CLOCK_COLUMNS, ClockRow, MEASURED_BY, MEASURED_COLUMNS, Policy};
use crate::{Error, Result};

/// Clocks updated per statement.
const BATCH: i64 = 500;

/// Switches the clocks of policies from the hours `old` to the current ones.
pub(super) async fn change_hours(
    executor: &mut Executor<'_>,
    policies: &[PolicyId],
    old: &BusinessCalendar,
) -> Result<()> {
    if policies.is_empty() {
        return Ok(());
    }
    let mut statement = executor.statement();
    let these = statement.any("p.id", policies);
    statement.text =
        format!("SELECT {MEASURED_COLUMNS} FROM {MEASURED_BY} WHERE {these} ORDER BY p.id, h.until");
    let policies = Policy::of_rows(executor.fetch_all(statement).await?)?;
    for policy in &policies {
        let mut past = executor.statement();
        let values = [
            ("policy_id", past.bind(policy.id)),
            ("until", past.bind(executor.now)),
            ("definition", past.bind(json(old))),
        ];
        past.insert("sla_policy_hours", values).push("ON CONFLICT (policy_id, until) DO NOTHING");
        executor.execute(past).await?;
    }
    let hours = WorkingTime::new(old).map_err(|error| Error::Corrupt(error.to_string()))?;
    let mut last = (CaseId(0), String::new());
    loop {
        let rows = running(executor, &policies, &last).await?;
        let Some(end) = rows.last() else { return Ok(()) };
        last = (end.case_id, end.kind.clone());
        carry(executor, &rows, &policies, &hours).await?;
    }
}

/// Locks and returns the next batch of running clocks.
async fn running(
    executor: &mut Executor<'_>,
    policies: &[Policy],
    last: &(CaseId, String),
) -> Result<Vec<ClockRow>> {
    let ids: Vec<PolicyId> = policies.iter().map(|policy| policy.id).collect();
    let mut statement = executor.statement();
    let of = statement.any("k.policy_id", &ids);
    let (case, kind, max) = (statement.bind(last.0), statement.bind(&last.1), statement.bind(BATCH));
    let at_most = executor.db().engine().limit(&max);
    statement.text = format!(
        "SELECT {CLOCK_COLUMNS} FROM sla_clock AS k WHERE {of} AND k.stopped IS NULL AND (k.case_id, k.kind) > ({case}, {kind}) \
         ORDER BY k.case_id, k.kind {at_most} {}",
        executor.db().engine().for_update("k")
    );
    executor.fetch_all(statement).await
}

/// Writes the elapsed time of a batch of clocks, measured by the old `hours`.
async fn carry(
    executor: &mut Executor<'_>,
    rows: &[ClockRow],
    policies: &[Policy],
    hours: &WorkingTime<'_>,
) -> Result<()> {
    let mut change = executor.statement();
    let mut carried = Vec::new();
    for row in rows {
        let mut clock = row.clock()?;
        let (policy, kind) = (policies.iter().find(|policy| policy.id == row.policy_id), row.measures()?);
        let target = policy.and_then(|policy| policy.promise.target(kind));
        clock.change_measure(hours, target, executor.now);
        let Some(keep) = clock.carried else { continue };
        let numbers = [
            change.bind(row.case_id),
            change.bind(keep.until),
            change.bind(keep.elapsed_ms),
            change.bind(keep.used_up),
        ];
        let [case, until, elapsed, due] = numbers.map(|number| format!("CAST({number} AS BIGINT)"));
        let kind = change.bind(kind.as_str());
        carried.push(format!("({case}, CAST({kind} AS TEXT), {until}, {elapsed}, {due})"));
    }
    change.text = format!(
        "WITH carried (case_id, kind, until, elapsed, due) AS (VALUES {}) \
         UPDATE sla_clock SET carried_until = carried.until, carried_ms = carried.elapsed, \
         carried_due = carried.due FROM carried \
         WHERE sla_clock.case_id = carried.case_id AND sla_clock.kind = carried.kind",
        carried.join(", ")
    );
    executor.execute(change).await?;
    Ok(())
}
