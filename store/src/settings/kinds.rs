//! Case kinds (*Tipos de caso*), in the table `case_kind`.

use std::collections::BTreeMap;

use domain::settings::KindRecord;
use domain::{AuditObject, CaseKindId};

use super::record::{Executor, Record};
use crate::Result;
use crate::db::Statement;

impl Record for KindRecord {
    type Id = CaseKindId;
    const OBJECT: AuditObject = AuditObject::CaseKind;
    const TABLE: &'static str = "case_kind";

    async fn read(executor: &mut Executor<'_>, ids: &[CaseKindId]) -> Result<BTreeMap<CaseKindId, Self>> {
        let mut statement = executor.statement();
        let these = statement.any("id", ids);
        statement.text = format!("SELECT id, name, active FROM case_kind WHERE {these}");
        let rows: Vec<(CaseKindId, String, bool)> = executor.fetch_all(statement).await?;
        Ok(rows.into_iter().map(|(id, name, active)| (id, Self { name, active })).collect())
    }

    fn columns(&self, statement: &mut Statement) -> Vec<(&'static str, String)> {
        vec![("name", statement.bind(&self.name)), ("active", statement.bind(self.active))]
    }
}
