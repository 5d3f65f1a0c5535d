//! The order of a list of cases, and its parameters in the address.

use domain::cases::CaseOrder;

/// The order of a list of cases.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Order {
    /// `sort`: the column.
    pub by: CaseOrder,
    /// `order=asc`: ascending; descending by default.
    pub ascending: bool,
}

impl Order {
    /// Parses `sort` or `order`; returns whether the value was understood.
    pub(crate) fn read(&mut self, key: &str, value: &str) -> bool {
        match (key, value) {
            ("sort", "id") => self.by = CaseOrder::Id,
            ("sort", "opened") => self.by = CaseOrder::Opened,
            ("sort", "updated") => self.by = CaseOrder::Updated,
            ("sort", "due") => self.by = CaseOrder::Due,
            ("order", "asc") => self.ascending = true,
            ("order", "desc") => self.ascending = false,
            _ => return false,
        }
        true
    }

    /// The parameters of the order; none for the default.
    pub(crate) fn fields(self) -> Vec<(&'static str, String)> {
        let by = match self.by {
            CaseOrder::Updated => None,
            CaseOrder::Opened => Some("opened"),
            CaseOrder::Id => Some("id"),
            CaseOrder::Due => Some("due"),
        };
        let by = by.map(|by| ("sort", by.to_owned()));
        by.into_iter().chain(self.ascending.then(|| ("order", "asc".to_owned()))).collect()
    }

    /// What is due first, first.
    pub(crate) fn next_due() -> Self {
        Self { by: CaseOrder::Due, ascending: true }
    }

    /// The order after a click on a column head: reversed if already sorted by it, else descending, or what
    /// is due first.
    pub(super) fn of_column(self, by: CaseOrder) -> Self {
        let begins_ascending = by == CaseOrder::Due;
        Self { by, ascending: if self.by == by { !self.ascending } else { begins_ascending } }
    }
}
