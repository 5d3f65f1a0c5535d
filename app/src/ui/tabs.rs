//! Tabs: links with the roles of tabs, as every tab has an address. `browser::roving` adds the keys.

use leptos::prelude::*;

/// A tab.
pub(crate) struct Tab {
    /// Its ID, which names the panel.
    pub id: String,
    /// Its name.
    pub text: &'static str,
    /// Its address.
    pub href: Signal<String>,
}

/// The tabs of `panel`, the ID of the element that shows the one at index `open`.
#[component]
pub(crate) fn TabList(
    /// The classes of the list and of a tab.
    classes: (&'static str, &'static str),
    label: &'static str,
    panel: &'static str,
    tabs: Vec<Tab>,
    open: Memo<usize>,
) -> impl IntoView {
    #[cfg(feature = "hydrate")]
    Effect::watch(
        move || open.get(),
        |_, _, _| request_animation_frame(crate::browser::roving::show_open_tab),
        true,
    );
    let (class, class_of_tab) = classes;
    let tabs = tabs.into_iter().enumerate().map(|(index, Tab { id, text, href })| {
        view! {
            <a
                class=class_of_tab
                role="tab"
                id=id
                href=move || href.get()
                aria-selected=move || (open.get() == index).to_string()
                aria-controls=panel
                data-noscroll=""
            >
                {text}
            </a>
        }
    });
    view! { <div class=class role="tablist" aria-label=label>{tabs.collect_view()}</div> }
}
