//! The server function by which the browser reads a long conversation, a piece at a time. What a
//! person may see is decided by the store, in the query itself.

#![allow(missing_docs, reason = "the server macro makes a struct of every function's arguments")]

use domain::Protocol;
use domain::history::Message;
use leptos::prelude::*;

use crate::error::AppError;

/// Messages sent in one piece; longer conversations arrive in several.
pub const MESSAGES_AT_ONCE: u64 = 300;

/// The messages from a position on, a piece at a time.
#[server(prefix = "/sf", endpoint = "messages")]
pub async fn load_messages(protocol: Protocol, from: u64) -> Result<Vec<Message>, AppError> {
    messages(&protocol, from).await.map_err(AppError::answered)
}

#[cfg(feature = "ssr")]
async fn messages(protocol: &Protocol, from: u64) -> Result<Vec<Message>, AppError> {
    let context = crate::context::RequestContext::current()?;
    let scoped = context.scoped()?;
    let found = scoped.messages(protocol, from, MESSAGES_AT_ONCE).await?;
    let messages = found.ok_or(AppError::NotFound)?;
    let part = if from == 0 { store::audit::Part::Whole } else { store::audit::Part::Further };
    scoped.note_conversation(protocol, part, store::clock::now_ms()).await?;
    Ok(messages)
}
