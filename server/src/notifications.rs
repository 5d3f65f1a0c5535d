//! Looks after notifications while the server runs: old ones are deleted.

use std::time::Duration;

use store::Store;
use store::clock::now;

/// How often old notifications are deleted.
const PURGE: Duration = Duration::from_hours(24);

/// Looks after notifications for as long as the process lives.
pub fn look_after_in_background(store: Store) {
    tokio::spawn(purge_daily(store));
}

async fn purge_daily(store: Store) {
    loop {
        if let Err(error) = store.purge_notifications(now()).await {
            tracing::warn!(%error, "old notifications could not be deleted");
        }
        tokio::time::sleep(PURGE).await;
    }
}
