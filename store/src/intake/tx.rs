//! The transaction in which a batch is written, whichever engine is open.

use sqlx::postgres::PgRow;
use sqlx::sqlite::SqliteRow;
use sqlx::{AssertSqlSafe, FromRow, Postgres, Sqlite, Transaction};

use domain::number::NumberDefaults;

use super::given::Given;
use crate::dialect::RECORDING_ALONE;
use crate::{Db, Error, Result};

/// An open transaction that is the only one recording interactions.
///
/// Being alone is what lets the steps of a batch read, decide and write without a race: that a
/// customer is unknown stays true until they are written, even though no constraint says so.
pub(super) enum Tx {
    Sqlite(Transaction<'static, Sqlite>),
    Postgres(Transaction<'static, Postgres>),
}

/// A row that both engines can read.
pub(super) trait Row:
    for<'r> FromRow<'r, SqliteRow> + for<'r> FromRow<'r, PgRow> + Send + Unpin
{
}

impl<R> Row for R where R: for<'r> FromRow<'r, SqliteRow> + for<'r> FromRow<'r, PgRow> + Send + Unpin {}

/// Waits until no other process records, and lets nobody wait for one that fell silent. The two
/// planner settings make every join with `given` a walk over its few rows.
const POSTGRES_PLANS: &str = "SELECT
    set_config('idle_in_transaction_session_timeout', '15s', TRUE),
    set_config('enable_hashjoin', 'off', TRUE),
    set_config('enable_mergejoin', 'off', TRUE)";

/// A table whose rows are numbered.
#[derive(Clone, Copy)]
pub(super) enum Numbered {
    Customer,
    Case,
    Interaction,
}

impl Tx {
    pub(super) async fn begin(db: &Db) -> Result<Self> {
        match db {
            // The lock from the start: a transaction that asks for it later may find that what it
            // has read is no longer so.
            Db::Sqlite { write, .. } => Ok(Self::Sqlite(write.begin_with("BEGIN IMMEDIATE").await?)),
            Db::Postgres(pool) => {
                let mut tx = pool.begin().await?;
                let alone = format!("{POSTGRES_PLANS}, {RECORDING_ALONE}");
                sqlx::query(AssertSqlSafe(alone)).execute(&mut *tx).await?;
                Ok(Self::Postgres(tx))
            }
        }
    }

    /// Returns when the disk has it.
    pub(super) async fn commit(self) -> Result<()> {
        match self {
            Self::Sqlite(tx) => tx.commit().await?,
            Self::Postgres(tx) => tx.commit().await?,
        }
        Ok(())
    }

    /// Runs a statement over the rows of `given`; without rows there is nothing to do.
    pub(super) async fn run(&mut self, statement: &'static str, given: &Given<'_>) -> Result<()> {
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

    /// What a statement over the rows of `given` answers, in no particular order.
    pub(super) async fn fetch<R: Row>(
        &mut self,
        statement: &'static str,
        given: &Given<'_>,
    ) -> Result<Vec<R>> {
        let mut found = Vec::new();
        if given.is_empty() {
            return Ok(found);
        }
        match self {
            Self::Sqlite(tx) => {
                for rows in given.sqlite_portions() {
                    let (sql, arguments) = given.sqlite(statement, rows).map_err(sqlx::Error::Encode)?;
                    found.extend(
                        sqlx::query_as_with::<_, R, _>(AssertSqlSafe(sql), arguments)
                            .fetch_all(&mut **tx)
                            .await?,
                    );
                }
            }
            Self::Postgres(tx) => {
                let (sql, arguments) = given.postgres(statement).map_err(sqlx::Error::Encode)?;
                found = sqlx::query_as_with(AssertSqlSafe(sql), arguments).fetch_all(&mut **tx).await?;
            }
        }
        Ok(found)
    }

    /// The name of the operation's time zone, which stays so until the transaction ends.
    pub(super) async fn time_zone(&mut self) -> Result<String> {
        const ZONE: &str = "SELECT time_zone FROM operation";
        Ok(match self {
            Self::Sqlite(tx) => sqlx::query_scalar(ZONE).fetch_one(&mut **tx).await?,
            Self::Postgres(tx) => sqlx::query_scalar(ZONE).fetch_one(&mut **tx).await?,
        })
    }

    /// By which country and area numbers are completed, which stays so until the transaction ends.
    pub(super) async fn number_defaults(&mut self) -> Result<NumberDefaults> {
        const CODES: &str = "SELECT dial_country, dial_area FROM operation";
        let (country, area): (String, Option<String>) = match self {
            Self::Sqlite(tx) => sqlx::query_as(CODES).fetch_one(&mut **tx).await?,
            Self::Postgres(tx) => sqlx::query_as(CODES).fetch_one(&mut **tx).await?,
        };
        crate::operation::number_defaults(&country, area.as_deref())
    }

    /// Numbers for `count` rows to come, so that what refers to them can be written with them.
    pub(super) async fn reserve_ids(&mut self, table: Numbered, count: usize) -> Result<Vec<i64>> {
        if count == 0 {
            return Ok(Vec::new());
        }
        match self {
            Self::Sqlite(tx) => {
                let last: i64 = sqlx::query_scalar(table.sqlite_last()).fetch_one(&mut **tx).await?;
                Ok((1..=count as i64).map(|step| last + step).collect())
            }
            Self::Postgres(tx) => {
                let ids = sqlx::query_scalar(table.postgres_next()).bind(count as i64);
                let mut ids: Vec<i64> = ids.fetch_all(&mut **tx).await?;
                ids.sort_unstable();
                Ok(ids)
            }
        }
    }
}

impl Numbered {
    fn sqlite_last(self) -> &'static str {
        match self {
            Self::Customer => "SELECT COALESCE(MAX(id), 0) FROM customer",
            Self::Case => "SELECT COALESCE(MAX(id), 0) FROM service_case",
            Self::Interaction => "SELECT COALESCE(MAX(id), 0) FROM interaction",
        }
    }

    fn postgres_next(self) -> &'static str {
        match self {
            Self::Customer => "SELECT nextval('customer_id_seq') FROM generate_series(1, $1)",
            Self::Case => "SELECT nextval('service_case_id_seq') FROM generate_series(1, $1)",
            Self::Interaction => "SELECT nextval('interaction_id_seq') FROM generate_series(1, $1)",
        }
    }
}

/// Another program wrote in between what this batch was about to write; the batch is worth
/// another attempt.
pub(super) fn overtaken(what: &str) -> Error {
    Error::Conflict(format!("another program created {what} at the same moment"))
}
