//! The player and the transcript as code that is loaded on its first use.

use domain::history::{Conversation, Message};
use domain::{Millis, Protocol};
use leptos::prelude::*;
use wasm_split_helpers::wasm_split;

use super::ConversationContent;
use super::{player, transcript};
use crate::history::interaction_dialog::Content;
use crate::history::query::{InteractionAddress, Query};
use crate::live::{Chunk, SplitLoaderError, call};
use crate::ui::awaiting::Awaiting;
use crate::ui::erased::{Erased, IntoErased};

thread_local! {
    static CHUNK: Chunk = Chunk::new(|| Box::pin(preload_conversation()));
}

/// A part of the chunk. One function makes them all: each waits for itself, also after another one of
/// the same chunk was loaded.
pub(crate) enum Part {
    /// The player of a recording, if it `exists`, with its length if that is known.
    Recording { protocol: Protocol, exists: bool, length: Option<Millis> },
    /// The transcript; `whole` is the address at which all of it is loaded at once.
    Transcript { conversation: Conversation, messages: Vec<Message>, whole: String },
    /// The content of an interaction's dialog.
    Dialog { query: Query, address: InteractionAddress, found: ConversationContent },
}

/// The chunk with the player, the transcript and the content of an interaction's dialog.
pub(crate) fn chunk() -> Chunk {
    CHUNK.with(Clone::clone)
}

/// A part; the chunk has to be loaded.
pub(crate) fn part(part: Part) -> Option<Erased> {
    call(conversation(part))
}

/// The player of a recording, once its code is there.
#[component]
pub(crate) fn Recording(protocol: Protocol, exists: bool, length: Option<Millis>) -> impl IntoView {
    view! { <Awaiting chunk=chunk shown=move || part(Part::Recording { protocol: protocol.clone(), exists, length })/> }
}

/// The transcript, once its code is there.
#[component]
pub(crate) fn Transcript(conversation: Conversation, messages: Vec<Message>, whole: String) -> impl IntoView {
    let shown = move || {
        let (conversation, messages, whole) = (conversation.clone(), messages.clone(), whole.clone());
        part(Part::Transcript { conversation, messages, whole })
    };
    view! { <Awaiting chunk=chunk shown/> }
}

#[allow(clippy::unnecessary_wraps, reason = "calling it fails where the chunk does not arrive")]
#[wasm_split(conversation, preload(preload_conversation), fallible)]
fn conversation(part: Part) -> Result<Erased, SplitLoaderError> {
    Ok(match part {
        Part::Recording { protocol, exists, length } => {
            view! { <player::Recording protocol exists length/> }.erased()
        }
        Part::Transcript { conversation, messages, whole } => {
            view! { <transcript::Transcript conversation messages whole/> }.erased()
        }
        Part::Dialog { query, address, found } => view! { <Content query address found/> }.erased(),
    })
}
