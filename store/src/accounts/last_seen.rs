//! Background updates of "last seen" and "last used", at most once a minute each.
//!
//! A request must not wait for the database's writer (SQLite has only one) to update these times,
//! nor fail if the update does.

use std::collections::HashSet;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use domain::{ApiKeyId, Millis, Timestamp, UserId};
use tokio::task::JoinSet;

use crate::{Db, Result};

/// Minimum interval between updates.
const INTERVAL: Millis = Millis::minutes(1);

/// Whether the time must be updated again.
pub(super) fn is_due(last: Timestamp, now: Timestamp) -> bool {
    now - last >= INTERVAL
}

/// The session or key whose time is updated.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Mark {
    Session { token_hash: [u8; 32], user: UserId },
    ApiKey(ApiKeyId),
}

/// The updates in progress.
#[derive(Default)]
pub(super) struct LastSeen {
    tasks: Mutex<JoinSet<()>>,
    /// At most one update per session or key at a time.
    under_way: Arc<Mutex<HashSet<Mark>>>,
}

impl LastSeen {
    /// Starts an update in the background.
    pub(super) fn note(&self, db: &Db, mark: Mark, now: Timestamp) {
        if !lock(&self.under_way).insert(mark) {
            return;
        }
        let db = db.clone();
        let under_way = Arc::clone(&self.under_way);
        let mut tasks = lock(&self.tasks);
        while tasks.try_join_next().is_some() {}
        tasks.spawn(async move {
            if let Err(error) = mark.write(&db, now).await {
                tracing::warn!(%error, "the time of the last use could not be noted");
            }
            lock(&under_way).remove(&mark);
        });
    }

    /// Waits for the updates in progress.
    pub(super) async fn flush(&self) {
        let tasks = std::mem::take(&mut *lock(&self.tasks));
        tasks.join_all().await;
    }
}

impl Mark {
    async fn write(self, db: &Db, now: Timestamp) -> Result<()> {
        let mut statement = db.statement();
        let at = statement.bind(now);
        match self {
            // Two statements without a transaction: locking both rows could deadlock with a
            // deactivation, which locks them in the opposite order.
            Self::Session { token_hash, user } => {
                let hash = statement.bind(&token_hash);
                statement.text = format!(
                    "UPDATE session SET last_seen_at = {at} WHERE token_hash = {hash} AND last_seen_at < {at}"
                );
                db.execute(statement).await?;
                let mut account = db.statement();
                let (at, user) = (account.bind(now), account.bind(user));
                account.text = format!(
                    "UPDATE user_account SET last_seen_at = {at} WHERE id = {user} AND last_seen_at < {at}"
                );
                db.execute(account).await?;
            }
            Self::ApiKey(id) => {
                let id = statement.bind(id);
                statement.text = format!(
                    "UPDATE api_key SET last_used_at = {at} \
                     WHERE id = {id} AND (last_used_at IS NULL OR last_used_at < {at})"
                );
                db.execute(statement).await?;
            }
        }
        Ok(())
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
