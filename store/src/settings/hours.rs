//! What another calendar does to the clocks of policies: what has elapsed is kept, and only what
//! follows is measured by the other one.
//!
//! Clocks that go on are carried over one by one, some hundreds at a time. Those that were stopped
//! are not touched, however many there are: the policy remembers by which hours it was measured
//! until now (`sla_policy_hours`), and they go by these.

use domain::sla::{BusinessCalendar, WorkingTime};

use super::record::{Source, json};
use crate::sla::ClockRow;
use crate::{Error, Result};

/// Clocks that are carried over by one statement.
const PORTION: i64 = 500;

/// From now on these policies are measured by other hours than `old`.
pub(super) async fn change_hours(
    source: &mut Source<'_>,
    policies: &[i64],
    old: &BusinessCalendar,
) -> Result<()> {
    if policies.is_empty() {
        return Ok(());
    }
    for policy in policies {
        let mut past = source.statement();
        let values = [
            ("policy_id", past.bind(*policy)),
            ("until", past.bind(source.now)),
            ("definition", past.bind(json(old))),
        ];
        past.insert("sla_policy_hours", values).push("ON CONFLICT (policy_id, until) DO NOTHING");
        source.execute(past).await?;
    }
    let hours = WorkingTime::new(old).map_err(|error| Error::Corrupt(error.to_string()))?;
    let mut last = (0, String::new());
    loop {
        let rows = running(source, policies, &last).await?;
        let Some(end) = rows.last() else { return Ok(()) };
        last = (end.case_id, end.kind.clone());
        carry(source, &rows, &hours).await?;
    }
}

/// The next clocks that go on, kept as they are until the transaction ends.
async fn running(source: &mut Source<'_>, policies: &[i64], last: &(i64, String)) -> Result<Vec<ClockRow>> {
    let mut statement = source.statement();
    let of = statement.any("k.policy_id", policies);
    let (case, kind, most) = (statement.bind(last.0), statement.bind(&last.1), statement.bind(PORTION));
    let at_most = source.db().engine().limit(&most);
    statement.text = format!(
        "SELECT k.case_id, k.kind, k.policy_id, k.started, k.stopped, k.carried_until, k.carried_ms, k.pauses \
         FROM sla_clock AS k WHERE {of} AND k.stopped IS NULL AND (k.case_id, k.kind) > ({case}, {kind}) \
         ORDER BY k.case_id, k.kind {at_most} {}",
        source.db().engine().for_update("k")
    );
    source.fetch_all(statement).await
}

async fn carry(source: &mut Source<'_>, rows: &[ClockRow], hours: &WorkingTime<'_>) -> Result<()> {
    let mut change = source.statement();
    let mut carried = Vec::new();
    for row in rows {
        let mut clock = row.clock()?;
        clock.change_measure(hours, source.now);
        let Some(keep) = clock.carried else { continue };
        let numbers = [change.bind(row.case_id), change.bind(keep.until), change.bind(keep.elapsed_ms)];
        let [case, until, elapsed] = numbers.map(|number| format!("CAST({number} AS BIGINT)"));
        let kind = change.bind(row.kind.clone());
        carried.push(format!("({case}, CAST({kind} AS TEXT), {until}, {elapsed})"));
    }
    change.text = format!(
        "WITH carried (case_id, kind, until, elapsed) AS (VALUES {}) \
         UPDATE sla_clock SET carried_until = carried.until, carried_ms = carried.elapsed FROM carried \
         WHERE sla_clock.case_id = carried.case_id AND sla_clock.kind = carried.kind",
        carried.join(", ")
    );
    source.execute(change).await?;
    Ok(())
}
