//! *Histórico de atendimentos*: the chart of the month, the filters, the table, and the dialogs.
//!
//! The address is the state ([`query`]): the page parses it and every link serialises it. [`load`]
//! loads the [`data`], for the page and for the server functions ([`api`]) alike. The page renders
//! the [`live`] parts, which ask for what changes and are the same code on both sides.

pub mod api;
mod chart;
mod chips;
pub(crate) mod chunk;
mod columns;
pub mod data;
pub(crate) mod filters;
pub(crate) mod interaction_dialog;
mod live;
#[cfg(feature = "ssr")]
mod load;
#[cfg(feature = "ssr")]
mod page;
#[cfg(feature = "ssr")]
mod qualification;
mod qualify;
pub mod query;
mod rare_filters;
mod row;
mod table;

#[cfg(feature = "ssr")]
pub use page::HistoryPage;
