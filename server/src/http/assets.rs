//! Static files of the built site. They are compressed at build time, so nothing is compressed
//! here; files with a hash in their name never change and are cached for ever.

use std::path::Path;

use axum::Router;
use axum::extract::{Request, State};
use axum::http::header::{self, HeaderValue};
use axum::middleware::{Next, from_fn, from_fn_with_state};
use axum::response::Response;
use tower::ServiceExt;
use tower_http::services::ServeDir;

use super::state::Site;

const FOREVER: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");
const A_WEEK: HeaderValue = HeaderValue::from_static("public, max-age=604800");
const AN_HOUR: HeaderValue = HeaderValue::from_static("public, max-age=3600");

/// Maximum length of a path that is looked up on disk, in bytes; the site's own are shorter. File
/// systems fail on names above 255 bytes and paths above a few thousand, which must not become a
/// 500.
const MAX_PATH: usize = 200;

/// Serves the files under `/pkg/` and those at the root (icons, `robots.txt`); every other path
/// goes to `not_found`.
pub(super) fn routes(site_root: &Path, not_found: Router) -> Router<Site> {
    let at_root = folder(site_root).call_fallback_on_method_not_allowed(true).fallback(not_found.clone());
    Router::new()
        .nest_service("/pkg", folder(&site_root.join("pkg")))
        .fallback_service(at_root)
        .layer(from_fn(cache))
        .layer(from_fn_with_state(not_found, skip_long_paths))
}

/// Answers 404 to a path longer than [`MAX_PATH`] without touching the file system.
async fn skip_long_paths(State(not_found): State<Router>, request: Request, next: Next) -> Response {
    if request.uri().path().len() <= MAX_PATH {
        return next.run(request).await;
    }
    match not_found.oneshot(request).await {
        Ok(response) => response,
        Err(never) => match never {},
    }
}

/// Serves a folder, preferring the precompressed variants (Brotli, gzip) of its files.
fn folder(path: &Path) -> ServeDir {
    ServeDir::new(path).append_index_html_on_directories(false).precompressed_br().precompressed_gzip()
}

/// Sets `Cache-Control`: for ever for hashed names, a week for the icon, an hour otherwise.
async fn cache(request: Request, next: Next) -> Response {
    let rule = match request.uri().path() {
        hashed if is_hashed(hashed) => FOREVER,
        "/favicon.svg" => A_WEEK,
        _ => AN_HOUR,
    };
    let mut response = next.run(request).await;
    if response.status().is_success() || response.status().is_redirection() {
        let headers = response.headers_mut();
        headers.insert(header::CACHE_CONTROL, rule);
        headers.append(header::VARY, HeaderValue::from_static("accept-encoding"));
    }
    response
}

/// Whether the file name has the form `name.HASH.ext`, as the build names hashed files.
fn is_hashed(path: &str) -> bool {
    let mut parts = path.rsplit('/').next().unwrap_or_default().rsplit('.');
    let (_extension, hash) = (parts.next(), parts.next().unwrap_or_default());
    let named = parts.next().is_some_and(|name| !name.is_empty());
    named && hash.len() >= 16 && hash.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_' || b == b'-')
}

#[cfg(test)]
mod tests {
    use super::is_hashed;

    #[test]
    fn only_hashed_names_are_kept_forever() {
        assert!(is_hashed("/pkg/protocolo.aB3_x-9Qw2EfGh1Jk.wasm"));
        for changing in [
            "/pkg/protocolo.wasm",
            "/pkg/protocolo.min.js",
            "/favicon.svg",
            "/pkg/",
            "/.aaaaaaaaaaaaaaaaaaaa",
        ] {
            assert!(!is_hashed(changing), "{changing}");
        }
    }
}
