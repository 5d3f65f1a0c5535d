//! The address of the page as a signal.

use leptos::prelude::*;

/// The address of a page.
#[cfg(feature = "hydrate")]
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Address {
    /// The path.
    pub path: String,
    /// The query string, with its question mark; empty if there is none.
    pub search: String,
}

#[cfg(feature = "hydrate")]
thread_local! {
    static SHOWN: ArcRwSignal<Address> = ArcRwSignal::new(Address::of(&window().location().href().unwrap_or_default()));
}

#[cfg(feature = "hydrate")]
impl Address {
    /// The address of an absolute URL; its fragment is left out.
    pub(crate) fn of(href: &str) -> Self {
        web_sys::Url::new(href)
            .map(|url| Self { path: url.pathname(), search: url.search() })
            .unwrap_or_default()
    }
}

/// Tells all live parts that the page shows another address now.
#[cfg(feature = "hydrate")]
pub(crate) fn set_address(address: Address) {
    SHOWN.with(|shown| {
        if *shown.read_untracked() != address {
            shown.set(address);
        }
    });
}

/// Whether the page at `path` is shown.
#[cfg(feature = "hydrate")]
pub(crate) fn is_shown(path: &str) -> bool {
    SHOWN.with(|shown| shown.read_untracked().path == path)
}

/// The query string of the page at `path`; it stays as it was while another page is shown.
#[cfg(feature = "hydrate")]
pub(crate) fn use_search(path: impl Into<String>) -> Signal<String> {
    let path = path.into();
    let shown = SHOWN.with(Clone::clone);
    Memo::new(move |last: Option<&String>| {
        let address = shown.get();
        if address.path == path { address.search } else { last.cloned().unwrap_or_default() }
    })
    .into()
}

/// The query string of the page at `path`, which is being rendered.
#[cfg(not(feature = "hydrate"))]
pub(crate) fn use_search(_path: impl Into<String>) -> Signal<String> {
    #[cfg(feature = "ssr")]
    let search = leptos_router::hooks::use_location().search.get_untracked();
    #[cfg(not(feature = "ssr"))]
    let search = String::new();
    Signal::stored(search)
}
