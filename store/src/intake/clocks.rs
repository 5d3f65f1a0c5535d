//! The SLA clocks of a batch: those of cases that were opened begin to run, an answer stops that of
//! the first response, what was reopened runs on, and what is delivered late, though it happened first,
//! corrects when a clock began and was stopped.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use domain::QueueId;
use domain::sla::{ClockEffect, ClockKind, SlaClock, choose};

use super::cases::Cases;
use super::item::name;
use super::rows::Settled;
use crate::Result;
use crate::db::Given;
use crate::db::Tx;
use crate::sla::{ClockRow, Policy, PolicyRow, pauses_json};

/// The policies that cases get; there are not many.
const POLICIES: &str = "SELECT p.id, p.name, p.queue_id, p.kind, p.first_response_ms, p.resolution_ms,
        p.at_risk_percent, p.active, b.definition
    FROM given CROSS JOIN sla_policy p CROSS JOIN business_calendar b
    WHERE p.active AND b.id = p.calendar_id AND given.one = 1 ORDER BY p.id";

/// The policies by which clocks are measured that were there, with the hours of before.
const MEASURED: &str = "SELECT p.id, p.name, p.queue_id, p.kind, p.first_response_ms, p.resolution_ms,
        p.at_risk_percent, p.active, b.definition, h.until, h.definition AS past
    FROM given CROSS JOIN sla_policy p JOIN business_calendar b ON b.id = p.calendar_id
        LEFT JOIN sla_policy_hours h ON h.policy_id = p.id
    WHERE given.one = 1 ORDER BY p.id, h.until";

pub(super) const CLOCKS: &str =
    "SELECT k.case_id, k.kind, k.policy_id, k.started, k.stopped, k.carried_until,
        k.carried_ms, k.pauses
    FROM given CROSS JOIN sla_clock k WHERE k.case_id = given.case_id";

const WRITE: &str = "INSERT INTO sla_clock (case_id, kind, policy_id, started, stopped, carried_until,
        carried_ms, pauses)
    SELECT case_id, kind, policy_id, started, stopped, carried_until, carried_ms, pauses FROM given WHERE TRUE
    ON CONFLICT (case_id, kind) DO UPDATE SET
        started = excluded.started, stopped = excluded.stopped, pauses = excluded.pauses,
        carried_until = excluded.carried_until, carried_ms = excluded.carried_ms";

/// A clock to be written.
struct Written {
    case: i64,
    kind: ClockKind,
    policy: i64,
    clock: SlaClock,
    pauses: String,
}

impl Written {
    fn of(case: i64, kind: ClockKind, policy: i64, clock: SlaClock) -> Self {
        let pauses = pauses_json(&clock);
        Self { case, kind, policy, clock, pauses }
    }
}

/// Starts, stops and reopens the clocks of a batch.
pub(super) async fn write(tx: &mut Tx, rows: &[Settled<'_>], cases: &Cases) -> Result<()> {
    let mut answered = BTreeMap::<i64, i64>::new();
    for row in rows {
        if let Some(at) = row.item.interaction.answered_at.map(|at| at.timestamp_millis()) {
            answered.entry(row.case).and_modify(|first| *first = at.min(*first)).or_insert(at);
        }
    }
    let mut written = started(tx, rows, cases, &answered).await?;
    written.extend(moved(tx, cases, &answered).await?);
    written.sort_unstable_by_key(|one| (one.case, one.kind));
    let clocks = || written.iter().map(|one| &one.clock);
    let given = Given::default()
        .integers("case_id", written.iter().map(|one| one.case))
        .texts("kind", written.iter().map(|one| one.kind.as_str()))
        .integers("policy_id", written.iter().map(|one| one.policy))
        .integers("started", clocks().map(|clock| clock.started))
        .integers("stopped", clocks().map(|clock| clock.stopped))
        .integers("carried_until", clocks().map(|clock| clock.carried.map(|carried| carried.until)))
        .integers("carried_ms", clocks().map(|clock| clock.carried.map(|carried| carried.elapsed_ms)))
        .texts("pauses", written.iter().map(|one| one.pauses.as_str()));
    tx.execute_given(WRITE, &given).await
}

/// The clocks of cases that were opened, where something is promised to them.
async fn started(
    tx: &mut Tx,
    rows: &[Settled<'_>],
    cases: &Cases,
    answered: &BTreeMap<i64, i64>,
) -> Result<Vec<Written>> {
    if cases.opened.is_empty() {
        return Ok(Vec::new());
    }
    let one = Given::default().integers("one", [1]);
    let policies = tx.fetch_given::<PolicyRow>(POLICIES, &one).await?;
    let policies = policies.into_iter().map(Policy::try_from).collect::<Result<Vec<_>>>()?;
    let mut written = Vec::new();
    for (case, item) in &cases.opened {
        let row = &rows[*item];
        let said = row.item.interaction.case.as_ref();
        let kind = said.and_then(|case| name(case.kind.as_deref()));
        let scopes = policies.iter().map(|policy| (&policy.scope, policy));
        let Some(policy) = choose(scopes, Some(QueueId(row.names.queue)), kind.as_deref()) else { continue };
        for measured in ClockKind::ALL {
            if policy.promise.target(measured).is_none() {
                continue;
            }
            let mut clock = SlaClock::starting(row.item.queued_at());
            if let (ClockKind::FirstResponse, Some(at)) = (measured, answered.get(case)) {
                clock.stop(*at);
            }
            written.push(Written::of(*case, measured, policy.id, clock));
        }
    }
    Ok(written)
}

/// The clocks of cases that were there, as far as the batch moves them.
async fn moved(tx: &mut Tx, cases: &Cases, answered: &BTreeMap<i64, i64>) -> Result<Vec<Written>> {
    let opened: HashSet<i64> = cases.opened.iter().map(|(case, _)| *case).collect();
    let there = answered.keys().filter(|case| !opened.contains(case));
    let asked: BTreeSet<i64> =
        there.chain(cases.reopened.keys()).chain(cases.joined.keys()).copied().collect();
    let found = tx.fetch_given::<ClockRow>(CLOCKS, &Given::default().integers("case_id", asked)).await?;
    let policies = if cases.reopened.is_empty() {
        Vec::new()
    } else {
        Policy::of_rows(tx.fetch_given(MEASURED, &Given::default().integers("one", [1])).await?)?
    };
    let mut written = Vec::new();
    for row in found {
        let (kind, before) = (row.measures()?, row.clock()?);
        let mut clock = before.clone();
        if let Some(at) = cases.joined.get(&row.case_id) {
            clock.begin_earlier(*at);
        }
        if let (ClockKind::Resolution, Some(at)) = (kind, cases.reopened.get(&row.case_id)) {
            if let Some(policy) = policies.iter().find(|policy| policy.id == row.policy_id) {
                policy.keep_elapsed(&mut clock, *at)?;
            }
            clock.apply(ClockEffect::Reopen, *at);
        }
        if let (ClockKind::FirstResponse, Some(at)) = (kind, answered.get(&row.case_id)) {
            clock.apply(ClockEffect::Stop, *at);
            clock.stop_earlier(*at);
        }
        if clock != before {
            written.push(Written::of(row.case_id, kind, row.policy_id, clock));
        }
    }
    Ok(written)
}
