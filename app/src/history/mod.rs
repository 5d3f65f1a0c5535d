//! *Histórico de atendimentos*: the chart of the month, the filters, the table, and what opens
//! over them.
//!
//! The address is the state ([`query`]): the page reads it and every link writes it. [`content`]
//! reads what it asks for; everything else turns that into markup. What the browser adds to the
//! markup are a few islands: the multi-select of the filters, the player, the rest of a long transcript.

pub mod api;
pub(crate) mod transcript;

#[cfg(feature = "ssr")]
mod chart;
#[cfg(feature = "ssr")]
pub(crate) mod chips;
#[cfg(feature = "ssr")]
pub(crate) mod content;
#[cfg(feature = "ssr")]
pub(crate) mod filters;
#[cfg(feature = "ssr")]
mod interaction_dialog;
#[cfg(feature = "ssr")]
mod page;
mod playback;
pub(crate) mod player;
#[cfg(feature = "ssr")]
mod qualified;
#[cfg(feature = "ssr")]
mod qualify;
#[cfg(feature = "ssr")]
pub mod query;
#[cfg(feature = "ssr")]
mod row;
#[cfg(feature = "ssr")]
mod table;

#[cfg(feature = "ssr")]
pub use page::HistoryPage;
