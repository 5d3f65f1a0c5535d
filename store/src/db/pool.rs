//! How a database is opened: the pools of either engine and what each connection is set to.

use std::num::NonZero;
use std::str::FromStr;
use std::time::Duration;

use chrono_tz::Tz;
use sqlx::Connection;
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};

use super::Db;
use crate::limits::{Readers, readers_of_postgres};
use crate::{Error, Result};

/// A connection to PostgreSQL that was idle for as long may have been lost.
const IDLE: Duration = Duration::from_secs(10);

/// Where the database is and how it is used.
#[derive(Clone, Debug)]
pub struct StoreConfig {
    /// `sqlite://path/to/file.db` or `postgres://user@host/name`.
    pub url: String,
    /// The time zone of an operation that has none yet.
    pub zone: Tz,
    /// The most connections for reading (SQLite, and never more than one beyond the processors) or at
    /// all (PostgreSQL, of which five in eight read for people).
    pub max_connections: u32,
}

/// How many of the connections to PostgreSQL read for people.
fn postgres_readers(connections: u32) -> u32 {
    (connections * 5 / 8).max(1)
}

fn postgres_options(url: &str) -> Result<PgConnectOptions> {
    Ok(PgConnectOptions::from_str(url)?
        .application_name("protocolo")
        .statement_cache_capacity(256)
        // Compiling a statement takes longer than any of ours should run.
        .options([("jit", "off")]))
}

/// A pool whose connections are asked whether they are still there after they idle, and not before
/// every statement: that round trip costs as much as the statement.
pub(crate) fn kept_alive(options: PgPoolOptions) -> PgPoolOptions {
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
    /// Connects; see [`crate::Store::open`].
    ///
    /// # Errors
    /// Where the URL is of neither engine or the database cannot be reached.
    pub async fn open(config: &StoreConfig) -> Result<Self> {
        if config.url.starts_with("sqlite:") {
            Self::open_sqlite(config).await
        } else if config.url.starts_with("postgres:") || config.url.starts_with("postgresql:") {
            let writers = config.max_connections - postgres_readers(config.max_connections);
            let pool = kept_alive(PgPoolOptions::new())
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

    /// The connections that read for people; see [`crate::limits`].
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
            // A 201 is a promise: the commit is on the disk before it is answered.
            .synchronous(SqliteSynchronous::Full)
            .busy_timeout(Duration::from_secs(10))
            .statement_cache_capacity(256)
            // Not more, and no mmap_size: what each connection has seen of the file would count as
            // memory of the program again and again, and the system keeps it anyway.
            .pragma("cache_size", "-4000")
            .pragma("temp_store", "memory");
        // Batches of interactions touch pages all over the indexes: more of them stay in memory, but
        // not so many that one large batch makes the program grow by much. The log grows to 32 MB
        // before a checkpoint, so that a page which many batches touch is copied once.
        let writing = options.clone().pragma("cache_size", "-12000").pragma("wal_autocheckpoint", "8192");
        // A connection to a file cannot be lost, so none is tested before it is used. Each reader is
        // a thread: more of them than processors only stand in each other's way.
        let pool = || SqlitePoolOptions::new().test_before_acquire(false);
        let processors = std::thread::available_parallelism().map_or(1, NonZero::get);
        let readers = u32::try_from(processors + 1).unwrap_or(u32::MAX);
        let write = pool().max_connections(1).connect_with(writing).await?;
        let read = pool()
            .max_connections(config.max_connections.min(readers))
            .connect_with(options.read_only(true).create_if_missing(false))
            .await?;
        Ok(Self::Sqlite { read, write })
    }
}
