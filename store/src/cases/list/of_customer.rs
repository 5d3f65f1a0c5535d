//! The cases of a customer in scope, over all records of its family.

use std::cmp::Reverse;

use domain::cases::CaseRow;
use domain::{CaseStatus, CustomerId};

use super::{Row, shown};
use crate::Result;
use crate::cases::Cases;
use crate::customers;

impl Cases<'_> {
    /// The cases of the family of `survivor`, at most `most`: those that are not closed first, then those that
    /// were changed last.
    pub(crate) async fn list_of_customer(&self, survivor: CustomerId, most: i64) -> Result<Vec<CaseRow>> {
        let mut statement = self.statement();
        let family = customers::family(&mut statement, survivor);
        let sees = self.alias_in_scope(&mut statement, "s");
        let (closed, most) = (statement.bind(CaseStatus::Closed.as_str()), statement.bind(most));
        let limit = statement.engine.limit(&most);
        statement.text = shown(&format!(
            "WITH met AS MATERIALIZED (SELECT DISTINCT coalesce(own.merged_into, own.id) AS id \
             FROM service_case AS own WHERE own.customer_id IN ({family})), \
             page AS MATERIALIZED (SELECT s.id FROM met CROSS JOIN service_case AS s \
             WHERE s.id = met.id AND {sees} \
             ORDER BY CASE WHEN s.status = {closed} THEN 1 ELSE 0 END, s.updated_at DESC, s.id DESC {limit}) "
        ));
        let mut rows = self.fetch_all::<Row>(statement).await?;
        let place =
            |row: &Row| (row.status == CaseStatus::Closed.as_str(), Reverse((row.updated_at, row.id)));
        rows.sort_unstable_by_key(place);
        rows.into_iter().map(|row| self.case_row(row)).collect()
    }
}
