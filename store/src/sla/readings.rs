//! What the *SLA* tab and the lists say of the clocks.

use std::collections::HashMap;

use chrono::NaiveDateTime;
use domain::sla::{ClockKind, SlaReading, SlaStatus, Target};
use domain::{CaseId, zone};

use super::rows::{ClockRow, MEASURED_BY, MEASURED_COLUMNS, Policy, PolicyRow};
use crate::cases::family;
use crate::scoped::Scoped;
use crate::{Error, Result};

/// A clock of a case, read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CaseClock {
    /// The policy it goes by.
    pub policy: String,
    /// What it measures.
    pub kind: ClockKind,
    /// How it stands.
    pub reading: SlaReading,
    /// When it began to run, civil time.
    pub started: NaiveDateTime,
    /// When what it measures was done.
    pub stopped: Option<NaiveDateTime>,
    /// The first moment that is too late, where it can be told.
    pub due: Option<NaiveDateTime>,
    /// Its pauses, first to last.
    pub pauses: Vec<ClockPause>,
    /// The case it is of, where that was folded into the one asked for.
    pub from_case: Option<CaseId>,
}

/// A stretch in which a clock rested, civil time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ClockPause {
    /// Its beginning.
    pub from: NaiveDateTime,
    /// Its end; `None` while it goes on.
    pub to: Option<NaiveDateTime>,
}

impl Scoped<'_> {
    /// The clocks of a case, a survivor, and of those folded into it.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn case_clocks(&self, case: CaseId, now: i64) -> Result<Vec<CaseClock>> {
        let mut statement = self.statement();
        let family = family(&mut statement, case);
        let scope = self.case_in_scope(&mut statement, case);
        let own = statement.bind(case.0);
        statement.text = format!(
            "{CLOCKS} WHERE k.case_id IN ({family}) AND {scope} \
             ORDER BY CASE WHEN k.case_id = {own} THEN 0 ELSE 1 END, k.case_id, k.kind"
        );
        let rows: Vec<ClockRow> = self.fetch_all(statement).await?;
        let policies = self.policies_by_id(&rows).await?;
        rows.iter().map(|row| self.reading(row, &policies, case, now)).collect()
    }

    /// How these cases stand: each by its worst clock. Those without clocks are missing.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn sla_states(&self, cases: &[CaseId], now: i64) -> Result<HashMap<CaseId, SlaStatus>> {
        if cases.is_empty() {
            return Ok(HashMap::new());
        }
        let mut statement = self.statement();
        let ids: Vec<i64> = cases.iter().map(|case| case.0).collect();
        let asked = statement.any("k.case_id", &ids);
        let scope = self.sees_case(&mut statement, "s");
        statement.text =
            format!("{CLOCKS} JOIN service_case AS s ON s.id = k.case_id WHERE {asked} AND {scope}");
        let rows: Vec<ClockRow> = self.fetch_all(statement).await?;
        let policies = self.policies_by_id(&rows).await?;
        let mut states = HashMap::new();
        for row in &rows {
            let case = CaseId(row.case_id);
            let state = self.reading(row, &policies, case, now)?.reading.status;
            let worst = states.entry(case).or_insert(state);
            if urgency(state) > urgency(*worst) {
                *worst = state;
            }
        }
        Ok(states)
    }

    fn reading(
        &self,
        row: &ClockRow,
        policies: &HashMap<i64, Policy>,
        asked: CaseId,
        now: i64,
    ) -> Result<CaseClock> {
        let gone = || Error::Corrupt(format!("the SLA policy {} of case {}", row.policy_id, row.case_id));
        let policy = policies.get(&row.policy_id).ok_or_else(gone)?;
        let (kind, clock) = (row.measures()?, row.clock()?);
        // A promise that was taken back since is as long as time itself.
        let target = policy.promise.target(kind).unwrap_or(NEVER);
        let reading = clock.read(&policy.hours(&clock)?, target, now);
        let civil = |at: i64| zone::civil(self.store.zone(), at);
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
            from_case: (row.case_id != asked.0).then_some(CaseId(row.case_id)),
        })
    }

    async fn policies_by_id(&self, rows: &[ClockRow]) -> Result<HashMap<i64, Policy>> {
        let mut ids: Vec<i64> = rows.iter().map(|row| row.policy_id).collect();
        ids.sort_unstable();
        ids.dedup();
        if ids.is_empty() {
            return Ok(HashMap::new());
        }
        let mut statement = self.statement();
        let asked = statement.any("p.id", &ids);
        statement.text =
            format!("SELECT {MEASURED_COLUMNS} FROM {MEASURED_BY} WHERE {asked} ORDER BY p.id, h.until");
        let read = Policy::of_rows(self.fetch_all::<PolicyRow>(statement).await?)?;
        Ok(read.into_iter().map(|policy| (policy.id, policy)).collect())
    }
}

const CLOCKS: &str = "SELECT k.case_id, k.kind, k.policy_id, k.started, k.stopped, k.carried_until, \
     k.carried_ms, k.pauses FROM sla_clock AS k";

/// No target at all.
const NEVER: Target = Target { target_ms: i64::MAX, at_risk_ms: i64::MAX };

/// Which of two states a list shows: the one that asks for more attention.
fn urgency(state: SlaStatus) -> u8 {
    match state {
        SlaStatus::Met => 0,
        SlaStatus::Paused => 1,
        SlaStatus::OnTrack => 2,
        SlaStatus::AtRisk => 3,
        SlaStatus::Breached => 4,
    }
}
