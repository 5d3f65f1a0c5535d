//! Row locks of cases (`SELECT ... FOR NO KEY UPDATE`).
//!
//! Every action on a case takes its row lock first; several cases are locked in order of their IDs.
//! Interactions are locked after their cases: a change of a case also marks its interactions as
//! changed. A qualification locks only its interaction and refers to the case by key, which this
//! lock allows.

use domain::case_life::CaseAccess;
use domain::{CaseId, CaseStatus, QueueId, UserId};

use crate::Result;
use crate::cases::Cases;
use crate::cases::stored_status;
use crate::db::Tx;

/// A locked case in scope. Every form names the case it was opened on, so that an action on a case
/// merged since is not silently applied to the survivor.
pub(super) enum LockedCase {
    /// It is locked until the transaction ends.
    Present(CaseState),
    /// It was merged into this one.
    Merged(CaseId),
}

/// The state of a locked case.
pub(super) struct CaseState {
    pub(super) status: CaseStatus,
    pub(super) responsible: Option<UserId>,
    pub(super) queue: Option<QueueId>,
}

#[derive(sqlx::FromRow)]
struct Row {
    status: String,
    agent_id: Option<UserId>,
    queue_id: Option<QueueId>,
    merged_into: Option<CaseId>,
}

impl CaseState {
    /// Input of the access rules; a locked case is in scope.
    pub(super) fn access(&self) -> CaseAccess {
        CaseAccess { status: self.status, responsible: self.responsible, in_scope: true }
    }
}

impl Cases<'_> {
    /// Locks a case, then reads its state; `None` if it is out of scope. Not in one statement:
    /// after a lock wait, `PostgreSQL` re-reads the locked row, but no joined rows.
    pub(super) async fn lock_case(&self, tx: &mut Tx, case: CaseId) -> Result<Option<LockedCase>> {
        self.lock_cases(tx, &[case]).await?;
        let mut statement = self.statement();
        let id = statement.bind(case);
        let scope = self.alias_in_scope(&mut statement, "lives");
        statement.text = format!(
            "SELECT s.status, s.agent_id, s.queue_id, s.merged_into FROM service_case AS s \
             JOIN service_case AS lives ON lives.id = coalesce(s.merged_into, s.id) \
             WHERE s.id = {id} AND {scope}"
        );
        let Some(row) = tx.fetch_optional::<Row>(statement).await? else { return Ok(None) };
        if let Some(into) = row.merged_into {
            return Ok(Some(LockedCase::Merged(into)));
        }
        Ok(Some(LockedCase::Present(CaseState {
            status: stored_status(&row.status)?,
            responsible: row.agent_id,
            queue: row.queue_id,
        })))
    }

    /// Locks cases in the order of their IDs until the transaction ends. Returns no data: joined
    /// rows have to be read after the lock ([`Cases::load_merge_cases`]).
    pub(super) async fn lock_cases(&self, tx: &mut Tx, cases: &[CaseId]) -> Result<()> {
        let mut statement = self.statement();
        let locked = statement.any("s.id", cases);
        statement.text = format!(
            "SELECT s.id FROM service_case AS s WHERE {locked} ORDER BY s.id {}",
            self.db().engine().for_no_key_update("s")
        );
        tx.fetch_all::<(CaseId,)>(statement).await?;
        Ok(())
    }
}
