//! Materialised counters and derived tables, which intake updates row by row: computed once after a
//! load.

use store::counters::{AGENT_QUEUES, COUNT_BY_DAY, CUSTOMER_DUPLICATES, NUMBER_PARTS, PROTOCOL_SEQUENCES};

use super::{Origin, Step};

/// The statements, in the order of their dependencies.
pub(super) fn steps(origin: &Origin) -> Vec<Step> {
    let zone = origin.zone.name();
    [
        ("number_part", NUMBER_PARTS.to_owned()),
        ("interaction_day", COUNT_BY_DAY[0].to_owned()),
        ("interaction_queue_day", COUNT_BY_DAY[1].to_owned()),
        ("agent_queue", AGENT_QUEUES.to_owned()),
        ("protocol_sequence", PROTOCOL_SEQUENCES.to_owned()),
        ("customer_duplicate (number)", CUSTOMER_DUPLICATES[0].to_owned()),
        ("customer_duplicate (document)", CUSTOMER_DUPLICATES[1].to_owned()),
        ("customer_duplicate (email)", CUSTOMER_DUPLICATES[2].to_owned()),
        ("case_kind", CASE_KIND.to_owned()),
        ("operation", format!("{OPERATION} VALUES (1, '{zone}', TRUE) {OPERATION_KNOWN}")),
    ]
    .map(|(name, sql)| Step { name: name.to_owned(), sql })
    .into()
}

/// Offers the kinds of the loaded cases, besides those that were set up.
const CASE_KIND: &str = "INSERT INTO case_kind (name)
    SELECT DISTINCT kind FROM service_case WHERE kind <> '' ORDER BY kind
    ON CONFLICT (name) DO NOTHING";

const OPERATION: &str = "INSERT INTO operation (only_row, time_zone, demo)";
const OPERATION_KNOWN: &str =
    "ON CONFLICT (only_row) DO UPDATE SET time_zone = excluded.time_zone, demo = excluded.demo";
