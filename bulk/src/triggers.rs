//! The triggers that a load does without: each would ask a table whose indexes are built afterwards, once for
//! every row, or do what the load does for all rows at the end.

/// Whether a load disables the trigger with this name.
pub fn is_disabled(name: &str) -> bool {
    match name {
        // Interactions are loaded with their recordings: none of them changes.
        "recording_added" => true,
        // What customers share is found at the end (`customer_duplicate` in `counters.rs`).
        "customer_address_added" | "customer_document_added" | "customer_email_added" => true,
        // No webhook reports a load.
        name => name.starts_with("webhook_"),
    }
}
