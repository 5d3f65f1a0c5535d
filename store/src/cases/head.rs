//! Header of the case window: customer, status and allowed actions.

use domain::case_life::{self, CaseAccess, may, may_edit};
use domain::cases::CaseHead;
use domain::history::Named;
use domain::{CaseId, CustomerId, QueueId, UserId};

use crate::Result;
use crate::cases::Cases;
use crate::cases::stored_status;
use crate::history::CUSTOMER_NAME;

#[derive(sqlx::FromRow)]
struct Row {
    id: CaseId,
    customer_id: CustomerId,
    customer: Option<String>,
    kind: Option<String>,
    subject: Option<String>,
    status: String,
    agent_id: Option<UserId>,
    agent: Option<String>,
    queue_id: Option<QueueId>,
    queue: Option<String>,
}

impl Cases<'_> {
    /// The header of a case, or of its survivor if it was merged. `None` if it is out of scope.
    pub async fn head(&self, case: CaseId) -> Result<Option<CaseHead>> {
        let mut statement = self.statement();
        let asked = statement.bind(case);
        let scope = self.alias_in_scope(&mut statement, "s");
        statement.text = format!(
            "SELECT s.id, c.id AS customer_id, {CUSTOMER_NAME} AS customer, nullif(s.kind, '') AS kind, \
             nullif(s.subject, '') AS subject, s.status, s.agent_id, u.name AS agent, s.queue_id, q.name AS queue \
             FROM service_case AS named \
             JOIN service_case AS s ON s.id = coalesce(named.merged_into, named.id) \
             JOIN customer AS owner ON owner.id = s.customer_id \
             JOIN customer AS c ON c.id = coalesce(owner.merged_into, owner.id) LEFT JOIN user_account AS u ON u.id = s.agent_id \
             LEFT JOIN queue AS q ON q.id = s.queue_id WHERE named.id = {asked} AND {scope}"
        );
        let Some(row) = self.fetch_optional::<Row>(statement).await? else { return Ok(None) };
        let status = stored_status(&row.status)?;
        let access = CaseAccess { status, responsible: row.agent_id, in_scope: true };
        let possible = case_life::actions(status);
        Ok(Some(CaseHead {
            actions: possible.filter(|action| may(&self.principal, *action, &access).is_ok()).collect(),
            may_edit: may_edit(&self.principal, &access).is_ok(),
            id: row.id,
            customer: row.customer_id,
            customer_name: row.customer,
            kind: row.kind,
            subject: row.subject,
            status,
            responsible: named(row.agent_id, row.agent),
            queue: named(row.queue_id, row.queue),
        }))
    }
}

/// An ID with its name, if both are present.
pub(crate) fn named<Id>(id: Option<Id>, name: Option<String>) -> Option<Named<Id>> {
    Some(Named { id: id?, name: name? })
}
