//! Moving a case to another queue.

use domain::history::Named;
use domain::record::{CaseRecord, FieldChange};
use domain::{CaseId, FieldErrors, Problem, QueueId, Timestamp};
use serde_json::Value;

use crate::Result;
use crate::cases::Cases;
use crate::cases::family;
use crate::db::Tx;

impl Cases<'_> {
    /// The queues that a case can be moved to, by name: active ones and those in `also`.
    pub async fn queues_offered(&self, also: &[QueueId]) -> Result<Vec<Named<QueueId>>> {
        let mut statement = self.unrestricted_statement();
        let also = if also.is_empty() { "FALSE".to_owned() } else { statement.any("id", also) };
        statement.text = format!("SELECT id, name FROM queue WHERE active OR {also}");
        let rows: Vec<(QueueId, String)> = self.fetch_all(statement).await?;
        let mut queues: Vec<Named<QueueId>> = rows.into_iter().map(|(id, name)| Named { id, name }).collect();
        queues.sort_by_cached_key(|queue| (domain::text::fold(&queue.name), queue.id));
        Ok(queues)
    }

    /// The name of the new queue of a case, or a field error if it is missing or archived.
    pub(crate) async fn check_queue(
        &self,
        tx: &mut Tx,
        queue: Option<QueueId>,
        errors: &mut FieldErrors,
    ) -> Result<Option<String>> {
        let Some(queue) = queue else { return Ok(None) };
        let mut statement = self.statement();
        let id = statement.bind(queue);
        statement.text = format!("SELECT name FROM queue WHERE id = {id} AND active");
        let name = tx.fetch_optional::<(String,)>(statement).await?;
        if name.is_none() {
            errors.add("queue", Problem::UnknownValue { allowed: Vec::new() });
        }
        Ok(name.map(|(name,)| name))
    }

    /// Updates SLA clocks and filter options after a change of queue or kind.
    pub(in crate::cases) async fn apply_queue_change(
        &self,
        tx: &mut Tx,
        case: CaseId,
        (before, after): (&CaseRecord, &CaseRecord),
        now: Timestamp,
    ) -> Result<()> {
        if before.queue == after.queue && before.kind == after.kind {
            return Ok(());
        }
        self.remeasure_clocks(tx, case, (after.queue, Some(&after.kind)), now).await?;
        match after.queue {
            Some(queue) if before.queue != after.queue => self.offer_queue(tx, case, queue).await,
            _ => Ok(()),
        }
    }

    /// Adds the new queue to the filter options of all who have the case's agents in scope: lists
    /// show the case in that queue, although it has no interaction there.
    async fn offer_queue(&self, tx: &mut Tx, case: CaseId, queue: QueueId) -> Result<()> {
        let mut offer = self.statement();
        let family = family(&mut offer, case);
        let queue = offer.bind(queue);
        offer.text = format!(
            "INSERT INTO agent_queue (agent_id, queue_id) SELECT DISTINCT i.agent_id, q.id \
             FROM queue AS q CROSS JOIN interaction AS i \
             WHERE q.id = {queue} AND i.case_id IN ({family}) AND i.agent_id IS NOT NULL \
             ON CONFLICT (agent_id, queue_id) DO NOTHING"
        );
        tx.execute(offer).await?;
        Ok(())
    }
}

/// Replaces queue IDs by names: the timeline keeps the names at the time of the move.
pub(in crate::cases) fn named_queues(
    mut changes: Vec<FieldChange>,
    (from, to): (Option<&str>, Option<&str>),
) -> Vec<FieldChange> {
    for change in changes.iter_mut().filter(|change| change.field == "queue") {
        from.unwrap_or_default().clone_into(&mut change.from);
        to.unwrap_or_default().clone_into(&mut change.to);
    }
    changes
}

/// A record for the audit trail, with the name of its queue instead of the ID.
pub(in crate::cases) fn audit_value(record: &CaseRecord, queue: Option<&str>) -> Value {
    let mut value = serde_json::to_value(record).unwrap_or_default();
    value["queue"] = queue.into();
    value
}
