//! The SLA clocks of a batch: opening a case starts them, an answer stops the first response clock,
//! reopening resumes the resolution clock, and an interaction delivered late corrects earlier start
//! and stop times. Corrections of interactions are in `corrections/cases.rs`.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use domain::sla::{ClockEffect, ClockKind, SlaClock, choose};
use domain::{CaseId, PolicyId, Timestamp};

use super::cases::Cases;
use super::item::name;
use super::rows::PreparedInteraction;
use crate::Result;
use crate::db::RowSet;
use crate::db::Tx;
use crate::sla::{ClockRow, Policy, PolicyRow, pauses_json};

/// The active policies with their calendars.
const POLICIES: &str = "SELECT p.id, p.name, p.queue_id, p.kind, p.first_response_ms, p.resolution_ms,
        p.at_risk_percent, p.active, b.definition
    FROM given CROSS JOIN sla_policy p CROSS JOIN business_calendar b
    WHERE p.active AND b.id = p.calendar_id AND given.one = 1 ORDER BY p.id";

/// All policies with their former calendars, for existing clocks.
const MEASURED: &str = "SELECT p.id, p.name, p.queue_id, p.kind, p.first_response_ms, p.resolution_ms,
        p.at_risk_percent, p.active, b.definition, h.until, h.definition AS past
    FROM given CROSS JOIN sla_policy p JOIN business_calendar b ON b.id = p.calendar_id
        LEFT JOIN sla_policy_hours h ON h.policy_id = p.id
    WHERE given.one = 1 ORDER BY p.id, h.until";

pub(super) const CLOCKS: &str =
    "SELECT k.case_id, k.kind, k.policy_id, k.started, k.stopped, k.carried_until,
        k.carried_ms, k.carried_due, k.pauses
    FROM given CROSS JOIN sla_clock k WHERE k.case_id = given.case_id";

const WRITE: &str = "INSERT INTO sla_clock (case_id, kind, policy_id, started, stopped, carried_until,
        carried_ms, carried_due, pauses)
    SELECT case_id, kind, policy_id, started, stopped, carried_until, carried_ms, carried_due, pauses
    FROM given WHERE TRUE
    ON CONFLICT (case_id, kind) DO UPDATE SET
        started = excluded.started, stopped = excluded.stopped, pauses = excluded.pauses,
        carried_until = excluded.carried_until, carried_ms = excluded.carried_ms,
        carried_due = excluded.carried_due";

/// A clock to insert or update.
pub(super) struct ClockUpsert {
    case: CaseId,
    kind: ClockKind,
    policy: PolicyId,
    clock: SlaClock,
    pauses: String,
}

impl ClockUpsert {
    pub(super) fn of(case: CaseId, kind: ClockKind, policy: PolicyId, clock: SlaClock) -> Self {
        let pauses = pauses_json(&clock);
        Self { case, kind, policy, clock, pauses }
    }
}

/// Starts, stops and reopens the clocks of a batch.
pub(super) async fn write(tx: &mut Tx, rows: &[PreparedInteraction<'_>], cases: &Cases) -> Result<()> {
    let mut answered = BTreeMap::<CaseId, Timestamp>::new();
    for row in rows {
        if let Some(at) = row.item.first_response() {
            answered.entry(row.case).and_modify(|first| *first = at.min(*first)).or_insert(at);
        }
    }
    let mut written = started(tx, rows, cases, &answered).await?;
    written.extend(moved(tx, cases, &answered).await?);
    save(tx, written).await
}

/// Inserts or updates clocks.
pub(super) async fn save(tx: &mut Tx, mut written: Vec<ClockUpsert>) -> Result<()> {
    written.sort_unstable_by_key(|one| (one.case, one.kind));
    let clocks = || written.iter().map(|one| &one.clock);
    let given = RowSet::default()
        .integers("case_id", written.iter().map(|one| one.case))
        .texts("kind", written.iter().map(|one| one.kind.as_str()))
        .integers("policy_id", written.iter().map(|one| one.policy))
        .integers("started", clocks().map(|clock| clock.started))
        .integers("stopped", clocks().map(|clock| clock.stopped))
        .integers("carried_until", clocks().map(|clock| clock.carried.map(|carried| carried.until)))
        .integers("carried_ms", clocks().map(|clock| clock.carried.map(|carried| carried.elapsed_ms)))
        .integers("carried_due", clocks().map(|clock| clock.carried.and_then(|carried| carried.used_up)))
        .texts("pauses", written.iter().map(|one| one.pauses.as_str()));
    tx.execute_given(WRITE, &given).await
}

/// New clocks for the opened cases, one per target of their policy.
async fn started(
    tx: &mut Tx,
    rows: &[PreparedInteraction<'_>],
    cases: &Cases,
    answered: &BTreeMap<CaseId, Timestamp>,
) -> Result<Vec<ClockUpsert>> {
    if cases.opened.is_empty() {
        return Ok(Vec::new());
    }
    let one = RowSet::default().integers("one", [1]);
    let policies = tx.fetch_given::<PolicyRow>(POLICIES, &one).await?;
    let policies = policies.into_iter().map(Policy::try_from).collect::<Result<Vec<_>>>()?;
    let mut written = Vec::new();
    for (case, item) in &cases.opened {
        let row = &rows[*item];
        let case_data = row.item.interaction.case.as_ref();
        let kind = case_data.and_then(|case| name(case.kind.as_deref()));
        let scopes = policies.iter().map(|policy| (&policy.scope, policy));
        let Some(policy) = choose(scopes, Some(row.names.queue), kind.as_deref()) else { continue };
        for measured in ClockKind::ALL {
            if policy.promise.target(measured).is_none() {
                continue;
            }
            let mut clock = SlaClock::starting(row.item.queued_at());
            if let (ClockKind::FirstResponse, Some(at)) = (measured, answered.get(case)) {
                clock.stop(*at);
            }
            written.push(ClockUpsert::of(*case, measured, policy.id, clock));
        }
    }
    Ok(written)
}

/// The existing clocks that the batch changes.
async fn moved(
    tx: &mut Tx,
    cases: &Cases,
    answered: &BTreeMap<CaseId, Timestamp>,
) -> Result<Vec<ClockUpsert>> {
    let opened: HashSet<CaseId> = cases.opened.iter().map(|(case, _)| *case).collect();
    let there = answered.keys().filter(|case| !opened.contains(case));
    let asked: BTreeSet<CaseId> =
        there.chain(cases.reopened.keys()).chain(cases.joined.keys()).copied().collect();
    let found = tx.fetch_given::<ClockRow>(CLOCKS, &RowSet::default().integers("case_id", asked)).await?;
    let policies = if cases.reopened.is_empty() {
        Vec::new()
    } else {
        Policy::of_rows(tx.fetch_given(MEASURED, &RowSet::default().integers("one", [1])).await?)?
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
                policy.keep_elapsed(kind, &mut clock, *at)?;
            }
            clock.apply(ClockEffect::Reopen, *at);
        }
        if let (ClockKind::FirstResponse, Some(at)) = (kind, answered.get(&row.case_id)) {
            clock.apply(ClockEffect::Stop, *at);
            clock.stop_earlier(*at);
        }
        if clock != before {
            written.push(ClockUpsert::of(row.case_id, kind, row.policy_id, clock));
        }
    }
    Ok(written)
}
