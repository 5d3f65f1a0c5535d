//! Data transfer types of the history, from the store to the pages.

use chrono::{NaiveDate, NaiveDateTime};
use serde::{Deserialize, Serialize};

use crate::paging::Page;
use crate::survey::Score;
use crate::{
    CaseId, Channel, ClockTime, ContactReasonId, Direction, EndedBy, Millis, Outcome, Protocol, QueueId,
    Sender, UserId,
};

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
    /// From entering the queue to the answer (or to the end, if unanswered), in milliseconds.
    pub wait: Millis,
    /// The queue.
    pub queue: Named<QueueId>,
    /// The name of the agent.
    pub agent: Option<String>,
    /// The customer's name, or else their contact address.
    pub customer: Option<String>,
    /// Whether there is a recording.
    pub has_recording: bool,
    /// What the customer last answered in a survey about this agent's work on the case.
    pub score: Option<Score>,
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
    /// What makes two rows the same: the interaction, whether its notes and its recording are there, and its
    /// score.
    pub fn identity(&self) -> (Protocol, bool, bool, Option<u8>) {
        (self.protocol.clone(), self.has_notes, self.has_recording, self.score.map(|score| score.value))
    }
}

/// How far a list was searched, where the rest of its period was not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SearchedTo {
    /// The last day that was searched on.
    #[serde(with = "crate::civil::day")]
    pub day: NaiveDate,
    /// The time on that day from which on it was searched, or before which in a list from the oldest; absent
    /// if the whole day was.
    pub time: Option<ClockTime>,
}

/// A page of the history table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HistoryPage {
    /// The rows, in the order of the list.
    pub rows: Vec<HistoryRow>,
    /// The page number, from 1.
    pub number: u64,
    /// Rows in the whole list, or those up to which it is counted.
    pub total: u64,
    /// Rows that can be paged to: fewer than `total` in a long list that is ordered by what it took.
    pub listed: u64,
    /// Whether there are more rows than `total`.
    pub more: bool,
    /// How far the period was searched, if not to its end. From the oldest to the newest, later days were
    /// left out; in every other order, earlier ones.
    pub searched: Option<SearchedTo>,
}

impl HistoryPage {
    /// A list without rows.
    pub fn empty() -> Self {
        Self { rows: Vec::new(), number: 1, total: 0, listed: 0, more: false, searched: None }
    }

    /// The page arithmetic for the pager.
    pub fn page(&self) -> Page {
        Page::new(self.number, self.listed)
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

impl FilterOptions {
    /// How many of these agents and queues are not among the options. Contact reasons are not counted:
    /// every user may know their names.
    pub fn missing(&self, agents: &[UserId], queues: &[QueueId]) -> u64 {
        let agents = agents.iter().filter(|id| self.agents.iter().all(|known| known.id != **id));
        let queues = queues.iter().filter(|id| self.queues.iter().all(|known| known.id != **id));
        (agents.count() + queues.count()) as u64
    }
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
    /// What the source says of its course.
    pub course: Course,
}

/// What the source says of the course of an interaction besides its times; absent means unknown.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Course {
    /// What became of it.
    pub outcome: Option<Outcome>,
    /// The side that ended it.
    pub ended_by: Option<EndedBy>,
    /// How long the customer was on hold during the talk.
    pub hold: Option<Millis>,
    /// How long the agent worked on it after the end.
    pub wrap_up: Option<Millis>,
    /// When a person first replied in writing, in civil time.
    #[serde(with = "crate::civil::optional_time")]
    pub first_reply: Option<NaiveDateTime>,
    /// The leg before this one, if it is in the viewer's scope.
    pub previous_leg: Option<Protocol>,
    /// The leg after this one, if it is in the viewer's scope.
    pub next_leg: Option<Protocol>,
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
    /// The files that came with it.
    pub files: Vec<MessageFile>,
}

/// A file that came with a message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MessageFile {
    /// The file name.
    pub name: String,
    /// The media type that the source says.
    pub media_type: String,
    /// The size in bytes.
    pub size: u64,
    /// The SHA-256 in hexadecimal, under which its bytes are uploaded and downloaded.
    pub sha256: String,
    /// Whether the bytes are there.
    pub is_stored: bool,
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_among_the_options_is_missing_once_for_each_value() {
        let options = FilterOptions {
            queues: vec![Named { id: QueueId(1), name: "Vendas".to_owned() }],
            agents: vec![Named { id: UserId(1), name: "Ana".to_owned() }],
            reasons: Vec::new(),
        };
        assert_eq!(options.missing(&[], &[]), 0);
        assert_eq!(options.missing(&[UserId(1)], &[QueueId(1)]), 0);
        assert_eq!(options.missing(&[UserId(1), UserId(2), UserId(3)], &[QueueId(2), QueueId(1)]), 3);
    }
}
