//! Files dropped outside the drop zone: by default the browser would leave the page to show them.

use leptos::ev;
use leptos::prelude::*;
use web_sys::DragEvent;

/// Registers the event listeners.
pub(super) fn listen() {
    window_event_listener(ev::dragover, |event| swallow(&event));
    window_event_listener(ev::drop, |event| swallow(&event));
}

/// Prevents the default for files; text can still be dragged into fields.
fn swallow(event: &DragEvent) {
    let files = event.data_transfer().is_some_and(|data| data.types().includes(&"Files".into(), 0));
    if files {
        event.prevent_default();
    }
}
