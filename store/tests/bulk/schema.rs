//! A load restores every index, constraint and trigger that it dropped.

use store::{Db, Store};
use test_database::Engine;

use crate::bulk::sample;
use crate::intake::probe::texts;
use crate::support;

/// Every table, index, constraint and trigger with its definition.
async fn schema(store: &Store) -> Vec<String> {
    let mut schema = match store.db() {
        Db::Sqlite { .. } => texts(store, "SELECT sql FROM sqlite_schema").await,
        Db::Postgres(_) => {
            texts(
                store,
                "SELECT indexdef FROM pg_indexes WHERE schemaname = 'public'
                 UNION ALL
                 SELECT conrelid::regclass || ' ' || conname || ' ' || pg_get_constraintdef(oid) || convalidated
                 FROM pg_constraint WHERE connamespace = 'public'::regnamespace
                 UNION ALL
                 SELECT tgrelid::regclass || ' ' || tgname || ' ' || tgenabled::text
                 FROM pg_trigger WHERE NOT tgisinternal",
            )
            .await
        }
    };
    schema.sort();
    schema
}

contract!(a_load_leaves_the_schema_as_it_was, |store| {
    let before = schema(&store).await;
    sample::load(&store).await.unwrap();
    assert_eq!(schema(&store).await, before);
});

/// The tables of which a load writes rows by the thousand.
const LARGE: &str = "'customer', 'customer_address', 'service_case', 'interaction', 'message', 'call_attempt', \
     'recording', 'case_event', 'sla_clock', 'survey_response'";

contract!(no_trigger_of_a_loaded_row_asks_a_table_without_indexes, |store| {
    let triggers = match store.db() {
        Db::Sqlite { .. } => format!(
            "SELECT name FROM sqlite_schema WHERE type = 'trigger' AND tbl_name IN ({LARGE}) \
             AND sql LIKE '%INSERT ON%' ORDER BY name"
        ),
        // Bit 2: on INSERT.
        Db::Postgres(_) => format!(
            "SELECT tgname::text FROM pg_trigger WHERE NOT tgisinternal AND (tgtype & 4) > 0 \
             AND tgrelid::regclass::text IN ({LARGE}) ORDER BY tgname"
        ),
    };
    let mut kept = texts(&store, &triggers).await;
    assert!(kept.len() > 1, "the statement finds triggers");
    kept.retain(|name| !::bulk::triggers::is_disabled(name));
    // It writes words of the new row only. Add others to `bulk/src/triggers.rs`: they are slower with every row.
    assert_eq!(kept, ["customer_named"]);
});

#[tokio::test]
async fn sqlite_finds_nothing_wrong() {
    let store = support::fresh(Engine::Sqlite, support::ZONE).await;
    sample::load(&store).await.unwrap();
    assert_eq!(texts(&store, "PRAGMA integrity_check").await, ["ok"]);
    assert!(texts(&store, "PRAGMA foreign_key_check").await.is_empty());
    // Statistics make SQLite choose worse plans for the lists.
    assert!(texts(&store, "SELECT name FROM sqlite_schema WHERE name LIKE 'sqlite_stat%'").await.is_empty());
}

#[tokio::test]
async fn postgres_is_analysed() {
    let store = support::fresh(Engine::Postgres, support::ZONE).await;
    sample::load(&store).await.unwrap();
    let rows =
        texts(&store, "SELECT reltuples::bigint::text FROM pg_class WHERE relname = 'interaction'").await;
    assert_eq!(rows, [sample::SIZE.to_string()]);
}
