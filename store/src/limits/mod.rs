//! Statement timeouts, cancellation and a limit on slow statements, for reads by users.
//!
//! A search over millions of rows must not block the pages of other users:
//!
//! - A statement is cancelled after the timeout, with [`Error::TooSlow`].
//! - It is cancelled when its future is dropped because the client disconnected, which neither
//!   engine detects by itself.
//! - One that takes longer than [`SLOW_AFTER`] needs one of a few permits and ends with
//!   [`Error::Busy`] if none is left, so that a connection is always available for quick ones.
//!
//! Writes, intake, migrations and the command line are not limited: they use their own connections.

use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use sqlx::pool::PoolConnection;
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::{Database, PgPool, Pool, Postgres, Sqlite, SqlitePool};
use tokio::sync::Semaphore;
use tokio::time::timeout;

use crate::db::{Row, Statement, with_idle_check};
use crate::{Error, Result};

/// The default statement timeout.
pub const STATEMENT_LIMIT: Duration = Duration::from_secs(5);

/// A statement that takes longer is slow.
const SLOW_AFTER: Duration = Duration::from_secs(1);

/// Grace period for `PostgreSQL` to cancel a statement itself, which keeps the connection.
const GRACE: Duration = Duration::from_millis(500);

/// Interval of `SQLite`'s progress handler in VM steps, about a tenth of a millisecond.
const PROGRESS_INTERVAL: i32 = 4_000;

/// `PostgreSQL`'s SQLSTATE `query_canceled`.
const QUERY_CANCELED: &str = "57014";

/// The connections for reads by users, the statement timeout and permits for slow ones.
pub(crate) struct Limits {
    readers: Readers,
    limit: Duration,
    slow: Semaphore,
}

/// The connection pool of either engine.
pub(crate) enum Readers {
    /// The pool that all reads share.
    Sqlite(SqlitePool),
    /// A pool separate from the writers'.
    Postgres(PgPool),
}

impl Limits {
    /// Allows two thirds of the connections to run slow statements.
    pub(crate) fn new(readers: Readers, limit: Duration) -> Self {
        let max = match &readers {
            Readers::Sqlite(pool) => pool.options().get_max_connections(),
            Readers::Postgres(pool) => pool.options().get_max_connections(),
        };
        let slow = usize::try_from(max * 2 / 3).unwrap_or(1).max(1);
        Self { readers, limit, slow: Semaphore::new(slow) }
    }

    /// Returns all rows of a statement.
    pub(crate) async fn fetch_all<R: Row>(&self, statement: Statement) -> Result<Vec<R>> {
        // Boxed: the future of a page contains many of these.
        match &self.readers {
            Readers::Sqlite(pool) => Box::pin(self.sqlite(pool, statement)).await,
            Readers::Postgres(pool) => Box::pin(self.postgres(pool, statement)).await,
        }
    }

    async fn sqlite<R: Row>(&self, pool: &SqlitePool, statement: Statement) -> Result<Vec<R>> {
        let mut running = SqliteQuery::new(self.connection(pool).await?);
        let connection = running.interruptible().await?;
        let query = statement.for_sqlite::<R>()?;
        let rows = self.with_deadline(query.fetch_all(connection), self.limit).await?;
        running.end();
        Ok(rows?)
    }

    async fn postgres<R: Row>(&self, pool: &PgPool, statement: Statement) -> Result<Vec<R>> {
        let mut running = PostgresQuery(Some(self.connection(pool).await?));
        let connection = running.0.as_mut().ok_or(sqlx::Error::PoolClosed)?;
        let query = statement.for_postgres::<R>()?;
        let rows = self.with_deadline(query.fetch_all(&mut **connection), self.limit + GRACE).await?;
        running.end();
        rows.map_err(|error| if was_canceled(&error) { Error::TooSlow } else { error.into() })
    }

    /// Acquires a connection, waiting no longer than the statement timeout.
    async fn connection<DB: Database>(&self, pool: &Pool<DB>) -> Result<PoolConnection<DB>> {
        match timeout(self.limit.max(STATEMENT_LIMIT), pool.acquire()).await {
            Ok(Err(sqlx::Error::PoolTimedOut)) | Err(_) => Err(Error::Busy),
            Ok(connection) => Ok(connection?),
        }
    }

