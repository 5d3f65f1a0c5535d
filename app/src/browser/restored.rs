//! A page that the browser has kept whole and shows again is loaded again: the person may have signed
//! out meanwhile.

use leptos::prelude::*;
use wasm_bindgen::JsValue;

/// Does so from now on.
pub(super) fn listen() {
    window_event_listener_untyped("pageshow", |event| {
        let persisted = js_sys::Reflect::get(&event, &JsValue::from_str("persisted"));
        if persisted.is_ok_and(|persisted| persisted.is_truthy()) {
            let _ = window().location().reload();
        }
    });
}
