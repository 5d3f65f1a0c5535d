//! What is made of a conversation.

use std::collections::BTreeMap;
use std::fmt;

use domain::{NewInteraction, Timestamp};
use serde::{Deserialize, Serialize};

use super::checkpoint::Checkpoint;
use super::media::Media;
use crate::source::Reason;

/// What was made of a conversation.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Output {
    /// The finished interactions after the checkpoint, in the order in which they took place.
    pub finished: Vec<Finished>,
    /// What could not be used.
    pub rejects: Vec<Rejected>,
    /// How many of each kind were skipped on purpose.
    pub skipped: BTreeMap<Skipped, u64>,
    /// How many ends are guessed, since no record tells them: sentences are missing in the settings.
    pub guessed: u64,
    /// When something becomes final if nothing happens; then look again, without a doorbell.
    pub due_at: Option<Timestamp>,
    /// What to remember, in one transaction with what was emitted, in place of the checkpoint before.
    pub checkpoint: Option<Checkpoint>,
}

impl Output {
    /// Leaves out interactions that were recorded before, by their external IDs.
    pub fn retain_new(&mut self, is_recorded: impl Fn(&str) -> bool) {
        self.finished.retain(|finished| !is_recorded(&finished.interaction.external_id));
    }

    /// Counts something that was skipped on purpose.
    pub(super) fn skip(&mut self, kind: Skipped, count: usize) {
        if count > 0 {
            *self.skipped.entry(kind).or_default() += count as u64;
        }
    }
}

/// A finished interaction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finished {
    /// The interaction, without its files.
    pub interaction: NewInteraction,
    /// Its files, if they are to be fetched. Those that were are named in the interaction by
    /// [`Media::attach_to`] before it is recorded.
    pub media: Vec<Media>,
}

/// A cycle that could not be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rejected {
    /// The ID that its interaction would have.
    pub external_id: String,
    /// Why it could not be used.
    pub reason: Reason,
}

/// What is skipped on purpose.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Skipped {
    /// A conversation in an inbox whose channel is not taken.
    OtherInbox,
    /// A cycle in which only bots and rules wrote.
    NoPerson,
    /// A message of a bot or a rule between two cycles.
    Farewell,
}

impl fmt::Display for Skipped {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::OtherInbox => "conversations in inboxes that are not taken",
            Self::NoPerson => "conversations in which only bots wrote",
            Self::Farewell => "automatic messages after the end",
        })
    }
}
