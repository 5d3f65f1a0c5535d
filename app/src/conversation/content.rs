//! Loads the content of a conversation from the store.

use domain::Protocol;
use store::audit::AccessRange;

use super::ConversationContent;
use super::messages::MESSAGES_AT_ONCE;
use crate::context::RequestContext;
use crate::error::AppError;

/// Loads the notes of the agent, without messages.
pub(crate) async fn load_notes(
    context: &RequestContext,
    protocol: &Protocol,
) -> Result<ConversationContent, AppError> {
    let found = context.scoped()?.history().conversation(protocol).await?;
    let conversation = found.ok_or(AppError::NotFound)?;
    Ok(ConversationContent { conversation, messages: Vec::new() })
}

/// Loads all messages if `whole`, otherwise the first [`MESSAGES_AT_ONCE`], and records the access.
pub(crate) async fn load_conversation(
    context: &RequestContext,
    protocol: &Protocol,
    whole: bool,
) -> Result<ConversationContent, AppError> {
    let scoped = context.scoped()?;
    let found = scoped.history().conversation(protocol).await?;
    let conversation = found.ok_or(AppError::NotFound)?;
    scoped.access_log().record_conversation_view(protocol, AccessRange::Whole, store::clock::now()).await?;
    let limit = if whole { conversation.message_count } else { MESSAGES_AT_ONCE };
    let messages = scoped.history().messages(protocol, 0, limit).await?.unwrap_or_default();
    Ok(ConversationContent { conversation, messages })
}
