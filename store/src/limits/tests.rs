//! Endless statements are cancelled on both engines, and their connections stay usable.

use futures::FutureExt;
use sqlx::sqlite::SqlitePoolOptions;

use super::*;
use crate::db::Engine;

/// A pool of one connection per engine, so that a lost one is noticed, and an endless statement.
async fn each(limit: Duration) -> Vec<(Limits, &'static str)> {
    let sqlite =
        SqlitePoolOptions::new().max_connections(1).connect("sqlite::memory:").await.expect("opened");
    let server = std::env::var("PROTOCOLO_TEST_POSTGRES").expect("PROTOCOLO_TEST_POSTGRES: use `make unit`");
    let postgres = readers_of_postgres(server.parse().expect("a URL"), 1, limit);
    vec![
        (
            Limits::new(Readers::Sqlite(sqlite), limit),
            "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n",
        ),
        (Limits::new(Readers::Postgres(postgres), limit), "SELECT 1::bigint FROM pg_sleep(6000)"),
    ]
}

async fn numbers(limits: &Limits, sql: &str) -> Result<Vec<(i64,)>> {
    let engine = match limits.readers {
        Readers::Sqlite(_) => Engine::Sqlite,
        Readers::Postgres(_) => Engine::Postgres,
    };
    limits.fetch_all(Statement::new(engine).with_text(sql)).await
}

const ONE: &str = "SELECT CAST(1 AS BIGINT)";

#[tokio::test]
async fn what_takes_too_long_ends_and_its_connection_comes_back() {
    for (limits, endless) in each(Duration::from_millis(20)).await {
        for _ in 0..3 {
            let ended = numbers(&limits, endless).await;
            assert!(matches!(ended, Err(Error::TooSlow)), "{ended:?}");
        }
    }
    for (limits, endless) in each(Duration::from_secs(2)).await {
        assert!(matches!(numbers(&limits, endless).await, Err(Error::TooSlow)));
        assert_eq!(numbers(&limits, ONE).await.expect("an answer"), [(1,)]);
    }
}

#[tokio::test]
async fn what_nobody_waits_for_ends_and_its_connection_comes_back() {
    for (limits, endless) in each(Duration::from_mins(100)).await {
        let mut leaving = Box::pin(numbers(&limits, endless));
        // Until the endless statement runs.
        for _ in 0..20_000 {
            assert!((&mut leaving).now_or_never().is_none());
            tokio::task::yield_now().await;
        }
        drop(leaving);
        assert_eq!(numbers(&limits, ONE).await.expect("an answer"), [(1,)]);
    }
}

#[tokio::test]
async fn only_some_may_be_slow_at_the_same_time() {
    for (limits, endless) in each(Duration::from_mins(100)).await {
        let _taken = limits.slow.acquire_many(1).await.expect("the only place");
        let ended = numbers(&limits, endless).await;
        assert!(matches!(ended, Err(Error::Busy)), "{ended:?}");
        assert_eq!(numbers(&limits, ONE).await.expect("an answer"), [(1,)]);
    }
}
