//! *Meus Atendimentos*: the cases assigned to the signed-in user, by status.

mod page;
pub mod query;

pub use page::MyCasesPage;
