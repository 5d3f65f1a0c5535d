//! The order of the history: by when an interaction entered the queue, or by what it took. Equal ones are
//! in the order of their IDs, so that no page repeats or leaves out a row.

use serde::{Deserialize, Serialize};

/// A column that the history can be sorted by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum HistoryColumn {
    /// When it entered the queue.
    #[default]
    Queued,
    /// From the answer (or from entering the queue, if unanswered) to the end.
    Duration,
    /// From entering the queue to the answer (or to the end, if unanswered).
    Wait,
}

impl HistoryColumn {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Queued, Self::Duration, Self::Wait];

    /// The name in addresses.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Queued => "date",
            Self::Duration => "duration",
            Self::Wait => "wait",
        }
    }

    /// Parses the name.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|column| column.as_str() == text)
    }
}

/// The order of the history; by default the latest first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct HistoryOrder {
    /// The column.
    pub by: HistoryColumn,
    /// Whether the earliest or shortest is first.
    pub ascending: bool,
}

impl HistoryOrder {
    /// Whether what arrives is first.
    pub fn is_latest_first(self) -> bool {
        self == Self::default()
    }

    /// The order after a click on the head of a column: descending, or reversed if already sorted by it.
    #[must_use]
    pub fn of_column(self, by: HistoryColumn) -> Self {
        Self { by, ascending: self.by == by && !self.ascending }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_second_click_on_a_column_reverses_the_order() {
        let order = HistoryOrder::default().of_column(HistoryColumn::Duration);
        assert_eq!(order, HistoryOrder { by: HistoryColumn::Duration, ascending: false });
        assert!(order.of_column(HistoryColumn::Duration).ascending);
        assert!(!order.of_column(HistoryColumn::Duration).of_column(HistoryColumn::Wait).ascending);
        assert!(HistoryOrder::default().of_column(HistoryColumn::Queued).ascending);
    }

    #[test]
    fn names_are_read_back() {
        for column in HistoryColumn::ALL {
            assert_eq!(HistoryColumn::parse(column.as_str()), Some(column));
        }
        assert_eq!(HistoryColumn::parse("queue"), None);
    }
}
