//! Several processes may start on a new database at the same time.

use store::{Store, StoreConfig};
use test_database::Engine;

use crate::support::ZONE;

/// Opens and migrates one database several times at once, as so many processes would.
async fn started_at_once(engine: Engine) {
    for _ in 0..4 {
        let folder = tempfile::tempdir().unwrap();
        let url = engine.empty(folder.path()).await;
        let starts = (0..3).map(|_| {
            let url = url.clone();
            tokio::spawn(async move {
                let store = Store::open(&StoreConfig { url, zone: ZONE, max_connections: 2 }).await?;
                store.migrate().await?;
                store.operation().await.map(|_| ())
            })
        });
        for start in starts.collect::<Vec<_>>() {
            let started = start.await.unwrap();
            assert!(started.is_ok(), "{started:?}");
        }
    }
}

test_database::contract!(who_starts_while_another_migrates_waits_and_goes_on, |engine| {
    started_at_once(engine).await;
});
