//! The outcome of the last action on a live page. It is gone with the next step, as on a page that
//! is loaded.

use leptos::prelude::*;

use crate::ui::notice::Notice;

#[cfg(feature = "hydrate")]
thread_local! {
    /// The notice that is shown.
    static SHOWN: ArcRwSignal<Option<Notice>> = ArcRwSignal::new(None);
}

/// The notice of the page that is shown; `initial` came with it.
#[cfg(feature = "hydrate")]
pub(crate) fn use_notice(initial: Option<Notice>) -> Signal<Option<Notice>> {
    let shown = SHOWN.with(Clone::clone);
    if initial.is_some() {
        shown.set(initial);
    }
    // The memo ends with its owner, and with it the notifications of what follows it.
    Memo::new(move |_| shown.get()).into()
}

/// The notice of the page that is being rendered.
#[cfg(not(feature = "hydrate"))]
pub(crate) fn use_notice(initial: Option<Notice>) -> Signal<Option<Notice>> {
    Signal::stored(initial)
}

/// Shows the outcome of an action on the page, or none.
#[cfg(feature = "hydrate")]
pub(crate) fn show_notice(outcome: Option<Notice>) {
    SHOWN.with(|shown| {
        if *shown.read_untracked() != outcome {
            shown.set(outcome);
        }
    });
}
