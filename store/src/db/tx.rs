//! Transactions on either engine.

use sqlx::{AssertSqlSafe, Postgres, Sqlite, Transaction};

use super::{Db, Engine, Row, RowSet, Statement};
use crate::Result;

/// A read-write transaction. Dropped without [`Tx::commit`], it is rolled back.
pub(crate) enum Tx {
    Sqlite(Transaction<'static, Sqlite>),
    Postgres(Transaction<'static, Postgres>),
}

impl Tx {
    pub(crate) async fn begin(db: &Db) -> Result<Self> {
        let begin = db.engine().begin_write();
        Ok(match db {
            Db::Sqlite { write, .. } => Self::Sqlite(write.begin_with(begin).await?),
            Db::Postgres(pool) => Self::Postgres(pool.begin_with(begin).await?),
        })
    }

    /// Which engine this is.
    pub(crate) fn engine(&self) -> Engine {
        match self {
            Self::Sqlite(_) => Engine::Sqlite,
            Self::Postgres(_) => Engine::Postgres,
        }
    }

    /// An empty statement for this engine.
    pub(crate) fn statement(&self) -> Statement {
        Statement::new(self.engine())
    }

    /// Every row a statement returns.
    pub(crate) async fn fetch_all<R: Row>(&mut self, statement: Statement) -> Result<Vec<R>> {
        Ok(match self {
            Self::Sqlite(tx) => statement.for_sqlite::<R>()?.fetch_all(&mut **tx).await?,
            Self::Postgres(tx) => statement.for_postgres::<R>()?.fetch_all(&mut **tx).await?,
        })
    }

    /// The row a statement returns, or none.
    pub(crate) async fn fetch_optional<R: Row>(&mut self, statement: Statement) -> Result<Option<R>> {
        Ok(self.fetch_all(statement).await?.pop())
    }

    /// Runs a statement; returns the number of affected rows.
    pub(crate) async fn execute(&mut self, statement: Statement) -> Result<u64> {
        Ok(match self {
            Self::Sqlite(tx) => {
                let (text, args) = statement.into_sqlite()?;
                sqlx::query_with(text, args).execute(&mut **tx).await?.rows_affected()
            }
            Self::Postgres(tx) => {
                let (text, args) = statement.into_postgres()?;
                sqlx::query_with(text, args).execute(&mut **tx).await?.rows_affected()
            }
        })
    }

    /// Every row returned by a statement over the CTE `given`, in no particular order.
    pub(crate) async fn fetch_given<R: Row>(
        &mut self,
        statement: &'static str,
        given: &RowSet<'_>,
    ) -> Result<Vec<R>> {
        let mut found = Vec::new();
        if given.is_empty() {
            return Ok(found);
        }
        match self {
            Self::Sqlite(tx) => {
                for rows in given.sqlite_portions() {
                    let (sql, arguments) = given.sqlite(statement, rows).map_err(sqlx::Error::Encode)?;
                    let query = sqlx::query_as_with::<_, R, _>(AssertSqlSafe(sql), arguments);
                    found.extend(query.fetch_all(&mut **tx).await?);
                }
            }
            Self::Postgres(tx) => {
                let (sql, arguments) = given.postgres(statement).map_err(sqlx::Error::Encode)?;
                found = sqlx::query_as_with(AssertSqlSafe(sql), arguments).fetch_all(&mut **tx).await?;
            }
        }
        Ok(found)
    }

    /// Runs a statement over the CTE `given`; does nothing if it has no rows.
    pub(crate) async fn execute_given(&mut self, statement: &'static str, given: &RowSet<'_>) -> Result<()> {
        if given.is_empty() {
            return Ok(());
        }
        match self {
            Self::Sqlite(tx) => {
                for rows in given.sqlite_portions() {
                    let (sql, arguments) = given.sqlite(statement, rows).map_err(sqlx::Error::Encode)?;
                    sqlx::query_with(AssertSqlSafe(sql), arguments).execute(&mut **tx).await?;
                }
            }
            Self::Postgres(tx) => {
                let (sql, arguments) = given.postgres(statement).map_err(sqlx::Error::Encode)?;
                sqlx::query_with(AssertSqlSafe(sql), arguments).execute(&mut **tx).await?;
            }
        }
        Ok(())
    }

    /// Rolls back and releases all locks now; a drop does so only when the connection returns to
    /// the pool.
    pub(crate) async fn rollback(self) -> Result<()> {
        match self {
            Self::Sqlite(tx) => tx.rollback().await?,
            Self::Postgres(tx) => tx.rollback().await?,
        }
        Ok(())
    }

    /// Commits; returns when the changes are on disk.
    pub(crate) async fn commit(self) -> Result<()> {
        match self {
            Self::Sqlite(tx) => tx.commit().await?,
            Self::Postgres(tx) => tx.commit().await?,
        }
        Ok(())
    }
}
