//! The content of the case window as code that is loaded on its first use.

use leptos::prelude::*;
use wasm_split_helpers::wasm_split;

use super::address::{Window, WindowAddress};
use super::live::LiveWindow;
use super::window::Content;
use crate::live::{Chunk, SplitLoaderError, call};
use crate::ui::erased::{Erased, IntoErased};

thread_local! {
    static CHUNK: Chunk = Chunk::new(|| Box::pin(preload_case_window()));
}

/// The chunk with the content.
pub(crate) fn chunk() -> Chunk {
    CHUNK.with(Clone::clone)
}

/// The content; the chunk has to be loaded.
pub(super) fn content(window: LiveWindow, asked: Memo<WindowAddress>, shown: Window) -> Option<Erased> {
    call(case_window(window, asked, shown))
}

#[allow(clippy::unnecessary_wraps, reason = "calling it fails where the chunk does not arrive")]
#[wasm_split(case_window, preload(preload_case_window), fallible)]
fn case_window(
    window: LiveWindow,
    asked: Memo<WindowAddress>,
    shown: Window,
) -> Result<Erased, SplitLoaderError> {
    Ok(view! { <Content window asked shown/> }.erased())
}
