//! A case in a few words.

use domain::history::CaseSummary;
use domain::{CaseId, CaseStatus};

use super::Scoped;
use super::conversation::CUSTOMER_NAME;
use crate::{Error, Result};

#[derive(sqlx::FromRow)]
struct Row {
    id: i64,
    customer: Option<String>,
    subject: Option<String>,
    status: String,
    merged_into: Option<i64>,
}

impl Scoped<'_> {
    /// A case, for whoever sees one of its interactions or is responsible for it.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn case_summary(&self, case: CaseId) -> Result<Option<CaseSummary>> {
        let mut statement = self.statement();
        let asked = statement.int(case.0);
        let responsible = self.sees(&mut statement, "s.agent_id");
        let scope = self.sees(&mut statement, "i.agent_id");
        statement.text = format!(
            "SELECT s.id, {CUSTOMER_NAME} AS customer, s.subject, s.status, s.merged_into \
             FROM service_case AS s JOIN customer AS c ON c.id = s.customer_id \
             WHERE s.id = {asked} AND ({responsible} OR EXISTS \
             (SELECT 1 FROM interaction AS i WHERE i.case_id = s.id AND {scope}))"
        );
        let Some(row) = statement.optional::<Row>().await? else { return Ok(None) };
        Ok(Some(CaseSummary {
            id: CaseId(row.id),
            customer: row.customer,
            subject: row.subject,
            status: CaseStatus::parse(&row.status)
                .ok_or_else(|| Error::Corrupt(format!("case status {:?}", row.status)))?,
            merged_into: row.merged_into.map(CaseId),
        }))
    }
}
