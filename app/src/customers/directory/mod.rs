//! *Clientes* (`/customers`): search by whatever identifies a customer, and what is going on with each.

mod page;
mod query;
mod table;

pub use page::CustomersPage;
