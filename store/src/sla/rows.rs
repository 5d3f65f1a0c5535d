//! Database rows of SLA clocks and policies.

use domain::sla::{
    BusinessCalendar, CarriedTime, ClockKind, Pause, PolicyScope, SlaClock, SlaPolicy, WorkingTime,
};
use domain::{CaseId, Millis, PolicyId, QueueId, Timestamp};

use crate::db::stored_word;
use crate::{Error, Result};

/// Columns for [`Policy::of_rows`], to be selected from `MEASURED_BY` ordered by `p.id, h.until`.
pub(crate) const MEASURED_COLUMNS: &str = "p.id, p.name, p.queue_id, p.kind, p.first_response_ms, \
     p.resolution_ms, p.at_risk_percent, p.active, b.definition, h.until, h.definition AS past";

/// Policies joined with their former calendars: one row per former calendar.
pub(crate) const MEASURED_BY: &str = "sla_policy AS p JOIN business_calendar AS b ON b.id = p.calendar_id \
     LEFT JOIN sla_policy_hours AS h ON h.policy_id = p.id";

/// A policy with its calendar and, if selected, one of its former calendars.
#[derive(sqlx::FromRow)]
pub(crate) struct PolicyRow {
    id: PolicyId,
    name: String,
    queue_id: Option<QueueId>,
    kind: Option<String>,
    first_response_ms: Option<Millis>,
    resolution_ms: Option<Millis>,
    at_risk_percent: i64,
    active: bool,
    definition: String,
    #[sqlx(default)]
    until: Option<Timestamp>,
    #[sqlx(default)]
    past: Option<String>,
}

/// An SLA policy: scope, targets and business calendar.
#[derive(Clone, Debug)]
pub(crate) struct Policy {
    pub(crate) id: PolicyId,
    pub(crate) name: String,
    pub(crate) scope: PolicyScope,
    pub(crate) promise: SlaPolicy,
    pub(crate) calendar: BusinessCalendar,
    /// Former calendars, each with the instant until which it applied, oldest first.
    past: Vec<(Timestamp, BusinessCalendar)>,
    /// Whether it is assigned to new cases.
    pub(crate) active: bool,
}

impl Policy {
    /// Groups rows of [`MEASURED_COLUMNS`] by policy.
    pub(crate) fn of_rows(rows: Vec<PolicyRow>) -> Result<Vec<Self>> {
        let mut policies: Vec<Self> = Vec::new();
        for mut row in rows {
            let past = match row.until.zip(row.past.take()) {
                Some((until, text)) => Some((until, calendar_of(&row.name, &text)?)),
                None => None,
            };
            if policies.last().is_none_or(|policy| policy.id != row.id) {
                policies.push(Self::try_from(row)?);
            }
            if let Some(policy) = policies.last_mut() {
                policy.past.extend(past);
            }
        }
        Ok(policies)
    }

    /// The calendar for a clock: the current one while it runs, once stopped the one that applied
    /// then. A change of business hours never changes the result of a stopped clock.
    pub(crate) fn hours(&self, clock: &SlaClock) -> Result<WorkingTime<'_>> {
        let then = clock.stopped.and_then(|stopped| self.past.iter().find(|(until, _)| *until >= stopped));
        let calendar = then.map_or(&self.calendar, |(_, calendar)| calendar);
        WorkingTime::new(calendar).map_err(|error| Error::Corrupt(error.to_string()))
    }

    /// Carries over the elapsed time by the former calendar before a stopped clock is reopened.
    pub(crate) fn keep_elapsed(&self, kind: ClockKind, clock: &mut SlaClock, at: Timestamp) -> Result<()> {
        if !self.past.is_empty() && clock.stopped.is_some() {
            clock.change_measure(&self.hours(clock)?, self.promise.target(kind), at);
        }
        Ok(())
    }
}

fn calendar_of(policy: &str, definition: &str) -> Result<BusinessCalendar> {
    serde_json::from_str(definition)
        .map_err(|error| Error::Corrupt(format!("the calendar of policy {policy:?}: {error}")))
}

impl TryFrom<PolicyRow> for Policy {
    type Error = Error;
    fn try_from(row: PolicyRow) -> Result<Self> {
        let calendar = calendar_of(&row.name, &row.definition)?;
        Ok(Self {
            id: row.id,
            name: row.name,
            scope: PolicyScope { queue: row.queue_id, kind: row.kind },
            promise: SlaPolicy {
                first_response_ms: row.first_response_ms,
                resolution_ms: row.resolution_ms,
                at_risk_percent: u8::try_from(row.at_risk_percent.clamp(0, 100)).unwrap_or(100),
            },
            calendar,
            past: Vec::new(),
            active: row.active,
        })
    }
}

/// A row of `sla_clock`.
#[derive(Clone, Debug, sqlx::FromRow)]
pub(crate) struct ClockRow {
    pub(crate) case_id: CaseId,
    pub(crate) kind: String,
    pub(crate) policy_id: PolicyId,
    started: Timestamp,
    stopped: Option<Timestamp>,
    carried_until: Option<Timestamp>,
    carried_ms: Option<Millis>,
    carried_due: Option<Timestamp>,
    pauses: String,
}

/// The columns of a [`ClockRow`] `k`.
pub(crate) const CLOCK_COLUMNS: &str = "k.case_id, k.kind, k.policy_id, k.started, k.stopped, \
     k.carried_until, k.carried_ms, k.carried_due, k.pauses";

impl ClockRow {
    /// The kind of the clock.
    pub(crate) fn measures(&self) -> Result<ClockKind> {
        stored_word("SLA clock", &self.kind, ClockKind::parse)
    }

    /// The clock itself.
    pub(crate) fn clock(&self) -> Result<SlaClock> {
        let pauses: Vec<Pause> = serde_json::from_str(&self.pauses)
            .map_err(|error| Error::Corrupt(format!("the pauses of case {}: {error}", self.case_id)))?;
        let carried = self.carried_until.zip(self.carried_ms);
        Ok(SlaClock {
            started: self.started,
            pauses,
            stopped: self.stopped,
            carried: carried.map(|(until, elapsed_ms)| CarriedTime {
                until,
                elapsed_ms,
                used_up: self.carried_due,
            }),
        })
    }
}

/// The pauses of a clock as stored: a JSON array.
pub(crate) fn pauses_json(clock: &SlaClock) -> String {
    serde_json::to_string(&clock.pauses).unwrap_or_else(|_| "[]".to_owned())
}
