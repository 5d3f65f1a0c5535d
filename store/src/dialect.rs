//! The differences between the engines, each one by name.

use crate::Db;

impl Db {
    /// Whether this is SQLite.
    pub fn is_sqlite(&self) -> bool {
        matches!(self, Self::Sqlite { .. })
    }
}
