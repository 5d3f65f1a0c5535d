//! Contact reasons (*Motivos de contato*), in the table `contact_reason`.

use std::collections::BTreeMap;

use domain::settings::ReasonRecord;
use domain::{AuditObject, ContactReasonId};

use super::record::{Executor, Record};
use crate::Result;
use crate::db::Statement;

impl Record for ReasonRecord {
    type Id = ContactReasonId;
    const OBJECT: AuditObject = AuditObject::Reason;
    const TABLE: &'static str = "contact_reason";

    async fn read(
        executor: &mut Executor<'_>,
        ids: &[ContactReasonId],
    ) -> Result<BTreeMap<ContactReasonId, Self>> {
        let mut statement = executor.statement();
        let these = statement.any("id", ids);
        statement.text = format!("SELECT id, name, active FROM contact_reason WHERE {these}");
        let rows: Vec<(ContactReasonId, String, bool)> = executor.fetch_all(statement).await?;
        Ok(rows.into_iter().map(|(id, name, active)| (id, Self { name, active })).collect())
    }

    fn columns(&self, statement: &mut Statement) -> Vec<(&'static str, String)> {
        vec![("name", statement.bind(&self.name)), ("active", statement.bind(self.active))]
    }
}
