//! The server of Protocolo: configuration, HTTP, the API and the command line.
//!
//! A request walks one way: [`http::router`] (who are you, may you) → a page of `app` or a handler
//! of [`api`] → the store. How to add an endpoint: one file in `api/` with its handler, documented
//! by `#[utoipa::path]`, and one line in [`api::routes`]; its tests mirror it in `tests/`.

// The types of Leptos' views nest deeply, and here is where they are laid out.
#![recursion_limit = "512"]

pub mod api;
pub mod attachments;
pub mod audio;
pub mod audit_head;
pub mod blobs;
pub mod cli;
pub mod config;
pub mod http;
pub mod ndjson;
pub mod sso;
