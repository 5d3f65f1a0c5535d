//! The player and the transcript as code that is loaded on its first use.

use domain::Protocol;
use domain::history::{Conversation, Message};
use leptos::either::EitherOf3;
use leptos::prelude::*;
use wasm_split_helpers::wasm_split;

use super::{player, transcript};
use crate::error::AppError;
use crate::history::chunk::preload_dialog;
use crate::live::{Chunk, ChunkState, SplitLoaderError, call};
use crate::locales::use_texts;
use crate::ui::erased::{Erased, IntoErased};
use crate::ui::state::Failure;

thread_local! {
    static CHUNK: Chunk = Chunk::new(|| Box::pin(preload()));
}

/// Loads the chunk. It is fetched once, but every function of it waits for itself.
async fn preload() -> Result<(), SplitLoaderError> {
    preload_recording().await?;
    preload_transcript().await?;
    preload_dialog().await
}

/// The chunk with both, and with the dialog of an interaction.
pub(crate) fn chunk() -> Chunk {
    CHUNK.with(Clone::clone)
}

/// The player of a recording, once its code is there.
#[component]
pub(crate) fn Recording(protocol: Protocol, exists: bool) -> impl IntoView {
    view! { <Awaiting shown=move || call(recording(protocol.clone(), exists))/> }
}

/// The transcript, once its code is there.
#[component]
pub(crate) fn Transcript(conversation: Conversation, messages: Vec<Message>, whole: String) -> impl IntoView {
    let shown = move || call(transcript(conversation.clone(), messages.clone(), whole.clone()));
    view! { <Awaiting shown/> }
}

/// What a function of the chunk shows.
#[component]
fn Awaiting(shown: impl Fn() -> Option<Erased> + Send + 'static) -> impl IntoView {
    let t = use_texts();
    Effect::new(|_| chunk().fetch());
    let content = move || match chunk().state() {
        ChunkState::Loaded => EitherOf3::A(shown()),
        ChunkState::Failed => EitherOf3::B(view! {
            <Failure error=AppError::Unreachable retry=Callback::new(|()| chunk().fetch())/>
        }),
        ChunkState::Awaited => {
            EitherOf3::C(view! { <p class="state-text" role="status" aria-busy="true">{t.loading}</p> })
        }
    };
    view! { <div class="unboxed">{content}</div> }
}

#[allow(clippy::unnecessary_wraps, reason = "calling it fails where the chunk does not arrive")]
#[wasm_split(conversation, preload(preload_recording), fallible)]
fn recording(protocol: Protocol, exists: bool) -> Result<Erased, SplitLoaderError> {
    Ok(view! { <player::Recording protocol exists/> }.erased())
}

#[allow(clippy::unnecessary_wraps, reason = "calling it fails where the chunk does not arrive")]
#[wasm_split(conversation, preload(preload_transcript), fallible)]
fn transcript(
    conversation: Conversation,
    messages: Vec<Message>,
    whole: String,
) -> Result<Erased, SplitLoaderError> {
    Ok(view! { <transcript::Transcript conversation messages whole/> }.erased())
}
