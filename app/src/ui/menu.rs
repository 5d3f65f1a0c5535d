//! Menus: popovers that a button opens by `popovertarget`. `browser::roving` adds the keys.

use leptos::prelude::*;

/// A menu; the children are its lists.
#[component]
pub(crate) fn Menu<C: IntoView + 'static>(
    #[prop(into)] id: String,
    children: TypedChildren<C>,
) -> impl IntoView {
    view! { <div class="popover menu" id=id popover="auto">{children.into_inner()()}</div> }
}
