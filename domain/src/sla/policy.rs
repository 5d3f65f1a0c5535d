//! SLA policies: targets, the choice of a policy, and the status of a clock.

use serde::{Deserialize, Serialize};

use super::SlaClock;
use crate::text::fold;
use crate::vocabulary::vocabulary;
use crate::{Millis, QueueId, Timestamp};

vocabulary! {
    /// What a clock measures; its word is used in the database.
    #[derive(PartialOrd, Ord)]
    #[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
    pub enum ClockKind {
        /// Until the case is first taken by an agent.
        FirstResponse = "first_response",
        /// Until it is closed.
        Resolution = "resolution",
    }
}

vocabulary! {
    /// The status of a service level; its word is used in the markup.
    pub enum SlaStatus {
        /// *No prazo*.
        OnTrack = "on_track",
        /// *Em risco*: the threshold of the policy is reached.
        AtRisk = "at_risk",
        /// *Violado*: the target was exceeded, whether or not the clock has been stopped since.
        Breached = "breached",
        /// *Pausado*: the case is *Pendente*, or was merged (its survivor's clocks run).
        Paused = "paused",
        /// *Cumprido*: stopped in time.
        Met = "met",
    }
}

impl SlaStatus {
    /// The status of a clock with this elapsed business time.
    ///
    /// A clock still running when it is due is breached for good; one stopped at exactly that
    /// instant is met. A clock stopped late is *Violado*, not *Cumprido*, and neither a pause nor a
    /// reopening hides the breach.
    pub fn of(clock: &SlaClock, target: Target, elapsed_ms: Millis, due: Option<Timestamp>) -> Self {
        let met_when_due = elapsed_ms == target.target_ms && clock.stopped.is_some() && clock.stopped == due;
        if elapsed_ms >= target.target_ms && !met_when_due {
            Self::Breached
        } else if clock.stopped.is_some() {
            Self::Met
        } else if clock.is_paused() {
            Self::Paused
        } else if elapsed_ms >= target.at_risk_ms {
            Self::AtRisk
        } else {
            Self::OnTrack
        }
    }
}

/// The target of one clock, in business time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Target {
    /// The maximum time.
    pub target_ms: Millis,
    /// The threshold from which the clock is at risk.
    pub at_risk_ms: Millis,
}

/// The targets of a policy.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SlaPolicy {
    /// Business time until the first response; `None` for no target.
    pub first_response_ms: Option<Millis>,
    /// Business time until the resolution; `None` for no target.
    pub resolution_ms: Option<Millis>,
    /// The percentage of a target from which a clock is at risk; 100 for never.
    pub at_risk_percent: u8,
}

impl SlaPolicy {
    /// The target of a clock.
    pub fn target(&self, kind: ClockKind) -> Option<Target> {
        let target_ms = match kind {
            ClockKind::FirstResponse => self.first_response_ms,
            ClockKind::Resolution => self.resolution_ms,
        }?;
        let percent = i128::from(self.at_risk_percent.min(100));
        let at_risk_ms = Millis((i128::from(target_ms.0) * percent / 100) as i64);
        Some(Target { target_ms, at_risk_ms })
    }
}

/// The cases a policy applies to; `None` matches anything.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct PolicyScope {
    /// The queue.
    pub queue: Option<QueueId>,
    /// The kind of case, compared without accents and case, because sources spell it freely.
    pub kind: Option<String>,
}

impl PolicyScope {
    /// Trims the kind; an empty one becomes `None`.
    #[must_use]
    pub fn tidied(self) -> Self {
        let kind = self.kind.map(|kind| kind.trim().to_owned()).filter(|kind| !kind.is_empty());
        Self { kind, ..self }
    }

    /// Whether both match the same cases.
    pub fn same_as(&self, other: &Self) -> bool {
        let kind = |scope: &Self| scope.kind.as_deref().map(|kind| fold(kind.trim()));
        self.queue == other.queue && kind(self) == kind(other)
    }

    fn covers(&self, queue: Option<QueueId>, kind: Option<&str>) -> bool {
        let same_kind = |wanted: &str| kind.is_some_and(|kind| fold(kind.trim()) == fold(wanted.trim()));
        self.queue.is_none_or(|wanted| queue == Some(wanted)) && self.kind.as_deref().is_none_or(same_kind)
    }
}

/// Chooses the most specific policy of a case: queue and kind, else queue, else kind, else neither.
/// Among equally specific ones the first.
pub fn choose<'a, P>(
    policies: impl IntoIterator<Item = (&'a PolicyScope, P)>,
    queue: Option<QueueId>,
    kind: Option<&str>,
) -> Option<P> {
    let mut best: Option<((bool, bool), P)> = None;
    for (scope, policy) in policies {
        let weight = (scope.queue.is_some(), scope.kind.is_some());
        if scope.covers(queue, kind) && best.as_ref().is_none_or(|(other, _)| weight > *other) {
            best = Some((weight, policy));
        }
    }
    best.map(|(_, policy)| policy)
}

/// The state of a clock, as the *SLA* tab shows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SlaReading {
    /// The status.
    pub status: SlaStatus,
    /// The target.
    pub target_ms: Millis,
    /// Business time elapsed so far.
    pub elapsed_ms: Millis,
    /// What is left of the target; negative once it is exceeded.
    pub remaining_ms: Millis,
    /// The due instant, which is still in time; `None` if unknown: while paused, or if the calendar
    /// has no business hours.
    pub due: Option<Timestamp>,
}
