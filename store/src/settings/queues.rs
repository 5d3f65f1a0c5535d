//! Queues (*Filas*), in the table `queue`, with their contact reasons in `queue_contact_reason`.

use std::collections::BTreeMap;

use domain::settings::{QueueRecord, field_name};
use domain::{AuditObject, ContactReasonId, FieldErrors, Problem, QueueId};

use super::record::{Executor, Record};
use crate::Result;
use crate::db::Statement;

impl Record for QueueRecord {
    type Id = QueueId;
    const OBJECT: AuditObject = AuditObject::Queue;
    const TABLE: &'static str = "queue";

    async fn read(executor: &mut Executor<'_>, ids: &[QueueId]) -> Result<BTreeMap<QueueId, Self>> {
        let mut queues = executor.statement();
        let these = queues.any("id", ids);
        queues.text = format!("SELECT id, name, active, reason_required FROM queue WHERE {these}");
        let queues: Vec<(QueueId, String, bool, bool)> = executor.fetch_all(queues).await?;
        let mut reasons = executor.statement();
        let these = reasons.any("queue_id", ids);
        reasons.text = format!(
            "SELECT queue_id, contact_reason_id FROM queue_contact_reason WHERE {these} \
             ORDER BY position, contact_reason_id"
        );
        let mut offered: BTreeMap<QueueId, Vec<ContactReasonId>> = BTreeMap::new();
        for (queue, reason) in executor.fetch_all(reasons).await? {
            offered.entry(queue).or_default().push(reason);
        }
        let record = |(id, name, active, reason_required)| {
            let reasons = offered.remove(&id).unwrap_or_default();
            (id, Self { name, active, reason_required, reasons })
        };
        Ok(queues.into_iter().map(record).collect())
    }

    fn columns(&self, statement: &mut Statement) -> Vec<(&'static str, String)> {
        vec![
            ("name", statement.bind(&self.name)),
            ("active", statement.bind(self.active)),
            ("reason_required", statement.bind(self.reason_required)),
        ]
    }

    /// All offered contact reasons must exist.
    async fn check_in_database(
        &self,
        executor: &mut Executor<'_>,
        _id: Option<QueueId>,
        _before: Option<&Self>,
    ) -> Result<FieldErrors> {
        let mut errors = FieldErrors::default();
        let mut statement = executor.statement();
        let known = statement.any("id", &self.reasons);
        statement.text = format!("SELECT COUNT(*) FROM contact_reason WHERE {known}");
        let known: Option<(i64,)> =
            if self.reasons.is_empty() { Some((0,)) } else { executor.fetch_optional(statement).await? };
        if known.is_none_or(|(n,)| usize::try_from(n) != Ok(self.reasons.len())) {
            errors.add(field_name::REASONS, Problem::UnknownValue { allowed: Vec::new() });
        }
        Ok(errors)
    }

    /// Replaces the offered reasons. Interactions keep reasons that are no longer offered.
    async fn apply_effects(
        &self,
        executor: &mut Executor<'_>,
        id: QueueId,
        before: Option<&Self>,
    ) -> Result<()> {
        if before.is_some_and(|before| before.reasons == self.reasons) {
            return Ok(());
        }
        executor.execute(executor.statement().delete_where("queue_contact_reason", "queue_id", id)).await?;
        for (position, reason) in (0_i64..).zip(&self.reasons) {
            let mut offered = executor.statement();
            let values = [
                ("queue_id", offered.bind(id)),
                ("contact_reason_id", offered.bind(*reason)),
                ("position", offered.bind(position)),
            ];
            offered.insert("queue_contact_reason", values);
            executor.execute(offered).await?;
        }
        Ok(())
    }
}
