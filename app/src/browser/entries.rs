//! Entries of the browser's history. Each keeps the scroll position, which the browser itself would
//! restore before the page is there, and the addresses before it, so that closing a window goes back to
//! where it was opened from, however many steps were taken in it.
//!
//! The state of an entry is an array: the position, then the addresses, oldest first.

use js_sys::Array;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use wasm_bindgen::JsValue;

use super::visit::here;

/// The number of addresses that an entry keeps.
const KEPT: u32 = 20;

/// The state of the current entry.
fn state() -> Array {
    let state = window().history().and_then(|history| history.state());
    let state = state.ok().and_then(|state| state.dyn_into::<Array>().ok());
    state.unwrap_or_else(|| Array::of1(&JsValue::NULL))
}

/// The scroll position of the current entry.
pub(super) fn position() -> Option<f64> {
    state().get(0).as_f64()
}

/// Stores the scroll position of the current entry.
pub(super) fn remember_position(position: f64) {
    let state = state();
    state.set(0, position.into());
    if let Ok(history) = window().history() {
        let _ = history.replace_state(&state, "");
    }
}

/// Adds an entry for an address.
pub(super) fn push(address: &str) {
    let state = state();
    state.set(0, JsValue::NULL);
    state.push(&here().into());
    if state.length() > KEPT + 1 {
        // The oldest is the second; the first is the position.
        state.shift();
        state.set(0, JsValue::NULL);
    }
    if let Ok(history) = window().history() {
        let _ = history.push_state_with_url(&state, "", Some(address));
    }
}

/// Gives the current entry another address.
pub(super) fn replace(address: &str) {
    if let Ok(history) = window().history() {
        let _ = history.replace_state_with_url(&state(), "", Some(address));
    }
}

/// Goes back to the last entry with this address. Returns whether there is one.
pub(super) fn go_back_to(address: &str) -> bool {
    let state = state();
    let last = state.last_index_of(&address.into(), i32::try_from(state.length()).unwrap_or(i32::MAX));
    let Some(at) = u32::try_from(last).ok().filter(|at| *at > 0) else { return false };
    let steps = i32::try_from(state.length() - at).unwrap_or(1);
    window().history().is_ok_and(|history| history.go_with_delta(-steps).is_ok())
}
