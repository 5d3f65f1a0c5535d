//! The page of one person (`/customers/ID`): the record, the cases, and every interaction over all channels.
//! Cases open in the case window over the page.

mod cases;
mod page;
mod query;
mod timeline;

pub use page::PersonPage;
