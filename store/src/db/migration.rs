//! Migrating a SQLite database that several processes open at once.
//!
//! sqlx locks a database while it migrates only in PostgreSQL. In SQLite, two processes that find the same
//! migration missing would both apply it. So whatever is missing is applied in one transaction, which has the write
//! lock from the start; the others wait for it, and find nothing missing.

use sqlx::migrate::Migrator;
use sqlx::{Sqlite, SqlitePool, Transaction};

use crate::{Error, Result};

/// How often a process waits for the write lock, each time as long as the busy timeout of its connection: migrating
/// a large database takes minutes.
const ATTEMPTS: usize = 180;

/// Applies the missing migrations, or waits until another process has.
pub(super) async fn of_sqlite(migrator: &Migrator, write: &SqlitePool) -> Result<()> {
    if is_complete(migrator, write).await {
        // Only compares: a database of another version is refused.
        return Ok(migrator.run(write).await?);
    }
    let mut tx = begin_alone(write).await?;
    // `run` with a connection, which the compiler does not accept in a task.
    migrator.run_direct(None, &mut *tx, false).await?;
    Ok(tx.commit().await?)
}

/// Whether the last migration was applied; not before the table of migrations is there.
async fn is_complete(migrator: &Migrator, write: &SqlitePool) -> bool {
    let last: Option<i64> = migrator.iter().map(|migration| migration.version).max();
    let applied = "SELECT max(version) FROM _sqlx_migrations WHERE success";
    let applied = sqlx::query_scalar::<_, Option<i64>>(applied).fetch_one(write).await;
    applied.is_ok_and(|applied| applied >= last)
}

async fn begin_alone(write: &SqlitePool) -> Result<Transaction<'static, Sqlite>> {
    for _ in 0..ATTEMPTS {
        match write.begin_with("BEGIN IMMEDIATE").await.map_err(Error::from).map_err(Error::or_busy) {
            Ok(tx) => return Ok(tx),
            Err(Error::Busy) => {
                tracing::info!("another process is writing to the database; waiting to migrate it");
            }
            Err(error) => return Err(error),
        }
    }
    Err(Error::Busy)
}
