//! How long a statement that a person waits for may take, and what becomes of one that takes longer.
//!
//! A search that has to look at millions of rows must not keep everybody else from their pages:
//!
//! - A statement ends after the limit, with [`Error::TooSlow`].
//! - It ends at once where nobody waits for its answer any more: a client that leaves drops the future,
//!   but neither engine notices that by itself.
//! - One that takes longer than [`QUICK`] needs one of a few places and ends with [`Error::Busy`] where
//!   all are taken, so that a connection is always left for those that are quick.
//!
//! Writing, recording, migrations and the command line are not limited: they have connections of
//! their own.

use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use sqlx::pool::PoolConnection;
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::{Database, PgPool, Pool, Postgres, Sqlite, SqlitePool};
use tokio::sync::Semaphore;
use tokio::time::timeout;

use crate::db::{Row, Statement, kept_alive};
use crate::{Error, Result};

/// How long a statement may take where nothing else is said.
pub const STATEMENT_LIMIT: Duration = Duration::from_secs(5);

/// What takes longer is slow.
const QUICK: Duration = Duration::from_secs(1);

/// How much longer than its limit `PostgreSQL` is given to end a statement by itself, which keeps the
/// connection.
const GRACE: Duration = Duration::from_millis(500);

/// After so many steps of its machine, about a tenth of a millisecond, `SQLite` asks whether to go on.
const STEPS: i32 = 4_000;

/// The code with which `PostgreSQL` ends a statement that takes too long.
const CANCELED: &str = "57014";

/// The connections that read for people, and how long one statement may take.
pub(crate) struct Limits {
    readers: Readers,
    limit: Duration,
    slow: Semaphore,
}

/// The connections of either engine.
pub(crate) enum Readers {
    /// Those of the database.
    Sqlite(SqlitePool),
    /// Apart from those that write.
    Postgres(PgPool),
}

impl Limits {
    /// Reads for people by these connections.
    pub(crate) fn new(readers: Readers, limit: Duration) -> Self {
        let most = match &readers {
            Readers::Sqlite(pool) => pool.options().get_max_connections(),
            Readers::Postgres(pool) => pool.options().get_max_connections(),
        };
        let slow = usize::try_from(most * 2 / 3).unwrap_or(1).max(1);
        Self { readers, limit, slow: Semaphore::new(slow) }
    }

    /// Every row a statement returns.
    pub(crate) async fn fetch_all<R: Row>(&self, statement: Statement) -> Result<Vec<R>> {
        // On the heap: a page holds many of these futures inside its own.
        match &self.readers {
            Readers::Sqlite(pool) => Box::pin(self.sqlite(pool, statement)).await,
            Readers::Postgres(pool) => Box::pin(self.postgres(pool, statement)).await,
        }
    }

    async fn sqlite<R: Row>(&self, pool: &SqlitePool, statement: Statement) -> Result<Vec<R>> {
        let mut reading = SqliteReading::new(self.connection(pool).await?);
        let connection = reading.watched().await?;
        let query = statement.for_sqlite::<R>()?;
        let rows = self.attend(query.fetch_all(connection), self.limit).await?;
        reading.end();
        Ok(rows?)
    }

    async fn postgres<R: Row>(&self, pool: &PgPool, statement: Statement) -> Result<Vec<R>> {
        let mut reading = PostgresReading(Some(self.connection(pool).await?));
        let connection = reading.0.as_mut().ok_or(sqlx::Error::PoolClosed)?;
        let query = statement.for_postgres::<R>()?;
        let rows = self.attend(query.fetch_all(&mut **connection), self.limit + GRACE).await?;
        reading.end();
        rows.map_err(|error| if was_canceled(&error) { Error::TooSlow } else { error.into() })
    }

    /// A connection, for which nobody waits longer than a statement takes.
    async fn connection<DB: Database>(&self, pool: &Pool<DB>) -> Result<PoolConnection<DB>> {
        match timeout(self.limit.max(STATEMENT_LIMIT), pool.acquire()).await {
            Ok(Err(sqlx::Error::PoolTimedOut)) | Err(_) => Err(Error::Busy),
            Ok(connection) => Ok(connection?),
        }
    }

