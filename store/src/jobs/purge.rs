//! Deletes jobs that ended long ago, and proposals that were never begun.

use domain::{Millis, Timestamp};

use super::JobRunner;
use crate::Result;
use crate::db::Tx;

/// How long jobs are kept after their end.
const KEPT: Millis = Millis::days(90);
/// How long a proposal can be begun.
const PROPOSED: Millis = Millis::days(1);

impl JobRunner<'_> {
    /// Deletes old jobs with their rows; returns how many.
    pub async fn purge(&self, now: Timestamp) -> Result<u64> {
        let mut tx = Tx::begin(self.db()).await?;
        let mut rows = tx.statement();
        let (ended, proposed) = (rows.bind(now - KEPT), rows.bind(now - PROPOSED));
        let old = |ended: &str, proposed: &str| {
            format!("(j.finished_at < {ended} OR (j.state = 'proposed' AND j.created_at < {proposed}))")
        };
        rows.text = format!(
            "DELETE FROM job_row WHERE job_id IN (SELECT j.id FROM job AS j WHERE {})",
            old(&ended, &proposed)
        );
        tx.execute(rows).await?;
        let mut jobs = tx.statement();
        let (ended, proposed) = (jobs.bind(now - KEPT), jobs.bind(now - PROPOSED));
        // A proposal that was begun meanwhile has its rows still.
        jobs.text = format!(
            "DELETE FROM job AS j WHERE {} AND NOT EXISTS (SELECT 1 FROM job_row AS r WHERE r.job_id = j.id)",
            old(&ended, &proposed)
        );
        let count = tx.execute(jobs).await?;
        tx.commit().await?;
        Ok(count)
    }
}
