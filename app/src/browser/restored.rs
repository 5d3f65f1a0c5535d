//! Reloads pages restored from the back/forward cache (bfcache): the user may have
//! signed out.

use leptos::prelude::*;
use wasm_bindgen::JsValue;

/// Registers the event listener.
pub(super) fn listen() {
    window_event_listener_untyped("pageshow", |event| {
        let persisted = js_sys::Reflect::get(&event, &JsValue::from_str("persisted"));
        if persisted.is_ok_and(|persisted| persisted.is_truthy()) {
            let _ = window().location().reload();
        }
    });
}
