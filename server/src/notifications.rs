//! Looks after notifications while the server runs: finds service levels at risk, deletes old ones.

use std::time::Duration;

use store::Store;
use store::clock::now;

/// How often the clocks of open cases are looked at.
const LOOK: Duration = Duration::from_mins(1);
/// How often old notifications are deleted.
const PURGE: Duration = Duration::from_hours(24);

/// Looks after notifications for as long as the process lives.
pub fn look_after_in_background(store: Store) {
    tokio::spawn(purge_daily(store.clone()));
    tokio::spawn(watch_service_levels(store));
}

async fn purge_daily(store: Store) {
    loop {
        if let Err(error) = store.purge_notifications(now()).await {
            tracing::warn!(%error, "old notifications could not be deleted");
        }
        tokio::time::sleep(PURGE).await;
    }
}

/// Of several servers one looks at a time; the others look again later.
async fn watch_service_levels(store: Store) {
    loop {
        if let Err(error) = store.watch_service_levels(now()).await {
            tracing::warn!(%error, "service levels at risk could not be looked for");
        }
        tokio::time::sleep(LOOK).await;
    }
}
