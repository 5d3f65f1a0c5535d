//! The dialog of the palette as code that is loaded on its first use.

use wasm_split_helpers::wasm_split;

use super::dialog;
use crate::live::{Chunk, SplitLoaderError, call};

thread_local! {
    static CHUNK: Chunk = Chunk::new(|| Box::pin(preload_palette()));
}

/// The chunk with the dialog.
pub(crate) fn chunk() -> Chunk {
    CHUNK.with(Clone::clone)
}

/// Opens the dialog, or closes the open one; the chunk has to be loaded.
pub(crate) fn toggle() {
    let _ = call(palette());
}

#[allow(clippy::unnecessary_wraps, reason = "calling it fails where the chunk does not arrive")]
#[wasm_split(palette, preload(preload_palette), fallible)]
fn palette() -> Result<(), SplitLoaderError> {
    dialog::toggle();
    Ok(())
}
