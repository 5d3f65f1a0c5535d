//! Deletes what was delivered long ago.

use domain::{Millis, Timestamp};

use super::Webhooks;
use crate::Result;

/// How long deliveries can be sent again after their event, and how long those of a webhook that is switched
/// off wait for it.
const KEPT: Millis = Millis::days(14);

impl Webhooks<'_> {
    /// Deletes old deliveries and events; returns how many deliveries.
    pub async fn purge(&self, now: Timestamp) -> Result<u64> {
        let mut statement = self.db().statement();
        let before = statement.bind(now - KEPT);
        statement.text = format!(
            "DELETE FROM webhook_delivery WHERE event_id IN \
              (SELECT e.id FROM webhook_event AS e WHERE e.distributed_at < {before}) \
             AND (done_at < {before} OR (done_at IS NULL AND webhook_id IN \
              (SELECT w.id FROM webhook AS w WHERE NOT w.active)))"
        );
        let deleted = self.db().execute(statement).await?;
        let mut statement = self.db().statement();
        let before = statement.bind(now - KEPT);
        statement.text = format!(
            "DELETE FROM webhook_event WHERE distributed_at < {before} AND NOT EXISTS \
             (SELECT 1 FROM webhook_delivery AS d WHERE d.event_id = webhook_event.id)"
        );
        self.db().execute(statement).await?;
        Ok(deleted)
    }
}
