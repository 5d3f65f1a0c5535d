//! What a person is looking for in the history.

use serde::{Deserialize, Serialize};

use crate::{Channel, ContactReasonId, Period, QueueId, UserId};

/// The filters of the history; they all hold at once, an empty one lets everything through.
///
/// What the person *may* see is not part of it: the store adds that by itself.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct HistoryFilter {
    /// The civil days, in the operation's time zone, in which the interaction entered the queue.
    pub period: Period,
    /// Any of these channels.
    pub channels: Vec<Channel>,
    /// Any of these queues.
    pub queues: Vec<QueueId>,
    /// Any of these agents.
    pub agents: Vec<UserId>,
    /// Any of these contact reasons.
    pub reasons: Vec<ContactReasonId>,
    /// These digits stand somewhere in the other party's number. Digits only; see
    /// [`crate::number::digits`].
    pub number: Option<String>,
    /// Exactly this protocol.
    pub protocol: Option<String>,
}

impl HistoryFilter {
    /// Whether the day counts alone can answer how many interactions match: they carry the day,
    /// the agent, the channel and the queue, and nothing else.
    pub fn is_counted_by_day(&self) -> bool {
        self.reasons.is_empty() && self.number.is_none() && self.protocol.is_none()
    }
}
