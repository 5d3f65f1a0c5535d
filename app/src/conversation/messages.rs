//! The server function that loads a long conversation in batches. The store limits it to the scope
//! of the user.

#![allow(missing_docs, reason = "the server macro makes a struct of every function's arguments")]

use domain::Protocol;
use domain::history::Message;
use leptos::prelude::*;

use crate::error::AppError;
use crate::wire::Wire;

/// The maximum number of messages per batch.
pub const MESSAGES_AT_ONCE: u64 = 300;

/// Loads a batch of messages, starting at position `from`, and records the access.
#[server(prefix = "/sf", endpoint = "messages", output = Wire)]
pub async fn load_messages(protocol: Protocol, from: u64) -> Result<Vec<Message>, AppError> {
    messages(&protocol, from).await.map_err(AppError::answered)
}

#[cfg(feature = "ssr")]
async fn messages(protocol: &Protocol, from: u64) -> Result<Vec<Message>, AppError> {
    let context = crate::context::RequestContext::current()?;
    let scoped = context.scoped()?;
    let found = scoped.history().messages(protocol, from, MESSAGES_AT_ONCE).await?;
    let messages = found.ok_or(AppError::NotFound)?;
    let part =
        if from == 0 { store::audit::AccessRange::Whole } else { store::audit::AccessRange::Continuation };
    scoped.access_log().record_conversation_view(protocol, part, store::clock::now()).await?;
    Ok(messages)
}
