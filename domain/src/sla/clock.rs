//! SLA clocks: when the clock of one service level of one case ran and when it was paused.
//!
//! A clock only records events; `WorkingTime` measures the business time between them. Events are
//! never removed: reopening adds a pause, a change of policy adds elapsed time. Only interactions
//! delivered late, or corrected by their source, correct when a clock started or stopped.

use serde::{Deserialize, Serialize};

use crate::{Millis, Timestamp};

/// An interval during which a clock was paused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pause {
    /// Its first instant.
    pub from: Timestamp,
    /// When the clock resumed; `None` while it is paused.
    pub to: Option<Timestamp>,
}

/// The effect of a status transition on a clock. Pausing a paused clock has no effect, nor has
/// anything but reopening on a stopped one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ClockEffect {
    /// Pauses the clock.
    Pause,
    /// Resumes the clock after a pause.
    Resume,
    /// Stops the clock: its target event has happened.
    Stop,
    /// Restarts a stopped clock, which continues from the elapsed time.
    Reopen,
}

/// Time that had elapsed when the policy, queue or calendar changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CarriedTime {
    /// When it changed; only later time is measured with the new calendar.
    pub until: Timestamp,
    /// The business time elapsed until then, by the old calendar.
    pub elapsed_ms: Millis,
    /// When the old target was used up, if it was by then: a case that is overdue stays overdue since then.
    #[serde(default)]
    pub used_up: Option<Timestamp>,
}

/// The clock of one service level of one case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SlaClock {
    /// When it started.
    pub started: Timestamp,
    /// Its pauses, in order; the last may not have ended.
    #[serde(default)]
    pub pauses: Vec<Pause>,
    /// When it was stopped.
    #[serde(default)]
    pub stopped: Option<Timestamp>,
    /// Time elapsed under an earlier queue, policy or calendar.
    #[serde(default)]
    pub carried: Option<CarriedTime>,
}

impl SlaClock {
    /// A running clock without elapsed time.
    pub fn starting(at: Timestamp) -> Self {
        Self { started: at, pauses: Vec::new(), stopped: None, carried: None }
    }

    /// Whether it is paused and has not been stopped.
    pub fn is_paused(&self) -> bool {
        self.stopped.is_none() && self.pauses.iter().any(|pause| pause.to.is_none())
    }

    /// Applies an effect. If `at` is before the last event (two servers whose clocks differ), it is
    /// applied at the time of the last event: the past is not rewritten.
    pub fn apply(&mut self, effect: ClockEffect, at: Timestamp) {
        match effect {
            ClockEffect::Pause => self.pause(at),
            ClockEffect::Resume => self.resume(at),
            ClockEffect::Stop => self.stop(at),
            ClockEffect::Reopen => self.reopen(at),
        }
    }

    /// Pauses the clock, unless it is paused or stopped.
    pub fn pause(&mut self, at: Timestamp) {
        if self.stopped.is_none() && !self.is_paused() {
            let from = at.max(self.last_event());
            self.pauses.push(Pause { from, to: None });
        }
    }

    /// Resumes a paused clock.
    pub fn resume(&mut self, at: Timestamp) {
        let at = at.max(self.last_event());
        if self.is_paused() {
            for pause in self.pauses.iter_mut().filter(|pause| pause.to.is_none()) {
                pause.to = Some(at);
            }
        }
    }

    /// Stops the clock and ends its current pause.
    pub fn stop(&mut self, at: Timestamp) {
        if self.stopped.is_none() {
            let at = at.max(self.last_event());
            self.resume(at);
            self.stopped = Some(at);
        }
    }

    /// Moves the start back, after an earlier interaction was delivered late.
    pub fn begin_earlier(&mut self, at: Timestamp) {
        self.started = self.started.min(at);
    }

    /// Moves the stop back, after an earlier interaction was delivered late.
    pub fn stop_earlier(&mut self, at: Timestamp) {
        let at = at.max(self.started);
        if self.stopped.is_some_and(|stopped| at < stopped) {
            self.pauses.retain(|pause| pause.from < at);
            for pause in &mut self.pauses {
                pause.to = pause.to.map(|to| to.min(at));
            }
            self.stopped = Some(at);
        }
    }

    /// Replaces the start, after the interaction that it came from was corrected. A stop is never
    /// before the start.
    pub fn correct_start(&mut self, at: Timestamp) {
        self.started = at;
        self.stopped = self.stopped.map(|stopped| stopped.max(at));
    }

    /// Replaces the stop, after the interaction that it came from was corrected; without one, the
    /// clock runs on. Pauses end at the stop; those while it was stopped were never known.
    pub fn correct_stop(&mut self, at: Option<Timestamp>) {
        self.stopped = at.map(|at| at.max(self.started));
        if let Some(stopped) = self.stopped {
            self.pauses.retain(|pause| pause.from < stopped);
            for pause in &mut self.pauses {
                pause.to = Some(pause.to.map_or(stopped, |to| to.min(stopped)));
            }
        }
    }

    /// Restarts a stopped clock. The time since the stop becomes a pause.
    pub fn reopen(&mut self, at: Timestamp) {
        let at = at.max(self.last_event());
        if let Some(from) = self.stopped.take() {
            self.pauses.push(Pause { from, to: Some(at) });
        }
    }

    /// Fixes the elapsed time, and when the target was used up; from now on only time after `at` (or after
    /// the stop, if earlier) is measured.
    pub fn carry(&mut self, elapsed_ms: Millis, used_up: Option<Timestamp>, at: Timestamp) {
        let until = self.stopped.map_or(at, |stopped| at.min(stopped));
        self.carried = Some(CarriedTime { until: until.max(self.measured_from()), elapsed_ms, used_up });
    }

    /// The instant from which time is measured.
    pub(super) fn measured_from(&self) -> Timestamp {
        self.carried.map_or(self.started, |carried| carried.until.max(self.started))
    }

    fn last_event(&self) -> Timestamp {
        let pauses = self.pauses.iter().map(|pause| pause.to.unwrap_or(pause.from));
        pauses.chain(self.stopped).fold(self.measured_from(), Timestamp::max)
    }
}
