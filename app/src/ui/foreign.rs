//! Text that other people wrote: names, subjects, notes, file names. It has a direction of its own and is
//! as long as it likes; neither may disturb what is around it.

use domain::bidi;
use leptos::prelude::*;

/// The text, for a place that has other text beside it. Style wraps it wherever it must.
pub(crate) fn foreign(text: impl AsRef<str>) -> AnyView {
    let text = bidi::plain(text.as_ref());
    view! { <bdi>{text}</bdi> }.into_any()
}

/// The text where there is one, else our own words.
pub(crate) fn foreign_or(text: Option<impl AsRef<str>>, none: &'static str) -> AnyView {
    match text {
        Some(text) => foreign(text),
        None => none.into_any(),
    }
}

/// The text cut off by style where there is no room for it; whole on hover and focus.
pub(crate) fn cut_off(text: &str) -> impl IntoView + use<> {
    let text = bidi::plain(text);
    view! { <span class="ellipsis" dir="auto" title=text.clone()>{text.clone()}</span> }
}
