//! Code that is loaded on its first use. The build of the site cuts it out of the WASM.

#[cfg(feature = "hydrate")]
use futures::FutureExt;
use leptos::prelude::*;
#[cfg(feature = "hydrate")]
use wasm_split_helpers::SplitLoaderError;

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

/// A chunk that did not arrive.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ChunkError;

#[cfg(feature = "hydrate")]
impl From<SplitLoaderError> for ChunkError {
    fn from(_: SplitLoaderError) -> Self {
        Self
    }
}

/// The state of a chunk, for the parts that wait for it.
#[cfg(feature = "hydrate")]
pub(crate) struct Chunk(ArcRwSignal<ChunkState>);

#[cfg(feature = "hydrate")]
impl Chunk {
    /// A chunk that nobody has asked for.
    pub(crate) fn new() -> Self {
        Self(ArcRwSignal::new(ChunkState::Awaited))
    }

    /// The same chunk.
    pub(crate) fn share(&self) -> Self {
        Self(self.0.clone())
    }

    /// Its state, tracked.
    pub(crate) fn state(&self) -> ChunkState {
        self.0.get()
    }

    /// Loads it with `preload`, twice if needed.
    pub(crate) async fn load<L>(&self, preload: impl Fn() -> L) -> bool
    where
        L: Future<Output = Result<(), SplitLoaderError>>,
    {
        let is_loaded = preload().await.is_ok() || preload().await.is_ok();
        self.0.set(if is_loaded { ChunkState::Loaded } else { ChunkState::Failed });
        is_loaded
    }
}

/// The result of a function of a chunk that is loaded.
#[cfg(feature = "hydrate")]
pub(crate) fn call<T>(future: impl Future<Output = Result<T, ChunkError>>) -> Option<T> {
    future.now_or_never()?.ok()
}
