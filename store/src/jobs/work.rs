//! Doing a job: a chunk of its rows, each in a transaction of its own.

use domain::job::{JobState, JobWork};
use domain::notifications::NotificationKind;
use domain::{JobId, Principal, Role, Timestamp, UserId};
use serde_json::json;

use super::lease::{ACTOR, JobLease, LEASE};
use super::rows::{OpenRow, not_found};
use super::{JobRunner, state_entry};
use crate::audit::{Actor, Origin};
use crate::db::{Tx, stored_word};
use crate::notifications::{NewNotification, Subject};
use crate::{Error, Result};

/// How many rows are done before it is looked again whether the person wants the job stopped, and who they
/// are now.
const CHUNK: u32 = 20;

/// What a chunk came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Progress {
    /// There may be more rows.
    More,
    /// The job has ended.
    Ended(JobState),
    /// Another process has the job.
    Lost,
}

/// What a chunk needs to know of its job.
#[derive(sqlx::FromRow)]
struct Leased {
    asked_by: UserId,
    parameters: Option<String>,
    cancel_requested: bool,
}

impl JobRunner<'_> {
    /// Does the next rows of a job. The person who has asked for it is the one they are now: in their present
    /// role and scope; of an account that was deactivated, no row is found.
    ///
    /// # Errors
    /// If the database fails; rows done before stay done, and the next attempt begins after them.
    pub async fn advance(&self, lease: &JobLease, now: Timestamp) -> Result<Progress> {
        let Some(job) = self.leased(lease).await? else { return Ok(Progress::Lost) };
        if job.cancel_requested {
            return self.end(lease, JobState::Cancelled, now).await;
        }
        let rows = self.open_rows(lease).await?;
        if rows.is_empty() {
            return self.end(lease, JobState::Done, now).await;
        }
        let work = job.parameters.as_deref().map(serde_json::from_str::<JobWork>);
        let Some(Ok(work)) = work else {
            return Err(Error::Corrupt(format!("the parameters of job {}", lease.job)));
        };
        let person = self.person(job.asked_by).await?;
        for row in rows {
            if !self.do_row(lease, &work, person, &row, now).await? {
                return Ok(Progress::Lost);
            }
        }
        Ok(Progress::More)
    }

    async fn leased(&self, lease: &JobLease) -> Result<Option<Leased>> {
        let mut statement = self.db().statement();
        let (id, token) = (statement.bind(lease.job), statement.bind(&lease.token));
        statement.text = format!(
            "SELECT j.asked_by, j.parameters, j.cancel_requested FROM job AS j \
             WHERE j.id = {id} AND j.lease = {token}"
        );
        self.db().fetch_optional(statement).await
    }

    /// The next rows that were not done.
    async fn open_rows(&self, lease: &JobLease) -> Result<Vec<OpenRow>> {
        let mut statement = self.db().statement();
        let id = statement.bind(lease.job);
        statement.text = format!(
            "SELECT r.position, r.subject_id, r.label, r.seen FROM job_row AS r \
             WHERE r.job_id = {id} AND r.outcome IS NULL ORDER BY r.position LIMIT {CHUNK}"
        );
        self.db().fetch_all(statement).await
    }

    /// The person as they are now; `None` if their account is not active.
    async fn person(&self, user: UserId) -> Result<Option<Principal>> {
        let mut statement = self.db().statement();
        let id = statement.bind(user);
        statement.text = format!("SELECT u.role FROM user_account AS u WHERE u.id = {id} AND u.active");
        let Some((role,)) = self.db().fetch_optional::<(String,)>(statement).await? else { return Ok(None) };
        Ok(Some(Principal { user, role: stored_word("the role", &role, Role::parse)? }))
    }

    /// Does a row with everything that belongs to it, in one transaction. Returns whether the lease still
    /// holds; else nothing was written.
    async fn do_row(
        &self,
        lease: &JobLease,
        work: &JobWork,
        person: Option<Principal>,
        row: &OpenRow,
        now: Timestamp,
    ) -> Result<bool> {
        let mut tx = Tx::begin(self.db()).await?;
        let mut progress = tx.statement();
        let (at, until) = (progress.bind(now), progress.bind(now + LEASE));
        let (id, token) = (progress.bind(lease.job), progress.bind(&lease.token));
        progress.text = format!(
            "UPDATE job SET done = done + 1, attempts = 0, problem = NULL, heartbeat_at = {at}, \
             leased_until = {until} WHERE id = {id} AND lease = {token}"
        );
        if tx.execute(progress).await? == 0 {
            return Ok(false);
        }
        let origin = Origin::job(lease.job);
        let scoped = person.map(|person| self.store.as_principal(&person).with_origin(origin.clone()));
        let (outcome, entry) = match &scoped {
            Some(scoped) => scoped.jobs().do_row(&mut tx, (lease.job, work), row, now).await?,
            None => not_found(),
        };
        let mut mark = tx.statement();
        let (word, at) = (mark.bind(outcome.as_str()), mark.bind(now));
        let (id, position) = (mark.bind(lease.job), mark.bind(row.position));
        mark.text = format!(
            "UPDATE job_row SET outcome = {word}, finished_at = {at} \
             WHERE job_id = {id} AND position = {position} AND outcome IS NULL"
        );
        if tx.execute(mark).await? == 0 {
            return Err(Error::Internal(format!("row {} of job {} was done twice", row.position, lease.job)));
        }
        if !outcome.is_success() {
            let mut count = tx.statement();
            let id = count.bind(lease.job);
            count.text = format!("UPDATE job SET failures = failures + 1 WHERE id = {id}");
            tx.execute(count).await?;
        }
        match &scoped {
            Some(scoped) => tx.commit_with_audit(&scoped.actor(), entry.into_iter().collect(), now).await?,
            None => tx.commit().await?,
        }
        Ok(true)
    }

    /// Ends a job.
    async fn end(&self, lease: &JobLease, state: JobState, now: Timestamp) -> Result<Progress> {
        let mut tx = Tx::begin(self.db()).await?;
        let mut statement = tx.statement();
        let values = [
            ("state", statement.bind(state.as_str())),
            ("finished_at", statement.bind(now)),
            ("heartbeat_at", statement.bind(now)),
            ("lease", "NULL".to_owned()),
            ("leased_until", "NULL".to_owned()),
            ("attempts", "0".to_owned()),
            ("problem", "NULL".to_owned()),
        ];
        let (id, token) = (statement.bind(lease.job), statement.bind(&lease.token));
        statement
            .update("job", values)
            .push(&format!("WHERE id = {id} AND lease = {token} RETURNING asked_by, done, failures"));
        let Some((asked_by, done, failures)) = tx.fetch_optional::<(UserId, i64, i64)>(statement).await?
        else {
            return Ok(Progress::Lost);
        };
        let facts = [("rows_done", json!(done)), ("rows_failed", json!(failures))];
        let facts = facts.map(|(name, value)| (name.to_owned(), value)).into_iter().collect();
        // A person who has stopped the job knows that it has ended.
        if state == JobState::Done {
            notify_ended(&mut tx, (lease.job, asked_by), NotificationKind::JobDone, now).await?;
        }
        let origin = Origin::job(lease.job);
        let entry = state_entry(lease.job, state, facts);
        tx.commit_with_audit(&Actor::anonymous(ACTOR, &origin), vec![entry], now).await?;
        Ok(Progress::Ended(state))
    }
}

/// Notifies the person who has asked for a job of how it ended, once for each time.
pub(super) async fn notify_ended(
    tx: &mut Tx,
    (job, asked_by): (JobId, UserId),
    kind: NotificationKind,
    now: Timestamp,
) -> Result<()> {
    let new = NewNotification { kind, cause: format!("{job} {now}"), subject: Subject::Job(job) };
    tx.notify(&[asked_by], &new, now).await
}
