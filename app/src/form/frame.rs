//! The form around its fields: the notice, and the hidden fields that say which form it is and what
//! it was filled from.

use leptos::prelude::*;

use super::FormState;
use crate::ui::erased::Erased;
use crate::ui::notice::ErrorNotice;

/// A form that is posted to its own page.
#[component]
pub(crate) fn Form(
    /// Its name, by which [`super::Submission::of`] finds it.
    name: &'static str,
    state: FormState,
    #[prop(into)] action: Signal<String>,
    class: &'static str,
    /// The accessible name.
    #[prop(optional, into)]
    label: Option<String>,
    /// The ID of the element that is its accessible name.
    #[prop(optional)]
    labelled_by: Option<&'static str>,
    /// A title within the form.
    #[prop(optional)]
    title: Option<&'static str>,
    /// Whether the browser's half sends it without leaving the page.
    #[prop(optional)]
    in_place: bool,
    /// Whether the browser's half puts the focus into it when it appears.
    #[prop(optional)]
    focus: bool,
    /// Whether the browser itself checks the fields.
    #[prop(optional)]
    validated: bool,
    /// The hidden fields that say what the form was filled from.
    #[prop(optional)]
    kept: &'static [&'static str],
    /// The address that follows when it is accepted, for forms on several pages.
    #[prop(optional)]
    back: Option<Signal<String>>,
    content: Erased,
) -> impl IntoView {
    let notice = state.notice().map(|text| view! { <ErrorNotice text/> });
    let kept = kept.iter().map(|&field| view! { <input type="hidden" name=field value=state.kept(field)/> });
    let kept = kept.collect_view();
    let back = back.map(|back| view! { <input type="hidden" name="back" value=back/> });
    view! {
        <form
            method="post"
            action=action
            class=class
            data-in-place=in_place.then_some("")
            data-focus=focus.then_some("")
            aria-label=label
            aria-labelledby=labelled_by
            novalidate=!validated
        >
            {title.map(|title| view! { <h3>{title}</h3> })}
            {notice}
            <input type="hidden" name="form" value=name/>
            {kept}
            {back}
            {content}
        </form>
    }
}
