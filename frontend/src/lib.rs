//! Browser entry point: hydration of the islands (WASM).

#![recursion_limit = "256"]

/// Called by the page's script once the WASM is loaded; the script then hydrates the islands.
#[wasm_bindgen::prelude::wasm_bindgen]
pub fn hydrate() {
    console_error_panic_hook::set_once();
    leptos::mount::hydrate_islands();
    app::browser::start();
}
