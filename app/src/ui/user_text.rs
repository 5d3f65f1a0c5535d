//! User-provided text: names, subjects, notes, file names. Its direction is isolated (bidi) and its
//! length is limited by CSS, so that it cannot break the surrounding text or layout.

use crate::ui::erased::{Erased, IntoErased};
use domain::bidi;
use leptos::prelude::*;

/// User-provided text next to other text; CSS wraps it where needed.
pub(crate) fn user_text(text: impl AsRef<str>) -> Erased {
    let text = bidi::plain(text.as_ref());
    view! { <bdi>{text}</bdi> }.erased()
}

/// User-provided text, or `none` as a fallback.
pub(crate) fn user_text_or(text: Option<impl AsRef<str>>, none: &'static str) -> Erased {
    match text {
        Some(text) => user_text(text),
        None => none.erased(),
    }
}

/// User-provided text truncated by CSS; the tooltip shows all of it.
pub(crate) fn truncated(text: &str) -> impl IntoView + use<> {
    let text = bidi::plain(text);
    view! { <span class="ellipsis" dir="auto" title=text.clone()>{text.clone()}</span> }
}
