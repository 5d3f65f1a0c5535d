//! What can go wrong in the store. "Not found" is no error: it is `Ok(None)`.

/// A failed query or a refused write.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The write contradicts what is there; says what, for logs and the command line.
    #[error("{0}")]
    Conflict(String),
    /// The contact reason is not offered in the interaction's queue, or no longer.
    #[error("this contact reason is not offered in the queue")]
    ReasonNotOffered,
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
