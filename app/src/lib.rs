//! The pages of Protocolo: rendered on the server (SSR), enhanced with WASM in the browser.
//!
//! One folder per feature (`history/`), one file per screen or part of it; shared components are in
//! `ui/`. The address of a page is its state, and everything works as links and forms. The parts of
//! live pages are the same code on the server and in the browser: islands (`#[island]`) that follow
//! the address (`live`, `docs/decisions/0020-live-pages.md`). The components of other pages run on the
//! server only. In the browser, `browser` replaces pages in place and makes dialogs modal.

#![recursion_limit = "256"]
#![allow(clippy::needless_pass_by_value, reason = "a component owns its properties")]
#![allow(unreachable_pub, reason = "the component macro makes the type of a component's properties public")]

#[cfg(feature = "ssr")]
pub mod account;
mod address;
#[cfg(feature = "hydrate")]
pub mod browser;
mod bulk;
pub mod case;
pub mod case_list;
pub mod columns;
#[cfg(feature = "ssr")]
pub mod context;
pub mod conversation;
#[cfg(feature = "ssr")]
pub mod cookies;
pub mod customers;
#[cfg(feature = "ssr")]
mod document;
pub mod error;
#[cfg(feature = "ssr")]
pub mod flash;
pub mod form;
pub mod history;
#[cfg(feature = "ssr")]
mod jobs;
mod live;
pub mod locales;
#[cfg(feature = "ssr")]
mod login;
#[cfg(feature = "ssr")]
mod login_code;
pub mod management;
pub mod my_cases;
#[cfg(feature = "ssr")]
mod not_found;
#[cfg(feature = "ssr")]
pub mod notifications;
pub mod palette;
#[cfg(feature = "ssr")]
pub mod redirect;
#[cfg(feature = "ssr")]
pub mod security;
#[cfg(feature = "ssr")]
pub mod session;
#[cfg(feature = "ssr")]
pub mod settings;
#[cfg(feature = "ssr")]
mod setup;
#[cfg(feature = "ssr")]
pub mod site_files;
#[cfg(feature = "ssr")]
pub mod source_folders;
#[cfg(feature = "ssr")]
pub mod survey;
mod ui;
pub mod views;
#[cfg(feature = "ssr")]
pub mod waiting_form;
pub mod wire;

/// Loads the code that the page shows from the start, before it is hydrated. Returns whether it is there.
#[cfg(feature = "hydrate")]
pub async fn prepare() -> bool {
    load_code(&live::Address::of(&leptos::prelude::window().location().href().unwrap_or_default())).await
}

/// Loads the code without which the page at an address cannot be hydrated. Returns whether it is there.
#[cfg(feature = "hydrate")]
pub(crate) async fn load_code(page: &live::Address) -> bool {
    let shown = history::query::HistoryQuery::parse(&page.search);
    let has_conversation = shown.case().is_some_and(|case| case.field("open").is_some());
    let has_lists = [management::query::PATH, my_cases::query::PATH].contains(&page.path.as_str());
    let mut needed = Vec::new();
    let is_history = page.path == history::query::PATH;
    let has_panel = is_history && shown.shows_filters() || (is_history || has_lists) && shown.columns_open;
    if has_panel {
        needed.push(history::chunk::chunk());
    }
    if has_lists {
        needed.push(management::chunk::chunk());
    }
    if shown.has_case() {
        needed.push(case::chunk::chunk());
    }
    if has_conversation || shown.interaction().is_some() {
        needed.push(conversation::chunk::chunk());
    }
    let loaded = futures::future::join_all(needed.into_iter().map(live::Chunk::load)).await;
    loaded.into_iter().all(|is_loaded| is_loaded)
}

#[cfg(feature = "ssr")]
pub use document::{routes, shell};
