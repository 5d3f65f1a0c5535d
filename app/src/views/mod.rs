//! Saved views (*Visões*): names for the addresses of the history, of *Gerenciamento* and of *Meus
//! Atendimentos*.
//!
//! The address of a page says which view is open and whether the dialog of the views is ([`address`]). The
//! page shows a link with the name of the view ([`link`]). The dialog is rendered on the server only:
//! [`panel`] shows what [`load`] reads, and the forms there are posted to the page itself or to the server
//! functions ([`api`]). `/v/{slug}` is the short address of a view ([`page`]).

pub(crate) mod address;
pub mod api;
#[cfg(feature = "ssr")]
mod form;
pub(crate) mod link;
#[cfg(feature = "ssr")]
pub(crate) mod load;
#[cfg(feature = "ssr")]
mod page;
#[cfg(feature = "ssr")]
pub(crate) mod panel;

#[cfg(feature = "ssr")]
pub use page::{SavedViewPage, StartPage};
