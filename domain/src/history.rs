//! Data transfer types of the history, from the store to the pages.

use chrono::NaiveDateTime;
use serde::{Deserialize, Serialize};

use crate::paging::Page;
use crate::{CaseId, Channel, ContactReasonId, Direction, Millis, Protocol, QueueId, Sender, UserId};

/// A record's ID and name, for example an option of a filter.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Named<Id> {
    /// The ID, as in URLs.
    pub id: Id,
    /// The display name.
    pub name: String,
}

/// A row of the history table.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct HistoryRow {
    /// Its public number.
    pub protocol: Protocol,
    /// The case it belongs to.
    pub case: CaseId,
    /// When it entered the queue, in the operation's civil time.
    #[serde(with = "crate::civil::time")]
    pub queued: NaiveDateTime,
    /// From the answer (or from entering the queue, if unanswered) to the end, in milliseconds.
    pub duration: Millis,
    /// The queue.
    pub queue: Named<QueueId>,
    /// The name of the agent.
    pub agent: Option<String>,
    /// The other party's number, verbatim from the source.
    pub number: Option<String>,
    /// The channel.
    pub channel: Channel,
    /// Which side started it.
    pub direction: Direction,
    /// The contact reason, if one is set.
    pub reason: Option<Named<ContactReasonId>>,
    /// Whether there are notes to read.
    pub has_notes: bool,
    /// Whether the viewer was the agent and so may qualify it.
    pub own: bool,
}

impl HistoryRow {
    /// What makes two rows the same: the interaction, and whether its notes can be read.
    pub fn identity(&self) -> (Protocol, bool) {
        (self.protocol.clone(), self.has_notes)
    }
}

/// A page of the history table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HistoryPage {
    /// The rows, newest first.
    pub rows: Vec<HistoryRow>,
    /// The page number, from 1.
    pub number: u64,
    /// Rows in the whole list.
    pub total: u64,
}

impl HistoryPage {
    /// The page arithmetic for the pager.
    pub fn page(&self) -> Page {
        Page::new(self.number, self.total)
    }
}

/// The options of the filters, sorted by name: only what is in the viewer's scope.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FilterOptions {
    /// Queues served by agents in scope.
    pub queues: Vec<Named<QueueId>>,
    /// Agents in scope.
    pub agents: Vec<Named<UserId>>,
    /// Reasons of those queues.
    pub reasons: Vec<Named<ContactReasonId>>,
}

/// The header of a conversation, and what is needed to show or play it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Conversation {
    /// Its public number.
    pub protocol: Protocol,
    /// The case it belongs to.
    pub case: CaseId,
    /// The name of the agent.
    pub agent: Option<String>,
    /// The customer's name, or else their contact address.
    pub customer: Option<String>,
    /// The channel.
    pub channel: Channel,
    /// Which side started it.
    pub direction: Direction,
    /// The queue's name.
    pub queue: String,
    /// When it entered the queue, in civil time.
    #[serde(with = "crate::civil::time")]
    pub queued: NaiveDateTime,
    /// When it was answered, in civil time.
    #[serde(with = "crate::civil::optional_time")]
    pub answered: Option<NaiveDateTime>,
    /// When it ended, in civil time.
    #[serde(with = "crate::civil::time")]
    pub ended: NaiveDateTime,
    /// The number, verbatim from the source.
    pub number: Option<String>,
    /// How many messages it has.
    pub message_count: u64,
    /// Whether there is a recording.
    pub has_recording: bool,
    /// How long the recording is, if that is known.
    pub recording_length: Option<Millis>,
    /// The agent's notes.
    pub notes: Option<String>,
}

/// One message of a conversation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Message {
    /// Its position in the conversation, from 0.
    pub position: u64,
    /// When it was sent, in civil time.
    #[serde(with = "crate::civil::time")]
    pub at: NaiveDateTime,
    /// The side that sent it.
    pub sender: Sender,
    /// The sender's name, if the source provides it.
    pub name: Option<String>,
    /// The text, verbatim.
    pub text: String,
}

/// Outcome of qualifying an interaction.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum QualifyOutcome {
    /// The contact reason was set.
    Qualified(Qualification),
    /// The queue of the interaction does not offer the reason (any more).
    NotOffered,
}

/// The result of qualifying an interaction.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Qualification {
    /// The contact reason now set; `None` if it was cleared.
    pub now: Option<Named<ContactReasonId>>,
    /// A concurrent change that this one replaced.
    pub replaced: Option<ReplacedReason>,
}

/// A contact reason set by another user since the page was loaded, now replaced.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReplacedReason {
    /// The replaced reason; `None` if it had been cleared.
    pub reason: Option<String>,
    /// The name of the user who had set it.
    pub by: Option<String>,
    /// When it had been set, in civil time.
    #[serde(with = "crate::civil::optional_time")]
    pub at: Option<NaiveDateTime>,
}
