//! The columns of interaction rows, and the `INSERT` statements of the intake.
//!
//! Defined once for all writers: their tests compare the columns they fill with these lists, so
//! none can miss a new column.

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
    /// The customer columns filled by intake.
    CUSTOMER, INSERT_CUSTOMERS: "customer" (
        "id", "source", "external_id", "name", "phone", "email", "document", "whatsapp", "chat", "name_key",
        "document_key", "created_at", "updated_at",
    )
}

table! {
    /// The case columns filled by intake.
    CASE, INSERT_CASES: "service_case" (
        "id", "source", "external_id", "customer_id", "queue_id", "agent_id", "status", "kind", "subject",
        "opened_at", "updated_at", "continues",
    )
}

table! {
    /// The interaction columns filled by intake.
    INTERACTION, INSERT_INTERACTIONS: "interaction" (
        "id", "protocol", "source", "external_id", "fingerprint", "case_id", "customer_id", "channel",
        "direction", "queue_id", "agent_id", "number", "number_digits", "queued_at", "answered_at", "ended_at",
        "day", "contact_reason_id", "notes", "created_at", "api_key_id", "hold_s", "wrap_up_s", "ended_by",
        "outcome", "follows", "first_reply_at", "version", "updated_at",
    )
}

table! {
    /// The message columns filled by intake.
    MESSAGE, INSERT_MESSAGES: "message" ("interaction_id", "position", "at", "sender", "name", "text")
}

table! {
    /// The columns of the files of messages filled by intake.
    MEDIA, INSERT_MEDIA: "message_media" (
        "interaction_id", "position", "file", "name", "content_type", "size", "sha256",
    )
}

table! {
    /// The call attempt columns filled by intake.
    CALL, INSERT_CALLS: "call_attempt" (
        "interaction_id", "position", "at", "number", "number_key", "status", "duration_s",
    )
}
