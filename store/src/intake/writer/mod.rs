//! The writer task: group commit of queued interactions, and the answers to their callers.
//!
//! While one batch is being committed, the next one queues up: batches grow with the load, without
//! any artificial delay.

use std::panic::AssertUnwindSafe;
use std::sync::Arc;

use futures::FutureExt;
use tokio::sync::{mpsc, oneshot};

use super::item::Item;
use super::{Answer, Rejected, batch};
use crate::announcements::Announcements;
use crate::{Db, Error, Result};

/// Maximum number of interactions per transaction.
pub(super) const BATCH: usize = 1000;

/// Maximum number of rows per transaction, unless one interaction alone has more.
const BATCH_WEIGHT: usize = 20_000;

/// Maximum number of attempts for a batch that races with other processes.
const ATTEMPTS: usize = 5;

/// An interaction and the channel of its answer.
pub(super) struct Job {
    pub(super) item: Item,
    pub(super) answer: oneshot::Sender<Answer>,
}

/// Destination of batches: the database, or a fake in tests.
pub(super) trait Destination: Send + Sync + 'static {
    fn write(&self, items: &[&Item]) -> impl Future<Output = Result<Vec<Answer>>> + Send;
}

/// The database; what was committed is announced.
pub(super) struct Announced {
    pub(super) db: Db,
    pub(super) announcements: Announcements,
}

impl Destination for Announced {
    async fn write(&self, items: &[&Item]) -> Result<Vec<Answer>> {
        let written = batch::write(&self.db, items).await?;
        if !written.agents.is_empty() {
            self.announcements.announce(&written.agents);
        }
        Ok(written.answers)
    }
}

/// Writes batches until all senders are dropped.
pub(super) async fn run(destination: impl Destination, mut jobs: mpsc::Receiver<Job>) {
    let mut queued = Vec::with_capacity(BATCH);
    while jobs.recv_many(&mut queued, BATCH).await > 0 {
        let weights: Vec<usize> = queued.iter().map(|job| job.item.weight()).collect();
        for length in batches(&weights) {
            write_and_answer(&destination, queued.drain(..length).collect()).await;
        }
    }
}

/// Splits the queue into batches of limited weight; returns their lengths.
fn batches(weights: &[usize]) -> Vec<usize> {
    let mut lengths = Vec::new();
    let (mut length, mut weight) = (0, 0);
    for added in weights {
        if length > 0 && weight + added > BATCH_WEIGHT {
            lengths.push(length);
            (length, weight) = (0, 0);
        }
        length += 1;
        weight += added;
    }
    lengths.push(length);
    lengths
}

/// Writes a batch and answers all callers. If it fails because of one of its items, it is bisected,
/// so that only the faulty items are rejected.
async fn write_and_answer(destination: &impl Destination, jobs: Vec<Job>) {
    let mut left = vec![jobs];
    while let Some(mut jobs) = left.pop() {
        let items: Vec<&Item> = jobs.iter().map(|job| &job.item).collect();
        match retried(|| destination.write(&items)).await {
            Ok(answers) => {
                for (job, answer) in jobs.into_iter().zip(answers) {
                    // The caller may have been cancelled; the interaction is recorded anyway.
                    let _ = job.answer.send(answer);
                }
            }
            Err(error) if jobs.len() > 1 && may_be_of_one_item(&error) => {
                tracing::warn!(%error, interactions = jobs.len(), "a batch failed; trying it in halves");
                let second = jobs.split_off(jobs.len() / 2);
                left.push(second);
                left.push(jobs);
            }
            Err(error) => {
                tracing::error!(%error, interactions = jobs.len(), "interactions could not be written");
                let error = Arc::new(error);
                for job in jobs {
                    let _ = job.answer.send(Err(Rejected::Database(Arc::clone(&error))));
                }
            }
        }
    }
}

/// Writes a batch, with retries after races with other processes. A panic is turned into an error.
pub(super) async fn retried<T, F: Future<Output = Result<T>> + Send>(
    write: impl Fn() -> F + Send + Sync,
) -> Result<T> {
    let mut attempts = 1;
    loop {
        let outcome = AssertUnwindSafe(write()).catch_unwind().await;
        match outcome.unwrap_or(Err(Error::Database(sqlx::Error::WorkerCrashed))) {
            Err(error) if attempts < ATTEMPTS && was_raced(&error) => {
                tracing::debug!(%error, attempts, "a batch is tried again: another process wrote at the same moment");
                attempts += 1;
            }
            outcome => return outcome,
        }
    }
}

/// Whether the batch raced with another process: a row has appeared since it was looked up, or the
/// database aborted the transaction.
fn was_raced(error: &Error) -> bool {
    matches!(error, Error::Raced(_)) || error.is_unique_violation() || error.is_transaction_conflict()
}

/// Whether one interaction may have caused the error, not the database or connection.
pub(super) fn may_be_of_one_item(error: &Error) -> bool {
    match error {
        Error::Raced(_) | Error::Corrupt(_) => true,
        Error::Database(sqlx::Error::Database(error)) => {
            let code = error.code().unwrap_or_default();
            match code.parse::<u32>() {
                // SQLite: too big, a constraint, a mismatch; the higher bits say which.
                Ok(sqlite) if code.len() < 5 => matches!(sqlite & 0xff, 18..=20),
                // PostgreSQL: data exceptions, constraints, program limits.
                _ => ["22", "23", "54"].iter().any(|class| code.starts_with(class)),
            }
        }
        // `WorkerCrashed` is what a panic is turned into.
        Error::Database(error) => matches!(
            error,
            sqlx::Error::WorkerCrashed
                | sqlx::Error::Encode(_)
                | sqlx::Error::Decode(_)
                | sqlx::Error::ColumnDecode { .. }
        ),
        _ => false,
    }
}

#[cfg(test)]
mod tests;
