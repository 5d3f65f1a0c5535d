//! Data derived from the interactions of a batch: reasons of queues, queues of agents, materialised
//! day counters, and number parts for search.
//!
//! Every statement processes its keys in order, so that two writers cannot deadlock.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use domain::{ContactReasonId, QueueId, UserId};

use super::rows::PreparedInteraction;
use crate::Result;
use crate::counters::{ADD_AGENT_QUEUES, ADD_NUMBER_PARTS, ADD_TO_DAYS, ADD_TO_QUEUE_DAYS};
use crate::db::{Integer, RowSet, Tx};
use crate::numbers::suffixes;

/// The key of interactions without an agent in the day counters.
pub(super) const NO_AGENT: UserId = UserId(0);

const REASONS: &str = "INSERT INTO queue_contact_reason (queue_id, contact_reason_id)
    SELECT queue_id, reason_id FROM given WHERE TRUE
    ON CONFLICT (queue_id, contact_reason_id) DO NOTHING";

pub(super) const KNOWN_NUMBERS: &str = "SELECT p.number FROM given CROSS JOIN number_part p
    WHERE p.part = given.number AND p.number = given.number";

/// Writes the derived data of a batch.
pub(super) async fn write(tx: &mut Tx, rows: &[PreparedInteraction<'_>]) -> Result<()> {
    offer_reasons(tx, rows.iter().filter_map(|row| Some((row.names.queue, row.names.reason?)))).await?;
    serve_queues(tx, rows.iter().filter_map(|row| Some((row.names.agent?, row.names.queue)))).await?;
    let days =
        counted(rows, |row| (row.names.agent.unwrap_or(NO_AGENT), row.day, row.channel(), row.names.queue));
    count_days(tx, &days).await?;
    count_queue_days(tx, &counted(rows, |row| (row.names.queue, row.channel(), row.day))).await?;
    write_number_parts(tx, rows.iter().filter_map(|row| row.number_key).collect()).await
}

/// Offers contact reasons in the queues in which they were given.
pub(super) async fn offer_reasons(
    tx: &mut Tx,
    offered: impl Iterator<Item = (QueueId, ContactReasonId)>,
) -> Result<()> {
    tx.execute_given(REASONS, &pairs("queue_id", "reason_id", &offered.collect())).await
}

/// Adds the queues that agents have served.
pub(super) async fn serve_queues(tx: &mut Tx, served: impl Iterator<Item = (UserId, QueueId)>) -> Result<()> {
    tx.execute_given(ADD_AGENT_QUEUES, &pairs("agent_id", "queue_id", &served.collect())).await
}

/// Agent or [`NO_AGENT`], day, channel and queue.
pub(super) type DayKey<'a> = (UserId, &'a str, i64, QueueId);

/// Queue, channel and day.
pub(super) type QueueDayKey<'a> = (QueueId, i64, &'a str);

/// Adds numbers, which may be negative, to the day counters by agent.
pub(super) async fn count_days(tx: &mut Tx, days: &BTreeMap<DayKey<'_>, i64>) -> Result<()> {
    let given = RowSet::default()
        .integers("agent_id", days.keys().map(|key| key.0))
        .texts("day", days.keys().map(|key| key.1))
        .integers("channel", days.keys().map(|key| key.2))
        .integers("queue_id", days.keys().map(|key| key.3))
        .integers("n", days.values().copied());
    tx.execute_given(ADD_TO_DAYS, &given).await
}

/// Adds numbers, which may be negative, to the day counters by queue.
pub(super) async fn count_queue_days(tx: &mut Tx, days: &BTreeMap<QueueDayKey<'_>, i64>) -> Result<()> {
    let given = RowSet::default()
        .integers("queue_id", days.keys().map(|key| key.0))
        .integers("channel", days.keys().map(|key| key.1))
        .texts("day", days.keys().map(|key| key.2))
        .integers("n", days.values().copied());
    tx.execute_given(ADD_TO_QUEUE_DAYS, &given).await
}

/// Inserts the parts of numbers that are not known yet.
pub(super) async fn write_number_parts(tx: &mut Tx, mut numbers: BTreeSet<&str>) -> Result<()> {
    let given = RowSet::default().texts("number", numbers.iter().copied());
    let known: HashSet<String> = tx
        .fetch_given::<(String,)>(KNOWN_NUMBERS, &given)
        .await?
        .into_iter()
        .map(|(number,)| number)
        .collect();
    numbers.retain(|number| !known.contains(*number));
    let parts: BTreeSet<(&str, &str)> =
        numbers.iter().flat_map(|number| suffixes(number).map(|part| (part, *number))).collect();
    let given = RowSet::default()
        .texts("part", parts.iter().map(|(part, _)| *part))
        .texts("number", parts.iter().map(|(_, number)| *number));
    tx.execute_given(ADD_NUMBER_PARTS, &given).await
}

fn pairs<A, B>(first: &'static str, second: &'static str, pairs: &BTreeSet<(A, B)>) -> RowSet<'static>
where
    A: Copy + Integer,
    B: Copy + Integer,
{
    RowSet::default()
        .integers(first, pairs.iter().map(|pair| pair.0))
        .integers(second, pairs.iter().map(|pair| pair.1))
}

fn counted<'a, K: Ord>(
    rows: &'a [PreparedInteraction<'a>],
    key: impl Fn(&'a PreparedInteraction<'a>) -> K,
) -> BTreeMap<K, i64> {
    let mut counts = BTreeMap::new();
    for row in rows {
        *counts.entry(key(row)).or_default() += 1;
    }
    counts
}
