//! The server functions of the history page: the two things its browser half and its forms ask of
//! the server besides pages. What a person may see is decided by the store, in the query itself.

#![allow(missing_docs, reason = "the server macro makes a struct of every function's arguments")]

#[cfg(feature = "ssr")]
use domain::ContactReasonId;
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

/// Sets, changes or clears the contact reason of the viewer's own interaction. `reason` and
/// `seen` are IDs, empty for none; `seen` is the reason that stood on the page. The form is led
/// `back`, where the outcome is told.
#[cfg(feature = "ssr")]
#[server(prefix = "/sf", endpoint = "qualify")]
pub async fn qualify(
    protocol: Protocol,
    reason: String,
    seen: String,
    back: Option<String>,
) -> Result<(), AppError> {
    crate::flash::answer(qualify_own(&protocol, &reason, &seen).await, back.as_deref());
    Ok(())
}

#[cfg(feature = "ssr")]
async fn qualify_own(
    protocol: &Protocol,
    reason: &str,
    seen: &str,
) -> Result<crate::flash::Notice, AppError> {
    use crate::flash::{Notice, texts_of_request};
    use store::history::QualifyOutcome;

    let t = texts_of_request();
    let (Ok(reason), Ok(seen)) = (read(reason), read(seen)) else {
        return Ok(Notice::refused(t.error_reason_not_offered));
    };
    let context = crate::context::RequestContext::current()?;
    let outcome = context.scoped()?.qualify(protocol, reason, seen, store::clock::now_ms()).await?;
    Ok(match outcome.ok_or(AppError::NotFound)? {
        QualifyOutcome::Qualified(done) => Notice::done(super::qualified::sentence(&done, t)),
        QualifyOutcome::NotOffered => Notice::refused(t.error_reason_not_offered),
    })
}

/// The reason of an ID in a form, where empty is none.
#[cfg(feature = "ssr")]
fn read(id: &str) -> Result<Option<ContactReasonId>, std::num::ParseIntError> {
    if id.is_empty() { Ok(None) } else { id.parse().map(Some) }
}
