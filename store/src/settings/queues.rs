//! *Filas* in the tables: `queue`, and the reasons it offers in `queue_contact_reason`.

use domain::settings::QueueRecord;
use domain::{AuditObject, ContactReasonId, FieldErrors, Problem};

use super::record::{Record, Source};
use crate::Result;
use crate::db::Statement;

impl Record for QueueRecord {
    const OBJECT: AuditObject = AuditObject::Queue;
    const TABLE: &'static str = "queue";

    async fn read(source: &mut Source<'_>, id: i64) -> Result<Option<Self>> {
        let mut queue = source.statement();
        let id_of = queue.bind(id);
        queue.text = format!("SELECT name, active, reason_required FROM queue WHERE id = {id_of}");
        let Some((name, active, reason_required)) = source.fetch_optional(queue).await? else {
            return Ok(None);
        };
        let mut reasons = source.statement();
        let id_of = reasons.bind(id);
        reasons.text = format!(
            "SELECT contact_reason_id FROM queue_contact_reason WHERE queue_id = {id_of} \
             ORDER BY position, contact_reason_id"
        );
        let reasons: Vec<(i64,)> = source.fetch_all(reasons).await?;
        let reasons = reasons.into_iter().map(|(id,)| ContactReasonId(id)).collect();
        Ok(Some(Self { name, active, reason_required, reasons }))
    }

    fn columns(&self, statement: &mut Statement) -> Vec<(&'static str, String)> {
        vec![
            ("name", statement.bind(&self.name)),
            ("active", statement.bind(self.active)),
            ("reason_required", statement.bind(self.reason_required)),
        ]
    }

    /// Reasons that are not there cannot be offered.
    async fn object(
        &self,
        source: &mut Source<'_>,
        _id: Option<i64>,
        _before: Option<&Self>,
    ) -> Result<FieldErrors> {
        let mut errors = FieldErrors::default();
        let ids: Vec<i64> = self.reasons.iter().map(|reason| reason.0).collect();
        let mut statement = source.statement();
        let known = statement.any("id", &ids);
        statement.text = format!("SELECT COUNT(*) FROM contact_reason WHERE {known}");
        let known: Option<(i64,)> =
            if ids.is_empty() { Some((0,)) } else { source.fetch_optional(statement).await? };
        if known.is_none_or(|(n,)| usize::try_from(n) != Ok(ids.len())) {
            errors.add("reasons", Problem::UnknownValue { allowed: Vec::new() });
        }
        Ok(errors)
    }

    /// What is no longer offered stays where it was given.
    async fn settle(&self, source: &mut Source<'_>, id: i64, before: Option<&Self>) -> Result<()> {
        if before.is_some_and(|before| before.reasons == self.reasons) {
            return Ok(());
        }
        let mut gone = source.statement();
        let id_of = gone.bind(id);
        gone.text = format!("DELETE FROM queue_contact_reason WHERE queue_id = {id_of}");
        source.execute(gone).await?;
        for (position, reason) in (0_i64..).zip(&self.reasons) {
            let mut offered = source.statement();
            let values = [
                ("queue_id", offered.bind(id)),
                ("contact_reason_id", offered.bind(reason.0)),
                ("position", offered.bind(position)),
            ];
            offered.insert("queue_contact_reason", values);
            source.execute(offered).await?;
        }
        Ok(())
    }
}
