//! What the query planners know about the tables, pinned by the test itself.
//!
//! PostgreSQL's autovacuum gathers statistics whenever it finds the time, also of a table that is
//! half filled; a plan asserted upon those differs from run to run on a busy machine.

use store::{Db, Store};

/// Statistics of tables of up to 45,000 rows are made of every row, not of a sample, at this target.
const EVERY_ROW: &str = "SET default_statistics_target = 150";

/// Autovacuum leaves the tables of this database alone. Comes before the rows.
const LEAVE_ALONE: &str = "DO $$ DECLARE name text; BEGIN
    FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = current_schema() LOOP
        EXECUTE format('ALTER TABLE %I SET (autovacuum_enabled = off, toast.autovacuum_enabled = off)', name);
    END LOOP; END $$";

/// Nobody but the test gathers statistics from now on. Comes before the rows.
pub(crate) async fn pin(store: &Store) {
    if let Db::Postgres(pool) = store.db() {
        sqlx::raw_sql(LEAVE_ALONE).execute(pool).await.expect("tables without autovacuum");
    }
}

/// Gathers the statistics that an engine has after a night.
pub(crate) async fn gather(store: &Store) {
    match store.db() {
        Db::Sqlite { write, .. } => {
            sqlx::raw_sql("ANALYZE").execute(write).await.expect("statistics");
        }
        Db::Postgres(pool) => {
            let mut connection = pool.acquire().await.expect("a connection");
            // Rows are marked as visible to all only once their commit is on the disk.
            for sql in [EVERY_ROW, "CHECKPOINT", "VACUUM ANALYZE", "RESET default_statistics_target"] {
                sqlx::raw_sql(sql).execute(&mut *connection).await.expect("statistics");
            }
        }
    }
}
