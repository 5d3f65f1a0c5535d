//! *Histórico de atendimentos*: the chart of the month, the filters, the table, and what opens
//! over them.
//!
//! The address is the state ([`query`]): the page reads it and every link writes it. [`content`]
//! reads what it asks for; everything else turns that into markup. What the browser adds to the
//! markup are a few islands: the multi-select of the filters, and those of `crate::conversation`.

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
