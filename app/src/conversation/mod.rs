//! The conversation of an interaction: transcript and recording player. *Histórico* shows it in a
//! dialog, the case window in its tabs.

pub mod messages;
pub(crate) mod player;
pub(crate) mod transcript;

#[cfg(feature = "ssr")]
mod content;
mod playback;

#[cfg(feature = "ssr")]
pub(crate) use content::{ConversationContent, load_conversation, load_notes};
