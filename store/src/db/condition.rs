//! SQL predicates that the filters of several lists share.

use chrono::Days;
use chrono_tz::Tz;
use domain::{HistoryFilter, Period, Timestamp, zone};

use super::Statement;

/// The half-open period `[from, until)` of a list; unbounded where absent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Window {
    /// The first instant.
    pub(crate) from: Option<Timestamp>,
    /// The end, exclusive.
    pub(crate) until: Option<Timestamp>,
}

impl Window {
    /// The instants of the civil days of `period`, both included.
    pub(crate) fn of_days(zone: Tz, period: Period) -> Self {
        let until = period.to.and_then(|day| day.checked_add_days(Days::new(1)));
        Self {
            from: period.from.map(|day| zone::day_start(zone, day)),
            until: until.map(|day| zone::day_start(zone, day)),
        }
    }

    /// The instants of the period of a history, with the times at its ends.
    pub(crate) fn of_history(zone: Tz, filter: &HistoryFilter) -> Self {
        let period = filter.period;
        let mut window = Self::of_days(zone, period);
        if let Some((day, time)) = period.from.zip(filter.begins) {
            window.from = Some(zone::first_at(zone, day, time));
        }
        if let Some((day, time)) = period.to.zip(filter.ends) {
            window.until = Some(zone::last_at(zone, day, time));
        }
        window
    }

    /// Predicates: the instant in `column` is in this period.
    pub(crate) fn conditions(self, statement: &mut Statement, column: &str) -> impl Iterator<Item = String> {
        let from = self.from.map(|from| format!("{column} >= {}", statement.bind(from)));
        let until = self.until.map(|until| format!("{column} < {}", statement.bind(until)));
        from.into_iter().chain(until)
    }
}

/// Predicate: `text` contains one of `parts`; `None` without parts.
pub(crate) fn contains_any(statement: &mut Statement, text: &str, parts: Vec<String>) -> Option<String> {
    let contains = |part: String| {
        let part = statement.bind(part);
        statement.engine.contains(text, &part)
    };
    let found: Vec<String> = parts.into_iter().map(contains).collect();
    (!found.is_empty()).then(|| format!("({})", found.join(" OR ")))
}
