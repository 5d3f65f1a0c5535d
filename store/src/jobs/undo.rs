//! *Desfazer*: a job that takes back what another one has done, row by row, where nothing has happened since.

use domain::job::{Job, JobState, JobWork};
use domain::{AuditAction, AuditObject, JobId, Timestamp};
use serde_json::json;

use super::{AT_ONCE, Jobs};
use crate::audit::NewAuditEntry;
use crate::db::Tx;
use crate::{Error, Result};

/// The outcome of undoing a job.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UndoOutcome {
    /// This job does it.
    Started(JobId),
    /// The time is over, another job has undone it, it cannot be undone, or nothing was changed by it.
    Refused,
}

impl Jobs<'_> {
    /// Begins a job that undoes what a job of the user has done. It needs no proposal: its rows are those that
    /// were changed, and what has changed since is left alone. `None` if the job is not theirs or does not
    /// exist.
    pub async fn undo(&self, job: JobId, now: Timestamp) -> Result<Option<UndoOutcome>> {
        let mut tx = Tx::begin(self.db()).await?;
        let mut lock = self.unrestricted_statement();
        let (id, own) = (lock.bind(job), self.is_own(&mut lock));
        lock.text = format!(
            "SELECT j.id FROM job AS j WHERE j.id = {id} AND {own} {}",
            self.db().engine().for_update("j")
        );
        if tx.fetch_optional::<(JobId,)>(lock).await?.is_none() {
            return Ok(None);
        }
        // Under the lock: a second request finds the job of the first one.
        let Some(undone) = self.find_in(&mut tx, job).await? else { return Ok(None) };
        let work = undone.work.as_ref().and_then(|work| work.inverse(job));
        let Some(work) = work.filter(|_| undone.may_undo(now)) else { return Ok(Some(UndoOutcome::Refused)) };
        let Some((undo, entry)) = self.insert_undo(&mut tx, &undone, &work, now).await? else {
            return Ok(Some(UndoOutcome::Refused));
        };
        tx.commit_with_audit(&self.actor(), vec![entry], now).await?;
        self.wake();
        Ok(Some(UndoOutcome::Started(undo)))
    }

    /// Inserts the job with its rows, and returns it with its audit entry; `None` if it has none.
    async fn insert_undo(
        &self,
        tx: &mut Tx,
        undone: &Job,
        work: &JobWork,
        now: Timestamp,
    ) -> Result<Option<(JobId, NewAuditEntry)>> {
        let parameters = serde_json::to_string(work).map_err(|error| Error::Internal(error.to_string()))?;
        let mut insert = tx.statement();
        let rows = insert.bind(undone.id);
        let values = [
            ("kind", insert.bind(work.kind().as_str())),
            ("state", insert.bind(JobState::Waiting.as_str())),
            ("parameters", insert.bind(parameters)),
            ("asked_by", insert.bind(self.principal.user)),
            ("created_at", insert.bind(now)),
            ("next_attempt_at", insert.bind(AT_ONCE)),
            ("undoes", insert.bind(undone.id)),
            (
                "total",
                format!("(SELECT count(*) FROM job_row AS r WHERE r.job_id = {rows} AND r.outcome = 'done')"),
            ),
        ];
        insert.insert("job", values).push("RETURNING id, total");
        let inserted = tx.fetch_optional::<(JobId, i64)>(insert).await?;
        let Some((job, total)) = inserted else {
            return Err(Error::Internal("a job was not inserted".to_owned()));
        };
        if total == 0 {
            return Ok(None);
        }
        let mut copy = tx.statement();
        let (new, old) = (copy.bind(job), copy.bind(undone.id));
        // What each row was before is what the person saw when they chose it: it was changed only then.
        copy.text = format!(
            "INSERT INTO job_row (job_id, position, subject_id, label, seen) \
             SELECT {new}, r.position, r.subject_id, r.label, r.seen FROM job_row AS r \
             WHERE r.job_id = {old} AND r.outcome = 'done'"
        );
        tx.execute(copy).await?;
        let after = json!({ "job": work.kind(), "rows": total, "undoes": format!("#{}", undone.id) });
        let entry = NewAuditEntry::new(AuditAction::Created, AuditObject::Job, job, format!("#{job}"));
        Ok(Some((job, entry.after(&after))))
    }
}
