//! The built site's files. They are compressed when they are built, so nothing is compressed here;
//! those with a hash in their name never change and are asked for once.

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

/// No path of a file of the site is longer. File systems refuse to look up names above 255 bytes and
/// paths above a few thousand, which is no failure of ours.
const MAX_PATH: usize = 200;

/// The files under `/pkg/`, those at the root (icons, `robots.txt`), and for every address that is
/// none of them `nothing_here`.
pub(super) fn routes(site_root: &Path, nothing_here: Router) -> Router<Site> {
    let at_root = folder(site_root).call_fallback_on_method_not_allowed(true).fallback(nothing_here.clone());
    Router::new()
        .nest_service("/pkg", folder(&site_root.join("pkg")))
        .fallback_service(at_root)
        .layer(from_fn(cache))
        .layer(from_fn_with_state(nothing_here, skip_long_paths))
}

/// Answers a path that no file can have without asking the file system for it.
async fn skip_long_paths(State(nothing_here): State<Router>, request: Request, next: Next) -> Response {
    if request.uri().path().len() <= MAX_PATH {
        return next.run(request).await;
    }
    match nothing_here.oneshot(request).await {
        Ok(response) => response,
        Err(never) => match never {},
    }
}

/// A folder whose files may stand there compressed too.
fn folder(path: &Path) -> ServeDir {
    ServeDir::new(path).append_index_html_on_directories(false).precompressed_br().precompressed_gzip()
}

/// How long browsers may keep a file.
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

/// `name.HASH.ext`, as the build names what it has hashed.
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
