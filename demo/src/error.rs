//! Why a demonstration was not made.

use chrono::NaiveDate;

use crate::TextError;

/// Why a demonstration was not made; its text says what to do about it.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The last day has not come yet.
    #[error("--until {until} lies in the future; today is {today}")]
    Future {
        /// The day that was asked for.
        until: NaiveDate,
        /// The operation's today.
        today: NaiveDate,
    },
    /// A text of the demo is not in form.
    #[error(transparent)]
    Text(#[from] TextError),
    /// The rows could not be loaded.
    #[error(transparent)]
    Load(#[from] bulk::Error),
    /// What is added by hand could not be.
    #[error(transparent)]
    Store(#[from] store::Error),
    /// A recording or an attachment could not be stored.
    #[error("the demo's file \"{name}\" cannot be stored: {why}")]
    File {
        /// What it is called.
        name: &'static str,
        /// What the blob store says.
        why: String,
    },
    /// The thread that makes the rows ended.
    #[error("the demo could not be made: {0}")]
    Thread(#[from] tokio::task::JoinError),
    /// The load failed, and everything was undone.
    #[error("{0}\nThe database is as empty as before.")]
    Undone(Box<Error>),
}
