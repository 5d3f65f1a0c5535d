//! The content security policy (CSP) of pages: same-origin files only, inline scripts only with the
//! nonce of the response.

use http::{HeaderValue, header};
use leptos::nonce::use_nonce;
use leptos::prelude::use_context;
use leptos_axum::ResponseOptions;

/// Sets the policy on the current response, with the nonce used in its markup.
///
/// `'self'` in `script-src` is for the module that the page's script imports, which has no nonce; uploads are
/// never served as scripts. `'wasm-unsafe-eval'` permits compiling WASM, but no script.
pub fn set_policy() {
    let (Some(nonce), Some(response)) = (use_nonce(), use_context::<ResponseOptions>()) else {
        return;
    };
    let policy = format!(
        "default-src 'none'; script-src 'self' 'nonce-{nonce}' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data:; \
         media-src 'self'; font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; \
         frame-ancestors 'none'"
    );
    if let Ok(policy) = HeaderValue::from_str(&policy) {
        response.insert_header(header::CONTENT_SECURITY_POLICY, policy);
    }
}
