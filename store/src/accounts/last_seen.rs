//! "Last seen" and "last used": noted in the background, at most once a minute each.
//!
//! A page must not wait for the writer (of which SQLite has one) to say that somebody looked at
//! it, nor fail when the note cannot be written.

use std::collections::HashSet;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use domain::{ApiKeyId, UserId};
use tokio::task::JoinSet;

use crate::{Db, Result};

/// How exact these times are.
const EVERY_MS: i64 = 60 * 1000;

/// Whether it is time to note it again.
pub(super) fn is_due(last: i64, now: i64) -> bool {
    now - last >= EVERY_MS
}

/// Whose time it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Mark {
    Session { token_hash: [u8; 32], user: UserId },
    ApiKey(ApiKeyId),
}

/// The notes under way.
#[derive(Default)]
pub(super) struct LastSeen {
    tasks: Mutex<JoinSet<()>>,
    /// One note of each at a time, however many requests ask for it.
    under_way: Arc<Mutex<HashSet<Mark>>>,
}

impl LastSeen {
    /// Notes it in the background.
    pub(super) fn note(&self, db: &Db, mark: Mark, now: i64) {
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

    /// Waits for the notes under way.
    pub(super) async fn settled(&self) {
        let tasks = std::mem::take(&mut *lock(&self.tasks));
        tasks.join_all().await;
    }
}

impl Mark {
    async fn write(self, db: &Db, now: i64) -> Result<()> {
        let mut statement = db.statement();
        let at = statement.bind(now);
        match self {
            // Two statements and no transaction: holding one row while waiting for the other
            // could meet a deactivation that takes them the other way round.
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
