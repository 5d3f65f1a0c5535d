//! Errors of the store. "Not found" is not an error but `Ok(None)`, a refusal is an outcome.
//!
//! Every method that reads or writes fails with [`Error::Database`] if the database fails; `# Errors`
//! sections of methods name what else can happen.

/// The result code of SQLite for a lock that another connection has.
const SQLITE_BUSY: u32 = 5;

/// A failed query or write.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A concurrent process wrote the same rows; the operation can be retried.
    #[error("{0}")]
    Raced(String),
    /// A bug: an invariant of the program is violated.
    #[error("a fault of this program: {0}")]
    Internal(String),
    /// A statement exceeded its timeout.
    #[error("the statement took too long")]
    TooSlow,
    /// Too many slow statements are running.
    #[error("too many long statements at the same time")]
    Busy,
    /// The configuration is invalid; the message says how to fix it.
    #[error("{0}")]
    Configuration(String),
    /// A schema migration failed.
    #[error("the database could not be migrated: {0}")]
    Migration(#[from] sqlx::migrate::MigrateError),
    /// The database failed.
    #[error("the database failed: {0}")]
    Database(#[from] sqlx::Error),
    /// A column holds a value that cannot be parsed.
    #[error("the database holds an unreadable value: {0}")]
    Corrupt(String),
    /// Interactions of a step of a source could not be recorded; the step can be made again.
    #[error("{0}")]
    Unrecorded(std::sync::Arc<Self>),
    /// A password could not be hashed or compared: too little memory, or the process is ending.
    #[error("a password could not be hashed: {0}")]
    Password(String),
}

impl Error {
    /// Whether a serialization failure or deadlock aborted the transaction, which may be retried.
    pub(crate) fn is_transaction_conflict(&self) -> bool {
        let Self::Database(sqlx::Error::Database(error)) = self else { return false };
        matches!(error.code().as_deref(), Some("40001" | "40P01"))
    }

    /// [`Error::Busy`] in place of a write lock of SQLite that was not free in time.
    pub(crate) fn or_busy(self) -> Self {
        let is_locked = match &self {
            Self::Database(sqlx::Error::PoolTimedOut) => true,
            Self::Database(sqlx::Error::Database(refused)) => {
                let is_sqlite = refused.try_downcast_ref::<sqlx::sqlite::SqliteError>().is_some();
                let code = refused.code().and_then(|code| code.parse::<u32>().ok()).unwrap_or_default();
                is_sqlite && code & 0xff == SQLITE_BUSY
            }
            _ => false,
        };
        if is_locked { Self::Busy } else { self }
    }

    /// Whether a unique constraint was violated.
    pub(crate) fn is_unique_violation(&self) -> bool {
        matches!(self, Self::Database(sqlx::Error::Database(error)) if error.is_unique_violation())
    }

    /// Whether a failed write is certainly rolled back. If the connection broke, the database may
    /// have committed before its response was lost.
    pub fn is_rolled_back(&self) -> bool {
        match self {
            Self::Database(error) => surely_failed(error),
            Self::Migration(_) | Self::Unrecorded(_) => false,
            _ => true,
        }
    }
}

/// Whether the database itself rejected the statement, or never received it.
fn surely_failed(error: &sqlx::Error) -> bool {
    match error {
        sqlx::Error::PoolTimedOut | sqlx::Error::PoolClosed => true,
        sqlx::Error::Database(refused) => {
            let code = refused.code().unwrap_or_default();
            if refused.try_downcast_ref::<sqlx::sqlite::SqliteError>().is_some() {
                // The low byte: busy, locked, read-only, too big, constraint, mismatch.
                code.parse::<u32>().is_ok_and(|code| matches!(code & 0xff, 5 | 6 | 8 | 18 | 19 | 20))
            } else {
                // Bad data, constraints, aborted transactions, bad statements.
                ["22", "23", "40", "42"].iter().any(|class| code.starts_with(class)) && code != "40003"
            }
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lost_answer_says_nothing_about_the_write() {
        let lost = std::io::Error::from(std::io::ErrorKind::ConnectionReset);
        assert!(!Error::Database(sqlx::Error::Io(lost)).is_rolled_back());
        assert!(!Error::Database(sqlx::Error::WorkerCrashed).is_rolled_back());
        assert!(!Error::Database(sqlx::Error::Protocol("unexpected end".to_owned())).is_rolled_back());
        assert!(Error::Database(sqlx::Error::PoolTimedOut).is_rolled_back());
        assert!(Error::Raced("taken".to_owned()).is_rolled_back());
    }
}
