//! Proposals: a job with the rows that a person has chosen, and with what they saw of each. Nothing is done
//! until they confirm it, and rows that arrive later are no part of it.

use domain::cases::CaseFilter;
use domain::job::{BulkCaseAction, JobKind, JobState, JobWork, MAX_ROWS};
use domain::{CaseId, ContactReasonId, HistoryFilter, InteractionId, JobId, Protocol, Timestamp};

use super::Jobs;
use super::rows::SeenCase;
use crate::Result;
use crate::cases::ChosenCase;
use crate::db::{RowSet, Tx};
use crate::{Error, history};

/// The outcome of proposing a job.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProposeOutcome {
    /// It waits for the person to confirm it.
    Proposed(JobId),
    /// Nothing was chosen, or nothing of it is in scope.
    Empty,
    /// More rows than [`MAX_ROWS`] were chosen. Nothing was written.
    TooMany,
}

/// A chosen row: what it is about, its name, and what the person saw of it.
pub(super) struct ChosenRow {
    subject: i64,
    label: String,
    seen: Option<String>,
}

impl ChosenRow {
    fn interaction((id, protocol, reason): (InteractionId, String, Option<ContactReasonId>)) -> Self {
        Self { subject: id.0, label: protocol, seen: reason.map(|reason| reason.to_string()) }
    }

    fn case(case: ChosenCase) -> Self {
        let seen = SeenCase { status: case.status, responsible: case.responsible };
        Self { subject: case.id.0, label: format!("#{}", case.id), seen: Some(seen.to_string()) }
    }
}

impl Jobs<'_> {
    /// Proposes to qualify these interactions.
    pub async fn propose_interactions(&self, chosen: &[Protocol], now: Timestamp) -> Result<ProposeOutcome> {
        if chosen.len() as u64 > history::MAX_CHOSEN {
            return Ok(ProposeOutcome::TooMany);
        }
        let rows = self.history().chosen(chosen).await?;
        let rows = rows.into_iter().map(ChosenRow::interaction).collect();
        self.propose(JobKind::BulkQualify, rows, None, now).await
    }

    /// Proposes to qualify all interactions that a filter finds now.
    pub async fn propose_history(&self, filter: &HistoryFilter, now: Timestamp) -> Result<ProposeOutcome> {
        let rows = self.history().matching(filter, MAX_ROWS + 1).await?;
        let rows = rows.into_iter().map(ChosenRow::interaction).collect();
        self.propose(JobKind::BulkQualify, rows, None, now).await
    }

    /// Proposes an action on these cases.
    pub async fn propose_cases(
        &self,
        action: BulkCaseAction,
        chosen: &[CaseId],
        now: Timestamp,
    ) -> Result<ProposeOutcome> {
        let rows = self.cases().chosen(chosen).await?.into_iter().map(ChosenRow::case).collect();
        self.propose(action.kind(), rows, None, now).await
    }

    /// Proposes an action on all cases that a filter finds now.
    pub async fn propose_case_list(
        &self,
        action: BulkCaseAction,
        filter: &CaseFilter,
        now: Timestamp,
    ) -> Result<ProposeOutcome> {
        let rows = self.cases().matching(filter, MAX_ROWS + 1, now).await?;
        let rows = rows.into_iter().map(ChosenRow::case).collect();
        self.propose(action.kind(), rows, None, now).await
    }

    /// Proposes a job with the failed rows of another one, as they are now. Rows that are out of scope now are
    /// left out.
    pub(super) async fn propose_again(
        &self,
        kind: JobKind,
        work: Option<&JobWork>,
        failed: &[i64],
        now: Timestamp,
    ) -> Result<ProposeOutcome> {
        let rows = match kind {
            JobKind::BulkQualify => {
                let ids: Vec<InteractionId> = failed.iter().copied().map(InteractionId).collect();
                let rows = self.history().chosen_ids(&ids).await?;
                rows.into_iter().map(ChosenRow::interaction).collect()
            }
            JobKind::BulkHold | JobKind::BulkHandOver => {
                let ids: Vec<CaseId> = failed.iter().copied().map(CaseId).collect();
                self.cases().chosen(&ids).await?.into_iter().map(ChosenRow::case).collect()
            }
            JobKind::UndoQualify | JobKind::UndoHold => return Ok(ProposeOutcome::Empty),
        };
        self.propose(kind, rows, work, now).await
    }

    async fn propose(
        &self,
        kind: JobKind,
        mut rows: Vec<ChosenRow>,
        work: Option<&JobWork>,
        now: Timestamp,
    ) -> Result<ProposeOutcome> {
        rows.sort_unstable_by_key(|row| row.subject);
        rows.dedup_by_key(|row| row.subject);
        if rows.is_empty() {
            return Ok(ProposeOutcome::Empty);
        }
        let total = rows.len() as u64;
        if total > MAX_ROWS {
            return Ok(ProposeOutcome::TooMany);
        }
        let parameters = work.map(serde_json::to_string).transpose();
        let parameters = parameters.map_err(|error| Error::Internal(error.to_string()))?;
        let mut tx = Tx::begin(self.db()).await?;
        let mut insert = tx.statement();
        let values = [
            ("kind", insert.bind(kind.as_str())),
            ("state", insert.bind(JobState::Proposed.as_str())),
            ("parameters", insert.bind(parameters)),
            ("asked_by", insert.bind(self.principal.user)),
            ("created_at", insert.bind(now)),
            ("total", insert.bind(total.cast_signed())),
        ];
        insert.insert("job", values).push("RETURNING id");
        let job = tx.fetch_optional::<(JobId,)>(insert).await?;
        let Some((job,)) = job else { return Err(Error::Internal("a job was not inserted".to_owned())) };
        let given = RowSet::default()
            .integers("job_id", rows.iter().map(|_| job))
            .integers("position", 1..=total.cast_signed())
            .integers("subject_id", rows.iter().map(|row| row.subject))
            .texts("label", rows.iter().map(|row| row.label.as_str()))
            .texts("seen", rows.iter().map(|row| row.seen.as_deref()));
        tx.execute_given(
            "INSERT INTO job_row (job_id, position, subject_id, label, seen) \
             SELECT job_id, position, subject_id, label, seen FROM given",
            &given,
        )
        .await?;
        tx.commit().await?;
        Ok(ProposeOutcome::Proposed(job))
    }
}
