//! *Motivos de contato* in the tables: `contact_reason`.

use domain::AuditObject;
use domain::settings::ReasonRecord;

use super::record::{Record, Source};
use crate::Result;
use crate::db::Statement;

impl Record for ReasonRecord {
    const OBJECT: AuditObject = AuditObject::Reason;
    const TABLE: &'static str = "contact_reason";

    async fn read(source: &mut Source<'_>, id: i64) -> Result<Option<Self>> {
        let mut statement = source.statement();
        let id = statement.bind(id);
        statement.text = format!("SELECT name, active FROM contact_reason WHERE id = {id}");
        let row: Option<(String, bool)> = source.fetch_optional(statement).await?;
        Ok(row.map(|(name, active)| Self { name, active }))
    }

    fn columns(&self, statement: &mut Statement) -> Vec<(&'static str, String)> {
        vec![("name", statement.bind(&self.name)), ("active", statement.bind(self.active))]
    }
}
