//! The only way to the database: one set of types for two engines.
//!
//! - [`Statement`] builds one SQL text with its arguments; every value goes through
//!   [`Statement::bind`]. [`Given`] is a set of rows that a statement sees as a table.
//! - A statement runs on [`Db`] by itself, in a [`Tx`] with others, or through
//!   [`Scoped`](crate::Scoped), where a person waits for its answer and it is limited.
//! - A real difference between the engines is one named method of [`Engine`] (`dialect.rs`).
//!
//! SQLite has many readers and one writer, so writing there means waiting for the one connection
//! that may; PostgreSQL has one pool for both.

mod arg;
mod dialect;
mod given;
mod pool;
mod statement;
mod tx;

use sqlx::postgres::PgRow;
use sqlx::sqlite::SqliteRow;
use sqlx::{FromRow, PgPool, SqlitePool};

pub(crate) use arg::Arg;
pub(crate) use dialect::{Engine, INTAKE_LOCK, lower_case};
pub(crate) use given::Given;
pub use pool::StoreConfig;
pub(crate) use pool::kept_alive;
pub(crate) use statement::{Statement, sorted_ids};
pub(crate) use tx::Tx;

use crate::Result;

/// A row that can be read from either engine.
pub(crate) trait Row:
    for<'r> FromRow<'r, SqliteRow> + for<'r> FromRow<'r, PgRow> + Send + Unpin
{
}

impl<R> Row for R where R: for<'r> FromRow<'r, SqliteRow> + for<'r> FromRow<'r, PgRow> + Send + Unpin {}

/// An open database.
#[derive(Clone, Debug)]
pub enum Db {
    /// SQLite in WAL mode.
    Sqlite {
        /// Many connections that only read.
        read: SqlitePool,
        /// The one connection that writes.
        write: SqlitePool,
    },
    /// PostgreSQL.
    Postgres(PgPool),
}

impl Db {
    /// Which engine this is.
    pub(crate) fn engine(&self) -> Engine {
        match self {
            Self::Sqlite { .. } => Engine::Sqlite,
            Self::Postgres(_) => Engine::Postgres,
        }
    }

    /// Whether this is SQLite.
    pub fn is_sqlite(&self) -> bool {
        self.engine().is_sqlite()
    }

    /// An empty statement for this engine.
    pub(crate) fn statement(&self) -> Statement {
        Statement::new(self.engine())
    }

    /// Every row a statement returns, as committed.
    pub(crate) async fn fetch_all<R: Row>(&self, statement: Statement) -> Result<Vec<R>> {
        Ok(match self {
            Self::Sqlite { read, .. } => statement.for_sqlite::<R>()?.fetch_all(read).await?,
            Self::Postgres(pool) => statement.for_postgres::<R>()?.fetch_all(pool).await?,
        })
    }

    /// The row a statement returns, as committed, or none.
    pub(crate) async fn fetch_optional<R: Row>(&self, statement: Statement) -> Result<Option<R>> {
        Ok(self.fetch_all(statement).await?.pop())
    }

    /// The steps by which the engine would find a statement's rows.
    pub(crate) async fn explain(&self, statement: &Statement) -> Result<Vec<String>> {
        if self.is_sqlite() {
            let steps: Vec<(i64, i64, i64, String)> = self.fetch_all(statement.explained()).await?;
            Ok(steps.into_iter().map(|(_, _, _, step)| step).collect())
        } else {
            let steps: Vec<(String,)> = self.fetch_all(statement.explained()).await?;
            Ok(steps.into_iter().map(|(step,)| step).collect())
        }
    }

    /// Runs a statement that writes, in a transaction of its own; how many rows it changed.
    pub(crate) async fn execute(&self, statement: Statement) -> Result<u64> {
        Ok(match self {
            Self::Sqlite { write, .. } => {
                let (text, args) = statement.into_sqlite()?;
                sqlx::query_with(text, args).execute(write).await?.rows_affected()
            }
            Self::Postgres(pool) => {
                let (text, args) = statement.into_postgres()?;
                sqlx::query_with(text, args).execute(pool).await?.rows_affected()
            }
        })
    }

    /// Whether what is deleted from now on is also overwritten in SQLite's file, which takes longer.
    /// PostgreSQL gives the space of deleted rows back by itself (`VACUUM`).
    ///
    /// # Errors
    /// Where the database fails.
    pub(crate) async fn overwrite_deleted(&self, overwrite: bool) -> Result<()> {
        if let Self::Sqlite { write, .. } = self {
            let pragma = if overwrite { "PRAGMA secure_delete = ON" } else { "PRAGMA secure_delete = OFF" };
            sqlx::query(pragma).execute(write).await?;
        }
        Ok(())
    }

    /// Copies SQLite's log into its file and empties it, so that what was overwritten there is not
    /// found in the log. Where readers are in the way, a later one does it.
    ///
    /// # Errors
    /// Where the database fails.
    pub(crate) async fn empty_log(&self) -> Result<()> {
        if let Self::Sqlite { write, .. } = self {
            sqlx::query("PRAGMA wal_checkpoint(TRUNCATE)").execute(write).await?;
        }
        Ok(())
    }

    /// Applies the migrations of `migrations/`.
    ///
    /// # Errors
    /// Where one fails or the database is of a newer version.
    pub async fn migrate(&self) -> Result<()> {
        match self {
            Self::Sqlite { write, .. } => sqlx::migrate!("../migrations/sqlite").run(write).await?,
            Self::Postgres(pool) => sqlx::migrate!("../migrations/postgres").run(pool).await?,
        }
        Ok(())
    }
}
