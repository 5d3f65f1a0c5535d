//! What people do with jobs: begin a proposal or discard it, stop a job, try it again, repeat failed rows.
//!
//! A proposal is for the person who has made it; the others can also be used by administrators.

use domain::cases::{HandOver, HandOverSeen, MAX_COMMENT};
use domain::job::{JobKind, JobState, JobWork, MAX_UNCOUNTED};
use domain::{AuditAction, AuditObject, CaseStatus, FieldErrors, JobId, Problem, QueueId, Timestamp, UserId};
use serde_json::{Map, Value, json};

use super::{AT_ONCE, Jobs, ProposeOutcome, state_entry};
use crate::audit::NewAuditEntry;
use crate::db::{Statement, Tx, stored_word};
use crate::{Error, Result};

/// The outcome of beginning a proposal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StartOutcome {
    /// It waits for a process to do it.
    Started,
    /// It was begun before.
    AlreadyStarted,
    /// The number of rows was not typed, or another one was.
    WrongCount,
    /// What is to be done is not accepted.
    Invalid(FieldErrors),
}

/// The outcome of repeating failed rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RepeatOutcome {
    /// A proposal with those rows.
    Proposed(JobId),
    /// None of them is in scope any more, or none has failed.
    Nothing,
}

impl Jobs<'_> {
    /// The condition for jobs that the user may use: their own; for administrators, all that were begun.
    pub(super) fn may_use(&self, statement: &mut Statement) -> String {
        let own = self.is_own(statement);
        if self.sees_all() { format!("({own} OR j.state <> 'proposed')") } else { own }
    }

    /// The condition for the user's own jobs.
    pub(super) fn is_own(&self, statement: &mut Statement) -> String {
        format!("j.asked_by = {}", statement.bind(self.principal.user))
    }

    /// Begins a proposal of the user. `count` is the number of rows that they have typed. `None` if it is not
    /// theirs or does not exist.
    pub async fn start(
        &self,
        job: JobId,
        work: &JobWork,
        count: Option<u64>,
        now: Timestamp,
    ) -> Result<Option<StartOutcome>> {
        let mut tx = Tx::begin(self.db()).await?;
        let mut statement = self.unrestricted_statement();
        let (id, own) = (statement.bind(job), self.is_own(&mut statement));
        statement.text = format!(
            "SELECT j.kind, j.state, j.total FROM job AS j WHERE j.id = {id} AND {own} {}",
            self.db().engine().for_update("j")
        );
        let Some((kind, state, total)) = tx.fetch_optional::<(String, String, i64)>(statement).await? else {
            return Ok(None);
        };
        if kind != work.kind().as_str() {
            return Ok(None);
        }
        if state != JobState::Proposed.as_str() {
            return Ok(Some(StartOutcome::AlreadyStarted));
        }
        let total = total.cast_unsigned();
        if total > MAX_UNCOUNTED && count != Some(total) {
            return Ok(Some(StartOutcome::WrongCount));
        }
        let details = match self.checked(&mut tx, work).await? {
            Ok(details) => details,
            Err(errors) => return Ok(Some(StartOutcome::Invalid(errors))),
        };
        let parameters = serde_json::to_string(work).map_err(|error| Error::Internal(error.to_string()))?;
        let mut change = tx.statement();
        let values = [
            ("state", change.bind(JobState::Waiting.as_str())),
            ("parameters", change.bind(parameters)),
            ("next_attempt_at", change.bind(AT_ONCE)),
        ];
        let id = change.bind(job);
        change.update("job", values).push(&format!("WHERE id = {id}"));
        tx.execute(change).await?;
        let mut after = json!({ "job": work.kind(), "rows": total });
        for (name, value) in details {
            after[name] = value;
        }
        let entry = NewAuditEntry::new(AuditAction::Created, AuditObject::Job, job, format!("#{job}"));
        tx.commit_with_audit(&self.actor(), vec![entry.after(&after)], now).await?;
        self.wake();
        Ok(Some(StartOutcome::Started))
    }

    /// Checks what is to be done; returns what the audit trail says of it.
    async fn checked(
        &self,
        tx: &mut Tx,
        work: &JobWork,
    ) -> Result<std::result::Result<Vec<(&'static str, Value)>, FieldErrors>> {
        let mut errors = FieldErrors::default();
        match work {
            JobWork::BulkQualify { reason } => {
                let mut statement = tx.statement();
                let id = statement.bind(*reason);
                statement.text = format!("SELECT name FROM contact_reason WHERE id = {id}");
                let name = tx.fetch_optional::<(String,)>(statement).await?;
                let Some((name,)) = name else {
                    errors.add("reason", Problem::Required);
                    return Ok(Err(errors));
                };
                Ok(Ok(vec![("reason", json!(name))]))
            }
            JobWork::BulkHold { comment } => {
                errors.optional("comment", comment.as_deref(), MAX_COMMENT);
                Ok(errors.into_result().map(|()| vec![("comment", json!(comment))]))
            }
            JobWork::BulkHandOver { agent, queue, comment } => {
                self.checked_hand_over(tx, (*agent, *queue), comment).await
            }
            // They begin without a proposal.
            JobWork::UndoQualify { .. } | JobWork::UndoHold { .. } => {
                errors.add("kind", Problem::UnknownValue { allowed: Vec::new() });
                Ok(Err(errors))
            }
        }
    }

    /// Whether anyone can receive cases like this: who cannot receive one of them is found out when it is done.
    async fn checked_hand_over(
        &self,
        tx: &mut Tx,
        (agent, queue): (Option<UserId>, Option<QueueId>),
        comment: &str,
    ) -> Result<std::result::Result<Vec<(&'static str, Value)>, FieldErrors>> {
        let seen = HandOverSeen { status: CaseStatus::Waiting, responsible: None };
        let mut errors = HandOver { agent, queue, comment: comment.to_owned(), seen }.check();
        let mut receiver = None;
        if let Some(agent) = agent {
            receiver = self.cases().lock_receiver(tx, agent).await?;
            if receiver.is_none() {
                errors.add("agent", Problem::UnknownValue { allowed: Vec::new() });
            }
        }
        let queue = self.cases().check_queue(tx, queue, &mut errors).await?;
        let details = || {
            let mut details = vec![("comment", json!(comment))];
            details.extend(receiver.map(|name| ("responsible", json!(name))));
            details.extend(queue.map(|name| ("queue", json!(name))));
            details
        };
        Ok(errors.into_result().map(|()| details()))
    }

    /// Discards a proposal of the user; returns whether there was one.
    pub async fn discard(&self, job: JobId) -> Result<bool> {
        let mut tx = Tx::begin(self.db()).await?;
        let mut statement = self.unrestricted_statement();
        let (id, own) = (statement.bind(job), self.is_own(&mut statement));
        statement.text = format!(
            "SELECT j.id FROM job AS j WHERE j.id = {id} AND {own} AND j.state = 'proposed' {}",
            self.db().engine().for_update("j")
        );
        if tx.fetch_optional::<(JobId,)>(statement).await?.is_none() {
            return Ok(false);
        }
        let rows = tx.statement().delete_where("job_row", "job_id", job);
        tx.execute(rows).await?;
        let proposal = tx.statement().delete_where("job", "id", job);
        tx.execute(proposal).await?;
        tx.commit().await?;
        Ok(true)
    }

    /// Asks for a job to be stopped, before its next rows. Returns whether it was under way; rows done before
    /// stay as they are.
    pub async fn cancel(&self, job: JobId, now: Timestamp) -> Result<bool> {
        let mut statement = self.unrestricted_statement();
        let values = [
            ("cancel_requested", statement.bind(true)),
            // A pause after a failure ends.
            ("next_attempt_at", statement.bind(AT_ONCE)),
        ];
        let (id, may_use) = (statement.bind(job), self.may_use(&mut statement));
        statement.update("job AS j", values).push(&format!(
            "WHERE j.id = {id} AND {may_use} AND j.state IN ('waiting', 'running') AND NOT j.cancel_requested"
        ));
        let entry = NewAuditEntry::new(AuditAction::Changed, AuditObject::Job, job, format!("#{job}"))
            .after(&json!({ "cancel_requested": true }));
        self.changed_by_person(statement, entry, now).await
    }

    /// Tries a job again that was given up and was not undone; returns whether it was one. It goes on after the
    /// last row that was done.
    pub async fn retry(&self, job: JobId, now: Timestamp) -> Result<bool> {
        let mut statement = self.unrestricted_statement();
        let values = [
            ("state", statement.bind(JobState::Waiting.as_str())),
            ("attempts", "0".to_owned()),
            ("next_attempt_at", statement.bind(AT_ONCE)),
            ("finished_at", "NULL".to_owned()),
        ];
        let (id, may_use) = (statement.bind(job), self.may_use(&mut statement));
        statement.update("job AS j", values).push(&format!(
            "WHERE j.id = {id} AND {may_use} AND j.state = 'failed' \
                 AND NOT EXISTS (SELECT 1 FROM job AS undo WHERE undo.undoes = j.id)"
        ));
        let entry = state_entry(job, JobState::Waiting, Map::new());
        self.changed_by_person(statement, entry, now).await
    }

    /// Runs the change of a job with its audit entry; returns whether there was something to change.
    async fn changed_by_person(
        &self,
        change: Statement,
        entry: NewAuditEntry,
        now: Timestamp,
    ) -> Result<bool> {
        let mut tx = Tx::begin(self.db()).await?;
        if tx.execute(change).await? == 0 {
            return Ok(false);
        }
        tx.commit_with_audit(&self.actor(), vec![entry], now).await?;
        self.wake();
        Ok(true)
    }

    /// Proposes the failed rows of a finished job of the user again, with what they are now. `None` if the job
    /// is not theirs or does not exist.
    pub async fn repeat_failed(&self, job: JobId, now: Timestamp) -> Result<Option<RepeatOutcome>> {
        let mut statement = self.unrestricted_statement();
        let (id, own) = (statement.bind(job), self.is_own(&mut statement));
        statement.text = format!(
            "SELECT j.kind, j.parameters FROM job AS j WHERE j.id = {id} AND {own} \
             AND j.state IN ('done', 'failed', 'cancelled')"
        );
        let Some((kind, parameters)) = self.fetch_optional::<(String, Option<String>)>(statement).await?
        else {
            return Ok(None);
        };
        let kind = stored_word("the kind of a job", &kind, JobKind::parse)?;
        let work = parameters.and_then(|json| serde_json::from_str::<JobWork>(&json).ok());
        let failed = self.failed_subjects(job).await?;
        Ok(Some(match self.propose_again(kind, work.as_ref(), &failed, now).await? {
            ProposeOutcome::Proposed(job) => RepeatOutcome::Proposed(job),
            ProposeOutcome::Empty | ProposeOutcome::TooMany => RepeatOutcome::Nothing,
        }))
    }
}
