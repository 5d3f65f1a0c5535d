//! What a part of a page shows while its code is on the way, and if it does not arrive.

use leptos::either::EitherOf3;
use leptos::prelude::*;

use crate::error::AppError;
use crate::live::{Chunk, ChunkState};
use crate::locales::use_texts;
use crate::ui::erased::Erased;
use crate::ui::state::Failure;

/// A part whose code is in a chunk, which is loaded if it is not there; `shown` is called once it is.
#[component]
pub(crate) fn Awaiting(
    chunk: fn() -> Chunk,
    shown: impl Fn() -> Option<Erased> + Send + 'static,
) -> impl IntoView {
    let t = use_texts();
    Effect::new(move |_| chunk().fetch());
    let content = move || match chunk().state() {
        ChunkState::Loaded => EitherOf3::A(shown()),
        ChunkState::Failed => EitherOf3::B(view! {
            <Failure error=AppError::Unreachable retry=Callback::new(move |()| chunk().fetch())/>
        }),
        ChunkState::Awaited => {
            EitherOf3::C(view! { <p class="state-text" role="status" aria-busy="true">{t.loading}</p> })
        }
    };
    view! { <div class="unboxed">{content}</div> }
}
