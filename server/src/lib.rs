//! The server of Protocolo: configuration, HTTP, the API and the command line.
//!
//! A request passes through [`http::router`] (authentication, authorisation) to a page of `app` or
//! a handler of [`api`], and from there to the store. To add an endpoint: one file in `api/` with
//! its handler, documented by `#[utoipa::path]`, a line in [`api::routes`], and tests in `tests/`.

// The types of Leptos views nest deeply, and their layout is computed in this crate.
#![recursion_limit = "512"]

pub mod api;
pub mod attachments;
pub mod audio;
pub mod audit_head;
pub mod blobs;
pub mod cli;
pub mod config;
pub mod http;
mod http_client;
pub mod jobs;
pub mod ndjson;
pub mod notifications;
pub mod recording_lengths;
pub mod sources;
pub mod sso;
pub mod webhooks;
