//! What the pages of jobs show.

use domain::history::Named;
use domain::job::{FailedRow, Job, JobKind, JobState, RowOutcome};
use domain::paging::Page;
use domain::{JobId, Timestamp, UserId};

use super::Jobs;
use crate::Result;
use crate::db::{Statement, Tx, stored_word};

/// The condition for rows that did not become as the person wants, as the index has it.
const FAILED: &str = "r.outcome IS NOT NULL AND r.outcome <> 'done' AND r.outcome <> 'unchanged'";

/// How many failed rows a page lists.
const ROWS_ON_PAGE: u64 = 50;

#[derive(sqlx::FromRow)]
struct JobRow {
    id: JobId,
    kind: String,
    state: String,
    parameters: Option<String>,
    asked_by: UserId,
    name: String,
    created_at: Timestamp,
    started_at: Option<Timestamp>,
    finished_at: Option<Timestamp>,
    heartbeat_at: Option<Timestamp>,
    total: i64,
    done: i64,
    failures: i64,
    attempts: i64,
    next_attempt_at: Timestamp,
    cancel_requested: bool,
    problem: Option<String>,
    undoes: Option<JobId>,
    undone_by: Option<JobId>,
}

/// The columns of a [`JobRow`].
const COLUMNS: &str = "j.id, j.kind, j.state, j.parameters, j.asked_by, u.name, j.created_at, j.started_at, \
                       j.finished_at, j.heartbeat_at, j.total, j.done, j.failures, j.attempts, \
                       j.next_attempt_at, j.cancel_requested, j.problem, j.undoes, \
                       (SELECT undo.id FROM job AS undo WHERE undo.undoes = j.id) AS undone_by \
                       FROM job AS j JOIN user_account AS u ON u.id = j.asked_by";

impl TryFrom<JobRow> for Job {
    type Error = crate::Error;

    fn try_from(row: JobRow) -> Result<Self> {
        Ok(Self {
            id: row.id,
            kind: stored_word("the kind of a job", &row.kind, JobKind::parse)?,
            state: stored_word("the state of a job", &row.state, JobState::parse)?,
            work: row.parameters.and_then(|json| serde_json::from_str(&json).ok()),
            asked_by: Named { id: row.asked_by, name: row.name },
            created_at: row.created_at,
            started_at: row.started_at,
            finished_at: row.finished_at,
            heartbeat_at: row.heartbeat_at,
            total: row.total.cast_unsigned(),
            done: row.done.cast_unsigned(),
            failures: row.failures.cast_unsigned(),
            attempts: u32::try_from(row.attempts).unwrap_or(u32::MAX),
            next_attempt_at: row.next_attempt_at,
            cancel_requested: row.cancel_requested,
            problem: row.problem,
            undoes: row.undoes,
            undone_by: row.undone_by,
        })
    }
}

impl Jobs<'_> {
    /// A page of the jobs that were begun, the newest first: the user's own, or those of all users for an
    /// administrator who asks for them.
    pub async fn list(&self, all: bool, page: u64) -> Result<(Vec<Job>, Page)> {
        let condition = |statement: &mut Statement| {
            if all && self.sees_all() { "TRUE".to_owned() } else { self.is_own(statement) }
        };
        let mut count = self.unrestricted_statement();
        let which = condition(&mut count);
        count.text = format!("SELECT count(*) FROM job AS j WHERE j.state <> 'proposed' AND {which}");
        let total = self.fetch_optional::<(i64,)>(count).await?.map_or(0, |(n,)| n.cast_unsigned());
        let page = Page::new(page, total);
        let mut statement = self.unrestricted_statement();
        let which = condition(&mut statement);
        let (take, skip) =
            (statement.bind(page.size.cast_signed()), statement.bind(page.offset().cast_signed()));
        let limit = statement.engine.limit(&take);
        statement.text = format!(
            "SELECT {COLUMNS} WHERE j.state <> 'proposed' AND {which} ORDER BY j.id DESC {limit} OFFSET {skip}"
        );
        let rows: Vec<JobRow> = self.fetch_all(statement).await?;
        Ok((rows.into_iter().map(Job::try_from).collect::<Result<_>>()?, page))
    }

    /// A job of the user; for administrators, any that was begun. `None` if there is none.
    pub async fn find(&self, job: JobId) -> Result<Option<Job>> {
        self.fetch_optional::<JobRow>(self.one(job)).await?.map(Job::try_from).transpose()
    }

    /// A job as [`Jobs::find`] finds it, in a transaction.
    pub(super) async fn find_in(&self, tx: &mut Tx, job: JobId) -> Result<Option<Job>> {
        tx.fetch_optional::<JobRow>(self.one(job)).await?.map(Job::try_from).transpose()
    }

    fn one(&self, job: JobId) -> Statement {
        let mut statement = self.unrestricted_statement();
        let (id, may_use) = (statement.bind(job), self.may_use(&mut statement));
        statement.text = format!("SELECT {COLUMNS} WHERE j.id = {id} AND {may_use}");
        statement
    }

    /// A page of the failed rows of a job that [`Jobs::find`] has found.
    pub async fn failed_rows(&self, job: &Job, page: u64) -> Result<(Vec<FailedRow>, Page)> {
        let page = Page::sized(page, job.failures, ROWS_ON_PAGE);
        let mut statement = self.unrestricted_statement();
        let id = statement.bind(job.id);
        let (take, skip) =
            (statement.bind(page.size.cast_signed()), statement.bind(page.offset().cast_signed()));
        let limit = statement.engine.limit(&take);
        statement.text = format!(
            "SELECT r.label, r.outcome FROM job_row AS r WHERE r.job_id = {id} AND {FAILED} \
             ORDER BY r.position {limit} OFFSET {skip}"
        );
        let rows: Vec<(String, String)> = self.fetch_all(statement).await?;
        let row = |(label, outcome): (String, String)| {
            let outcome = stored_word("the outcome of a row", &outcome, RowOutcome::parse)?;
            Ok(FailedRow { label, outcome })
        };
        Ok((rows.into_iter().map(row).collect::<Result<_>>()?, page))
    }

    /// What the failed rows of a job of the user are about.
    pub(super) async fn failed_subjects(&self, job: JobId) -> Result<Vec<i64>> {
        let mut statement = self.unrestricted_statement();
        let id = statement.bind(job);
        statement.text = format!("SELECT r.subject_id FROM job_row AS r WHERE r.job_id = {id} AND {FAILED}");
        let rows: Vec<(i64,)> = self.fetch_all(statement).await?;
        Ok(rows.into_iter().map(|(id,)| id).collect())
    }
}
