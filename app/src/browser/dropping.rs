//! Files dropped beside the place for them: without this the browser would leave the page to show
//! them.

use leptos::ev;
use leptos::prelude::*;
use web_sys::DragEvent;

/// Swallows what nobody takes from now on.
pub(super) fn listen() {
    window_event_listener(ev::dragover, |event| swallow(&event));
    window_event_listener(ev::drop, |event| swallow(&event));
}

/// Text may be dragged into fields as ever.
fn swallow(event: &DragEvent) {
    let files = event.data_transfer().is_some_and(|data| data.types().includes(&"Files".into(), 0));
    if files {
        event.prevent_default();
    }
}
