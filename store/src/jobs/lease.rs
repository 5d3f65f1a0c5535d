//! Which process does a job: its lease, and what becomes of it if the process fails.

use domain::job::{AfterFailure, JobState, after_failure};
use domain::notifications::NotificationKind;
use domain::{JobId, Millis, Timestamp, UserId};
use serde_json::Map;

use super::work::notify_ended;
use super::{JobRunner, state_entry};
use crate::Result;
use crate::accounts::secret::random;
use crate::audit::{Actor, Origin};
use crate::db::Tx;

/// How long a lease holds; every row renews it. After so long without a row, another process takes over.
pub(super) const LEASE: Millis = Millis::seconds(60);
/// Who does jobs, in the audit trail.
pub(super) const ACTOR: &str = "protocolo";
/// The longest problem that is stored, in characters.
const MAX_PROBLEM: usize = 500;

/// The right of one process to do a job, for a while.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JobLease {
    /// The job.
    pub job: JobId,
    pub(super) token: String,
}

impl JobRunner<'_> {
    /// The jobs that can be done now and are held by no process, the oldest first.
    pub async fn due(&self, now: Timestamp) -> Result<Vec<JobId>> {
        let mut statement = self.db().statement();
        let now = statement.bind(now);
        statement.text = format!(
            "SELECT j.id FROM job AS j WHERE j.state IN ('waiting', 'running') AND j.next_attempt_at <= {now} \
             AND (j.leased_until IS NULL OR j.leased_until <= {now}) ORDER BY j.id"
        );
        let rows: Vec<(JobId,)> = self.db().fetch_all(statement).await?;
        Ok(rows.into_iter().map(|(id,)| id).collect())
    }

    /// Takes the lease of a job; `None` if another process has it, or there is nothing to do.
    pub async fn claim(&self, job: JobId, now: Timestamp) -> Result<Option<JobLease>> {
        let token = random();
        let mut statement = self.db().statement();
        let (holder, until) = (statement.bind(&token), statement.bind(now + LEASE));
        let (id, now) = (statement.bind(job), statement.bind(now));
        statement.text = format!(
            "UPDATE job SET state = 'running', lease = {holder}, leased_until = {until}, heartbeat_at = {now}, \
             started_at = coalesce(started_at, {now}) \
             WHERE id = {id} AND state IN ('waiting', 'running') AND next_attempt_at <= {now} \
             AND (leased_until IS NULL OR leased_until <= {now})"
        );
        let is_taken = self.db().execute(statement).await? == 1;
        Ok(is_taken.then_some(JobLease { job, token }))
    }

    /// Gives a lease back before the job is done, so that another process can go on at once.
    pub async fn release(&self, lease: &JobLease) -> Result<()> {
        let mut statement = self.db().statement();
        let (id, token) = (statement.bind(lease.job), statement.bind(&lease.token));
        statement.text =
            format!("UPDATE job SET lease = NULL, leased_until = NULL WHERE id = {id} AND lease = {token}");
        self.db().execute(statement).await.map(drop)
    }

    /// Records that an attempt failed: the job is tried again after a pause, or given up. Returns its state;
    /// `None` if the lease is lost.
    pub async fn record_failure(
        &self,
        lease: &JobLease,
        problem: &str,
        now: Timestamp,
    ) -> Result<Option<JobState>> {
        let mut tx = Tx::begin(self.db()).await?;
        let mut statement = tx.statement();
        let (id, token) = (statement.bind(lease.job), statement.bind(&lease.token));
        statement.text =
            format!("SELECT j.asked_by, j.attempts FROM job AS j WHERE j.id = {id} AND j.lease = {token}");
        let Some((asked_by, attempts)) = tx.fetch_optional::<(UserId, i64)>(statement).await? else {
            return Ok(None);
        };
        let next = after_failure(u32::try_from(attempts).unwrap_or(u32::MAX - 1), now);
        let problem: String = problem.chars().take(MAX_PROBLEM).collect();
        let mut change = tx.statement();
        let mut values = vec![
            ("attempts", "attempts + 1".to_owned()),
            ("problem", change.bind(problem)),
            ("heartbeat_at", change.bind(now)),
            ("lease", "NULL".to_owned()),
            ("leased_until", "NULL".to_owned()),
        ];
        let state = match next {
            AfterFailure::RetryAt(at) => {
                values.push(("next_attempt_at", change.bind(at)));
                JobState::Running
            }
            AfterFailure::GiveUp => {
                values.push(("finished_at", change.bind(now)));
                JobState::Failed
            }
        };
        values.push(("state", change.bind(state.as_str())));
        let (id, token) = (change.bind(lease.job), change.bind(&lease.token));
        change.update("job", values).push(&format!("WHERE id = {id} AND lease = {token}"));
        if tx.execute(change).await? == 0 {
            return Ok(None);
        }
        if state == JobState::Failed {
            notify_ended(&mut tx, (lease.job, asked_by), NotificationKind::JobFailed, now).await?;
        }
        let entry = (state == JobState::Failed).then(|| state_entry(lease.job, state, Map::new()));
        let origin = Origin::default();
        tx.commit_with_audit(&Actor::anonymous(ACTOR, &origin), entry.into_iter().collect(), now).await?;
        Ok(Some(state))
    }
}
