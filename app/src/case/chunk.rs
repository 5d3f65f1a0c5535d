//! The content of the case window and its forms as code that is loaded on its first use.

use leptos::prelude::*;
use wasm_split_helpers::wasm_split;
use web_sys::SubmitEvent;

use super::address::{Window, WindowAddress};
use super::live::LiveWindow;
use super::submit;
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

/// What the chunk is asked for. One function does it all: each waits for itself, also after another
/// one of the same chunk was loaded.
enum Part {
    /// The content of the window.
    Content { asked: Memo<WindowAddress>, shown: Window },
    /// Sends a form of the window in place.
    Submit(SubmitEvent),
}

/// The content; the chunk has to be loaded.
pub(super) fn content(window: LiveWindow, asked: Memo<WindowAddress>, shown: Window) -> Option<Erased> {
    call(case_window(window, Part::Content { asked, shown })).flatten()
}

/// Sends a form of the window in place. Without the chunk there is no form of it.
pub(super) fn submit(event: SubmitEvent, window: LiveWindow) {
    let _ = call(case_window(window, Part::Submit(event)));
}

#[allow(clippy::unnecessary_wraps, reason = "calling it fails where the chunk does not arrive")]
#[wasm_split(case_window, preload(preload_case_window), fallible)]
fn case_window(window: LiveWindow, part: Part) -> Result<Option<Erased>, SplitLoaderError> {
    Ok(match part {
        Part::Content { asked, shown } => Some(view! { <Content window asked shown/> }.erased()),
        Part::Submit(event) => {
            submit::submit(&event, window);
            None
        }
    })
}
