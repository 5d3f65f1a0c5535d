//! Reads an SLA clock: elapsed business time, due instant and status.

use super::{SlaClock, SlaReading, SlaStatus, Target, WorkingTime};
use crate::{Millis, Timestamp};

impl SlaClock {
    /// Business time elapsed by `now`: the carried time, and business time since then while the
    /// clock ran.
    pub fn elapsed_ms(&self, hours: &WorkingTime<'_>, now: Timestamp) -> Millis {
        let end = self.stopped.map_or(now, |stopped| now.min(stopped));
        let carried = self.carried.map_or(Millis::ZERO, |carried| carried.elapsed_ms);
        let ran = self.running().into_iter();
        carried + ran.map(|(from, to)| hours.between(from, to.map_or(end, |to| to.min(end)))).sum::<Millis>()
    }

    /// The due instant: the first at which the target is used up, and the last that is in time.
    ///
    /// It does not depend on the current time. `None` while the clock is paused, unless the target
    /// was used up before. A stopped clock keeps its due instant. If the target was already used up
    /// when the policy changed, it is when that of the earlier policy was, else the instant of the change.
    pub fn due(&self, hours: &WorkingTime<'_>, target_ms: Millis) -> Option<Timestamp> {
        let mut left = target_ms - self.carried.map_or(Millis::ZERO, |carried| carried.elapsed_ms);
        if left <= Millis::ZERO {
            let used_up = self.carried.and_then(|carried| carried.used_up);
            return Some(used_up.unwrap_or_else(|| self.measured_from()));
        }
        for (from, to) in self.running() {
            let Some(to) = to else { return hours.after(from, left) };
            let ran = hours.between(from, to);
            if ran >= left {
                return hours.after(from, left);
            }
            left -= ran;
        }
        None
    }

    /// Computes everything the *SLA* tab shows about the clock.
    pub fn read(&self, hours: &WorkingTime<'_>, target: Target, now: Timestamp) -> SlaReading {
        let elapsed_ms = self.elapsed_ms(hours, now);
        let due = self.due(hours, target.target_ms);
        SlaReading {
            status: SlaStatus::of(self, target, elapsed_ms, due),
            target_ms: target.target_ms,
            elapsed_ms,
            remaining_ms: target.target_ms.saturating_sub(elapsed_ms),
            due,
        }
    }

    /// Prepares for another queue, policy or calendar from `at` on: fixes the time elapsed by
    /// `measured`, the calendar so far, so that only later time is measured by the new one, and when
    /// `target`, the one so far, was used up. A change of targets alone does not need this, as they are
    /// not part of the clock.
    pub fn change_measure(&mut self, measured: &WorkingTime<'_>, target: Option<Target>, at: Timestamp) {
        let elapsed_ms = self.elapsed_ms(measured, at);
        let used = target.filter(|target| elapsed_ms >= target.target_ms);
        let used_up = used.and_then(|target| self.due(measured, target.target_ms));
        self.carry(elapsed_ms, used_up, at);
    }

    /// The intervals after `measured_from` in which the clock ran, in order, ignoring the stop; the
    /// last has no end if the clock is not paused.
    fn running(&self) -> Vec<(Timestamp, Option<Timestamp>)> {
        let mut pauses = self.pauses.clone();
        pauses.sort_unstable_by_key(|pause| pause.from);
        let mut stretches = Vec::with_capacity(pauses.len() + 1);
        let mut cursor = self.measured_from();
        for pause in pauses {
            if pause.from > cursor {
                stretches.push((cursor, Some(pause.from)));
            }
            match pause.to {
                Some(to) => cursor = cursor.max(to),
                None => return stretches,
            }
        }
        stretches.push((cursor, None));
        stretches
    }
}
