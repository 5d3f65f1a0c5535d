//! What has happened to one service level of one case: when its clock ran and when it rested.
//!
//! A clock only takes notes; how much business time they amount to is measured by
//! `WorkingTime`. Nothing noted is ever taken back: reopening adds to the
//! pauses, a change of policy adds to what has elapsed. Only what sources deliver late, though it
//! happened first, corrects when a clock began or was done.

use serde::{Deserialize, Serialize};

/// A stretch in which a clock rested.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pause {
    /// Its first instant.
    pub from: i64,
    /// The instant the clock ran again; `None` while it rests.
    pub to: Option<i64>,
}

/// What a step in the life of a case does to a clock. Where there is nothing to do (a clock that
/// rests is told to rest, one that was stopped is told anything but to reopen) nothing happens.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ClockEffect {
    /// It rests.
    Pause,
    /// It runs again after a pause.
    Resume,
    /// What it measured has been done.
    Stop,
    /// What had been done is open again: the clock runs on from what had elapsed.
    Reopen,
}

/// What had elapsed when the measure changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Carried {
    /// When the measure changed; only what comes later is measured anew.
    pub until: i64,
    /// The business time that had elapsed until then, by the measure of then.
    pub elapsed_ms: i64,
}

/// The clock of one service level of one case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SlaClock {
    /// When it began to run.
    pub started: i64,
    /// Its pauses, in the order in which they began; the last may go on.
    #[serde(default)]
    pub pauses: Vec<Pause>,
    /// When what it measures was done.
    #[serde(default)]
    pub stopped: Option<i64>,
    /// What it brought along from an earlier queue, policy or calendar.
    #[serde(default)]
    pub carried: Option<Carried>,
}

impl SlaClock {
    /// A clock that begins to run.
    pub fn starting(at: i64) -> Self {
        Self { started: at, pauses: Vec::new(), stopped: None, carried: None }
    }

    /// Whether it rests, and has not been stopped.
    pub fn is_paused(&self) -> bool {
        self.stopped.is_none() && self.pauses.iter().any(|pause| pause.to.is_none())
    }

    /// Carries an effect out. Where `at` lies before the last note (two servers whose clocks
    /// differ), it happens at the last note instead: the past is not rewritten.
    pub fn apply(&mut self, effect: ClockEffect, at: i64) {
        match effect {
            ClockEffect::Pause => self.pause(at),
            ClockEffect::Resume => self.resume(at),
            ClockEffect::Stop => self.stop(at),
            ClockEffect::Reopen => self.reopen(at),
        }
    }

    /// It rests.
    pub fn pause(&mut self, at: i64) {
        if self.stopped.is_none() && !self.is_paused() {
            let from = at.max(self.last_note());
            self.pauses.push(Pause { from, to: None });
        }
    }

    /// It runs again after a pause.
    pub fn resume(&mut self, at: i64) {
        let at = at.max(self.last_note());
        if self.is_paused() {
            for pause in self.pauses.iter_mut().filter(|pause| pause.to.is_none()) {
                pause.to = Some(at);
            }
        }
    }

    /// What it measured has been done. A pause that goes on ends with it.
    pub fn stop(&mut self, at: i64) {
        if self.stopped.is_none() {
            let at = at.max(self.last_note());
            self.resume(at);
            self.stopped = Some(at);
        }
    }

    /// It began to run earlier than was known: what happened first was delivered later.
    pub fn begin_earlier(&mut self, at: i64) {
        self.started = self.started.min(at);
    }

    /// What it measured had been done earlier than was known.
    pub fn stop_earlier(&mut self, at: i64) {
        let at = at.max(self.started);
        if self.stopped.is_some_and(|stopped| at < stopped) {
            self.pauses.retain(|pause| pause.from < at);
            for pause in &mut self.pauses {
                pause.to = pause.to.map(|to| to.min(at));
            }
            self.stopped = Some(at);
        }
    }

    /// What had been done is open again. The time in which it was done becomes one more pause.
    pub fn reopen(&mut self, at: i64) {
        let at = at.max(self.last_note());
        if let Some(from) = self.stopped.take() {
            self.pauses.push(Pause { from, to: Some(at) });
        }
    }

    /// Keeps what has elapsed, however it was measured; only what comes after `at` (or after the
    /// stop, where it was stopped) is measured from now on.
    pub fn carry(&mut self, elapsed_ms: i64, at: i64) {
        let until = self.stopped.map_or(at, |stopped| at.min(stopped));
        self.carried = Some(Carried { until: until.max(self.counted_from()), elapsed_ms });
    }

    /// From where on time is measured.
    pub(super) fn counted_from(&self) -> i64 {
        self.carried.map_or(self.started, |carried| carried.until.max(self.started))
    }

    fn last_note(&self) -> i64 {
        let pauses = self.pauses.iter().map(|pause| pause.to.unwrap_or(pause.from));
        pauses.chain(self.stopped).fold(self.counted_from(), i64::max)
    }
}
