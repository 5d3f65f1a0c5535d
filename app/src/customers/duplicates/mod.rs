//! *Clientes duplicados* (`/customers/duplicates`): customers who may be one person, side by side, to
//! be merged or dismissed, and what was decided, to be undone. Supervisors and administrators; agents
//! get 404.

mod actions;
mod api;
mod decided;
mod page;
mod proposal;
mod query;

pub use page::DuplicatesPage;
pub(super) use proposal::name_of;
