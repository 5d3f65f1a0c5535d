//! What stands above every tab: whose case it is, where it stands, what one may do with it.

use domain::case_life::{self, CaseAction, CaseStanding, may, may_edit};
use domain::history::Named;
use domain::{CaseId, CaseStatus, CustomerId, QueueId, UserId};

use super::stored_status;
use crate::Result;
use crate::history::CUSTOMER_NAME;
use crate::scoped::Scoped;

/// The head of the case window.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CaseHead {
    /// Its ID: the survivor's, where the one asked for was merged.
    pub id: CaseId,
    /// Whose matter it is.
    pub customer: CustomerId,
    /// The customer's name, or the address they are known by.
    pub customer_name: Option<String>,
    /// What kind of matter.
    pub kind: Option<String>,
    /// What it is about.
    pub subject: Option<String>,
    /// Where it stands.
    pub status: CaseStatus,
    /// Who is responsible.
    pub responsible: Option<Named<UserId>>,
    /// Where it is worked on.
    pub queue: Option<Named<QueueId>>,
    /// What the viewer may do next.
    pub actions: Vec<CaseAction>,
    /// Whether the viewer may edit its data and its customer's.
    pub may_edit: bool,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: i64,
    customer_id: i64,
    customer: Option<String>,
    kind: Option<String>,
    subject: Option<String>,
    status: String,
    agent_id: Option<i64>,
    agent: Option<String>,
    queue_id: Option<i64>,
    queue: Option<String>,
}

impl Scoped<'_> {
    /// The case that an ID leads to: itself, or the one it was merged into.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn case_head(&self, case: CaseId) -> Result<Option<CaseHead>> {
        let mut statement = self.statement();
        let asked = statement.bind(case.0);
        let scope = self.sees_case(&mut statement, "s");
        statement.text = format!(
            "SELECT s.id, s.customer_id, {CUSTOMER_NAME} AS customer, nullif(s.kind, '') AS kind, \
             nullif(s.subject, '') AS subject, s.status, s.agent_id, u.name AS agent, s.queue_id, q.name AS queue \
             FROM service_case AS named \
             JOIN service_case AS s ON s.id = coalesce(named.merged_into, named.id) \
             JOIN customer AS c ON c.id = s.customer_id LEFT JOIN user_account AS u ON u.id = s.agent_id \
             LEFT JOIN queue AS q ON q.id = s.queue_id WHERE named.id = {asked} AND {scope}"
        );
        let Some(row) = self.fetch_optional::<Row>(statement).await? else { return Ok(None) };
        let status = stored_status(&row.status)?;
        let standing = CaseStanding { status, responsible: row.agent_id.map(UserId), in_scope: true };
        let possible = case_life::actions(status);
        Ok(Some(CaseHead {
            actions: possible.filter(|action| may(&self.principal, *action, &standing).is_ok()).collect(),
            may_edit: may_edit(&self.principal, &standing).is_ok(),
            id: CaseId(row.id),
            customer: CustomerId(row.customer_id),
            customer_name: row.customer,
            kind: row.kind,
            subject: row.subject,
            status,
            responsible: named(row.agent_id.map(UserId), row.agent),
            queue: named(row.queue_id.map(QueueId), row.queue),
        }))
    }
}

/// An identity with its name, where both are known.
pub(crate) fn named<Id>(id: Option<Id>, name: Option<String>) -> Option<Named<Id>> {
    Some(Named { id: id?, name: name? })
}
