//! *SLA*: the clocks of a case. The arithmetic is in [`crate::sla`].

use chrono::NaiveDateTime;
use serde::{Deserialize, Serialize};

use crate::CaseId;
use crate::sla::{ClockKind, SlaReading, SlaStatus};

/// An SLA clock of a case, evaluated at an instant.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CaseClock {
    /// The name of its policy.
    pub policy: String,
    /// What it measures.
    pub kind: ClockKind,
    /// Status, elapsed and remaining time.
    pub reading: SlaReading,
    /// When it was started, civil time.
    #[serde(with = "crate::civil::time")]
    pub started: NaiveDateTime,
    /// When it was stopped, civil time.
    #[serde(with = "crate::civil::optional_time")]
    pub stopped: Option<NaiveDateTime>,
    /// The due instant, civil time, where it can be computed.
    #[serde(with = "crate::civil::optional_time")]
    pub due: Option<NaiveDateTime>,
    /// Its pauses, first to last.
    pub pauses: Vec<ClockPause>,
    /// The merged case that it belongs to; `None` if it belongs to the survivor itself.
    pub from_case: Option<CaseId>,
}

/// What a list says of the clocks of a case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CaseSla {
    /// The status of the most urgent clock.
    pub status: SlaStatus,
    /// The whole minutes until the next due instant of a clock that has not stopped, negative once it has
    /// passed; `None` if none is known, for example while the clock is paused.
    pub due_minutes: Option<i64>,
    /// Whether the target of a clock that has not stopped is used up.
    pub is_overdue: bool,
    /// Whether a clock that has not stopped is at risk.
    pub is_at_risk: bool,
}

/// A pause of a clock, civil time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClockPause {
    /// Its start.
    #[serde(with = "crate::civil::time")]
    pub from: NaiveDateTime,
    /// Its end; `None` while the clock is paused.
    #[serde(with = "crate::civil::optional_time")]
    pub to: Option<NaiveDateTime>,
}
