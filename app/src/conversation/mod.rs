//! The conversation of an interaction: transcript and recording player. *Histórico* shows it in a
//! dialog, the case window in its tabs.

pub(crate) mod chunk;
pub(crate) mod course;
pub(crate) mod listening;
pub mod messages;
pub(crate) mod player;
pub(crate) mod transcript;

#[cfg(feature = "ssr")]
mod content;
mod playback;

use domain::history::{Conversation, Message};
use serde::{Deserialize, Serialize};

#[cfg(feature = "ssr")]
pub(crate) use content::{load_conversation, load_notes};

/// A conversation with the first part of its messages.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConversationContent {
    /// The conversation, without messages.
    pub conversation: Conversation,
    /// The first messages.
    pub messages: Vec<Message>,
}
