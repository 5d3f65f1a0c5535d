//! The events of the server: the lists of the page may have changed, because interactions were
//! recorded.
//!
//! A page that follows them asks again by itself, in one request for all of its slices. One connection
//! serves the whole page, as long as it is visible. An event has no content; it says how far the page
//! has seen (`data-seen` of the root element), with which the next connection begins, so that the server
//! tells what was missed in between. Many pages hear of the same arrival at once: each asks after a
//! random delay, and then not again for a while. A hidden page asks for nothing.

use leptos::prelude::*;

use crate::error::AppError;

#[cfg(feature = "hydrate")]
pub(crate) use connection::{notice, say};

/// Asks for what the page with the query string `search` shows when interactions were recorded, and
/// gives the answer to `renew` ([`super::Slice::renew`]). Such a request must not count as a use of the
/// session (`unattended`). An answer for an address that the page has left is dropped; after a failure
/// what is shown stays until the next arrival.
pub(crate) fn follow_arrivals<T, A>(
    search: Signal<String>,
    ask: impl Fn(String) -> A + 'static,
    renew: impl Fn(T) + Copy + 'static,
) where
    T: 'static,
    A: Future<Output = Result<T, AppError>> + 'static,
{
    #[cfg(feature = "hydrate")]
    {
        use futures::future::{AbortHandle, abortable};

        let request = StoredValue::new(None::<AbortHandle>);
        on_cleanup(move || {
            if let Some(Some(request)) = request.try_update_value(Option::take) {
                request.abort();
            }
        });
        connection::follow();
        Effect::watch(
            connection::count,
            move |_, _, _| {
                let asked = search.get_untracked();
                let (answer, handle) = abortable(ask(asked.clone()));
                if let Some(before) = request.try_update_value(|request| request.replace(handle)).flatten() {
                    before.abort();
                }
                leptos::task::spawn_local(async move {
                    let Ok(Ok(answer)) = answer.await else { return };
                    if search.get_untracked() == asked {
                        renew(answer);
                    } else {
                        notice();
                    }
                });
            },
            false,
        );
    }
    #[cfg(not(feature = "hydrate"))]
    let _ = (search, ask, renew);
}

/// Whether rows of the list must not move now: the person points at it, works in it, has chosen
/// something that is not saved, or looks at a dialog.
pub(crate) fn is_held() -> bool {
    #[cfg(feature = "hydrate")]
    const HELD: &str = "dialog[open],.table-card:hover,.table-card :is(:focus,:popover-open,\
                        option:checked:not([data-saved]))";
    #[cfg(feature = "hydrate")]
    return document().query_selector(HELD).is_ok_and(|held| held.is_some());
    #[cfg(not(feature = "hydrate"))]
    false
}

/// Whether what is newer in a list has to wait for the next step of the person: on a later page, or while
/// rows must not move.
pub(crate) fn waits_for_step(page: u64) -> bool {
    page > 1 || is_held()
}

#[cfg(feature = "hydrate")]
mod connection {
    use std::cell::{Cell, RefCell};
    use std::time::Duration;

    use leptos::prelude::*;
    use wasm_bindgen::JsCast;
    use wasm_bindgen::prelude::Closure;
    use web_sys::{Event, EventSource, MessageEvent};

    use crate::browser;
    use crate::locales::use_texts;

    /// The longest delay before the page asks, in milliseconds.
    const DELAY: f64 = 400.0;
    /// The shortest pause before it asks again, and what is added at most.
    const PAUSE: f64 = 2000.0;
    const MORE: f64 = 500.0;
    /// The shortest pause after the server has refused the connection, and what is added at most.
    const REFUSED: f64 = 45_000.0;
    const MORE_REFUSED: f64 = 30_000.0;
    /// The shortest pause between two announcements to screen readers.
    const SILENCE: Duration = Duration::from_secs(30);

    /// When the page asks next.
    #[derive(Clone, Copy, PartialEq, Eq)]
    enum Asking {
        /// At the next event.
        Idle,
        /// Soon.
        Due,
        /// Not before the pause is over.
        Resting,
        /// When the pause is over.
        RestingDue,
        /// When the page is seen again.
        Hidden,
    }

