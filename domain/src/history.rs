//! What the history shows: the shapes that travel from the store to the page, as they are.

use chrono::NaiveDateTime;
use serde::{Deserialize, Serialize};

use crate::paging::Page;
use crate::{CaseId, Channel, ContactReasonId, Direction, Protocol, QueueId, Sender, UserId};

/// A queue, an agent or a reason as an option of a filter: its identity and its name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Named<Id> {
    /// The identity, as in the URL.
    pub id: Id,
    /// The name, as people know it.
    pub name: String,
}

/// A row of the history table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HistoryRow {
    /// Its public number.
    pub protocol: Protocol,
    /// The case it belongs to.
    pub case: CaseId,
    /// When it entered the queue, in the operation's civil time.
    pub queued: NaiveDateTime,
    /// From the answer (where nobody answered: from the queue) to the end, in milliseconds.
    pub duration_ms: i64,
    /// The queue.
    pub queue: Named<QueueId>,
    /// Who served; the name.
    pub agent: Option<String>,
    /// The other party's number as the source wrote it.
    pub number: Option<String>,
    /// The channel.
    pub channel: Channel,
    /// Who began.
    pub direction: Direction,
    /// The contact reason, where one is set.
    pub reason: Option<Named<ContactReasonId>>,
    /// Whether there are notes to read.
    pub has_notes: bool,
    /// Whether the viewer served it and so may qualify it.
    pub own: bool,
}

/// A page of the history table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HistoryPage {
    /// Its rows, newest first.
    pub rows: Vec<HistoryRow>,
    /// The page shown, from 1.
    pub number: u64,
    /// Rows in the whole list.
    pub total: u64,
}

impl HistoryPage {
    /// The arithmetic of its pager.
    pub fn page(&self) -> Page {
        Page::new(self.number, self.total)
    }
}

/// What the filters offer: only what lies within the viewer's scope, by name.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FilterOptions {
    /// Queues in which agents in scope have served.
    pub queues: Vec<Named<QueueId>>,
    /// Agents in scope.
    pub agents: Vec<Named<UserId>>,
    /// Reasons of those queues.
    pub reasons: Vec<Named<ContactReasonId>>,
}

/// The identity strip of a conversation and what is needed to show or play it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Conversation {
    /// Its public number.
    pub protocol: Protocol,
    /// The case it belongs to.
    pub case: CaseId,
    /// Who served; the name.
    pub agent: Option<String>,
    /// The customer's name, or the address they are known by.
    pub customer: Option<String>,
    /// The channel.
    pub channel: Channel,
    /// Who began.
    pub direction: Direction,
    /// The queue's name.
    pub queue: String,
    /// When it entered the queue, civil time.
    pub queued: NaiveDateTime,
    /// When somebody answered, civil time.
    pub answered: Option<NaiveDateTime>,
    /// When it finished, civil time.
    pub ended: NaiveDateTime,
    /// The number as the source wrote it.
    pub number: Option<String>,
    /// How many messages it has.
    pub message_count: u64,
    /// Whether there is a recording.
    pub has_recording: bool,
    /// The agent's notes.
    pub notes: Option<String>,
}

/// One message of a conversation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Message {
    /// Its place in the conversation, from 0.
    pub position: u64,
    /// When, in civil time.
    pub at: NaiveDateTime,
    /// Who sent it.
    pub sender: Sender,
    /// The sender's name, where the source told it.
    pub name: Option<String>,
    /// The text, verbatim.
    pub text: String,
}

/// A qualification that was carried out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Qualified {
    /// The reason set now; `None` where it was cleared.
    pub now: Option<Named<ContactReasonId>>,
    /// What somebody else had set since the agent loaded the page, and this replaced.
    pub replaced: Option<Replaced>,
}

/// What a qualification replaced without its author having seen it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Replaced {
    /// The reason that stood there; `None` where it had been cleared.
    pub reason: Option<String>,
    /// Who had set it.
    pub by: Option<String>,
    /// When, in civil time.
    pub at: Option<NaiveDateTime>,
}
