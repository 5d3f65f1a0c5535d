//! What is remembered of a source by key, such as conversations that have not ended.
//!
//! A source with many open conversations reads and writes only those that a piece mentions.

use domain::{SourceId, Timestamp};

use super::Sources;
use crate::Result;
use crate::db::Tx;

/// What is remembered under a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MemoryEntry {
    /// The value, as JSON.
    pub value: String,
    /// When to look at it again.
    pub due_at: Option<Timestamp>,
}

/// How many keys one statement names: SQLite limits its parameters.
const KEYS: usize = 500;

type Row = (String, String, Option<Timestamp>);

fn entry((key, value, due_at): Row) -> (String, MemoryEntry) {
    (key, MemoryEntry { value, due_at })
}

impl Sources<'_> {
    /// What is remembered under these keys, of those that exist.
    pub async fn recall(&self, source: SourceId, keys: &[String]) -> Result<Vec<(String, MemoryEntry)>> {
        let mut found = Vec::with_capacity(keys.len());
        for keys in keys.chunks(KEYS) {
            let mut statement = self.db().statement();
            let source = statement.bind(source);
            let keys: Vec<String> = keys.iter().map(|key| statement.bind(key)).collect();
            statement.text = format!(
                "SELECT key, value, due_at FROM source_memory WHERE source_id = {source} AND key IN ({})",
                keys.join(", ")
            );
            found.extend(self.db().fetch_all::<Row>(statement).await?.into_iter().map(entry));
        }
        Ok(found)
    }

    /// What is due at `now`, the earliest first; at most `limit` keys.
    pub async fn due(
        &self,
        source: SourceId,
        now: Timestamp,
        limit: u32,
    ) -> Result<Vec<(String, MemoryEntry)>> {
        let mut statement = self.db().statement();
        let (source, now) = (statement.bind(source), statement.bind(now));
        statement.text = format!(
            "SELECT key, value, due_at FROM source_memory \
             WHERE source_id = {source} AND due_at <= {now} ORDER BY due_at, key LIMIT {limit}"
        );
        Ok(self.db().fetch_all::<Row>(statement).await?.into_iter().map(entry).collect())
    }
}

/// Writes what is remembered from now on.
pub(super) async fn write(tx: &mut Tx, source: i64, changes: &[(String, Option<MemoryEntry>)]) -> Result<()> {
    for (key, entry) in changes {
        let mut statement = tx.statement();
        let (source, key) = (statement.bind(source), statement.bind(key));
        match entry {
            Some(entry) => {
                let values = [
                    ("source_id", source),
                    ("key", key),
                    ("value", statement.bind(&entry.value)),
                    ("due_at", statement.bind(entry.due_at)),
                ];
                statement.insert("source_memory", values).push(
                    "ON CONFLICT (source_id, key) DO UPDATE SET value = excluded.value, \
                     due_at = excluded.due_at",
                );
            }
            None => {
                statement.text =
                    format!("DELETE FROM source_memory WHERE source_id = {source} AND key = {key}");
            }
        }
        tx.execute(statement).await?;
    }
    Ok(())
}
