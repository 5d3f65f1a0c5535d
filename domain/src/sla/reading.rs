//! A clock, measured.

use super::{SlaClock, SlaReading, SlaStatus, Target, WorkingTime};

impl SlaClock {
    /// Business time elapsed by `now`: what was carried along, and what has been worked since
    /// while the clock ran.
    pub fn elapsed_ms(&self, hours: &WorkingTime<'_>, now: i64) -> i64 {
        let end = self.stopped.map_or(now, |stopped| now.min(stopped));
        let carried = self.carried.map_or(0, |carried| carried.elapsed_ms);
        let ran = self.running().into_iter();
        carried + ran.map(|(from, to)| hours.between(from, to.map_or(end, |to| to.min(end)))).sum::<i64>()
    }

    /// The first instant by which the whole target is used up, which is the last in time.
    ///
    /// It does not depend on when one asks. While the clock rests nobody can tell (`None`), unless
    /// the target was used up before. What is stopped keeps the due instant it had. Where a change
    /// of policy found the target used up already, it is the instant of that change.
    pub fn due(&self, hours: &WorkingTime<'_>, target_ms: i64) -> Option<i64> {
        let mut left = target_ms - self.carried.map_or(0, |carried| carried.elapsed_ms);
        if left <= 0 {
            return Some(self.counted_from());
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

    /// Everything the *SLA* tab says about it.
    pub fn read(&self, hours: &WorkingTime<'_>, target: Target, now: i64) -> SlaReading {
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

    /// Another queue, policy or calendar takes over at `at`: what has elapsed by `measured`, the
    /// calendar until now, is kept, and only what follows is measured by the new one. A change of
    /// the targets alone needs nothing: they are no part of the clock.
    pub fn change_measure(&mut self, measured: &WorkingTime<'_>, at: i64) {
        self.carry(self.elapsed_ms(measured, at), at);
    }

    /// The stretches from `counted_from` on in which it ran, first to last, the stop
    /// disregarded; the end of the last is `None` where it runs on.
    fn running(&self) -> Vec<(i64, Option<i64>)> {
        let mut pauses = self.pauses.clone();
        pauses.sort_unstable_by_key(|pause| pause.from);
        let mut stretches = Vec::with_capacity(pauses.len() + 1);
        let mut cursor = self.counted_from();
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
