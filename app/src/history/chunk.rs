//! The content of an interaction's dialog as code that is loaded on its first use: the conversation,
//! the player, the notes.

use leptos::prelude::*;
use wasm_split_helpers::wasm_split;

use super::interaction_dialog::Content;
use super::query::{InteractionAddress, Query};
use crate::conversation::ConversationContent;
use crate::live::{Chunk, SplitLoaderError, call};
use crate::ui::erased::{Erased, IntoErased};

thread_local! {
    static CHUNK: Chunk = Chunk::new(|| Box::pin(preload_conversation()));
}

/// The chunk with the content.
pub(crate) fn chunk() -> Chunk {
    CHUNK.with(Clone::clone)
}

/// The content; the chunk has to be loaded.
pub(super) fn content(
    query: Query,
    address: InteractionAddress,
    found: ConversationContent,
) -> Option<Erased> {
    call(conversation(query, address, found))
}

#[allow(clippy::unnecessary_wraps, reason = "calling it fails where the chunk does not arrive")]
#[wasm_split(conversation, preload(preload_conversation), fallible)]
fn conversation(
    query: Query,
    address: InteractionAddress,
    found: ConversationContent,
) -> Result<Erased, SplitLoaderError> {
    Ok(view! { <Content query address found/> }.erased())
}
