//! The live parts of the page that is shown.

use leptos::html;
use leptos::prelude::*;

#[cfg(feature = "hydrate")]
pub(crate) use registry::{FOLLOWS, claims, drop_removed, refresh, release, version};

/// Registers the part around `element`, of the page at `path`. `without` removes what it follows
/// from a query string; two addresses that differ in nothing else are one step of live parts.
pub(crate) fn follow(path: impl Into<String>, element: NodeRef<html::Div>, without: fn(&str) -> String) {
    #[cfg(feature = "hydrate")]
    registry::follow(path.into(), element, without);
    #[cfg(not(feature = "hydrate"))]
    let _ = (path, element, without);
}

/// The parts that are alive in the browser.
#[cfg(feature = "hydrate")]
mod registry {
    use std::cell::RefCell;

    use leptos::html;
    use leptos::prelude::*;
    use web_sys::Element;

    use crate::live::Address;

    /// Marks the island of a live part with the path of its page: a fetched page of that path that has
    /// it too does not replace it.
    pub(crate) const FOLLOWS: &str = "data-follows";

    /// A part of a page that follows the address.
    struct Part {
        /// Its outermost element.
        element: Element,
        /// The path of its page.
        path: String,
        /// Removes what the part follows from a query string.
        without: fn(&str) -> String,
        /// The owner of its signals.
        owner: Owner,
    }

    thread_local! {
        static PARTS: RefCell<Vec<Part>> = const { RefCell::new(Vec::new()) };
        /// Raised when every part has to ask again.
        static VERSION: ArcRwSignal<u32> = ArcRwSignal::new(0);
    }

    pub(super) fn follow(path: String, element: NodeRef<html::Div>, without: fn(&str) -> String) {
        let Some(owner) = Owner::current() else { return };
        Effect::new(move |_| {
            let Some(element) = element.get() else { return };
            let element = Element::from(element);
            let (owner, path) = (owner.clone(), path.clone());
            if let Ok(Some(island)) = element.closest("leptos-island") {
                let _ = island.set_attribute(FOLLOWS, &path);
            }
            PARTS.with_borrow_mut(|parts| parts.push(Part { element, path, without, owner }));
        });
    }

    /// The version of the page's content, tracked.
    pub(crate) fn version() -> u32 {
        VERSION.with(Clone::clone).get()
    }

    /// Lets every part ask for its content again: a form may have changed it.
    pub(crate) fn refresh() {
        VERSION.with(|version| version.update(|version| *version += 1));
    }

    /// Whether live parts follow everything in which two addresses differ; for the same address,
    /// whether they follow all of it.
    pub(crate) fn claims(from: &Address, to: &Address) -> bool {
        PARTS.with_borrow(|parts| {
            let alive = |part: &&Part| part.path == to.path && part.element.is_connected();
            let mut live = parts.iter().filter(alive).peekable();
            if from.path != to.path || live.peek().is_none() {
                return false;
            }
            let start = (from.search.clone(), to.search.clone());
            let rest = live.fold(start, |(from, to), part| ((part.without)(&from), (part.without)(&to)));
            rest.0 == rest.1 && (from.search != to.search || rest.0.is_empty())
        })
    }

    /// Lets the next page that is loaded replace every part: another user may have signed in.
    pub(crate) fn release() {
        PARTS.with_borrow(|parts| {
            for part in parts {
                if let Ok(Some(island)) = part.element.closest("leptos-island") {
                    let _ = island.remove_attribute("data-component");
                }
            }
        });
    }

    /// Disposes of the parts whose elements have been removed from the document. Effects that are
    /// scheduled already run before.
    pub(crate) fn drop_removed() {
        let removed: Vec<Part> = PARTS
            .with_borrow_mut(|parts| parts.extract_if(.., |part| !part.element.is_connected()).collect());
        request_animation_frame(|| {
            for part in removed {
                part.owner.cleanup();
            }
        });
    }
}
