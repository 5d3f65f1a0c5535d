//! Statuses of messages that another system sent by the API, which are all that is known of those.
//!
//! They are kept under the aliases of the recipient, and make no person: a campaign sends to thousands
//! who never write.

use std::collections::BTreeMap;

use super::keys;
use super::pool::KEEP;
use super::segments::Segment;
use crate::memory::{Memory, MemoryError};
use domain::Timestamp;

/// How many sent messages are remembered of one recipient. Of more, the oldest are given up.
const MAX_SENT: usize = 500;

/// A message of which only the status is known.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Sent {
    /// The time of its first status, in seconds since 1970 UTC.
    pub(super) at: i64,
    /// Its ID.
    pub(super) id: String,
}

/// The times of sent messages by their IDs.
type Times = BTreeMap<String, i64>;

/// Takes note of a status of a message that was sent to an alias.
pub(super) fn note(
    memory: &mut Memory,
    number: &str,
    alias: &str,
    (id, at): (&str, i64),
    received: Timestamp,
) -> Result<(), MemoryError> {
    let key = keys::sent(number, alias);
    let mut times: Times = memory.value(&key)?.unwrap_or_default();
    let time = times.entry(id.to_owned()).or_insert(at);
    *time = at.min(*time);
    if times.len() > MAX_SENT
        && let Some(oldest) = times.iter().min_by_key(|(id, at)| (**at, *id)).map(|(id, _)| id.clone())
    {
        times.remove(&oldest);
    }
    memory.set(&key, &times, Some(received + KEEP))
}

/// What was sent during a conversation and is not part of it, in order.
pub(super) fn between<'a>(
    memory: &Memory,
    number: &str,
    aliases: impl Iterator<Item = &'a str>,
    segment: &Segment,
) -> Result<Vec<Sent>, MemoryError> {
    let mut sent = Times::new();
    for alias in aliases {
        for (id, at) in memory.value::<Times>(&keys::sent(number, alias))?.unwrap_or_default() {
            let time = sent.entry(id).or_insert(at);
            *time = at.min(*time);
        }
    }
    for message in &segment.messages {
        sent.remove(&message.id);
    }
    let within = segment.first_at()..segment.until;
    let mut sent: Vec<Sent> =
        sent.into_iter().filter(|(_, at)| within.contains(at)).map(|(id, at)| Sent { at, id }).collect();
    sent.sort();
    Ok(sent)
}
