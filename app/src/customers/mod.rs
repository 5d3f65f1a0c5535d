//! Customers as persons: *Clientes* (`/customers`), the page of one person (`/customers/ID`), and
//! *Clientes duplicados* (`/customers/duplicates`).
//!
//! The pages are rendered on the server only; the case window over them is live.

#[cfg(feature = "ssr")]
mod directory;
#[cfg(feature = "ssr")]
mod duplicates;
#[cfg(feature = "ssr")]
mod person;

#[cfg(feature = "ssr")]
pub use directory::CustomersPage;
#[cfg(feature = "ssr")]
pub use duplicates::DuplicatesPage;
#[cfg(feature = "ssr")]
pub use person::PersonPage;

use domain::CustomerId;

/// The path of *Clientes*.
pub(crate) const PATH: &str = "/customers";

/// The path of *Clientes duplicados*.
pub(crate) const DUPLICATES_PATH: &str = "/customers/duplicates";

/// The page of a person.
pub(crate) fn href(customer: CustomerId) -> String {
    format!("{PATH}/{customer}")
}
