//! What other systems delivered, as it was received.
//!
//! A delivery is durable before it is acknowledged, and processed afterwards. It is kept for a while, so
//! that what was made of it can be understood, and deleted then: it holds what customers wrote.

use domain::{Millis, SourceId, Timestamp};

use super::Sources;
use crate::Result;
use crate::db::Tx;

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
        self.db().execute(statement).await.map(|_| ())
    }

    /// The first deliveries that wait to be processed; at most `limit`.
    pub async fn waiting_deliveries(&self, source: SourceId, limit: u32) -> Result<Vec<Delivery>> {
        let mut statement = self.db().statement();
        let source = statement.bind(source);
        statement.text = format!(
            "SELECT id, received_at, body FROM source_delivery \
             WHERE source_id = {source} AND processed_at IS NULL ORDER BY id LIMIT {limit}"
        );
        let rows: Vec<(i64, Timestamp, Vec<u8>)> = self.db().fetch_all(statement).await?;
        Ok(rows.into_iter().map(|(id, received_at, body)| Delivery { id, received_at, body }).collect())
    }

    /// Deletes deliveries that were processed long ago; returns how many.
    pub async fn purge_deliveries(&self, now: Timestamp) -> Result<u64> {
        let mut statement = self.db().statement();
        let before = statement.bind(now - KEPT);
        statement.text = format!("DELETE FROM source_delivery WHERE processed_at < {before}");
        self.db().execute(statement).await
    }
}

/// Marks deliveries as processed.
pub(super) async fn mark_processed(tx: &mut Tx, deliveries: &[i64], now: Timestamp) -> Result<()> {
    for ids in deliveries.chunks(500) {
        let mut statement = tx.statement();
        let now = statement.bind(now);
        let these = statement.any("id", ids);
        statement.text = format!("UPDATE source_delivery SET processed_at = {now} WHERE {these}");
        tx.execute(statement).await?;
    }
    Ok(())
}
