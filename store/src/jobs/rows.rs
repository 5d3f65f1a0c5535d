//! The rows of a job: what is done with one, and what would become of those of a proposal. Both go by the
//! same rules and the same scope as the action by hand.

use domain::case_life::{CaseAccess, CaseAction, may};
use domain::cases::{HandOver, HandOverSeen};
use domain::history::Named;
use domain::job::{Job, JobKind, JobWork, Preview, RowOutcome};
use domain::{CaseId, CaseStatus, ContactReasonId, JobId, Protocol, Timestamp, UserId};

use super::Jobs;
use crate::audit::NewAuditEntry;
use crate::db::{Tx, stored_word};
use crate::history::stored_protocol;
use crate::{Error, Result};

/// A row that was not done.
#[derive(sqlx::FromRow)]
pub(super) struct OpenRow {
    pub(super) position: i64,
    pub(super) subject_id: i64,
    pub(super) label: String,
    pub(super) seen: Option<String>,
}

/// What became of a row, with the audit entry if something was changed.
pub(super) type DoneRow = (RowOutcome, Option<NewAuditEntry>);

/// What becomes of a row that does not exist for the person.
pub(super) fn not_found() -> DoneRow {
    (RowOutcome::NotFound, None)
}

/// What a person saw of a case: `in_service 7`, or `waiting -` without a responsible user.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct SeenCase {
    pub(super) status: CaseStatus,
    pub(super) responsible: Option<UserId>,
}

impl std::fmt::Display for SeenCase {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.status.as_str())?;
        match self.responsible {
            Some(user) => write!(f, " {user}"),
            None => f.write_str(" -"),
        }
    }
}

impl SeenCase {
    fn stored(text: Option<&str>) -> Result<Self> {
        let text = text.unwrap_or_default();
        let parsed = text.split_once(' ').and_then(|(status, user)| {
            let responsible = if user == "-" { None } else { Some(user.parse().ok()?) };
            Some(Self { status: CaseStatus::parse(status)?, responsible })
        });
        parsed.ok_or_else(|| Error::Corrupt(format!("what was seen of a case: {text:?}")))
    }
}

/// The contact reason that a person saw.
fn seen_reason(seen: Option<&str>) -> Result<Option<ContactReasonId>> {
    let number = |text: &str| text.parse().map_err(|_| Error::Corrupt(format!("a contact reason {text:?}")));
    seen.map(number).transpose()
}

/// An interaction of a proposal, if it is the person's.
#[derive(sqlx::FromRow)]
struct InteractionRow {
    label: String,
    seen: Option<String>,
    is_own: bool,
    reason_id: Option<ContactReasonId>,
    is_offered: bool,
}

/// A case of a proposal, if it is in scope.
#[derive(sqlx::FromRow)]
struct CaseRow {
    label: String,
    seen: Option<String>,
    status: Option<String>,
    agent_id: Option<UserId>,
}

