//! *Gerenciamento*: the cases and agents in scope, for supervisors and administrators.
//!
//! The address is the state ([`query`]). [`load`] loads the [`data`], for the page and for the server
//! functions ([`api`]) alike; [`live`] shows it on both sides. The table of cases is
//! `crate::case_list`.

mod agents;
pub mod api;
mod cases;
pub(crate) mod chunk;
pub mod data;
mod filters;
mod live;
#[cfg(feature = "ssr")]
mod load;
#[cfg(feature = "ssr")]
mod page;
pub mod query;

#[cfg(feature = "ssr")]
pub use page::ManagementPage;
