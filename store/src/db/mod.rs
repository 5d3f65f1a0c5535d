//! Database access: one set of types for SQLite and PostgreSQL.
//!
//! - [`Statement`] builds one SQL text with its arguments; every value goes through
//!   [`Statement::bind`]. [`RowSet`] is a set of rows that a statement sees as a table.
//! - A statement runs on [`Db`] alone, in a transaction ([`Tx`]), or through
//!   [`Scoped`](crate::Scoped) with the time limits of requests ([`crate::limits`]).
//! - Every difference between the engines is one named method of [`Engine`] (`dialect.rs`).
//!
//! SQLite has many readers and one writer, so writes wait for the single write connection;
//! PostgreSQL has one pool for both.

mod arg;
mod condition;
mod counted;
mod dialect;
mod migration;
mod pool;
mod row_set;
mod statement;
mod tx;

use sqlx::postgres::PgRow;
use sqlx::sqlite::SqliteRow;
use sqlx::{FromRow, PgPool, SqlitePool};

pub(crate) use arg::{Arg, Integer};
pub(crate) use condition::{Window, contains_any};
pub(crate) use counted::{counted, counted_in_order};
pub(crate) use dialect::{Engine, INTAKE_LOCK, lower_case};
pub use pool::StoreConfig;
pub(crate) use pool::with_idle_check;
pub(crate) use row_set::RowSet;
pub(crate) use statement::{IDS_AT_ONCE, Statement, sorted_ids};
pub(crate) use tx::Tx;

use crate::{Error, Result};

/// A row that can be decoded from either engine.
pub(crate) trait Row:
    for<'r> FromRow<'r, SqliteRow> + for<'r> FromRow<'r, PgRow> + Send + Unpin
{
}

impl<R> Row for R where R: for<'r> FromRow<'r, SqliteRow> + for<'r> FromRow<'r, PgRow> + Send + Unpin {}

/// Decodes a stored word; [`Error::Corrupt`] if it is unknown.
pub(crate) fn stored_word<T>(what: &str, word: &str, parse: impl Fn(&str) -> Option<T>) -> Result<T> {
    parse(word).ok_or_else(|| Error::Corrupt(format!("{what} {word:?}")))
}

/// An open database.
#[derive(Clone, Debug)]
pub enum Db {
    /// SQLite in WAL mode.
    Sqlite {
        /// Pool of read-only connections.
        read: SqlitePool,
        /// Pool of the single write connection.
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

    /// The query plan of a statement, one line per step.
    pub(crate) async fn explain(&self, statement: &Statement) -> Result<Vec<String>> {
        if self.is_sqlite() {
            let steps: Vec<(i64, i64, i64, String)> = self.fetch_all(statement.explained()).await?;
            Ok(steps.into_iter().map(|(_, _, _, step)| step).collect())
        } else {
            let steps: Vec<(String,)> = self.fetch_all(statement.explained()).await?;
            Ok(steps.into_iter().map(|(step,)| step).collect())
        }
    }

    /// Runs a statement in its own transaction; returns the number of affected rows.
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

    /// Sets whether SQLite overwrites deleted content in its file (`secure_delete`), which is
    /// slower. PostgreSQL reclaims the space of deleted rows by `VACUUM`.
    pub(crate) async fn overwrite_deleted(&self, overwrite: bool) -> Result<()> {
        if let Self::Sqlite { write, .. } = self {
            let pragma = if overwrite { "PRAGMA secure_delete = ON" } else { "PRAGMA secure_delete = OFF" };
            sqlx::query(pragma).execute(write).await?;
        }
        Ok(())
    }

    /// Checkpoints and truncates SQLite's write-ahead log, so that it keeps no copy of overwritten
    /// content. If readers block the checkpoint, a later one completes it.
    pub(crate) async fn empty_log(&self) -> Result<()> {
        if let Self::Sqlite { write, .. } = self {
            sqlx::query("PRAGMA wal_checkpoint(TRUNCATE)").execute(write).await?;
        }
        Ok(())
    }

    /// Applies the migrations of `migrations/`.
    ///
    /// # Errors
    /// Where a migration fails or the database has a newer version.
    pub async fn migrate(&self) -> Result<()> {
        match self {
            Self::Sqlite { write, .. } => {
                migration::of_sqlite(&sqlx::migrate!("../migrations/sqlite"), write).await?;
            }
            Self::Postgres(pool) => sqlx::migrate!("../migrations/postgres").run(pool).await?,
        }
        Ok(())
    }
}
