//! The day counters of corrected interactions: each is counted where it belongs now, and no longer
//! where it was.

use std::collections::BTreeMap;

use super::said::{Change, Said};
use crate::Result;
use crate::counters::{REMOVE_EMPTY_AGENT_DAYS, REMOVE_EMPTY_DAYS, REMOVE_EMPTY_QUEUE_DAYS};
use crate::db::{RowSet, Tx};
use crate::intake::links::{self, DayKey, NO_AGENT, QueueDayKey};

/// Moves the interactions from one counter to the other.
pub(super) async fn write(tx: &mut Tx, changes: &[Change<'_>]) -> Result<()> {
    let days = moved(changes, day_of);
    links::count_days(tx, &days).await?;
    let left: Vec<&DayKey<'_>> = left(&days);
    let given = RowSet::default()
        .integers("agent_id", left.iter().map(|key| key.0))
        .texts("day", left.iter().map(|key| key.1))
        .integers("channel", left.iter().map(|key| key.2))
        .integers("queue_id", left.iter().map(|key| key.3));
    tx.execute_given(REMOVE_EMPTY_DAYS, &given).await?;
    tx.execute_given(REMOVE_EMPTY_AGENT_DAYS, &given).await?;
    write_queue_days(tx, changes).await
}

async fn write_queue_days(tx: &mut Tx, changes: &[Change<'_>]) -> Result<()> {
    let days = moved(changes, queue_day_of);
    links::count_queue_days(tx, &days).await?;
    let left: Vec<&QueueDayKey<'_>> = left(&days);
    let given = RowSet::default()
        .integers("queue_id", left.iter().map(|key| key.0))
        .integers("channel", left.iter().map(|key| key.1))
        .texts("day", left.iter().map(|key| key.2));
    tx.execute_given(REMOVE_EMPTY_QUEUE_DAYS, &given).await
}

fn day_of(said: &Said) -> DayKey<'_> {
    (said.agent.unwrap_or(NO_AGENT), &said.day, said.channel, said.queue)
}

fn queue_day_of(said: &Said) -> QueueDayKey<'_> {
    (said.queue, said.channel, &said.day)
}

/// The change of each counter that changes.
fn moved<'a, K: Ord>(changes: &'a [Change<'_>], key: impl Fn(&'a Said) -> K) -> BTreeMap<K, i64> {
    let mut counts = BTreeMap::new();
    for change in changes {
        *counts.entry(key(&change.stored.said)).or_default() -= 1;
        *counts.entry(key(&change.after)).or_default() += 1;
    }
    counts.retain(|_, n| *n != 0);
    counts
}

/// The counters that may have fallen to 0.
fn left<K>(counts: &BTreeMap<K, i64>) -> Vec<&K> {
    counts.iter().filter(|(_, n)| **n < 0).map(|(key, _)| key).collect()
}
