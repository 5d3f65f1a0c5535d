//! Secrets of sources: set by administrators, read by the program only.

use std::collections::BTreeMap;

use domain::settings::SourceRecord;
use domain::settings::source::SecretName;
use domain::{AuditAction, AuditObject, SourceId, Timestamp};
use serde_json::json;

use super::Sources;
use crate::Result;
use crate::audit::NewAuditEntry;
use crate::db::Tx;
use crate::settings::{Settings, Versioned};

impl Sources<'_> {
    /// The secret of this name, if it is set.
    pub async fn secret(&self, source: SourceId, name: SecretName) -> Result<Option<String>> {
        let mut statement = self.db().statement();
        let (source, name) = (statement.bind(source), statement.bind(name.as_str()));
        statement.text =
            format!("SELECT value FROM source_secret WHERE source_id = {source} AND name = {name}");
        let row: Option<(String,)> = self.db().fetch_optional(statement).await?;
        Ok(row.map(|(value,)| value))
    }
}

impl Settings<'_> {
    /// Sets a secret of a source, or removes it. The audit trail tells that, and not the value.
    pub async fn set_source_secret(
        &self,
        source: &Versioned<SourceRecord>,
        name: SecretName,
        value: Option<&str>,
        now: Timestamp,
    ) -> Result<()> {
        let mut tx = Tx::begin(self.scoped().db()).await?;
        let mut statement = tx.statement();
        let (id, of) = (statement.bind(source.id), statement.bind(name.as_str()));
        match value {
            Some(value) => {
                let values = [
                    ("source_id", id),
                    ("name", of),
                    ("value", statement.bind(value)),
                    ("set_at", statement.bind(now)),
                ];
                statement.insert("source_secret", values).push(
                    "ON CONFLICT (source_id, name) DO UPDATE SET value = excluded.value, \
                     set_at = excluded.set_at",
                );
            }
            None => {
                statement.text = format!("DELETE FROM source_secret WHERE source_id = {id} AND name = {of}");
            }
        }
        tx.execute(statement).await?;
        let state = if value.is_some() { "set" } else { "removed" };
        let entry = NewAuditEntry::new(
            AuditAction::Changed,
            AuditObject::Source,
            source.id,
            source.record.name.as_str(),
        )
        .after(&json!({ "secret": name.as_str(), "state": state }));
        tx.commit_with_audit(&self.scoped().actor(), vec![entry], now).await
    }

    /// When each secret of a source was set.
    pub async fn source_secrets(&self, source: SourceId) -> Result<BTreeMap<String, Timestamp>> {
        let mut statement = self.scoped().unrestricted_statement();
        let source = statement.bind(source);
        statement.text = format!("SELECT name, set_at FROM source_secret WHERE source_id = {source}");
        Ok(self.scoped().fetch_all::<(String, Timestamp)>(statement).await?.into_iter().collect())
    }
}
