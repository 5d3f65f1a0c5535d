//! Materialised counters: the day counters of interactions and other derived tables.
//!
//! Intake updates them in the transaction of each interaction and of each correction. After changes to all interactions
//! (another time zone, a bulk load) they are recomputed from empty tables.

/// The tables of day counters, in the order in which they are emptied.
pub(crate) const BY_DAY: [&str; 3] = ["interaction_agent_day", "interaction_queue_day", "interaction_day"];

/// Adds to the day counters by agent; `given` holds the keys and the numbers of interactions.
pub(crate) const ADD_TO_DAYS: &str = "INSERT INTO interaction_day (agent_id, day, channel, queue_id, n)
    SELECT agent_id, day, channel, queue_id, n FROM given WHERE TRUE
    ON CONFLICT (agent_id, day, channel, queue_id) DO UPDATE SET n = interaction_day.n + excluded.n";

/// Adds to the day counters by queue, like [`ADD_TO_DAYS`].
pub(crate) const ADD_TO_QUEUE_DAYS: &str = "INSERT INTO interaction_queue_day (queue_id, channel, day, n)
    SELECT queue_id, channel, day, n FROM given WHERE TRUE
    ON CONFLICT (queue_id, channel, day) DO UPDATE SET n = interaction_queue_day.n + excluded.n";

/// Removes the day counters by agent in `given` that have fallen to 0, so that they are those that
/// counting everything again would give.
pub(crate) const REMOVE_EMPTY_DAYS: &str = "DELETE FROM interaction_day
    WHERE n = 0 AND (agent_id, day, channel, queue_id) IN
        (SELECT agent_id, day, channel, queue_id FROM given)";

/// Removes the days of agents in `given` that have fallen to 0, like [`REMOVE_EMPTY_DAYS`].
pub(crate) const REMOVE_EMPTY_AGENT_DAYS: &str = "DELETE FROM interaction_agent_day
    WHERE voice = 0 AND webchat = 0 AND whatsapp = 0 AND (agent_id, day) IN
        (SELECT agent_id, day FROM given)";

/// Removes the day counters by queue in `given` that have fallen to 0, like [`REMOVE_EMPTY_DAYS`].
pub(crate) const REMOVE_EMPTY_QUEUE_DAYS: &str = "DELETE FROM interaction_queue_day
    WHERE n = 0 AND (queue_id, channel, day) IN (SELECT queue_id, channel, day FROM given)";

/// Adds the pairs in `given` to the queues that agents serve.
pub(crate) const ADD_AGENT_QUEUES: &str = "INSERT INTO agent_queue (agent_id, queue_id)
    SELECT agent_id, queue_id FROM given WHERE TRUE
    ON CONFLICT (agent_id, queue_id) DO NOTHING";

/// Adds the number parts in `given`, the search index of telephone numbers.
pub(crate) const ADD_NUMBER_PARTS: &str = "INSERT INTO number_part (part, number)
    SELECT part, number FROM given WHERE TRUE
    ON CONFLICT (part, number) DO NOTHING";

/// Stores the last protocol sequence number of each day in `given`.
pub(crate) const KEEP_SEQUENCES: &str = "INSERT INTO protocol_sequence (day, last)
    SELECT day, last FROM given WHERE TRUE
    ON CONFLICT (day) DO UPDATE SET last = excluded.last";

/// Fills the empty day counters from all interactions: by agent, then from those by queue. Triggers
/// maintain `interaction_agent_day`.
pub const COUNT_BY_DAY: [&str; 2] = [
    "INSERT INTO interaction_day (agent_id, day, channel, queue_id, n)
    SELECT coalesce(agent_id, 0), day, channel, queue_id, count(*)
    FROM interaction GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4",
    "INSERT INTO interaction_queue_day (queue_id, channel, day, n)
    SELECT queue_id, channel, day, sum(n) FROM interaction_day GROUP BY 1, 2, 3 ORDER BY 1, 2, 3",
];

/// Fills the empty table of the queues that agents serve from the day counters.
pub const AGENT_QUEUES: &str = "INSERT INTO agent_queue (agent_id, queue_id)
    SELECT DISTINCT agent_id, queue_id FROM interaction_day WHERE agent_id <> 0 ORDER BY 1, 2";

/// Fills the empty table of number parts from the numbers of all interactions. The suffixes of a
/// number are all different, so no pair occurs twice.
pub const NUMBER_PARTS: &str = "INSERT INTO number_part (part, number)
    WITH RECURSIVE
        met (number) AS (SELECT DISTINCT number_digits FROM interaction WHERE number_digits IS NOT NULL),
        longest (length) AS (SELECT max(length(number)) FROM met),
        beginning (at) AS (
            SELECT 1 UNION ALL SELECT at + 1 FROM beginning CROSS JOIN longest WHERE at < length - 2)
    SELECT substr(number, at), number
    FROM met JOIN beginning ON at <= length(number) - 2
    ORDER BY 1, 2";

/// Fills the empty table of what customers share, each with the eight oldest of those who have the same, as its
/// triggers do: numbers, documents, e-mail addresses.
pub const CUSTOMER_DUPLICATES: [&str; 3] = [
    "INSERT INTO customer_duplicate (newer_id, older_id, kind, value)
    WITH own (value, id) AS (
            SELECT DISTINCT address, customer_id FROM customer_address
            WHERE kind IN ('phone', 'whatsapp') AND substr(address, 1, 1) = '+'),
        placed (value, id, place) AS (
            SELECT value, id, row_number() OVER (PARTITION BY value ORDER BY id) FROM own)
    SELECT n.id, o.id, 'number', n.value FROM own AS n JOIN placed AS o ON o.value = n.value
    WHERE o.place <= 8 AND o.id < n.id",
    "INSERT INTO customer_duplicate (newer_id, older_id, kind, value)
    WITH own (value, id) AS (SELECT document_key, id FROM customer WHERE document_key <> ''),
        placed (value, id, place) AS (
            SELECT value, id, row_number() OVER (PARTITION BY value ORDER BY id) FROM own)
    SELECT n.id, o.id, 'document', n.value FROM own AS n JOIN placed AS o ON o.value = n.value
    WHERE o.place <= 8 AND o.id < n.id",
    "INSERT INTO customer_duplicate (newer_id, older_id, kind, value)
    WITH own (value, id) AS (SELECT lower(trim(email)), id FROM customer WHERE trim(email) <> ''),
        placed (value, id, place) AS (
            SELECT value, id, row_number() OVER (PARTITION BY value ORDER BY id) FROM own)
    SELECT n.id, o.id, 'email', n.value FROM own AS n JOIN placed AS o ON o.value = n.value
    WHERE o.place <= 8 AND o.id < n.id",
];

/// Fills the empty table of protocol sequences from the day counters. The protocols of a day are
/// numbered without gaps, so the last number is their count.
pub const PROTOCOL_SEQUENCES: &str = "INSERT INTO protocol_sequence (day, last)
    SELECT day, sum(n) FROM interaction_queue_day GROUP BY day ORDER BY day";
