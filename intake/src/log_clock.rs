//! The time of the log, which the events themselves tell.
//!
//! One line with a damaged time must not make everything that is open seem old. A jump of more than a
//! day, in either direction, is believed when a second line confirms it; until then nothing expires.

use serde::{Deserialize, Serialize};

/// A day in microseconds.
pub(crate) const DAY: i64 = 24 * 60 * 60 * 1_000_000;

/// How far back the times of neighbouring lines lie, in microseconds.
const OUT_OF_ORDER: i64 = 5 * 1_000_000;

/// The latest and the first time of a log, in microseconds since 1970 UTC.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct LogClock {
    latest: Option<i64>,
    first: Option<i64>,
    /// A jump that was not confirmed yet.
    jump: Option<i64>,
}

impl LogClock {
    /// Takes note of the time of an event. Times of neighbouring lines may be out of order.
    pub(crate) fn note(&mut self, at: i64) {
        self.first = Some(self.first.map_or(at, |first| first.min(at)));
        let latest = *self.latest.get_or_insert(at);
        if (at - latest).abs() <= DAY {
            self.latest = Some(latest.max(at));
            self.jump = None;
        } else if self.jump.is_some_and(|jump| (at - jump).abs() <= DAY) {
            self.latest = Some(at);
            self.jump = None;
        } else {
            self.jump = Some(at);
        }
    }

    /// The current time, if it is certain.
    pub(crate) fn now(&self) -> Option<i64> {
        self.latest.filter(|_| self.jump.is_none())
    }

    /// Whether a time is more than some seconds before the latest: not out of order, but read again.
    pub(crate) fn is_past(&self, at: i64) -> bool {
        self.latest.is_some_and(|latest| latest - at > OUT_OF_ORDER)
    }

    /// Whether a time is before the log begins.
    pub(crate) fn is_before_log(&self, at: i64) -> bool {
        self.first.is_some_and(|first| at.div_euclid(1_000_000) < first.div_euclid(1_000_000))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_damaged_time_changes_nothing() {
        let mut clock = LogClock::default();
        clock.note(10);
        clock.note(100 * DAY);
        assert_eq!(clock.now(), None);
        clock.note(20);
        assert_eq!(clock.now(), Some(20));
    }

    #[test]
    fn a_jump_that_is_confirmed_is_believed() {
        let mut clock = LogClock::default();
        for at in [100 * DAY, 10, 20] {
            clock.note(at);
        }
        assert_eq!(clock.now(), Some(20));
        clock.note(50 * DAY);
        clock.note(50 * DAY + 1);
        assert_eq!(clock.now(), Some(50 * DAY + 1));
        assert!(clock.is_before_log(9 - 1_000_000) && !clock.is_before_log(9));
    }
}
