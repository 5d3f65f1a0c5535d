//! What is promised, and how what has elapsed compares with it.

use serde::{Deserialize, Serialize};

use super::SlaClock;
use crate::QueueId;
use crate::text::fold;

/// What a clock measures.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ClockKind {
    /// Until somebody takes the case up for the first time.
    FirstResponse,
    /// Until it is closed.
    Resolution,
}

impl ClockKind {
    /// Every clock, in the order in which they are shown.
    pub const ALL: [Self; 2] = [Self::FirstResponse, Self::Resolution];

    /// The word of the contracts (database).
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::FirstResponse => "first_response",
            Self::Resolution => "resolution",
        }
    }

    /// The inverse of [`ClockKind::as_str`].
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == text)
    }
}

/// How a service level stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SlaStatus {
    /// *No prazo*.
    OnTrack,
    /// *Em risco*: the threshold of the policy is reached.
    AtRisk,
    /// *Violado*: the target is used up, whether or not it was met later.
    Breached,
    /// *Pausado*: the case is *Pendente*, or was merged and its survivor's clocks run.
    Paused,
    /// *Cumprido*: done in time.
    Met,
}

impl SlaStatus {
    /// Every status.
    pub const ALL: [Self; 5] = [Self::OnTrack, Self::AtRisk, Self::Breached, Self::Paused, Self::Met];

    /// The word of the contracts (URL, API).
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::OnTrack => "on_track",
            Self::AtRisk => "at_risk",
            Self::Breached => "breached",
            Self::Paused => "paused",
            Self::Met => "met",
        }
    }

    /// The inverse of [`SlaStatus::as_str`].
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.as_str() == text)
    }

    /// How a clock stands on which so much business time has elapsed.
    ///
    /// What runs on when it is due is breached, and so it stays; what was done at that very instant was
    /// done in time. What was met late is *Violado*, not *Cumprido*, and neither a pause nor a reopening
    /// hides it.
    pub fn of(clock: &SlaClock, target: Target, elapsed_ms: i64, due: Option<i64>) -> Self {
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

/// What is promised for one clock, in business time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Target {
    /// How long it may take.
    pub target_ms: i64,
    /// How long until it is at risk.
    pub at_risk_ms: i64,
}

/// What is promised.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SlaPolicy {
    /// Business time until the first response; `None` where none is promised.
    pub first_response_ms: Option<i64>,
    /// Business time until the resolution; `None` where none is promised.
    pub resolution_ms: Option<i64>,
    /// The part of a target, in per cent, from which on a clock is at risk; 100 for never.
    pub at_risk_percent: u8,
}

impl SlaPolicy {
    /// What is promised for a clock.
    pub fn target(&self, kind: ClockKind) -> Option<Target> {
        let target_ms = match kind {
            ClockKind::FirstResponse => self.first_response_ms,
            ClockKind::Resolution => self.resolution_ms,
        }?;
        let percent = i128::from(self.at_risk_percent.min(100));
        let at_risk_ms = (i128::from(target_ms) * percent / 100) as i64;
        Some(Target { target_ms, at_risk_ms })
    }
}

/// The cases a policy is for; what is `None` may be anything.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct PolicyScope {
    /// Their queue.
    pub queue: Option<QueueId>,
    /// Their kind, compared without accents and case: sources spell it as they like.
    pub kind: Option<String>,
}

impl PolicyScope {
    /// Without blanks around the kind; one that says nothing is none.
    #[must_use]
    pub fn tidied(self) -> Self {
        let kind = self.kind.map(|kind| kind.trim().to_owned()).filter(|kind| !kind.is_empty());
        Self { kind, ..self }
    }

    /// Whether both are for the same cases.
    pub fn same_as(&self, other: &Self) -> bool {
        let kind = |scope: &Self| scope.kind.as_deref().map(|kind| fold(kind.trim()));
        self.queue == other.queue && kind(self) == kind(other)
    }

    fn covers(&self, queue: Option<QueueId>, kind: Option<&str>) -> bool {
        let same_kind = |wanted: &str| kind.is_some_and(|kind| fold(kind.trim()) == fold(wanted.trim()));
        self.queue.is_none_or(|wanted| queue == Some(wanted)) && self.kind.as_deref().is_none_or(same_kind)
    }
}

/// The policy of a case: that of its queue and kind, else of its queue, else of its kind, else the
/// one for all. Of several alike, the first.
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

/// What the *SLA* tab shows of a clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SlaReading {
    /// How it stands.
    pub status: SlaStatus,
    /// What was promised.
    pub target_ms: i64,
    /// Business time it has taken so far.
    pub elapsed_ms: i64,
    /// What is left of the target; below zero, how much it is exceeded by.
    pub remaining_ms: i64,
    /// The last instant that is in time; `None` where none can be told: while paused, and where
    /// the operation never works.
    pub due: Option<i64>,
}
