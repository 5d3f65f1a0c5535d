//! The entry point of the browser's half.

#![recursion_limit = "256"]

/// Called by the page's script once the WASM has arrived; the script then brings the islands to life.
#[wasm_bindgen::prelude::wasm_bindgen]
pub fn hydrate() {
    console_error_panic_hook::set_once();
    leptos::mount::hydrate_islands();
    app::browser::start();
}
