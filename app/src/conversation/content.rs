//! What a conversation shows, read from the store.

use domain::Protocol;
use domain::history::{Conversation, Message};
use store::audit::Part;

use super::messages::MESSAGES_AT_ONCE;
use crate::context::RequestContext;
use crate::error::AppError;

/// A conversation with the first part of its messages.
pub(crate) struct ConversationContent {
    /// The identity strip.
    pub conversation: Conversation,
    /// The messages from the first one on.
    pub messages: Vec<Message>,
}

/// What the agent wrote, without what was said.
pub(crate) async fn load_notes(
    context: &RequestContext,
    protocol: &Protocol,
) -> Result<ConversationContent, AppError> {
    let found = context.scoped()?.conversation(protocol).await?;
    let conversation = found.ok_or(AppError::NotFound)?;
    Ok(ConversationContent { conversation, messages: Vec::new() })
}

/// With all messages where the `whole` conversation is asked for, else with the first.
pub(crate) async fn load_conversation(
    context: &RequestContext,
    protocol: &Protocol,
    whole: bool,
) -> Result<ConversationContent, AppError> {
    let scoped = context.scoped()?;
    let found = scoped.conversation(protocol).await?;
    let conversation = found.ok_or(AppError::NotFound)?;
    scoped.note_conversation(protocol, Part::Whole, store::clock::now_ms()).await?;
    let limit = if whole { conversation.message_count } else { MESSAGES_AT_ONCE };
    let messages = scoped.messages(protocol, 0, limit).await?.unwrap_or_default();
    Ok(ConversationContent { conversation, messages })
}
