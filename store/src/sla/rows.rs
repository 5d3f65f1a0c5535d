//! Clocks and policies as the database keeps them.

use domain::QueueId;
use domain::sla::{
    BusinessCalendar, Carried, ClockKind, Pause, PolicyScope, SlaClock, SlaPolicy, WorkingTime,
};

use crate::{Error, Result};

/// What [`Policy::of_rows`] reads, of `MEASURED_BY`, in the order `p.id, h.until`.
pub(crate) const MEASURED_COLUMNS: &str = "p.id, p.name, p.queue_id, p.kind, p.first_response_ms, \
     p.resolution_ms, p.at_risk_percent, p.active, b.definition, h.until, h.definition AS past";

/// Policies with the hours they were measured by before: a row for each of these.
pub(crate) const MEASURED_BY: &str = "sla_policy AS p JOIN business_calendar AS b ON b.id = p.calendar_id \
     LEFT JOIN sla_policy_hours AS h ON h.policy_id = p.id";

/// A policy with its calendar, as read, and where asked for one of those before.
#[derive(sqlx::FromRow)]
pub(crate) struct PolicyRow {
    id: i64,
    name: String,
    queue_id: Option<i64>,
    kind: Option<String>,
    first_response_ms: Option<i64>,
    resolution_ms: Option<i64>,
    at_risk_percent: i64,
    active: bool,
    definition: String,
    #[sqlx(default)]
    until: Option<i64>,
    #[sqlx(default)]
    past: Option<String>,
}

/// A policy: for which cases, what is promised, and when the operation works.
#[derive(Clone, Debug)]
pub(crate) struct Policy {
    pub(crate) id: i64,
    pub(crate) name: String,
    pub(crate) scope: PolicyScope,
    pub(crate) promise: SlaPolicy,
    pub(crate) calendar: BusinessCalendar,
    /// By which hours it was measured before, and until when; first to last.
    past: Vec<(i64, BusinessCalendar)>,
    /// Whether new cases get it.
    pub(crate) active: bool,
}

impl Policy {
    /// The policies of [`MEASURED_COLUMNS`].
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

    /// By which hours a clock is measured: those of now while it goes on, those of then once it was
    /// stopped. A change of hours does not change what was.
    pub(crate) fn hours(&self, clock: &SlaClock) -> Result<WorkingTime<'_>> {
        let then = clock.stopped.and_then(|stopped| self.past.iter().find(|(until, _)| *until >= stopped));
        let calendar = then.map_or(&self.calendar, |(_, calendar)| calendar);
        WorkingTime::new(calendar).map_err(|error| Error::Corrupt(error.to_string()))
    }

    /// Before a clock goes on that was stopped: what had elapsed by the hours of then is kept.
    pub(crate) fn keep_elapsed(&self, clock: &mut SlaClock, at: i64) -> Result<()> {
        if !self.past.is_empty() && clock.stopped.is_some() {
            clock.change_measure(&self.hours(clock)?, at);
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
            scope: PolicyScope { queue: row.queue_id.map(QueueId), kind: row.kind },
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

/// A clock, as read.
#[derive(Clone, Debug, sqlx::FromRow)]
pub(crate) struct ClockRow {
    pub(crate) case_id: i64,
    pub(crate) kind: String,
    pub(crate) policy_id: i64,
    started: i64,
    stopped: Option<i64>,
    carried_until: Option<i64>,
    carried_ms: Option<i64>,
    pauses: String,
}

impl ClockRow {
    /// What it measures.
    pub(crate) fn measures(&self) -> Result<ClockKind> {
        ClockKind::parse(&self.kind).ok_or_else(|| Error::Corrupt(format!("SLA clock {:?}", self.kind)))
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
            carried: carried.map(|(until, elapsed_ms)| Carried { until, elapsed_ms }),
        })
    }
}

/// The pauses of a clock as they are written.
pub(crate) fn pauses_json(clock: &SlaClock) -> String {
    serde_json::to_string(&clock.pauses).unwrap_or_else(|_| "[]".to_owned())
}
