//! The list of cases (table, order, pager) shared by *Gerenciamento* and *Meus Atendimentos*.

mod columns;
mod data;
mod due;
mod links;
#[cfg(feature = "ssr")]
mod load;
mod order;
mod row;
mod table;

pub(crate) use columns::{columns, field_name};
pub use data::CasePage;
pub(crate) use due::{DueLinks, due_name};
pub(crate) use links::{CaseLinks, CaseListAddress};
#[cfg(feature = "ssr")]
pub(crate) use load::load_page;
pub use order::Order;
pub(crate) use table::CaseTable;
