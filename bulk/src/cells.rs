//! Rows of a load: the table, its columns, and the cells.
//!
//! [`super::sqlite`] binds the cells, [`super::postgres`] writes them as lines of `COPY`.

use super::rows::Origin;

/// Receives the cells of a row, in the order of its columns.
pub(crate) trait Cells {
    /// An integer of any width, an ID, an instant or a duration.
    fn int(&mut self, value: impl Into<i64>);
    /// A text.
    fn text(&mut self, value: &str);
    /// Bytes.
    fn bytes(&mut self, value: &[u8]);
    /// A boolean.
    fn flag(&mut self, value: bool);
    /// NULL.
    fn null(&mut self);

    /// An integer or NULL.
    fn maybe_int(&mut self, value: Option<impl Into<i64>>) {
        match value {
            Some(value) => self.int(value),
            None => self.null(),
        }
    }

    /// A text or NULL.
    fn maybe_text(&mut self, value: Option<&str>) {
        match value {
            Some(value) => self.text(value),
            None => self.null(),
        }
    }
}

/// A row of a table.
pub(crate) trait Row {
    /// The table.
    const TABLE: &'static str;
    /// The columns it fills; the others keep their defaults.
    const COLUMNS: &'static [&'static str];
    /// Writes the cells in the order of [`Row::COLUMNS`].
    fn write(&self, origin: &Origin, cells: &mut impl Cells);
}

/// Every table that a load fills or computes; referenced tables first.
pub(crate) const TABLES: [&str; 28] = [
    "user_account",
    "monitoring_group",
    "group_agent",
    "group_supervisor",
    "queue",
    "contact_reason",
    "queue_contact_reason",
    "customer",
    "customer_address",
    "customer_name_word",
    "service_case",
    "interaction",
    "message",
    "call_attempt",
    "recording",
    "case_event",
    "case_merge",
    "business_calendar",
    "sla_policy",
    "sla_clock",
    "attachment",
    "survey",
    "survey_response",
    "agent_queue",
    "number_part",
    "interaction_day",
    "interaction_queue_day",
    "protocol_sequence",
];
