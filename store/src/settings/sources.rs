//! Sources (*Fontes*), in the table `source`. What was read of them is in [`crate::sources`].

use std::collections::BTreeMap;

use domain::settings::source::{Connection, NamePair};
use domain::settings::{SourceRecord, field_name};
use domain::{AuditObject, FieldErrors, Problem, SourceId};
use serde::{Deserialize, Serialize};

use super::record::{Executor, Record, json, stored};
use crate::Result;
use crate::db::Statement;

/// The column `settings`.
#[derive(Serialize, Deserialize)]
struct StoredSettings {
    #[serde(flatten)]
    connection: Connection,
    #[serde(default)]
    queues: Vec<NamePair>,
    #[serde(default)]
    agents: Vec<NamePair>,
}

/// The record of a row.
pub(crate) fn record_of_row(name: String, active: bool, settings: &str) -> Result<SourceRecord> {
    let StoredSettings { connection, queues, agents } = stored("the settings of a source", settings)?;
    Ok(SourceRecord { name, active, connection, queues, agents })
}

impl Record for SourceRecord {
    type Id = SourceId;
    const OBJECT: AuditObject = AuditObject::Source;
    const TABLE: &'static str = "source";

    async fn read(executor: &mut Executor<'_>, ids: &[SourceId]) -> Result<BTreeMap<SourceId, Self>> {
        let mut statement = executor.statement();
        let these = statement.any("id", ids);
        statement.text = format!("SELECT id, name, active, settings FROM source WHERE {these}");
        let rows: Vec<(SourceId, String, bool, String)> = executor.fetch_all(statement).await?;
        rows.into_iter()
            .map(|(id, name, active, settings)| Ok((id, record_of_row(name, active, &settings)?)))
            .collect()
    }

    fn columns(&self, statement: &mut Statement) -> Vec<(&'static str, String)> {
        let settings = StoredSettings {
            connection: self.connection.clone(),
            queues: self.queues.clone(),
            agents: self.agents.clone(),
        };
        vec![
            ("name", statement.bind(&self.name)),
            ("kind", statement.bind(i64::from(self.kind().code()))),
            ("settings", statement.bind(json(&settings).as_str())),
            ("active", statement.bind(self.active)),
        ]
    }

    /// Name and kind are part of the identity of what was recorded.
    async fn check_in_database(
        &self,
        _executor: &mut Executor<'_>,
        _id: Option<SourceId>,
        before: Option<&Self>,
    ) -> Result<FieldErrors> {
        let mut errors = FieldErrors::default();
        if let Some(before) = before {
            for (field, is, was) in [
                (field_name::NAME, self.name.as_str(), before.name.as_str()),
                (field_name::KIND, self.kind().as_str(), before.kind().as_str()),
            ] {
                if is != was {
                    errors.add(field, Problem::UnknownValue { allowed: vec![was.to_owned()] });
                }
            }
        }
        Ok(errors)
    }
}
