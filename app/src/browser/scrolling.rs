//! Where each entry of the history was scrolled to. The browser's own memory would be applied
//! before the page it belongs to has come.

use leptos::ev;
use leptos::prelude::*;
use wasm_bindgen::JsValue;
use web_sys::ScrollRestoration;

/// Remembers positions from now on, and returns to the one a reload left.
pub(super) fn listen() {
    let history = window().history().expect("a window has a history");
    if history.scroll_restoration().is_ok_and(|by| by == ScrollRestoration::Manual)
        && let Some(position) = remembered()
    {
        window().scroll_to_with_x_and_y(0.0, position);
    }
    take_over();
    window_event_listener(ev::scrollend, |_| remember());
    // Whoever leaves for another site comes back to a page that is loaded anew: that is the
    // browser's business again.
    window_event_listener_untyped("pagehide", |_| {
        let _ = window().history().map(|history| history.set_scroll_restoration(ScrollRestoration::Auto));
    });
    window_event_listener_untyped("pageshow", |_| take_over());
}

fn take_over() {
    let _ = window().history().map(|history| history.set_scroll_restoration(ScrollRestoration::Manual));
}

/// Notes the position in the current entry.
pub(super) fn remember() {
    let position = window().scroll_y().unwrap_or(0.0);
    if let Ok(history) = window().history() {
        let _ = history.replace_state(&JsValue::from_f64(position), "");
    }
}

/// The position noted in the current entry.
pub(super) fn remembered() -> Option<f64> {
    window().history().ok()?.state().ok()?.as_f64()
}
