//! What intake keeps up to date row by row, counted once over everything that was loaded.

use super::{Origin, Step};

/// The statements, in the order in which they need each other.
pub(super) fn steps(origin: &Origin) -> Vec<Step> {
    let zone = origin.zone.name();
    [
        ("number_part", NUMBER_PART.to_owned()),
        ("interaction_day", INTERACTION_DAY.to_owned()),
        ("interaction_queue_day", INTERACTION_QUEUE_DAY.to_owned()),
        ("agent_queue", AGENT_QUEUE.to_owned()),
        ("protocol_sequence", PROTOCOL_SEQUENCE.to_owned()),
        ("case_kind", CASE_KIND.to_owned()),
        ("operation", format!("{OPERATION} VALUES (1, '{zone}', TRUE) {OPERATION_KNOWN}")),
    ]
    .map(|(name, sql)| Step { name: name.to_owned(), sql })
    .into()
}

/// Two ends of one number are never the same, so no pair comes twice.
const NUMBER_PART: &str = "INSERT INTO number_part (part, number)
    WITH RECURSIVE
        met (number) AS (SELECT DISTINCT number_digits FROM interaction WHERE number_digits IS NOT NULL),
        longest (length) AS (SELECT max(length(number)) FROM met),
        beginning (at) AS (
            SELECT 1 UNION ALL SELECT at + 1 FROM beginning CROSS JOIN longest WHERE at < length - 2)
    SELECT substr(number, at), number
    FROM met JOIN beginning ON at <= length(number) - 2
    ORDER BY 1, 2";

/// Counts the interactions by day into empty tables.
pub(crate) const COUNT_BY_DAY: [&str; 2] = [INTERACTION_DAY, INTERACTION_QUEUE_DAY];

const INTERACTION_DAY: &str = "INSERT INTO interaction_day (agent_id, day, channel, queue_id, n)
    SELECT coalesce(agent_id, 0), day, channel, queue_id, count(*)
    FROM interaction GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4";

const INTERACTION_QUEUE_DAY: &str = "INSERT INTO interaction_queue_day (queue_id, channel, day, n)
    SELECT queue_id, channel, day, sum(n) FROM interaction_day GROUP BY 1, 2, 3 ORDER BY 1, 2, 3";

const AGENT_QUEUE: &str = "INSERT INTO agent_queue (agent_id, queue_id)
    SELECT DISTINCT agent_id, queue_id FROM interaction_day WHERE agent_id <> 0 ORDER BY 1, 2";

/// Protocols of a day are numbered without gaps, so the last one given out is their count.
const PROTOCOL_SEQUENCE: &str = "INSERT INTO protocol_sequence (day, last)
    SELECT day, sum(n) FROM interaction_queue_day GROUP BY day ORDER BY day";

/// The kinds that are offered are those that were met, besides those that were set up.
const CASE_KIND: &str = "INSERT INTO case_kind (name)
    SELECT DISTINCT kind FROM service_case WHERE kind <> '' ORDER BY kind
    ON CONFLICT (name) DO NOTHING";

const OPERATION: &str = "INSERT INTO operation (only_row, time_zone, demo)";
const OPERATION_KNOWN: &str =
    "ON CONFLICT (only_row) DO UPDATE SET time_zone = excluded.time_zone, demo = excluded.demo";
