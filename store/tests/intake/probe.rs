//! Plain SQL on the tables behind the store.

use sqlx::AssertSqlSafe;
use store::{Db, Store};

/// Runs a statement.
pub(crate) async fn run(store: &Store, sql: &str) {
    let sql = AssertSqlSafe(sql.to_owned());
    match store.db() {
        Db::Sqlite { write, .. } => sqlx::raw_sql(sql).execute(write).await.map(drop),
        Db::Postgres(pool) => sqlx::raw_sql(sql).execute(pool).await.map(drop),
    }
    .unwrap();
}

/// The result of a query for one number.
pub(crate) async fn number(store: &Store, sql: &str) -> i64 {
    let sql = AssertSqlSafe(sql.to_owned());
    match store.db() {
        Db::Sqlite { write, .. } => sqlx::query_scalar(sql).fetch_one(write).await,
        Db::Postgres(pool) => sqlx::query_scalar(sql).fetch_one(pool).await,
    }
    .unwrap()
}

/// The texts that a query returns, with `-` for NULL.
pub(crate) async fn texts(store: &Store, sql: &str) -> Vec<String> {
    let sql = AssertSqlSafe(sql.to_owned());
    let found: Vec<Option<String>> = match store.db() {
        Db::Sqlite { write, .. } => sqlx::query_scalar(sql).fetch_all(write).await,
        Db::Postgres(pool) => sqlx::query_scalar(sql).fetch_all(pool).await,
    }
    .unwrap();
    found.into_iter().map(|text| text.unwrap_or_else(|| "-".to_owned())).collect()
}

/// The number of rows in a table.
pub(crate) async fn count(store: &Store, table: &str) -> i64 {
    number(store, &format!("SELECT COUNT(*) FROM {table}")).await
}

/// Asserts that the materialised counters agree with the interactions.
pub(crate) async fn assert_counters_agree(store: &Store) {
    const SERVED: &str = "SELECT agent_id, queue_id FROM agent_queue";
    const COUNTED_SERVED: &str =
        "SELECT DISTINCT agent_id, queue_id FROM interaction WHERE agent_id IS NOT NULL";
    const OFFERED: &str = "SELECT queue_id, contact_reason_id FROM queue_contact_reason";
    const COUNTED_OFFERED: &str =
        "SELECT DISTINCT queue_id, contact_reason_id FROM interaction WHERE contact_reason_id IS NOT NULL";
    const NUMBERS: &str = "SELECT DISTINCT number FROM number_part";
    const COUNTED_NUMBERS: &str =
        "SELECT DISTINCT number_digits FROM interaction WHERE LENGTH(number_digits) >= 3";
    assert_days_agree(store).await;
    for (stored, counted) in
        [(SERVED, COUNTED_SERVED), (OFFERED, COUNTED_OFFERED), (NUMBERS, COUNTED_NUMBERS)]
    {
        assert_no_difference(store, stored, counted).await;
        assert_no_difference(store, counted, stored).await;
    }
}

/// Asserts that the day counters are what counting every interaction again would give.
pub(crate) async fn assert_days_agree(store: &Store) {
    const DAYS: &str = "SELECT agent_id, day, channel, queue_id, n FROM interaction_day";
    const COUNTED_DAYS: &str = "SELECT COALESCE(agent_id, 0), day, channel, queue_id, COUNT(*)
        FROM interaction GROUP BY agent_id, day, channel, queue_id";
    const QUEUE_DAYS: &str = "SELECT queue_id, channel, day, n FROM interaction_queue_day";
    const COUNTED_QUEUE_DAYS: &str =
        "SELECT queue_id, channel, day, COUNT(*) FROM interaction GROUP BY queue_id, channel, day";
    const AGENT_DAYS: &str = "SELECT agent_id, day, voice, webchat, whatsapp FROM interaction_agent_day";
    const COUNTED_AGENT_DAYS: &str = "SELECT COALESCE(agent_id, 0), day,
        SUM(CASE WHEN channel = 1 THEN 1 ELSE 0 END), SUM(CASE WHEN channel = 2 THEN 1 ELSE 0 END),
        SUM(CASE WHEN channel = 3 THEN 1 ELSE 0 END) FROM interaction GROUP BY agent_id, day";
    for (stored, counted) in
        [(DAYS, COUNTED_DAYS), (QUEUE_DAYS, COUNTED_QUEUE_DAYS), (AGENT_DAYS, COUNTED_AGENT_DAYS)]
    {
        assert_no_difference(store, stored, counted).await;
        assert_no_difference(store, counted, stored).await;
    }
}

async fn assert_no_difference(store: &Store, one: &str, other: &str) {
    let sql = format!("SELECT COUNT(*) FROM ({one} EXCEPT {other}) AS difference");
    assert_eq!(number(store, &sql).await, 0, "{sql}");
}

/// A second store on the same database, as another process would open it.
pub(crate) async fn second(store: &Store) -> Store {
    Store::open(&store::StoreConfig { url: url(store), zone: store.zone(), max_connections: 4 })
        .await
        .unwrap()
}

/// The database URL of a store.
pub(crate) fn url(store: &Store) -> String {
    use sqlx::ConnectOptions;
    match store.db() {
        Db::Sqlite { write, .. } => {
            format!("sqlite://{}", write.connect_options().get_filename().display())
        }
        Db::Postgres(pool) => pool.connect_options().to_url_lossy().to_string(),
    }
}
