//! *Notificações* (`/notifications`), and the bell in the top bar that leads there. Both are rendered on the
//! server only; every action is a plain form.

mod actions;
pub mod api;
mod bell;
mod page;
mod query;

pub(crate) use bell::Bell;
pub use page::NotificationsPage;

/// The path of the page.
pub(crate) const PATH: &str = "/notifications";
