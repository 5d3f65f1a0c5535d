//! *Gerenciamento*: the cases and agents in scope, for supervisors and administrators.
//!
//! The address is the state ([`query`]); [`content`] loads the data, everything else renders it.
//! The table of cases is `crate::case_list`.

mod agents;
mod cases;
mod content;
mod filters;
mod page;
pub mod query;

pub use page::ManagementPage;
