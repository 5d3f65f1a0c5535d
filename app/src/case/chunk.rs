//! The content of the case window as code that is loaded on its first use.

use leptos::prelude::*;

use super::address::{Window, WindowAddress};
use super::live::LiveWindow;
use super::window::Content;
use crate::live::ChunkState;
#[cfg(feature = "hydrate")]
use crate::live::{Chunk, ChunkError, call};
use crate::ui::erased::{Erased, IntoErased};

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

/// Loads the code before a page is hydrated that shows the window. Returns whether it is there.
#[cfg(feature = "hydrate")]
pub(crate) async fn prepare() -> bool {
    let chunk = CHUNK.with(Chunk::share);
    chunk.load(preload_case_window).await
}

/// The content; the code has to be loaded.
#[cfg(feature = "hydrate")]
pub(super) fn content(window: LiveWindow, asked: Memo<WindowAddress>, shown: Window) -> Option<Erased> {
    call(case_window(window, asked, shown))
}

/// The content.
#[cfg(not(feature = "hydrate"))]
pub(super) fn content(window: LiveWindow, asked: Memo<WindowAddress>, shown: Window) -> Option<Erased> {
    Some(view! { <Content window asked shown/> }.erased())
}

#[cfg(feature = "hydrate")]
#[wasm_split_helpers::wasm_split(case_window, preload(preload_case_window), fallible)]
fn case_window(window: LiveWindow, asked: Memo<WindowAddress>, shown: Window) -> Result<Erased, ChunkError> {
    Ok(view! { <Content window asked shown/> }.erased())
}
