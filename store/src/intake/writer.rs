//! The one task that writes: it takes what has queued up, commits it together, and answers.
//!
//! While one batch is being committed the next one gathers, so the busier it is the more
//! interactions share a commit, and nobody ever waits for company.

use std::panic::AssertUnwindSafe;
use std::sync::Arc;

use futures::FutureExt;
use tokio::sync::{mpsc, oneshot};

use super::item::Item;
use super::{Answer, Rejected, batch};
use crate::{Db, Error, Result};

/// The most interactions of one transaction.
pub(super) const BATCH: usize = 1000;

/// The most rows of messages and calls of one transaction, unless one interaction has more.
const BATCH_WEIGHT: usize = 20_000;

/// How often a batch is tried that another program keeps overtaking.
const ATTEMPTS: usize = 5;

/// An interaction and who waits for it.
pub(super) struct Job {
    pub(super) item: Item,
    pub(super) answer: oneshot::Sender<Answer>,
}

/// Where batches go: the database, or in tests something that fails.
pub(super) trait Destination: Send + Sync + 'static {
    fn write(&self, items: &[&Item]) -> impl Future<Output = Result<Vec<Answer>>> + Send;
}

impl Destination for Db {
    async fn write(&self, items: &[&Item]) -> Result<Vec<Answer>> {
        batch::write(self, items).await
    }
}

/// Writes until nobody can hand anything in any more.
pub(super) async fn run(destination: impl Destination, mut jobs: mpsc::Receiver<Job>) {
    let mut queued = Vec::with_capacity(BATCH);
    while jobs.recv_many(&mut queued, BATCH).await > 0 {
        let weights: Vec<usize> = queued.iter().map(|job| job.item.weight()).collect();
        for length in batches(&weights) {
            settle(&destination, queued.drain(..length).collect()).await;
        }
    }
}

/// Cuts what has queued up into batches that are not too heavy; their lengths.
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

/// Writes a batch and answers everybody. Where it fails for something in it, halves are tried
/// until the culprits are alone, so that nobody suffers for a neighbour.
async fn settle(destination: &impl Destination, jobs: Vec<Job>) {
    let mut left = vec![jobs];
    while let Some(mut jobs) = left.pop() {
        let items: Vec<&Item> = jobs.iter().map(|job| &job.item).collect();
        match attempt(destination, &items).await {
            Ok(answers) => {
                for (job, answer) in jobs.into_iter().zip(answers) {
                    // Whoever stopped waiting has still handed it in.
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

/// Writes a batch; again where another program was quicker. A panic is an error like others.
async fn attempt(destination: &impl Destination, items: &[&Item]) -> Result<Vec<Answer>> {
    let mut attempts = 1;
    loop {
        let outcome = AssertUnwindSafe(destination.write(items)).catch_unwind().await;
        match outcome.unwrap_or(Err(Error::Database(sqlx::Error::WorkerCrashed))) {
            Err(error) if attempts < ATTEMPTS && was_raced(&error) => {
                tracing::debug!(%error, attempts, "a batch is tried again: another process wrote at the same moment");
                attempts += 1;
            }
            outcome => return outcome,
        }
    }
}

/// Whether another process wrote at the same moment: a row that was not there when it was looked up
/// is there now, or the database ended the transaction.
fn was_raced(error: &Error) -> bool {
    matches!(error, Error::Raced(_)) || error.is_unique_violation() || error.is_transaction_conflict()
}

/// Whether one interaction may be to blame, as opposed to the database or the way to it.
fn may_be_of_one_item(error: &Error) -> bool {
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
        // What a panic is turned into.
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
