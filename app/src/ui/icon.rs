//! Icons from the sprite `public/icons.svg`.

use leptos::prelude::*;

/// A decorative icon, hidden from assistive technology; needs a text or label beside it.
pub(crate) fn icon(name: &'static str, class: &'static str) -> impl IntoView {
    view! {
        <svg class=class aria-hidden="true">
            <use_ href=format!("/icons.svg#{name}")></use_>
        </svg>
    }
}