    thread_local! {
        /// How often the page was to ask again.
        static COUNT: ArcRwSignal<u32> = ArcRwSignal::new(0);
        static ASKING: Cell<Asking> = const { Cell::new(Asking::Idle) };
        static SOURCE: RefCell<Option<EventSource>> = const { RefCell::new(None) };
        static HEARD: Closure<dyn Fn(Event)> = Closure::new(heard);
        /// Number of pages that follow; `None` before the first one.
        static FOLLOWERS: Cell<Option<u32>> = const { Cell::new(None) };
        /// Number of arrivals that were not announced to screen readers, and whether that has to wait.
        static UNSAID: Cell<u64> = const { Cell::new(0) };
        static IS_SILENT: Cell<bool> = const { Cell::new(false) };
    }

    fn after(shortest: f64, more: f64, then: fn()) {
        let time = shortest + js_sys::Math::random() * more;
        set_timeout(then, Duration::from_millis(time as u64));
    }

    /// Raised when the lists of the page may have changed; tracked.
    pub(super) fn count() -> u32 {
        COUNT.with(Clone::clone).get()
    }

    /// Follows the events until the owner is disposed of.
    pub(super) fn follow() {
        if FOLLOWERS.get().is_none() {
            window_event_listener_untyped("visibilitychange", |_| {
                connect();
                if ASKING.get() == Asking::Hidden {
                    ask();
                }
            });
        }
        FOLLOWERS.set(Some(FOLLOWERS.get().unwrap_or_default() + 1));
        on_cleanup(|| {
            FOLLOWERS.set(FOLLOWERS.get().map(|followers| followers - 1));
            connect();
        });
        connect();
    }

    /// Connects, or disconnects if no visible part of a page follows.
    fn connect() {
        let is_wanted = FOLLOWERS.get() > Some(0) && !document().hidden();
        SOURCE.with_borrow_mut(|source| match source {
            Some(open) if !is_wanted => {
                open.close();
                *source = None;
            }
            None if is_wanted => *source = open(),
            _ => {}
        });
    }

    fn open() -> Option<EventSource> {
        let seen = browser::root().get_attribute("data-seen")?;
        let source = EventSource::new(&format!("/live?seen={seen}")).ok()?;
        HEARD.with(|heard| {
            for event in ["changed", "error"] {
                let _ = source.add_event_listener_with_callback(event, heard.as_ref().unchecked_ref());
            }
        });
        Some(source)
    }

    fn heard(event: Event) {
        if let Some(news) = event.dyn_ref::<MessageEvent>() {
            let _ = browser::root().set_attribute("data-seen", &news.last_event_id());
            notice();
            return;
        }
        // After an interruption the browser connects again, after a refusal it does not.
        SOURCE.with_borrow_mut(|source| {
            if source.as_ref().is_some_and(|source| source.ready_state() == EventSource::CLOSED) {
                *source = None;
                after(REFUSED, MORE_REFUSED, connect);
            }
        });
    }

    /// Lets the page ask again soon.
    pub(crate) fn notice() {
        ASKING.set(match ASKING.get() {
            Asking::Idle => {
                after(0.0, DELAY, ask);
                Asking::Due
            }
            Asking::Resting => Asking::RestingDue,
            due => due,
        });
    }

    /// Lets the page ask, now or when it is seen.
    fn ask() {
        if document().hidden() {
            ASKING.set(Asking::Hidden);
            return;
        }
        ASKING.set(Asking::Resting);
        after(PAUSE, MORE, rested);
        COUNT.with(Clone::clone).update(|count| *count += 1);
    }

    fn rested() {
        if ASKING.replace(Asking::Idle) == Asking::RestingDue {
            ask();
        }
    }

    /// Announces the number of new interactions to screen readers, now or later together with others.
    /// Those that are shown add up; those that wait are counted again each time.
    pub(crate) fn say(new: u64, is_shown: bool) {
        if new == 0 || browser::root().has_attribute("data-silent") {
            return;
        }
        UNSAID.set(if is_shown { UNSAID.get() + new } else { new });
        if !IS_SILENT.get() {
            say_now();
        }
    }

    fn say_now() {
        let new = UNSAID.take();
        IS_SILENT.set(new > 0);
        if new > 0 {
            browser::announce(&(use_texts().new_interactions)(new));
            set_timeout(say_now, SILENCE);
        }
    }
}
