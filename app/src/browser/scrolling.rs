//! Scroll restoration for each history entry. The browser's own would be applied before the page
//! has been fetched.

use leptos::ev;
use leptos::prelude::*;
use web_sys::ScrollRestoration;

use super::entries;

/// Registers the event listeners, and restores the position after a reload.
pub(super) fn listen() {
    let history = window().history().expect("a window has a history");
    if history.scroll_restoration().is_ok_and(|by| by == ScrollRestoration::Manual)
        && let Some(position) = entries::position()
    {
        window().scroll_to_with_x_and_y(0.0, position);
    }
    take_over();
    window_event_listener(ev::scrollend, |_| remember());
    // After a visit to another site, the browser itself loads the page and restores the position.
    window_event_listener_untyped("pagehide", |_| {
        let _ = window().history().map(|history| history.set_scroll_restoration(ScrollRestoration::Auto));
    });
    window_event_listener_untyped("pageshow", |_| take_over());
}

fn take_over() {
    let _ = window().history().map(|history| history.set_scroll_restoration(ScrollRestoration::Manual));
}

/// Stores the position in the current history entry.
pub(super) fn remember() {
    entries::remember_position(window().scroll_y().unwrap_or(0.0));
}

/// Scrolls to the beginning of the list of the page, if it has one: its chips, or its table without any.
/// Returns whether it has.
pub(super) fn to_list() -> bool {
    let Ok(Some(list)) = document().query_selector(".list-head:not(:empty), .table-card") else {
        return false;
    };
    let options = web_sys::ScrollIntoViewOptions::new();
    options.set_block(web_sys::ScrollLogicalPosition::Nearest);
    list.scroll_into_view_with_scroll_into_view_options(&options);
    true
}
