//! Exports of the audit trail as lines: each entry with its values, salts and commitments, so that
//! the file can be verified on its own. A trail in the legacy format is exported unchanged.

use std::collections::{BTreeMap, HashMap};

use data_encoding::HEXLOWER;
use serde::Serialize;

use super::carry_over::{self, LEGACY_TABLE};
use super::detail::{Detail, read_commitments};
use super::{AuditEntry, AuditFilter};
use crate::{Result, Store};

/// The commitment to a value, and the salt that proves the value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Proof {
    /// Hexadecimal SHA-256 of salt and value, as in the chain.
    pub commitment: String,
    /// The salt in hexadecimal; `None` if the value was erased.
    pub salt: Option<String>,
}

/// A line of an export.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ExportLine {
    /// The entry.
    #[serde(flatten)]
    pub entry: AuditEntry,
    /// The proof of each value, by field.
    pub details: BTreeMap<String, Proof>,
}

impl Store {
    /// Up to `max` lines, newest first, of the entries before sequence number `before`.
    pub async fn audit_lines(
        &self,
        filter: &AuditFilter,
        before: Option<i64>,
        max: usize,
    ) -> Result<Vec<ExportLine>> {
        let entries = self.audit_entries(filter, before, max).await?;
        let seqs: Vec<i64> = entries.iter().map(|entry| entry.seq).collect();
        let mut details = self.details_of(&seqs).await?;
        let lines = entries.into_iter().map(|entry| {
            let details = proofs(&entry.commitments, &details.remove(&entry.seq).unwrap_or_default());
            ExportLine { entry, details }
        });
        Ok(lines.collect())
    }

    /// The next lines of a legacy trail after an entry, oldest first, each with its sequence
    /// number; `None` if the trail is in the current format. Works before the migration, so that
    /// the original trail can be archived.
    pub async fn legacy_audit_lines(&self, after: i64) -> Result<Option<Vec<(i64, String)>>> {
        let mut table = None;
        for name in [LEGACY_TABLE, "audit_event"] {
            let mut statement = self.db().statement();
            let named = statement.bind(name);
            statement.text = self.db().engine().table_named(&named);
            if self.db().fetch_optional::<(i32,)>(statement).await?.is_some() {
                table = table.or(Some(name));
            }
        }
        let Some(table) = table else { return Ok(None) };
        let rows: Vec<carry_over::Row> =
            self.db().fetch_all(carry_over::batch(self.db(), table, after)).await?;
        let line = |row: &carry_over::Row| {
            let text =
                serde_json::to_string(row).map_err(|error| crate::Error::Corrupt(error.to_string()))?;
            Ok((row.entry.seq, text))
        };
        rows.iter().map(line).collect::<Result<Vec<_>>>().map(Some)
    }

    async fn details_of(&self, seqs: &[i64]) -> Result<HashMap<i64, Vec<Detail>>> {
        let mut statement = self.db().statement();
        let wanted = statement.any("d.seq", seqs);
        statement.text =
            format!("SELECT d.seq, d.field, d.salt, d.value FROM audit_detail AS d WHERE {wanted}");
        let mut details: HashMap<i64, Vec<Detail>> = HashMap::new();
        for detail in self.db().fetch_all::<Detail>(statement).await? {
            details.entry(detail.seq).or_default().push(detail);
        }
        Ok(details)
    }
}

fn proofs(commitments: &str, details: &[Detail]) -> BTreeMap<String, Proof> {
    let proof = |(field, commitment): (String, String)| {
        let kept = details.iter().find(|detail| detail.field == field);
        let salt = kept.map(|detail| HEXLOWER.encode(&detail.salt));
        (field, Proof { commitment, salt })
    };
    read_commitments(commitments).into_iter().map(proof).collect()
}
