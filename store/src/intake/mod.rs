//! Intake: records finished interactions in batches, for the API and the command line.
//!
//! [`Intake::record`] validates and queues; the [`writer`] commits the queue as one transaction
//! ([`batch`]) and answers each caller after the commit. A batch is written in set-based steps:
//! valid API keys ([`keys`]), duplicates ([`admission`]), civil days ([`days`]), protocols
//! ([`protocols`]), queues, agents and reasons ([`names`]), customers ([`recognition`],
//! [`customers`]), [`cases`], then the [`rows`] and derived data ([`links`], [`clocks`]), and at the
//! end [`corrections`] of what was recorded before. Each statement sees the batch as a table
//! ([`RowSet`](crate::db::RowSet)).

mod admission;
mod arrivals;
mod batch;
mod cases;
mod clocks;
mod corrections;
mod customers;
mod days;
mod item;
mod keys;
mod links;
mod names;
#[cfg(test)]
mod plans;
mod protocols;
mod recognition;
mod rows;
#[cfg(test)]
mod sample;
pub(crate) mod steps;
mod transaction;
mod writer;

use std::sync::Arc;

use domain::{ApiKeyId, CaseId, FieldErrors, NewInteraction, Protocol};
use tokio::sync::{mpsc, oneshot};

use crate::announcements::Announcements;
use crate::audit::Origin;
use crate::{Db, Error, clock};
use item::Item;
use writer::{Announced, BATCH, Job};

/// Capacity of the queue; callers wait when it is full.
const QUEUE: usize = 2 * BATCH;

/// Handle of the writer; clones share it.
#[derive(Clone)]
pub struct Intake {
    jobs: mpsc::Sender<Job>,
    /// The API key of the caller.
    api_key: Option<ApiKeyId>,
    /// Where the caller is; `None` for the command line.
    origin: Option<Arc<Origin>>,
}

/// A recorded (committed) interaction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recorded {
    /// Its protocol (public number).
    pub protocol: Protocol,
    /// The case it belongs to.
    pub case: CaseId,
    /// Whether it was created or corrected.
    pub outcome: Outcome,
    /// Whether its queue was created.
    pub created_queue: bool,
    /// Whether its agent was created, inactive and without a password.
    pub created_agent: bool,
}

/// Outcome of recording an interaction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It was written.
    Created,
    /// It had been recorded before with the same content, or in a later version.
    Unchanged,
    /// It had been recorded before in a lower version, which it has replaced.
    Corrected,
}

/// Why an interaction was not recorded.
#[derive(Clone, Debug, thiserror::Error)]
pub enum Rejected {
    /// Validation failed.
    #[error("{0}")]
    Invalid(FieldErrors),
    /// It conflicts with a recorded interaction.
    #[error("{what}: {protocol}")]
    Conflict {
        /// The protocol of the recorded interaction.
        protocol: Protocol,
        /// The kind of conflict.
        what: ConflictKind,
    },
    /// The API key was revoked or has lost the scope.
    #[error("the API key was revoked, or does not allow this any more")]
    KeyRevoked,
    /// It could not be written.
    #[error("{0}")]
    Database(Arc<Error>),
}

/// The key that a new and a recorded interaction share.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ConflictKind {
    /// Same source and external ID, other content.
    OtherContent,
    /// Same protocol, other source or external ID.
    ProtocolTaken,
}

impl std::fmt::Display for ConflictKind {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::OtherContent => "the source and external id belong to an interaction with other content",
            Self::ProtocolTaken => "the protocol belongs to another interaction",
        })
    }
}

impl Rejected {
    /// The writer stopped before it could answer: the process is shutting down.
    fn interrupted() -> Self {
        Self::Database(Arc::new(Error::Database(sqlx::Error::WorkerCrashed)))
    }
}

type Answer = Result<Recorded, Rejected>;

impl Intake {
    /// Starts the writer task, which ends when the last handle is dropped.
    pub(crate) fn start(db: Db, announcements: Announcements) -> Self {
        let (jobs, queued) = mpsc::channel(QUEUE);
        tokio::spawn(writer::run(Announced { db, announcements }, queued));
        Self { jobs, api_key: None, origin: None }
    }

    /// A handle that records interactions on behalf of an API key.
    #[must_use]
    pub fn on_behalf_of(self, key: ApiKeyId) -> Self {
        Self { api_key: Some(key), ..self }
    }

    /// A handle for a caller at this address, which the audit trail names with corrections.
    #[must_use]
    pub fn with_origin(self, origin: Origin) -> Self {
        Self { origin: Some(Arc::new(origin)), ..self }
    }

    /// Records one interaction; returns after the commit. Concurrent callers share commits.
    /// Recording is idempotent: a repetition returns [`Outcome::Unchanged`]. A higher version of a
    /// recorded interaction replaces what its source said of it ([`Outcome::Corrected`]).
    ///
    /// # Errors
    /// Where validation or the database fails, or it conflicts with a recorded interaction.
    pub async fn record(&self, interaction: NewInteraction) -> Result<Recorded, Rejected> {
        let item = self.prepare(interaction)?;
        let permit = self.jobs.reserve().await.map_err(|_| Rejected::interrupted())?;
        receive(enqueue(permit, item)).await
    }

    /// Records many interactions as if one after the other; answers in their order. A rejected one
    /// does not affect the others.
    pub async fn record_all(&self, interactions: Vec<NewInteraction>) -> Vec<Result<Recorded, Rejected>> {
        let mut waiting = Vec::with_capacity(interactions.len());
        let mut interactions = interactions.into_iter().peekable();
        while interactions.peek().is_some() {
            let prepared: Vec<Result<Item, Rejected>> =
                interactions.by_ref().take(BATCH).map(|one| self.prepare(one)).collect();
            let valid = prepared.iter().filter(|item| item.is_ok()).count();
            // All permits at once, so that the items share one commit.
            let mut permits = self.jobs.reserve_many(valid).await.ok();
            waiting.extend(prepared.into_iter().map(|item| {
                let item = item?;
                let permit = permits.as_mut().and_then(Iterator::next).ok_or_else(Rejected::interrupted)?;
                Ok(enqueue(permit, item))
            }));
        }
        let mut answers = Vec::with_capacity(waiting.len());
        for answer in waiting {
            answers.push(match answer {
                Ok(answer) => receive(answer).await,
                Err(rejected) => Err(rejected),
            });
        }
        answers
    }

    fn prepare(&self, interaction: NewInteraction) -> Result<Item, Rejected> {
        let now = clock::now();
        interaction.check(now).map_err(Rejected::Invalid)?;
        Ok(Item { api_key: self.api_key, origin: self.origin.clone(), ..Item::new(interaction, now) })
    }
}

fn enqueue(permit: mpsc::Permit<'_, Job>, item: Item) -> oneshot::Receiver<Answer> {
    let (answer, receiver) = oneshot::channel();
    permit.send(Job { item, answer });
    receiver
}

async fn receive(answer: oneshot::Receiver<Answer>) -> Answer {
    answer.await.unwrap_or_else(|_| Err(Rejected::interrupted()))
}
