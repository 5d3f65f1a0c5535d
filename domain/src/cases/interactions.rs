//! *Interações*: interactions of a case and of the cases merged into it, by channel.

use chrono::NaiveDateTime;
use serde::{Deserialize, Serialize};

use crate::paging::Page;
use crate::{CaseId, Channel, Direction, Millis, Outcome, Protocol};

/// Summary of an interaction of the case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CaseInteraction {
    /// Its protocol (public number).
    pub protocol: Protocol,
    /// The case it belongs to: the survivor or a case merged into it.
    pub case: CaseId,
    /// When it entered the queue, civil time.
    #[serde(with = "crate::civil::time")]
    pub queued: NaiveDateTime,
    /// Time from the answer (if unanswered: from the queue entry) to the end.
    pub duration: Millis,
    /// The queue.
    pub queue: String,
    /// The agent.
    pub agent: Option<String>,
    /// The channel.
    pub channel: Channel,
    /// Inbound or outbound.
    pub direction: Direction,
    /// The other party's number as sent by the source.
    pub number: Option<String>,
    /// What became of it, if the source says so.
    pub outcome: Option<Outcome>,
    /// The beginning of the first message or of the notes; only if the interaction is in scope.
    pub preview: Option<String>,
    /// Whether there is a recording.
    pub has_recording: bool,
    /// Number of messages.
    pub message_count: u64,
    /// Whether the viewer may open it.
    pub in_scope: bool,
}

impl CaseInteraction {
    /// Whether the preview is a message, not the notes.
    pub fn previews_conversation(&self) -> bool {
        self.in_scope && self.preview.is_some() && self.message_count > 0
    }
}

/// A page of the interactions of one channel.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CaseInteractions {
    /// The rows, newest first.
    pub rows: Vec<CaseInteraction>,
    /// The page shown.
    pub page: Page,
}
