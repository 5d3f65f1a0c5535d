//! The entry point of the browser's half: takes over the page the server rendered, nothing else.

#![recursion_limit = "256"]

/// Called by the page's script once the WASM has arrived.
#[wasm_bindgen::prelude::wasm_bindgen]
pub fn hydrate() {
    console_error_panic_hook::set_once();
    leptos::mount::hydrate_body(app::App);
}
