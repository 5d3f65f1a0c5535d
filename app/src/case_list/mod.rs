//! The list of cases (table, order, pager) shared by *Gerenciamento* and *Meus Atendimentos*.

mod table;

pub use table::Order;
pub(crate) use table::{CaseListAddress, CasePage, CaseTable, total_text};
