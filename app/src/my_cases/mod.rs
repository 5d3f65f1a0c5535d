//! *Meus Atendimentos*: the cases assigned to the signed-in user, by status.
//!
//! The address is the state ([`query`]). [`load`] loads the [`data`], for the page and for the server
//! function ([`api`]) alike; [`live`] shows it on both sides.

pub mod api;
pub mod data;
pub(crate) mod live;
#[cfg(feature = "ssr")]
mod load;
#[cfg(feature = "ssr")]
mod page;
pub mod query;
mod received;

#[cfg(feature = "ssr")]
pub use page::MyCasesPage;
