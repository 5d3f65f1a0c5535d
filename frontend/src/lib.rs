//! Browser entry point: hydration of the islands (WASM).

#![recursion_limit = "256"]

/// Loads the code that the page shows from the start. Called by `scripts/site.mjs`, before the page's
/// script goes on; a page whose code does not arrive stays as the server rendered it.
#[wasm_bindgen::prelude::wasm_bindgen]
pub async fn prepare() -> bool {
    app::prepare().await
}

/// Called by the page's script once the WASM is loaded; the script then hydrates the islands.
#[wasm_bindgen::prelude::wasm_bindgen]
pub fn hydrate() {
    console_error_panic_hook::set_once();
    leptos::mount::hydrate_islands();
    app::browser::start();
}
