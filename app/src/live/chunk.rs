//! Code that is loaded on its first use. The build of the site cuts it out of the WASM; on the server
//! it is there.

use std::pin::Pin;

use futures::FutureExt;
use leptos::prelude::*;
pub(crate) use wasm_split_helpers::SplitLoaderError;

/// What is known of a chunk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ChunkState {
    /// Not asked for, or under way.
    Awaited,
    /// Its functions can be called.
    Loaded,
    /// It did not arrive, not even at the second attempt.
    Failed,
}

/// The future that loads a chunk.
pub(crate) type Loading = Pin<Box<dyn Future<Output = Result<(), SplitLoaderError>>>>;

/// A chunk of the WASM.
#[derive(Clone)]
pub(crate) struct Chunk {
    state: ArcRwSignal<ChunkState>,
    preload: fn() -> Loading,
}

impl Chunk {
    /// A chunk that is not asked for yet; `preload` loads it.
    pub(crate) fn new(preload: fn() -> Loading) -> Self {
        Self { state: ArcRwSignal::new(ChunkState::Awaited), preload }
    }

    /// Its state; tracked.
    pub(crate) fn state(&self) -> ChunkState {
        if cfg!(feature = "hydrate") { self.state.get() } else { ChunkState::Loaded }
    }

    /// Loads it if it is not there yet, twice if needed. Returns whether it is there.
    pub(crate) async fn load(self) -> bool {
        let is_loaded = (self.preload)().await.is_ok() || (self.preload)().await.is_ok();
        if is_loaded && self.state.get_untracked() != ChunkState::Loaded {
            self.state.set(ChunkState::Loaded);
        }
        is_loaded
    }

    /// Loads it in the background, before it is needed.
    #[cfg(feature = "hydrate")]
    pub(crate) fn prefetch(self) {
        if self.state.get_untracked() == ChunkState::Awaited {
            leptos::task::spawn_local(async {
                self.load().await;
            });
        }
    }

    /// Loads it in the background. If the server is there but not the chunk, it runs another version
    /// by now, and the page is loaded again.
    pub(crate) fn fetch(self) {
        if self.state.get_untracked() == ChunkState::Failed {
            self.state.set(ChunkState::Awaited);
        }
        leptos::task::spawn_local(async move {
            if self.clone().load().await {
                return;
            }
            #[cfg(feature = "hydrate")]
            if crate::browser::is_server_there().await {
                let _ = window().location().reload();
                return;
            }
            self.state.set(ChunkState::Failed);
        });
    }
}

/// The result of a function of a chunk that is loaded.
pub(crate) fn call<T>(future: impl Future<Output = Result<T, SplitLoaderError>>) -> Option<T> {
    future.now_or_never()?.ok()
}
