//! *Gerenciamento*: the cases in scope and the agents who work on them, for who supervises.
//!
//! The address is the state ([`query`]); [`content`] reads what it asks for, everything else turns
//! that into markup. *Meus Atendimentos* (`crate::my_cases`) shares the table of cases.

mod agents;
pub(crate) mod case_table;
mod cases;
mod content;
mod filters;
mod page;
pub mod query;

pub(crate) use content::load_window;
pub use page::ManagementPage;
