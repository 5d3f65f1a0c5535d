//! Who works on what: the agents in scope with their numbers, and one's own.

use domain::CaseStatus;

use super::stored_status;
use crate::Result;
use crate::scoped::Scoped;

impl Scoped<'_> {
    /// How many cases the viewer is responsible for, by where they stand; what there is none of is
    /// missing.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn own_case_counts(&self) -> Result<Vec<(CaseStatus, u64)>> {
        let mut statement = self.statement();
        let viewer = statement.int(self.principal.user.0);
        statement.text = format!(
            "SELECT s.status, count(*) FROM service_case AS s WHERE s.agent_id = {viewer} GROUP BY s.status"
        );
        let counts = statement.all::<(String, i64)>().await?;
        counts.into_iter().map(|(status, n)| Ok((stored_status(&status)?, n.cast_unsigned()))).collect()
    }
}
