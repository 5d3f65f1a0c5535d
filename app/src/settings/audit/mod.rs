//! The audit trail page (*Auditoria*).

mod changes;
mod page;
mod query;
mod table;
mod target;

pub use page::AuditPage;
pub use query::AuditQuery;
