//! Opening the database: connection pools and connection settings of both engines.

use std::num::NonZero;
use std::str::FromStr;
use std::time::Duration;

use chrono_tz::Tz;
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{Connection, SqlitePool};

use super::Db;
use crate::limits::{Readers, readers_of_postgres};
use crate::{Error, Result};

/// Idle time after which a PostgreSQL connection is tested before it is used.
const IDLE: Duration = Duration::from_secs(10);

/// Database URL and pool size.
#[derive(Clone, Debug)]
pub struct StoreConfig {
    /// `sqlite://path/to/file.db` or `postgres://user@host/name`.
    pub url: String,
    /// The time zone of a new operation.
    pub zone: Tz,
    /// Maximum number of read connections (SQLite, capped at the number of processors plus one) or
    /// of all connections (PostgreSQL, of which five in eight serve requests that read).
    pub max_connections: u32,
}

/// The PostgreSQL connections reserved for requests that read; see [`crate::limits`].
fn postgres_readers(connections: u32) -> u32 {
    (connections * 5 / 8).max(1)
}

fn postgres_options(url: &str) -> Result<PgConnectOptions> {
    Ok(PgConnectOptions::from_str(url)?
        .application_name("protocolo")
        .statement_cache_capacity(256)
        // JIT compilation takes longer than any of our statements should run.
        .options([("jit", "off")]))
}

/// Tests connections before use only after [`IDLE`]: a ping before every statement costs as much as
/// the statement itself.
pub(crate) fn with_idle_check(options: PgPoolOptions) -> PgPoolOptions {
    options.acquire_timeout(Duration::from_secs(10)).test_before_acquire(false).before_acquire(
        |connection, meta| {
            Box::pin(async move {
                let idle = meta.idle_for > IDLE;
                Ok(!idle || connection.ping().await.is_ok())
            })
        },
    )
}

impl Db {
    /// Opens the pools; see [`crate::Store::open`].
    ///
    /// # Errors
    /// Where the URL names neither engine or the database cannot be reached.
    pub async fn open(config: &StoreConfig) -> Result<Self> {
        if config.url.starts_with("sqlite:") {
            Self::open_sqlite(config).await
        } else if config.url.starts_with("postgres:") || config.url.starts_with("postgresql:") {
            let writers = config.max_connections - postgres_readers(config.max_connections);
            let pool = with_idle_check(PgPoolOptions::new())
                .max_connections(writers.max(2))
                .connect_with(postgres_options(&config.url)?)
                .await?;
            Ok(Self::Postgres(pool))
        } else {
            Err(Error::Configuration(
                "DATABASE_URL must begin with sqlite: or postgres:, like sqlite://data/protocolo.db"
                    .to_owned(),
            ))
        }
    }

    /// The connections for requests that read; see [`crate::limits`].
    pub(crate) fn readers(&self, config: &StoreConfig, limit: Duration) -> Result<Readers> {
        Ok(match self {
            Self::Sqlite { read, .. } => Readers::Sqlite(read.clone()),
            Self::Postgres(_) => {
                let most = postgres_readers(config.max_connections);
                Readers::Postgres(readers_of_postgres(postgres_options(&config.url)?, most, limit))
            }
        })
    }

    async fn open_sqlite(config: &StoreConfig) -> Result<Self> {
        let options = SqliteConnectOptions::from_str(&config.url)?
            .create_if_missing(true)
            .foreign_keys(true)
            .journal_mode(SqliteJournalMode::Wal)
            // A 201 response promises durability: the commit must be on disk first.
            .synchronous(SqliteSynchronous::Full)
            .busy_timeout(Duration::from_secs(10))
            .statement_cache_capacity(256)
            // Small cache and no mmap_size: every connection would add the pages it has read to the
            // memory of the process, while the page cache of the system holds them anyway.
            .pragma("cache_size", "-4000")
            .pragma("temp_store", "memory");
        // Batches touch pages all over the indexes: the writer gets a larger cache, and a log of 32
        // MB before a checkpoint, so that a page touched by many batches is copied once.
        let writing = options.clone().pragma("cache_size", "-12000").pragma("wal_autocheckpoint", "8192");
        // A connection to a file cannot be lost, so it is not tested before use. Each reader is a
        // thread: more of them than processors only compete with each other.
        let pool = || SqlitePoolOptions::new().test_before_acquire(false);
        let processors = std::thread::available_parallelism().map_or(1, NonZero::get);
        let readers = u32::try_from(processors + 1).unwrap_or(u32::MAX);
        let write = connected(&pool().max_connections(1), &writing).await?;
        let reading = options.read_only(true).create_if_missing(false);
        let readers = pool().max_connections(config.max_connections.min(readers));
        let read = connected(&readers, &reading).await?;
        Ok(Self::Sqlite { read, write })
    }
}

/// How often a file that another process is making is tried again, and how long after.
const TRIES: usize = 100;
const BETWEEN_TRIES: Duration = Duration::from_millis(100);

/// Opens a pool. While another process makes the same file, the switch to WAL fails at once instead of
/// waiting for the busy timeout, so it is tried again.
async fn connected(pool: &SqlitePoolOptions, options: &SqliteConnectOptions) -> Result<SqlitePool> {
    for _ in 1..TRIES {
        match pool.clone().connect_with(options.clone()).await {
            Err(error) if is_locked(&error) => tokio::time::sleep(BETWEEN_TRIES).await,
            opened => return Ok(opened?),
        }
    }
    Ok(pool.clone().connect_with(options.clone()).await?)
}

fn is_locked(error: &sqlx::Error) -> bool {
    let sqlx::Error::Database(error) = error else { return false };
    error.code().and_then(|code| code.parse::<u32>().ok()).is_some_and(|code| code & 0xff == 5)
}
