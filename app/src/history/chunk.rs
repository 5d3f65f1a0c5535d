//! The content of an interaction's dialog, as part of the code that shows conversations.

use leptos::prelude::*;
use wasm_split_helpers::wasm_split;

use super::interaction_dialog::Content;
use super::query::{InteractionAddress, Query};
use crate::conversation::ConversationContent;
use crate::live::{SplitLoaderError, call};
use crate::ui::erased::{Erased, IntoErased};

/// The content; the chunk of [`crate::conversation::chunk`] has to be loaded.
pub(super) fn content(
    query: Query,
    address: InteractionAddress,
    found: ConversationContent,
) -> Option<Erased> {
    call(dialog(query, address, found))
}

#[allow(clippy::unnecessary_wraps, reason = "calling it fails where the chunk does not arrive")]
#[wasm_split(conversation, preload(preload_dialog), fallible)]
pub(crate) fn dialog(
    query: Query,
    address: InteractionAddress,
    found: ConversationContent,
) -> Result<Erased, SplitLoaderError> {
    Ok(view! { <Content query address found/> }.erased())
}
