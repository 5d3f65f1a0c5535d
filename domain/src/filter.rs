//! Filters of the history list.

use serde::{Deserialize, Serialize};

use crate::{Channel, ContactReasonId, Direction, Period, QueueId, UserId};

/// The filters of the history: all must match, an empty one matches everything.
///
/// The user's scope is not part of it: the store always adds it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct HistoryFilter {
    /// The civil days, in the operation's time zone, in which the interaction entered the queue.
    pub period: Period,
    /// Any of these channels.
    pub channels: Vec<Channel>,
    /// Any of these directions; only the API asks for them.
    pub directions: Vec<Direction>,
    /// Any of these queues.
    pub queues: Vec<QueueId>,
    /// Any of these agents.
    pub agents: Vec<UserId>,
    /// Any of these contact reasons.
    pub reasons: Vec<ContactReasonId>,
    /// Part of the other party's number. Digits only; see [`crate::number::digits`].
    pub number: Option<String>,
    /// Exactly this protocol.
    pub protocol: Option<String>,
}

impl HistoryFilter {
    /// Whether the counters by day suffice to count the matches: they are kept by day, agent, channel
    /// and queue only.
    pub fn is_counted_by_day(&self) -> bool {
        self.directions.is_empty()
            && self.reasons.is_empty()
            && self.number.is_none()
            && self.protocol.is_none()
    }
}
