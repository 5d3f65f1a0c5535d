//! What a row is to a load: a table, its columns, and the cells it hands over.
//!
//! [`super::sqlite`] binds the cells, [`super::postgres`] writes them as lines of `COPY`.

use super::rows::Origin;

/// Takes the cells of a row, one after another.
pub(crate) trait Cells {
    /// An integer of any width.
    fn int(&mut self, value: i64);
    /// A text.
    fn text(&mut self, value: &str);
    /// Bytes.
    fn bytes(&mut self, value: &[u8]);
    /// A truth value.
    fn flag(&mut self, value: bool);
    /// NULL.
    fn null(&mut self);

    /// An integer or NULL.
    fn maybe_int(&mut self, value: Option<i64>) {
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
    /// Hands over the cells in the order of the columns.
    fn write(&self, origin: &Origin, cells: &mut impl Cells);
}

/// Every table a load fills or settles, those first that others refer to.
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
