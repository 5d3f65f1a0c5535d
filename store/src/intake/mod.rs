//! The way in for finished interactions: one write path for the API, the command line and
//! whatever else hands some over.
//!
//! [`Intake::record`] validates, then queues; the [`writer`] commits what has queued up in one
//! transaction ([`batch`]) and answers each caller when the disk has it. A batch is written by
//! sets, step by step: whose keys are still good ([`keys`]), who is known already ([`admission`]), civil days ([`days`]), public numbers
//! ([`protocols`]), queues, agents and reasons ([`names`]), customers ([`recognition`], [`customers`]), [`cases`],
//! then the [`rows`] and what follows from them ([`links`], [`clocks`]). Statements are written once and see
//! the batch as a table ([`Given`](crate::db::Given)).

mod admission;
mod arrivals;
mod batch;
mod cases;
mod clocks;
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
mod transaction;
mod writer;

use std::sync::Arc;

use domain::{ApiKeyId, CaseId, FieldErrors, NewInteraction, Protocol};
use tokio::sync::{mpsc, oneshot};

use crate::{Db, Error, clock};
use item::Item;
use writer::{BATCH, Job};

/// How many interactions may wait for the writer; who hands in more waits to do so.
const QUEUE: usize = 2 * BATCH;

/// The handle through which interactions are recorded; every clone feeds the same writer.
#[derive(Clone)]
pub struct Intake {
    jobs: mpsc::Sender<Job>,
    /// On whose behalf.
    api_key: Option<ApiKeyId>,
}

/// An interaction that is in the history and on the disk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recorded {
    /// Its public number.
    pub protocol: Protocol,
    /// The case it belongs to.
    pub case: CaseId,
    /// Whether it is new.
    pub outcome: Outcome,
    /// Whether its queue was unknown.
    pub created_queue: bool,
    /// Whether its agent was unknown; they exist now, inactive and without a password.
    pub created_agent: bool,
}

/// What recording did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It was written.
    Created,
    /// It was there already, exactly so.
    Unchanged,
}

/// Why an interaction was not recorded.
#[derive(Clone, Debug, thiserror::Error)]
pub enum Rejected {
    /// Fields break the rules.
    #[error("{0}")]
    Invalid(FieldErrors),
    /// It contradicts the history.
    #[error("{what}: {protocol}")]
    Conflict {
        /// The interaction that is in the history.
        protocol: Protocol,
        /// What both claim.
        what: ConflictKind,
    },
    /// The key that handed it in was revoked, or does not allow it any more.
    #[error("the API key was revoked, or does not allow this any more")]
    KeyRevoked,
    /// It could not be written; nothing of it was.
    #[error("{0}")]
    Database(Arc<Error>),
}

/// What a new interaction and one of the history both claim.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ConflictKind {
    /// The same source and external id, with other content.
    OtherContent,
    /// The same protocol, under another source or external id.
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
    /// The writer ended before it could answer: the process is stopping.
    fn interrupted() -> Self {
        Self::Database(Arc::new(Error::Database(sqlx::Error::WorkerCrashed)))
    }
}

type Answer = Result<Recorded, Rejected>;

impl Intake {
    /// Starts the writer, which ends when the last handle is gone.
    pub(crate) fn start(db: Db) -> Self {
        let (jobs, queued) = mpsc::channel(QUEUE);
        tokio::spawn(writer::run(db, queued));
        Self { jobs, api_key: None }
    }

    /// The same way in for a program with a key of the HTTP API: what it hands in says so.
    #[must_use]
    pub fn on_behalf_of(self, key: ApiKeyId) -> Self {
        Self { api_key: Some(key), ..self }
    }

    /// Records one interaction; returns when it is on the disk. Callers at the same time share
    /// commits. Recording the same one again changes nothing and says so.
    ///
    /// # Errors
    /// Where fields are bad, where it contradicts the history, or where the database failed.
    pub async fn record(&self, interaction: NewInteraction) -> Result<Recorded, Rejected> {
        let item = self.prepare(interaction)?;
        let permit = self.jobs.reserve().await.map_err(|_| Rejected::interrupted())?;
        receive(hand_in(permit, item)).await
    }

    /// Records many interactions as if one after the other; answers in their order. One that is
    /// refused never spoils its neighbours.
    pub async fn record_all(&self, interactions: Vec<NewInteraction>) -> Vec<Result<Recorded, Rejected>> {
        let mut waiting = Vec::with_capacity(interactions.len());
        let mut interactions = interactions.into_iter().peekable();
        while interactions.peek().is_some() {
            let prepared: Vec<Result<Item, Rejected>> =
                interactions.by_ref().take(BATCH).map(|one| self.prepare(one)).collect();
            let valid = prepared.iter().filter(|item| item.is_ok()).count();
            // All at once, so that they meet in one commit.
            let mut permits = self.jobs.reserve_many(valid).await.ok();
            waiting.extend(prepared.into_iter().map(|item| {
                let item = item?;
                let permit = permits.as_mut().and_then(Iterator::next).ok_or_else(Rejected::interrupted)?;
                Ok(hand_in(permit, item))
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
        let now = clock::now_ms();
        interaction.check(now).map_err(Rejected::Invalid)?;
        Ok(Item { api_key: self.api_key, ..Item::new(interaction, now) })
    }
}

fn hand_in(permit: mpsc::Permit<'_, Job>, item: Item) -> oneshot::Receiver<Answer> {
    let (answer, receiver) = oneshot::channel();
    permit.send(Job { item, answer });
    receiver
}

async fn receive(answer: oneshot::Receiver<Answer>) -> Answer {
    answer.await.unwrap_or_else(|_| Err(Rejected::interrupted()))
}
