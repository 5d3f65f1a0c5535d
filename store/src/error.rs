//! What can go wrong in the store. "Not found" is no error: it is `Ok(None)`.

/// A failed query or a refused write.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Another process wrote the same rows at the same moment; worth another attempt.
    #[error("{0}")]
    Raced(String),
    /// The program contradicts itself.
    #[error("a fault of this program: {0}")]
    Internal(String),
    /// A statement took longer than it may.
    #[error("the statement took too long")]
    TooSlow,
    /// Too many statements that take long were running already.
    #[error("too many long statements at the same time")]
    Busy,
    /// What is to be written breaks a rule; names every bad field.
    #[error("{0}")]
    Invalid(#[from] domain::FieldErrors),
    /// The configuration is wrong; says what and how to mend it.
    #[error("{0}")]
    Configuration(String),
    /// The tables could not be brought to the form this version needs.
    #[error("the database could not be migrated: {0}")]
    Migration(#[from] sqlx::migrate::MigrateError),
    /// The database failed.
    #[error("the database failed: {0}")]
    Database(#[from] sqlx::Error),
    /// A row does not say what its column promises.
    #[error("the database holds an unreadable value: {0}")]
    Corrupt(String),
    /// A password could not be hashed or compared: too little memory, or the process is ending.
    #[error("a password could not be hashed: {0}")]
    Password(String),
}

impl Error {
    /// Whether the database ended the transaction in favour of another one: a serialization failure or
    /// a deadlock. The same transaction may succeed when it is tried again.
    pub(crate) fn is_transaction_conflict(&self) -> bool {
        let Self::Database(sqlx::Error::Database(error)) = self else { return false };
        matches!(error.code().as_deref(), Some("40001" | "40P01"))
    }

    /// Whether a row was written by another transaction that must be there once only.
    pub(crate) fn is_unique_violation(&self) -> bool {
        matches!(self, Self::Database(sqlx::Error::Database(error)) if error.is_unique_violation())
    }

    /// Whether a failed write surely left nothing. Where the connection broke, the database may have
    /// committed before its answer was lost.
    pub fn is_rolled_back(&self) -> bool {
        match self {
            Self::Database(error) => surely_failed(error),
            Self::Migration(_) => false,
            _ => true,
        }
    }
}

/// Whether the database itself refused a statement, or was never asked.
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
