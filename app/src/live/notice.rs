//! The outcome of the last action on a live page. It is gone with the next step, as on a page that
//! is loaded.

#[cfg(feature = "hydrate")]
use std::cell::Cell;

use leptos::prelude::*;

use crate::ui::notice::Notice;

#[cfg(feature = "hydrate")]
thread_local! {
    /// The notice of the page that is shown.
    static SHOWN: Cell<Option<RwSignal<Option<Notice>>>> = const { Cell::new(None) };
}

/// The notice of the page, first `initial`.
pub(crate) fn use_notice(initial: Option<Notice>) -> RwSignal<Option<Notice>> {
    let notice = RwSignal::new(initial);
    #[cfg(feature = "hydrate")]
    SHOWN.set(Some(notice));
    notice
}

/// Shows the outcome of an action on the page, or none.
#[cfg(feature = "hydrate")]
pub(crate) fn show_notice(outcome: Option<Notice>) {
    if let Some(shown) = SHOWN.get() {
        shown.set(outcome);
    }
}
