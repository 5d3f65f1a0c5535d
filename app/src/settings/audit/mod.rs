//! *Auditoria*: what people did, searched and taken away.

mod page;
mod query;
mod table;

pub use page::AuditPage;
pub use query::AuditQuery;
