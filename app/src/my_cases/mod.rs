//! *Meus Atendimentos*: the cases one is responsible for, by where they stand.

mod page;
pub mod query;

pub use page::MyCasesPage;
