//! A list of cases on whatever page: its order in the address and its table. *Gerenciamento* and *Meus
//! Atendimentos* show one.

mod table;

pub use table::Order;
pub(crate) use table::{CaseListAddress, CaseTable, ListedCases, total_text};
