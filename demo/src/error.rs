//! Errors of the demo.

use chrono::NaiveDate;

use crate::TextError;

/// Why the demo could not be created; the message includes the remedy.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The requested last day is in the future.
    #[error("--until {until} lies in the future; today is {today}")]
    Future {
        /// The requested day.
        until: NaiveDate,
        /// Today, in the operation's time zone.
        today: NaiveDate,
    },
    /// A text of the demo cannot be parsed.
    #[error(transparent)]
    Text(#[from] TextError),
    /// The rows could not be loaded.
    #[error(transparent)]
    Load(#[from] bulk::Error),
    /// The additions by the store failed.
    #[error(transparent)]
    Store(#[from] store::Error),
    /// The store refused an addition.
    #[error(transparent)]
    Refused(#[from] domain::FieldErrors),
    /// A recording or an attachment could not be stored.
    #[error("the demo's file \"{name}\" cannot be stored: {why}")]
    File {
        /// The name of the file.
        name: &'static str,
        /// The error of the blob store.
        why: String,
    },
    /// The thread that generates the rows panicked.
    #[error("the demo could not be made: {0}")]
    Thread(#[from] tokio::task::JoinError),
    /// The load failed and was rolled back.
    #[error("{0}\nThe database is as empty as before.")]
    RolledBack(Box<Error>),
}
