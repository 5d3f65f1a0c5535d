//! Queries of SLA clocks for the *SLA* tab and for lists of cases.

use std::collections::{HashMap, HashSet};

use domain::cases::{CaseClock, CaseSla, ClockPause};
use domain::reading::CaseDeadline;
use domain::sla::{ClockKind, SlaClock, SlaReading, SlaStatus, Target};
use domain::{CaseId, Millis, PolicyId, Timestamp, zone};

use super::rows::{CLOCK_COLUMNS, ClockRow, MEASURED_BY, MEASURED_COLUMNS, Policy, PolicyRow};
use crate::cases::Cases;
use crate::cases::family;
use crate::db::Statement;
use crate::{Error, Result};

impl Cases<'_> {
    /// The clocks of a survivor and of the cases merged into it.
    pub async fn clocks(&self, case: CaseId, now: Timestamp) -> Result<Vec<CaseClock>> {
        let mut statement = self.statement();
        let family = family(&mut statement, case);
        let scope = self.case_in_scope(&mut statement, case);
        let own = statement.bind(case);
        statement.text = format!(
            "SELECT {CLOCK_COLUMNS} FROM sla_clock AS k WHERE k.case_id IN ({family}) AND {scope} \
             ORDER BY CASE WHEN k.case_id = {own} THEN 0 ELSE 1 END, k.case_id, k.kind"
        );
        let rows: Vec<ClockRow> = self.fetch_all(statement).await?;
        let policies = self.policies_by_id(&rows).await?;
        rows.iter().map(|row| self.reading(row, &policies, case, now)).collect()
    }

    /// The SLA status of cases, that of the most urgent clock, and when the next one is due. Cases without
    /// clocks are left out.
    pub async fn sla_states(&self, cases: &[CaseId], now: Timestamp) -> Result<HashMap<CaseId, CaseSla>> {
        let found = self.next_dues(cases, now).await?;
        Ok(found.into_iter().map(|(case, (sla, _))| (case, sla)).collect())
    }

    /// The SLA status of cases with their next due instant. Cases without clocks are left out.
    pub(crate) async fn next_dues(
        &self,
        cases: &[CaseId],
        now: Timestamp,
    ) -> Result<HashMap<CaseId, (CaseSla, Option<Timestamp>)>> {
        if cases.is_empty() {
            return Ok(HashMap::new());
        }
        let mut statement = self.statement();
        let asked = statement.any("k.case_id", cases);
        let scope = self.alias_in_scope(&mut statement, "s");
        statement.text = format!(
            "SELECT {CLOCK_COLUMNS} FROM sla_clock AS k JOIN service_case AS s ON s.id = k.case_id WHERE {asked} AND {scope}"
        );
        let rows: Vec<ClockRow> = self.fetch_all(statement).await?;
        let policies = self.policies_by_id(&rows).await?;
        let mut found = HashMap::new();
        for row in &rows {
            let (policy, kind, clock) = measured(row, &policies)?;
            let target = policy.promise.target(kind).unwrap_or(NEVER);
            let SlaReading { status, due, .. } = clock.read(&policy.hours(&clock)?, target, now);
            let is_running = clock.stopped.is_none();
            let due = due.filter(|_| is_running);
            let first = CaseSla { status, due_minutes: None, is_overdue: false, is_at_risk: false };
            let (sla, next) = found.entry(row.case_id).or_insert((first, None::<Timestamp>));
            if urgency(status) > urgency(sla.status) {
                sla.status = status;
            }
            sla.is_overdue |= is_running && status == SlaStatus::Breached;
            sla.is_at_risk |= is_running && status == SlaStatus::AtRisk;
            *next = next.iter().copied().chain(due).min();
            // A minute has begun until it has passed.
            sla.due_minutes = next.map(|due| (due - now).0.div_euclid(60_000));
        }
        Ok(found)
    }

    /// The deadlines of a case that was read in scope, for the read API.
    pub(crate) async fn deadlines(&self, case: CaseId, now: Timestamp) -> Result<Vec<CaseDeadline>> {
        let mut statement = self.unrestricted_statement();
        let own = statement.bind(case);
        statement.text =
            format!("SELECT {CLOCK_COLUMNS} FROM sla_clock AS k WHERE k.case_id = {own} ORDER BY k.kind");
        let rows: Vec<ClockRow> = self.fetch_all(statement).await?;
        let policies = self.policies_by_id(&rows).await?;
        rows.iter()
            .map(|row| {
                let (policy, kind, clock) = measured(row, &policies)?;
                let target = policy.promise.target(kind).unwrap_or(NEVER);
                Ok(CaseDeadline {
                    target: kind,
                    policy: policy.name.clone(),
                    started_at: clock.started.to_utc(),
                    stopped_at: clock.stopped.map(Timestamp::to_utc),
                    due_at: clock.read(&policy.hours(&clock)?, target, now).due.map(Timestamp::to_utc),
                })
            })
            .collect()
    }

    /// Running clocks of cases that are worked on or wait to be, in the order of cases and kinds, and which of
    /// them are at risk or missed. `after` is the last clock of the page before.
    pub(crate) async fn running_clocks(
        &self,
        after: &(CaseId, String),
        most: i64,
        now: Timestamp,
    ) -> Result<Vec<((CaseId, String), bool)>> {
        let mut statement = self.unrestricted_statement();
        let (case, kind) = (statement.bind(after.0), statement.bind(after.1.as_str()));
        let most = statement.bind(most);
        let limit = statement.engine.limit(&most);
        let hint = statement.engine.indexed_by("sla_clock_open");
        statement.text = format!(
            "SELECT {CLOCK_COLUMNS} FROM sla_clock AS k {hint} CROSS JOIN service_case AS s \
             WHERE s.id = k.case_id AND k.stopped IS NULL AND (k.case_id, k.kind) > ({case}, {kind}) AND {WORKED_ON} ORDER BY k.case_id, k.kind {limit}"
        );
        self.alarms(statement, now).await
    }

    /// The running clocks of these cases that are at risk or missed.
    pub(crate) async fn clocks_at_risk(
        &self,
        cases: &[CaseId],
        now: Timestamp,
    ) -> Result<HashSet<(CaseId, String)>> {
        if cases.is_empty() {
            return Ok(HashSet::new());
        }
        let mut statement = self.unrestricted_statement();
        let asked = statement.any("k.case_id", cases);
        statement.text = format!(
            "SELECT {CLOCK_COLUMNS} FROM sla_clock AS k JOIN service_case AS s ON s.id = k.case_id \
             WHERE {asked} AND k.stopped IS NULL AND {WORKED_ON}"
        );
        let clocks = self.alarms(statement, now).await?;
        Ok(clocks.into_iter().filter(|(_, is_at_risk)| *is_at_risk).map(|(clock, _)| clock).collect())
    }

    async fn alarms(&self, statement: Statement, now: Timestamp) -> Result<Vec<((CaseId, String), bool)>> {
        let rows: Vec<ClockRow> = self.fetch_all(statement).await?;
        let policies = self.policies_by_id(&rows).await?;
        let mut clocks = Vec::with_capacity(rows.len());
        for row in rows {
            let (policy, kind, clock) = measured(&row, &policies)?;
            let target = policy.promise.target(kind).unwrap_or(NEVER);
            let status = clock.read(&policy.hours(&clock)?, target, now).status;
            let is_at_risk = !clock.is_paused() && matches!(status, SlaStatus::AtRisk | SlaStatus::Breached);
            clocks.push(((row.case_id, row.kind), is_at_risk));
        }
        Ok(clocks)
    }

    fn reading(
        &self,
        row: &ClockRow,
        policies: &HashMap<PolicyId, Policy>,
        asked: CaseId,
        now: Timestamp,
    ) -> Result<CaseClock> {
        let (policy, kind, clock) = measured(row, policies)?;
        // The policy may have dropped this target since.
        let target = policy.promise.target(kind).unwrap_or(NEVER);
        let reading = clock.read(&policy.hours(&clock)?, target, now);
        let civil = |at: Timestamp| zone::civil(self.store.zone(), at);
        let pause =
            |pause: &domain::sla::Pause| ClockPause { from: civil(pause.from), to: pause.to.map(civil) };
        Ok(CaseClock {
            policy: policy.name.clone(),
            kind,
            reading,
            started: civil(clock.started),
            stopped: clock.stopped.map(civil),
            due: reading.due.map(civil),
            pauses: clock.pauses.iter().map(pause).collect(),
            from_case: (row.case_id != asked).then_some(row.case_id),
        })
    }

    async fn policies_by_id(&self, rows: &[ClockRow]) -> Result<HashMap<PolicyId, Policy>> {
        let mut ids: Vec<PolicyId> = rows.iter().map(|row| row.policy_id).collect();
        ids.sort_unstable();
        ids.dedup();
        if ids.is_empty() {
            return Ok(HashMap::new());
        }
        let mut statement = self.unrestricted_statement();
        let asked = statement.any("p.id", &ids);
        statement.text =
            format!("SELECT {MEASURED_COLUMNS} FROM {MEASURED_BY} WHERE {asked} ORDER BY p.id, h.until");
        let read = Policy::of_rows(self.fetch_all::<PolicyRow>(statement).await?)?;
        Ok(read.into_iter().map(|policy| (policy.id, policy)).collect())
    }
}

/// SQL predicate: the case `s` is worked on, or waits to be.
const WORKED_ON: &str = "s.status IN ('waiting', 'in_service')";

/// The target of a clock whose policy no longer has one: never due.
const NEVER: Target = Target { target_ms: Millis::MAX, at_risk_ms: Millis::MAX };

/// Rank of a status; lists show the highest of a case.
fn urgency(state: SlaStatus) -> u8 {
    match state {
        SlaStatus::Met => 0,
        SlaStatus::Paused => 1,
        SlaStatus::OnTrack => 2,
        SlaStatus::AtRisk => 3,
        SlaStatus::Breached => 4,
    }
}

/// What a row measures, by which policy, and its clock.
fn measured<'p>(
    row: &ClockRow,
    policies: &'p HashMap<PolicyId, Policy>,
) -> Result<(&'p Policy, ClockKind, SlaClock)> {
    let gone = || Error::Corrupt(format!("the SLA policy {} of case {}", row.policy_id, row.case_id));
    let policy = policies.get(&row.policy_id).ok_or_else(gone)?;
    Ok((policy, row.measures()?, row.clock()?))
}
