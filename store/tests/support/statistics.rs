//! Statistics of the query planners, controlled by the test itself.
//!
//! PostgreSQL's autovacuum may gather statistics at any time, even of a half-filled table; plans
//! asserted on those would differ from run to run on a busy machine.

use store::{Db, Store};

/// With this target, statistics of tables of up to 45,000 rows read every row, not a sample.
const EVERY_ROW: &str = "SET default_statistics_target = 150";

/// Turns autovacuum off for the tables of this database.
const LEAVE_ALONE: &str = "DO $$ DECLARE name text; BEGIN
    FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = current_schema() LOOP
        EXECUTE format('ALTER TABLE %I SET (autovacuum_enabled = off, toast.autovacuum_enabled = off)', name);
    END LOOP; END $$";

/// Leaves gathering statistics to the test alone. Call it before inserting rows.
pub(crate) async fn pin(store: &Store) {
    if let Db::Postgres(pool) = store.db() {
        sqlx::raw_sql(LEAVE_ALONE).execute(pool).await.expect("tables without autovacuum");
    }
}

/// Gathers statistics, as nightly maintenance would.
pub(crate) async fn gather(store: &Store) {
    match store.db() {
        Db::Sqlite { write, .. } => {
            sqlx::raw_sql("ANALYZE").execute(write).await.expect("statistics");
        }
        Db::Postgres(pool) => {
            let mut connection = pool.acquire().await.expect("a connection");
            // Rows become visible to all only once their commit is on disk.
            for sql in [EVERY_ROW, "CHECKPOINT", "VACUUM ANALYZE", "RESET default_statistics_target"] {
                sqlx::raw_sql(sql).execute(&mut *connection).await.expect("statistics");
            }
        }
    }
}
