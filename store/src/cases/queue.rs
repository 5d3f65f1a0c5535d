//! The queue of a case: which ones it can be moved to, and how a move is told.

use domain::history::Named;
use domain::record::{CaseRecord, FieldChange};
use domain::{CaseId, FieldErrors, Problem, QueueId};
use serde_json::Value;

use super::family;
use crate::Result;
use crate::db::Tx;
use crate::scoped::Scoped;

impl Scoped<'_> {
    /// The queues that a case may be put into, by name; those of `also` are among them although they
    /// may be out of use.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn queues_offered(&self, also: &[QueueId]) -> Result<Vec<Named<QueueId>>> {
        let mut statement = self.statement();
        let also: Vec<i64> = also.iter().map(|queue| queue.0).collect();
        let also = if also.is_empty() { "FALSE".to_owned() } else { statement.any("id", &also) };
        statement.text = format!("SELECT id, name FROM queue WHERE active OR {also}");
        let rows: Vec<(i64, String)> = self.fetch_all(statement).await?;
        let mut queues: Vec<Named<QueueId>> =
            rows.into_iter().map(|(id, name)| Named { id: QueueId(id), name }).collect();
        queues.sort_by_cached_key(|queue| (domain::text::fold(&queue.name), queue.id.0));
        Ok(queues)
    }

    /// The name of a queue that a case is put into; the refusal of one that is not there or out of
    /// use. Where a case is already it may stay.
    pub(super) async fn check_queue(
        &self,
        tx: &mut Tx,
        queue: Option<QueueId>,
        errors: &mut FieldErrors,
    ) -> Result<Option<String>> {
        let Some(queue) = queue else { return Ok(None) };
        let mut statement = self.statement();
        let id = statement.bind(queue.0);
        statement.text = format!("SELECT name FROM queue WHERE id = {id} AND active");
        let name = tx.fetch_optional::<(String,)>(statement).await?;
        if name.is_none() {
            errors.add("queue", Problem::UnknownValue { allowed: Vec::new() });
        }
        Ok(name.map(|(name,)| name))
    }

    /// What follows from another kind or another queue.
    pub(super) async fn follow(
        &self,
        tx: &mut Tx,
        case: CaseId,
        (before, after): (&CaseRecord, &CaseRecord),
        now: i64,
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

    /// Whoever watches those who served the case is offered its new queue by the filters of lists: a
    /// list of cases shows it there, although no interaction waited in it.
    async fn offer_queue(&self, tx: &mut Tx, case: CaseId, queue: QueueId) -> Result<()> {
        let mut offer = self.statement();
        let family = family(&mut offer, case);
        let queue = offer.bind(queue.0);
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

/// The changes with the names of the queues in the place of their numbers: the timeline says what a
/// queue was called when the case was moved.
pub(super) fn named_queues(
    mut changes: Vec<FieldChange>,
    (from, to): (Option<&str>, Option<&str>),
) -> Vec<FieldChange> {
    for change in changes.iter_mut().filter(|change| change.field == "queue") {
        from.unwrap_or_default().clone_into(&mut change.from);
        to.unwrap_or_default().clone_into(&mut change.to);
    }
    changes
}

/// A record as the audit trail keeps it: with its queue by name, as people know it.
pub(super) fn audited(record: &CaseRecord, queue: Option<&str>) -> Value {
    let mut said = serde_json::to_value(record).unwrap_or_default();
    said["queue"] = queue.into();
    said
}
