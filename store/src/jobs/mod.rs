//! Jobs (*Tarefas*): work in the background, row by row, by one process at a time.
//!
//! A person proposes a job with its rows ([`Jobs::propose_interactions`], [`Jobs::propose_cases`]), sees what
//! would become of them ([`Jobs::preview`]) and confirms it ([`Jobs::start`]). A process takes its lease
//! ([`JobRunner::claim`]) and does it in chunks ([`JobRunner::advance`]). Every row is one transaction: the
//! change, its audit entry, the outcome of the row and the progress of the job. It begins with the lease, so
//! that a process that has lost it writes nothing, and no row is done twice, wherever a process ended.
//!
//! What a job has done is undone by another one ([`Jobs::undo`]).
//!
//! To add a kind: its word in `domain::job`, how its rows are done and previewed in `rows.rs`, and how they
//! are chosen in `propose.rs`.

mod control;
mod lease;
mod propose;
mod purge;
mod reading;
mod rows;
mod undo;
mod work;

pub use control::{RepeatOutcome, StartOutcome};
pub use lease::JobLease;
pub use propose::ProposeOutcome;
pub use undo::UndoOutcome;
pub use work::Progress;

use domain::Timestamp;
use domain::job::JobState;
use serde_json::{Map, Value, json};
use tokio::sync::Notify;

use crate::audit::NewAuditEntry;
use crate::scoped::{Scoped, handle};
use crate::{Db, Store};
use domain::{AuditAction, AuditObject, JobId};

/// What is kept of jobs beside the database.
#[derive(Default)]
pub(crate) struct State {
    /// Says that there may be a job to do.
    changed: Notify,
}

handle! {
    /// The jobs of the user; for administrators, those of all users.
    Jobs, jobs
}

/// Jobs, for the processes that do them.
#[derive(Clone, Copy)]
pub struct JobRunner<'a> {
    store: &'a Store,
}

impl Store {
    /// Jobs, for the processes that do them.
    pub fn job_runner(&self) -> JobRunner<'_> {
        JobRunner { store: self }
    }
}

impl JobRunner<'_> {
    fn db(&self) -> &Db {
        &self.store.inner.db
    }

    /// Waits until a person has asked for a job in this process.
    pub async fn changed(&self) {
        self.store.inner.jobs.changed.notified().await;
    }
}

impl Jobs<'_> {
    /// Says that a job is due.
    fn wake(&self) {
        self.store.inner.jobs.changed.notify_one();
    }
}

/// The audit entry of a job as a whole that is now in another state.
fn state_entry(job: JobId, state: JobState, facts: Map<String, Value>) -> NewAuditEntry {
    let mut after = facts;
    after.insert("state".to_owned(), json!(state));
    NewAuditEntry::new(AuditAction::Changed, AuditObject::Job, job, format!("#{job}")).after(&after)
}

/// An instant that is always due.
const AT_ONCE: Timestamp = Timestamp(0);
