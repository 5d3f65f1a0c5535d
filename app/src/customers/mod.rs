//! *Clientes duplicados* (`/customers/duplicates`): customers who may be one person, side by side, to
//! be merged or dismissed, and what was decided, to be undone. Supervisors and administrators; agents
//! get 404. Under `/customers` is also the place for the pages of customers themselves.

#[cfg(feature = "ssr")]
mod actions;
#[cfg(feature = "ssr")]
mod api;
#[cfg(feature = "ssr")]
mod decided;
#[cfg(feature = "ssr")]
mod page;
#[cfg(feature = "ssr")]
mod proposal;
#[cfg(feature = "ssr")]
mod query;

#[cfg(feature = "ssr")]
pub use page::DuplicatesPage;

/// The path of *Clientes duplicados*.
pub(crate) const PATH: &str = "/customers/duplicates";