    /// Awaits a statement up to the timeout. On failure the statement may still be running; the
    /// owner of the connection cancels it on drop.
    async fn with_deadline<T>(
        &self,
        statement: impl Future<Output = sqlx::Result<T>>,
        limit: Duration,
    ) -> Result<sqlx::Result<T>> {
        let mut statement = pin!(statement);
        if let Ok(done) = timeout(SLOW_AFTER.min(limit), &mut statement).await {
            return Ok(done);
        }
        let Ok(_permit) = self.slow.try_acquire() else { return Err(Error::Busy) };
        timeout(limit.saturating_sub(SLOW_AFTER), statement).await.map_err(|_| Error::TooSlow)
    }
}

fn was_canceled(error: &sqlx::Error) -> bool {
    error
        .as_database_error()
        .and_then(sqlx::error::DatabaseError::code)
        .is_some_and(|code| code == QUERY_CANCELED)
}

/// A running `SQLite` statement. Interrupts it if dropped before its end: otherwise the
/// connection's thread would run it to the end, and the pool would lack the connection for that
/// long.
struct SqliteQuery {
    connection: Option<PoolConnection<Sqlite>>,
    abandoned: Arc<AtomicBool>,
}

impl SqliteQuery {
    fn new(connection: PoolConnection<Sqlite>) -> Self {
        Self { connection: Some(connection), abandoned: Arc::default() }
    }

    /// The connection, with a progress handler that interrupts the statement once this is dropped.
    async fn interruptible(&mut self) -> Result<&mut sqlx::SqliteConnection> {
        let abandoned = Arc::clone(&self.abandoned);
        let connection = self.connection.as_mut().ok_or(sqlx::Error::PoolClosed)?;
        connection
            .lock_handle()
            .await?
            .set_progress_handler(PROGRESS_INTERVAL, move || !abandoned.load(Ordering::Relaxed));
        Ok(&mut *connection)
    }

    /// The statement has ended: returns the connection to the pool. Its handler never fires.
    fn end(mut self) {
        self.connection = None;
    }
}

impl Drop for SqliteQuery {
    fn drop(&mut self) {
        let Some(mut connection) = self.connection.take() else { return };
        self.abandoned.store(true, Ordering::Relaxed);
        // Waits for the statement to end, so that the handler does not interrupt the next one.
        tokio::spawn(async move {
            match connection.lock_handle().await {
                Ok(mut handle) => handle.remove_progress_handler(),
                Err(error) => tracing::warn!(%error, "a connection did not come back from its statement"),
            }
        });
    }
}

/// A running `PostgreSQL` statement. Closes the connection if dropped before its end, by which the
/// server notices the disconnect.
struct PostgresQuery(Option<PoolConnection<Postgres>>);

impl PostgresQuery {
    /// The statement has ended: returns the connection to the pool.
    fn end(mut self) {
        self.0 = None;
    }
}

impl Drop for PostgresQuery {
    fn drop(&mut self) {
        if let Some(mut connection) = self.0.take() {
            connection.close_on_drop();
        }
    }
}

/// A pool of up to `max` `PostgreSQL` connections with this statement timeout.
pub(crate) fn readers_of_postgres(options: PgConnectOptions, max: u32, limit: Duration) -> PgPool {
    let limit = limit.as_millis().max(1).to_string();
    let pool = with_idle_check(PgPoolOptions::new()).max_connections(max).after_connect(|connection, _| {
        Box::pin(async move {
            // Not supported before version 14 and on some systems: there, a statement whose client
            // has disconnected runs until its timeout.
            let _ = sqlx::query(CHECK_CLIENT_CONNECTION).execute(connection).await;
            Ok(())
        })
    });
    pool.connect_lazy_with(options.options([("statement_timeout", limit)]))
}

/// Makes the server check during a statement whether the client is still connected.
const CHECK_CLIENT_CONNECTION: &str = "SELECT set_config('client_connection_check_interval', '500ms', FALSE) \
     WHERE current_setting('server_version_num')::int >= 140000";

#[cfg(test)]
mod tests;
