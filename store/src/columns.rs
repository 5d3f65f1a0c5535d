//! Which columns the rows of an interaction fill, and the statements by which intake writes them.
//!
//! Named once, for whatever writes such rows: a column added here is missed by no writer, because its
//! test compares what it fills with these lists.

/// The columns of a table, and the statement that inserts them from the rows `given`.
macro_rules! table {
    ($(#[$about:meta])* $columns:ident, $insert:ident: $table:literal ($first:literal $(, $column:literal)* $(,)?)) => {
        $(#[$about])*
        pub const $columns: &[&str] = &[$first $(, $column)*];

        pub(crate) const $insert: &str = concat!(
            "INSERT INTO ", $table, " (", $first $(, ", ", $column)*,
            ") SELECT ", $first $(, ", ", $column)*, " FROM given"
        );
    };
}

table! {
    /// What intake fills of a customer.
    CUSTOMER, INSERT_CUSTOMERS: "customer" (
        "id", "source", "external_id", "name", "phone", "email", "document", "whatsapp", "chat", "name_key",
        "document_key", "created_at", "updated_at",
    )
}

table! {
    /// What intake fills of a case.
    CASE, INSERT_CASES: "service_case" (
        "id", "source", "external_id", "customer_id", "queue_id", "agent_id", "status", "kind", "subject",
        "opened_at", "updated_at", "continues",
    )
}

table! {
    /// What intake fills of an interaction.
    INTERACTION, INSERT_INTERACTIONS: "interaction" (
        "id", "protocol", "source", "external_id", "fingerprint", "case_id", "customer_id", "channel",
        "direction", "queue_id", "agent_id", "number", "number_digits", "queued_at", "answered_at", "ended_at",
        "day", "contact_reason_id", "notes", "created_at", "api_key_id",
    )
}

table! {
    /// What intake fills of a message.
    MESSAGE, INSERT_MESSAGES: "message" ("interaction_id", "position", "at", "sender", "name", "text")
}

table! {
    /// What intake fills of a call attempt.
    CALL, INSERT_CALLS: "call_attempt" (
        "interaction_id", "position", "at", "number", "number_key", "status", "duration_s",
    )
}
