//! API reference: `/api/openapi.json`, and `/api`, the same document as an HTML page without
//! scripts.
//!
//! Both are rendered once, when the server starts. The page has its only style sheet inline, and a
//! content security policy that allows exactly that one.

mod html;
mod page;

use axum::Router;
use axum::http::{HeaderName, header};
use axum::routing::get;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use sha2::{Digest, Sha256};
use utoipa::openapi::OpenApi;

use super::exact::exact;
use crate::http::state::Site;

const STYLE: &str = include_str!("style.css");

pub(super) fn router(document: &OpenApi) -> Router<Site> {
    // The document is constant: a failure would show in the first test.
    let value = exact(serde_json::to_value(document).unwrap_or_default());
    let json = Bytes::from(serde_json::to_vec_pretty(&value).unwrap_or_default());
    let page = Bytes::from(page::render(&value, STYLE));
    let policy = policy();
    let json = move || {
        let json = json.clone();
        async move { ([(header::CONTENT_TYPE, "application/json")], json) }
    };
    let page = move || {
        let (page, policy) = (page.clone(), policy.clone());
        let headers: [(HeaderName, String); 2] = [
            (header::CONTENT_TYPE, "text/html; charset=utf-8".to_owned()),
            (header::CONTENT_SECURITY_POLICY, policy),
        ];
        async move { (headers, page) }
    };
    Router::new().route("/api/openapi.json", get(json)).route("/api", get(page))
}

fn policy() -> String {
    let hash = STANDARD.encode(Sha256::digest(STYLE));
    format!(
        "default-src 'none'; style-src 'sha256-{hash}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )
}
