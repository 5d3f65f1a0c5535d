//! The content of an interaction's dialog as code that is loaded on its first use: the conversation,
//! the player, the notes.

use super::interaction_dialog::Content;
use super::query::{InteractionAddress, Query};
use crate::conversation::ConversationContent;
use crate::live::ChunkState;
#[cfg(feature = "hydrate")]
use crate::live::{Chunk, ChunkError, call};
use crate::ui::erased::{Erased, IntoErased};
use leptos::prelude::*;

#[cfg(feature = "hydrate")]
thread_local! {
    static CHUNK: Chunk = Chunk::new();
}

/// The state of the code; tracked.
pub(super) fn state() -> ChunkState {
    #[cfg(feature = "hydrate")]
    return CHUNK.with(Chunk::state);
    #[cfg(not(feature = "hydrate"))]
    ChunkState::Loaded
}

/// Loads the code, if it is not there yet.
pub(super) fn fetch() {
    #[cfg(feature = "hydrate")]
    leptos::task::spawn_local(async {
        prepare().await;
    });
}

/// Loads the code before a page is hydrated that shows the dialog. Returns whether it is there.
#[cfg(feature = "hydrate")]
pub(crate) async fn prepare() -> bool {
    let chunk = CHUNK.with(Chunk::share);
    chunk.load(preload_conversation).await
}

/// The content; the code has to be loaded.
#[cfg(feature = "hydrate")]
pub(super) fn content(
    query: Query,
    address: InteractionAddress,
    found: ConversationContent,
) -> Option<Erased> {
    call(conversation(query, address, found))
}

/// The content.
#[cfg(not(feature = "hydrate"))]
pub(super) fn content(
    query: Query,
    address: InteractionAddress,
    found: ConversationContent,
) -> Option<Erased> {
    Some(view! { <Content query address found/> }.erased())
}

#[cfg(feature = "hydrate")]
#[wasm_split_helpers::wasm_split(conversation, preload(preload_conversation), fallible)]
fn conversation(
    query: Query,
    address: InteractionAddress,
    found: ConversationContent,
) -> Result<Erased, ChunkError> {
    Ok(view! { <Content query address found/> }.erased())
}
