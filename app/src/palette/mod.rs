//! The command palette: leads to pages, interactions, cases and searches by what is typed. Without
//! WASM it is the page `/go`; with it, a dialog over any page, which Ctrl K opens.
//!
//! [`load`] finds the [`data`] for the page and the server function ([`api`]) alike, in the scope of
//! the user.

pub mod api;
#[cfg(feature = "hydrate")]
pub(crate) mod chunk;
pub mod data;
#[cfg(any(feature = "hydrate", not(feature = "ssr")))]
mod dialog;
mod item;
#[cfg(feature = "ssr")]
mod load;
#[cfg(feature = "ssr")]
mod page;

#[cfg(feature = "ssr")]
pub use page::GoPage;

/// The path of the page.
pub(crate) const PATH: &str = "/go";
