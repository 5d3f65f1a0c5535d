//! Clocks and policies as the database keeps them.

use domain::QueueId;
use domain::sla::{BusinessCalendar, Carried, ClockKind, Pause, PolicyScope, SlaClock, SlaPolicy};

use crate::{Error, Result};

/// The columns of [`PolicyRow`], of `sla_policy AS p` and `business_calendar AS b`.
pub(crate) const POLICY_COLUMNS: &str = "p.id, p.name, p.queue_id, p.kind, p.first_response_ms, \
     p.resolution_ms, p.at_risk_percent, p.active, b.definition";

/// A policy with its calendar, as read.
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
}

/// A policy: for which cases, what is promised, and when the operation works.
#[derive(Clone, Debug)]
pub(crate) struct Policy {
    pub(crate) id: i64,
    pub(crate) name: String,
    pub(crate) scope: PolicyScope,
    pub(crate) promise: SlaPolicy,
    pub(crate) calendar: BusinessCalendar,
    /// Whether new cases get it.
    pub(crate) active: bool,
}

impl TryFrom<PolicyRow> for Policy {
    type Error = Error;
    fn try_from(row: PolicyRow) -> Result<Self> {
        let calendar = serde_json::from_str(&row.definition)
            .map_err(|error| Error::Corrupt(format!("the calendar of policy {:?}: {error}", row.name)))?;
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
