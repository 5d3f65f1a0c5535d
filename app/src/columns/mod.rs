//! *Colunas*: which columns of a list the user sees, in which order, and how dense the rows are. One panel and
//! one server function for every list ([`domain::ListKind`]). The panel is a plain form: its answer is the page
//! with the new columns.

pub mod api;
#[cfg(feature = "ssr")]
mod choose;
mod form;
mod panel;
mod toggle;

pub(crate) use form::ColumnsForm;
pub(crate) use panel::ColumnsPanel;
pub(crate) use toggle::{ColumnsToggle, columns_place};
