//! *Histórico de atendimentos*: the chart of the month, the filters, the table, and the dialogs.
//!
//! The address is the state ([`query`]): the page parses it and every link serialises it.
//! [`content`] loads the data; everything else renders it. The only islands are the multi-selects
//! of the filters and those of `crate::conversation`.

mod chart;
mod chips;
mod content;
pub(crate) mod filters;
mod interaction_dialog;
mod page;
pub mod qualification;
mod qualify;
pub mod query;
mod row;
mod table;

pub use page::HistoryPage;
