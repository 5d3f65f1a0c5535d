//! The trail as lines for a file: each entry with its values, their salts and commitments, so that
//! whoever has the file can verify it alone. A trail of the form before is exported as it is.

use std::collections::{BTreeMap, HashMap};

use data_encoding::HEXLOWER;
use serde::Serialize;

use super::carry_over::{self, BEFORE};
use super::detail::{Detail, read_commitments};
use super::{AuditEntry, AuditFilter};
use crate::{Result, Store};

/// What a value was committed to by, and what shows that it is the one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Proof {
    /// SHA-256 of salt and value, in hexadecimal, as the chain has it.
    pub commitment: String,
    /// The salt, in hexadecimal; `None` where the value was erased.
    pub salt: Option<String>,
}

/// A line of an export.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ExportLine {
    /// The entry.
    #[serde(flatten)]
    pub entry: AuditEntry,
    /// Of each of its values, by field.
    pub details: BTreeMap<String, Proof>,
}

impl Store {
    /// At most so many lines, newest first, of the entries before an entry.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn audit_lines(
        &self,
        filter: &AuditFilter,
        before: Option<i64>,
        most: usize,
    ) -> Result<Vec<ExportLine>> {
        let entries = self.audit_entries(filter, before, most).await?;
        let seqs: Vec<i64> = entries.iter().map(|entry| entry.seq).collect();
        let mut details = self.details_of(&seqs).await?;
        let lines = entries.into_iter().map(|entry| {
            let details = proofs(&entry.commitments, &details.remove(&entry.seq).unwrap_or_default());
            ExportLine { entry, details }
        });
        Ok(lines.collect())
    }

    /// The lines of a trail of the form before behind an entry, oldest first, each with its number;
    /// `None` where it has today's form. Works before the tables are migrated, so that the trail can be
    /// put away as it was.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn audit_lines_before(&self, after: i64) -> Result<Option<Vec<(i64, String)>>> {
        let mut table = None;
        for name in [BEFORE, "audit_event"] {
            let mut statement = self.db().statement();
            let named = statement.bind(name);
            statement.text = self.db().engine().table_named(&named);
            if self.db().fetch_optional::<(i32,)>(statement).await?.is_some() {
                table = table.or(Some(name));
            }
        }
        let Some(table) = table else { return Ok(None) };
        let rows: Vec<carry_over::Row> =
            self.db().fetch_all(carry_over::stretch(self.db(), table, after)).await?;
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