impl Jobs<'_> {
    /// Does a row in a transaction that has to append the audit entry.
    pub(super) async fn do_row(
        &self,
        tx: &mut Tx,
        (job, work): (JobId, &JobWork),
        row: &OpenRow,
        now: Timestamp,
    ) -> Result<DoneRow> {
        match work {
            JobWork::BulkQualify { reason } => {
                let (protocol, seen) = (stored_protocol(&row.label)?, seen_reason(row.seen.as_deref())?);
                self.qualify(tx, &protocol, Some(*reason), seen, now).await
            }
            JobWork::BulkHold { comment } => {
                let seen = SeenCase::stored(row.seen.as_deref())?.status;
                self.hold(tx, CaseId(row.subject_id), seen, comment.as_deref(), now).await
            }
            JobWork::BulkHandOver { agent, queue, comment } => {
                let SeenCase { status, responsible } = SeenCase::stored(row.seen.as_deref())?;
                let seen = HandOverSeen { status, responsible };
                let form = HandOver { agent: *agent, queue: *queue, comment: comment.clone(), seen };
                self.hand_over(tx, CaseId(row.subject_id), &form, job, now).await
            }
            JobWork::UndoQualify { reason } => {
                let (protocol, before) = (stored_protocol(&row.label)?, seen_reason(row.seen.as_deref())?);
                self.qualify(tx, &protocol, before, Some(*reason), now).await
            }
            JobWork::UndoHold { job: held } => {
                let before = SeenCase::stored(row.seen.as_deref())?;
                self.undo_hold(tx, (*held, row), before, now).await
            }
        }
    }

    async fn qualify(
        &self,
        tx: &mut Tx,
        protocol: &Protocol,
        reason: Option<ContactReasonId>,
        seen: Option<ContactReasonId>,
        now: Timestamp,
    ) -> Result<DoneRow> {
        self.history().qualify_row(tx, protocol, reason, seen, now).await
    }

    async fn hold(
        &self,
        tx: &mut Tx,
        case: CaseId,
        seen: CaseStatus,
        comment: Option<&str>,
        now: Timestamp,
    ) -> Result<DoneRow> {
        let stepped = self.cases().step_in(tx, case, CaseAction::Hold, seen, comment, now).await?;
        Ok(stepped.map_or_else(not_found, |(outcome, entry)| (RowOutcome::of_step(&outcome), entry)))
    }

    /// Undoes the hold that a row of a job was.
    async fn undo_hold(
        &self,
        tx: &mut Tx,
        (job, row): (JobId, &OpenRow),
        before: SeenCase,
        now: Timestamp,
    ) -> Result<DoneRow> {
        let mut statement = tx.statement();
        let (id, position) = (statement.bind(job), statement.bind(row.position));
        statement.text = format!(
            "SELECT r.finished_at FROM job_row AS r WHERE r.job_id = {id} AND r.position = {position} \
             AND r.finished_at IS NOT NULL"
        );
        let held = tx.fetch_optional::<(Timestamp,)>(statement).await?;
        let Some((held,)) = held else { return Ok(not_found()) };
        let case = CaseId(row.subject_id);
        let done = self.cases().undo_hold_in(tx, case, (held, before.responsible), now).await?;
        Ok(done.map_or_else(not_found, |(outcome, entry)| (RowOutcome::of_step(&outcome), entry)))
    }

    async fn hand_over(
        &self,
        tx: &mut Tx,
        case: CaseId,
        form: &HandOver,
        job: JobId,
        now: Timestamp,
    ) -> Result<DoneRow> {
        let done = self.cases().hand_over_in(tx, case, form, Some(job), now).await?;
        Ok(done.map_or_else(not_found, |(outcome, entry)| (RowOutcome::of_hand_over(&outcome), entry)))
    }

    /// The contact reasons that the queues of the user's interactions in a proposal offer, by name.
    pub async fn reasons(&self, job: JobId) -> Result<Vec<Named<ContactReasonId>>> {
        let mut statement = self.statement();
        let (id, user) = (statement.bind(job), statement.bind(self.principal.user));
        let scope = self.agent_in_scope(&mut statement, "i.agent_id");
        statement.text = format!(
            "SELECT offered.id, offered.name FROM contact_reason AS offered WHERE offered.active AND offered.id IN \
             (SELECT qr.contact_reason_id FROM queue_contact_reason AS qr WHERE qr.queue_id IN \
             (SELECT i.queue_id FROM job_row AS r JOIN interaction AS i ON i.id = r.subject_id \
             WHERE r.job_id = {id} AND i.agent_id = {user} AND {scope})) ORDER BY offered.name, offered.id"
        );
        let rows: Vec<(ContactReasonId, String)> = self.fetch_all(statement).await?;
        Ok(rows.into_iter().map(|(id, name)| Named { id, name }).collect())
    }

    /// What would become of the rows of a proposal of the user, if it were begun now. `reason` is the contact
    /// reason to be set; without one, it is not said whether queues offer it.
    pub async fn preview(&self, job: &Job, reason: Option<ContactReasonId>) -> Result<Preview> {
        match job.kind {
            JobKind::BulkQualify => self.preview_qualify(job.id, reason).await,
            JobKind::BulkHold => self.preview_cases(job.id, CaseAction::Hold).await,
            JobKind::BulkHandOver => self.preview_cases(job.id, CaseAction::HandOver).await,
            // They begin without a proposal.
            JobKind::UndoQualify | JobKind::UndoHold => Ok(Preview::default()),
        }
    }

    async fn preview_qualify(&self, job: JobId, reason: Option<ContactReasonId>) -> Result<Preview> {
        let mut statement = self.statement();
        let (id, user) = (statement.bind(job), statement.bind(self.principal.user));
        let offered = match reason {
            None => "TRUE".to_owned(),
            Some(reason) => format!(
                "EXISTS (SELECT 1 FROM queue_contact_reason AS qr \
                 JOIN contact_reason AS offered ON offered.id = qr.contact_reason_id \
                 WHERE qr.queue_id = i.queue_id AND offered.id = {} AND offered.active)",
                statement.bind(reason)
            ),
        };
        let scope = self.agent_in_scope(&mut statement, "i.agent_id");
        statement.text = format!(
            "SELECT r.label, r.seen, i.id IS NOT NULL AS is_own, i.contact_reason_id AS reason_id, \
             {offered} AS is_offered FROM job_row AS r LEFT JOIN interaction AS i \
             ON i.id = r.subject_id AND i.agent_id = {user} AND {scope} \
             WHERE r.job_id = {id} ORDER BY r.position"
        );
        let rows: Vec<InteractionRow> = self.fetch_all(statement).await?;
        let outcome = |row: &InteractionRow| -> Result<RowOutcome> {
            let before = row.reason_id;
            Ok(if !row.is_own {
                RowOutcome::NotFound
            } else if reason.is_some() && before == reason {
                RowOutcome::Unchanged
            } else if before != seen_reason(row.seen.as_deref())? {
                RowOutcome::Changed
            } else if row.is_offered {
                RowOutcome::Done
            } else {
                RowOutcome::NotOffered
            })
        };
        let outcomes: Result<Vec<(String, RowOutcome)>> =
            rows.into_iter().map(|row| outcome(&row).map(|outcome| (row.label, outcome))).collect();
        Ok(Preview::of(outcomes?))
    }

    async fn preview_cases(&self, job: JobId, action: CaseAction) -> Result<Preview> {
        let mut statement = self.statement();
        let id = statement.bind(job);
        let scope = self.alias_in_scope(&mut statement, "lives");
        statement.text = format!(
            "SELECT r.label, r.seen, \
             CASE WHEN s.merged_into IS NULL THEN s.status ELSE 'merged' END AS status, s.agent_id \
             FROM job_row AS r LEFT JOIN service_case AS s ON s.id = r.subject_id \
             AND EXISTS (SELECT 1 FROM service_case AS lives \
              WHERE lives.id = coalesce(s.merged_into, s.id) AND {scope}) \
             WHERE r.job_id = {id} ORDER BY r.position"
        );
        let rows: Vec<CaseRow> = self.fetch_all(statement).await?;
        let outcome = |row: &CaseRow| -> Result<RowOutcome> {
            let Some(status) = row.status.as_deref() else { return Ok(RowOutcome::NotFound) };
            let status = stored_word("a status", status, CaseStatus::parse)?;
            let seen = SeenCase::stored(row.seen.as_deref())?;
            let has_other = action == CaseAction::HandOver && seen.responsible != row.agent_id;
            if status != CaseStatus::Merged && (seen.status != status || has_other) {
                return Ok(RowOutcome::Changed);
            }
            let access = CaseAccess { status, responsible: row.agent_id, in_scope: true };
            Ok(match may(&self.principal, action, &access) {
                Ok(_) => RowOutcome::Done,
                Err(refusal) => RowOutcome::of_refusal(refusal),
            })
        };
        let outcomes: Result<Vec<(String, RowOutcome)>> =
            rows.into_iter().map(|row| outcome(&row).map(|outcome| (row.label, outcome))).collect();
        Ok(Preview::of(outcomes?))
    }
}
