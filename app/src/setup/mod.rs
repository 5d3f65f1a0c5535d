//! First-run setup (*Primeiro acesso*): creating the first administrator.

mod page;

pub use page::SetupPage;