    /// What a statement answers, unless it takes too long. A failure of ours leaves it running: whoever
    /// holds the connection ends it.
    async fn attend<T>(
        &self,
        statement: impl Future<Output = sqlx::Result<T>>,
        limit: Duration,
    ) -> Result<sqlx::Result<T>> {
        let mut statement = pin!(statement);
        if let Ok(done) = timeout(QUICK.min(limit), &mut statement).await {
            return Ok(done);
        }
        let Ok(_place) = self.slow.try_acquire() else { return Err(Error::Busy) };
        timeout(limit.saturating_sub(QUICK), statement).await.map_err(|_| Error::TooSlow)
    }
}

fn was_canceled(error: &sqlx::Error) -> bool {
    error.as_database_error().and_then(sqlx::error::DatabaseError::code).is_some_and(|code| code == CANCELED)
}

/// A statement that `SQLite` runs. Dropped before its end, it is interrupted: the thread of the
/// connection would otherwise go on to the end, and the connection be missing for as long.
struct SqliteReading {
    connection: Option<PoolConnection<Sqlite>>,
    left: Arc<AtomicBool>,
}

impl SqliteReading {
    fn new(connection: PoolConnection<Sqlite>) -> Self {
        Self { connection: Some(connection), left: Arc::default() }
    }

    /// The connection, which from now on asks whether somebody still waits.
    async fn watched(&mut self) -> Result<&mut sqlx::SqliteConnection> {
        let left = Arc::clone(&self.left);
        let connection = self.connection.as_mut().ok_or(sqlx::Error::PoolClosed)?;
        connection.lock_handle().await?.set_progress_handler(STEPS, move || !left.load(Ordering::Relaxed));
        Ok(&mut *connection)
    }

    /// It has ended: the connection can be used by others. Its handler is never told otherwise.
    fn end(mut self) {
        self.connection = None;
    }
}

impl Drop for SqliteReading {
    fn drop(&mut self) {
        let Some(mut connection) = self.connection.take() else { return };
        self.left.store(true, Ordering::Relaxed);
        // Not before the statement has ended and nothing interrupts the next one.
        tokio::spawn(async move {
            match connection.lock_handle().await {
                Ok(mut handle) => handle.remove_progress_handler(),
                Err(error) => tracing::warn!(%error, "a connection did not come back from its statement"),
            }
        });
    }
}

/// A statement that `PostgreSQL` runs. Dropped before its end, its connection is closed, by which the
/// server notices that nobody waits.
struct PostgresReading(Option<PoolConnection<Postgres>>);

impl PostgresReading {
    /// It has ended: the connection can be used by others.
    fn end(mut self) {
        self.0 = None;
    }
}

impl Drop for PostgresReading {
    fn drop(&mut self) {
        if let Some(mut connection) = self.0.take() {
            connection.close_on_drop();
        }
    }
}

/// At most so many connections to `PostgreSQL` on which no statement takes longer than the limit.
pub(crate) fn readers_of_postgres(options: PgConnectOptions, most: u32, limit: Duration) -> PgPool {
    let limit = limit.as_millis().max(1).to_string();
    let pool = kept_alive(PgPoolOptions::new()).max_connections(most).after_connect(|connection, _| {
        Box::pin(async move {
            // Servers before version 14 and some systems do not know it: there, a statement whose client
            // has left goes on until its limit.
            let _ = sqlx::query(NOTICE_LEAVING).execute(connection).await;
            Ok(())
        })
    });
    pool.connect_lazy_with(options.options([("statement_timeout", limit)]))
}

/// Makes a server ask while a statement runs whether its client is still there.
const NOTICE_LEAVING: &str = "SELECT set_config('client_connection_check_interval', '500ms', FALSE) \
     WHERE current_setting('server_version_num')::int >= 140000";

#[cfg(test)]
mod tests;
