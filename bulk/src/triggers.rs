//! The triggers that a load does without: each would ask a table whose indexes are built afterwards, once for
//! every row, or do what the load does for all rows at the end.

/// By name: interactions are loaded with their recordings, so none of them changes; what customers share is found
/// at the end (`customer_duplicate` in `counters.rs`).
const DISABLED: [&str; 4] =
    ["recording_added", "customer_address_added", "customer_document_added", "customer_email_added"];

/// Whether a load disables the trigger with this name. No webhook reports a load.
pub fn is_disabled(name: &str) -> bool {
    DISABLED.contains(&name) || name.starts_with("webhook_")
}
