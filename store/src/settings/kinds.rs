//! *Tipos de caso* in the tables: `case_kind`.

use domain::AuditObject;
use domain::settings::KindRecord;

use super::record::{Record, Source};
use crate::Result;
use crate::db::Statement;

impl Record for KindRecord {
    const OBJECT: AuditObject = AuditObject::CaseKind;
    const TABLE: &'static str = "case_kind";

    async fn read(source: &mut Source<'_>, id: i64) -> Result<Option<Self>> {
        let mut statement = source.statement();
        let id = statement.bind(id);
        statement.text = format!("SELECT name, active FROM case_kind WHERE id = {id}");
        let row: Option<(String, bool)> = source.fetch_optional(statement).await?;
        Ok(row.map(|(name, active)| Self { name, active }))
    }

    fn columns(&self, statement: &mut Statement) -> Vec<(&'static str, String)> {
        vec![("name", statement.bind(&self.name)), ("active", statement.bind(self.active))]
    }
}
