//! What other systems delivered, as it was received.
//!
//! A delivery is durable before it is acknowledged, and processed afterwards, at least once: where it has a file
//! of its own ([`super::inbox`]), a crash between the step and its mark processes it again, so what is made of
//! deliveries must be the same when they come twice, as they do from their senders. It is kept for a while, so that
//! what was made of it can be understood, and deleted then: it holds what customers wrote.

use domain::{Millis, SourceId, Timestamp};

use super::Sources;
use crate::db::{Statement, Tx};
use crate::{Db, Result};

/// How long a delivery is kept after it was processed: longer than senders repeat it.
const KEPT: Millis = Millis::hours(8 * 24);

/// Something that another system delivered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Delivery {
    /// Its number, in the order of arrival.
    pub id: i64,
    /// When it arrived.
    pub received_at: Timestamp,
    /// The bytes.
    pub body: Vec<u8>,
}

impl Sources<'_> {
    /// Stores a delivery; returns when it is durable.
    pub async fn deliver(&self, source: SourceId, body: &[u8], now: Timestamp) -> Result<()> {
        let mut statement = self.db().statement();
        let values = [
            ("source_id", statement.bind(source)),
            ("received_at", statement.bind(now)),
            ("body", statement.bind(body)),
        ];
        statement.insert("source_delivery", values);
        self.inbox().await?.execute(statement).await.map(|_| ())
    }

    /// The first deliveries that wait to be processed; at most `limit`.
    pub async fn waiting_deliveries(&self, source: SourceId, limit: u32) -> Result<Vec<Delivery>> {
        let mut statement = self.db().statement();
        let source = statement.bind(source);
        statement.text = format!(
            "SELECT id, received_at, body FROM source_delivery \
             WHERE source_id = {source} AND processed_at IS NULL ORDER BY id LIMIT {limit}"
        );
        let rows: Vec<(i64, Timestamp, Vec<u8>)> = self.inbox().await?.fetch_all(statement).await?;
        Ok(rows.into_iter().map(|(id, received_at, body)| Delivery { id, received_at, body }).collect())
    }

    /// How many deliveries wait to be processed.
    pub async fn count_waiting(&self, source: SourceId) -> Result<i64> {
        let mut statement = self.db().statement();
        let source = statement.bind(source);
        statement.text = format!(
            "SELECT COUNT(*) FROM source_delivery WHERE source_id = {source} AND processed_at IS NULL"
        );
        let row: Option<(i64,)> = self.inbox().await?.fetch_optional(statement).await?;
        Ok(row.map_or(0, |(count,)| count))
    }

    /// Deletes deliveries that were processed long ago; returns how many.
    pub async fn purge_deliveries(&self, now: Timestamp) -> Result<u64> {
        let mut statement = self.db().statement();
        let before = statement.bind(now - KEPT);
        statement.text = format!("DELETE FROM source_delivery WHERE processed_at < {before}");
        self.inbox().await?.execute(statement).await
    }

    async fn inbox(&self) -> Result<&Db> {
        self.store.inner.inbox.db(self.db()).await
    }

    /// Marks the deliveries of a step after it was committed, where that is not part of it.
    pub(super) async fn mark_in_file(&self, deliveries: &[i64], now: Timestamp) -> Result<()> {
        if !self.store.inner.inbox.is_file() {
            return Ok(());
        }
        for ids in deliveries.chunks(IDS) {
            let mut statement = self.db().statement();
            mark(&mut statement, ids, now);
            self.inbox().await?.execute(statement).await?;
        }
        Ok(())
    }
}

/// How many deliveries one statement names: SQLite limits its parameters.
const IDS: usize = 500;

/// Marks the deliveries of a step in its transaction, where they are a table of the database.
pub(super) async fn mark_in_table(tx: &mut Tx, deliveries: &[i64], now: Timestamp) -> Result<()> {
    if tx.engine().is_sqlite() {
        return Ok(());
    }
    for ids in deliveries.chunks(IDS) {
        let mut statement = tx.statement();
        mark(&mut statement, ids, now);
        tx.execute(statement).await?;
    }
    Ok(())
}

fn mark(statement: &mut Statement, ids: &[i64], now: Timestamp) {
    let now = statement.bind(now);
    let these = statement.any("id", ids);
    statement.text = format!("UPDATE source_delivery SET processed_at = {now} WHERE {these}");
}
