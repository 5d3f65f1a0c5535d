//! *Gerenciamento*: the cases in scope and the agents who work on them, for who supervises.
//!
//! The address is the state ([`query`]); [`content`] reads what it asks for, everything else turns
//! that into markup. The table of cases is `crate::case_list`.

mod agents;
mod cases;
mod content;
mod filters;
mod page;
pub mod query;

pub use page::ManagementPage;
