//! One SQL text with its arguments, put together piece by piece and run on either engine.
//!
//! Only names of our own make it into the text; every value is an argument.

use std::sync::{Mutex, PoisonError};

use sqlx::postgres::{PgArguments, PgRow};
use sqlx::sqlite::{SqliteArguments, SqliteRow};
use sqlx::{Arguments, AssertSqlSafe, FromRow, Row};

use crate::db::read;
use crate::limits::{Limits, Readers};
use crate::{Db, Result};

/// A value for a placeholder.
#[derive(Clone, Debug)]
enum Arg {
    Int(i64),
    Text(String),
    Bytes(Vec<u8>),
    /// Only PostgreSQL has lists.
    Ints(Vec<i64>),
}

/// The plans of the statements that were run, for whoever asks.
pub(crate) type Plans = Mutex<Vec<String>>;

/// A statement in the making.
pub struct Statement<'a> {
    pub(crate) db: &'a Db,
    plans: Option<&'a Plans>,
    limits: Option<&'a Limits>,
    /// The text so far; pieces that fit together are appended by whoever makes them.
    pub(crate) text: String,
    args: Vec<Arg>,
}

impl<'a> Statement<'a> {
    pub(crate) fn new(db: &'a Db, plans: Option<&'a Plans>) -> Self {
        Self { db, plans, limits: None, text: String::new(), args: Vec::new() }
    }

    /// The same, taking no longer than a person may wait for it.
    pub(crate) fn limited(self, limits: Option<&'a Limits>) -> Self {
        Self { limits, ..self }
    }

    fn push(&mut self, arg: Arg) -> String {
        self.args.push(arg);
        format!("${}", self.args.len())
    }

    /// The placeholder of a number.
    pub(crate) fn int(&mut self, value: i64) -> String {
        self.push(Arg::Int(value))
    }

    /// The placeholder of a number, or the word for none.
    pub(crate) fn int_or_null(&mut self, value: Option<i64>) -> String {
        value.map_or_else(|| "NULL".to_owned(), |value| self.int(value))
    }

    /// The placeholder of a text.
    pub(crate) fn text(&mut self, value: impl Into<String>) -> String {
        self.push(Arg::Text(storable(value.into())))
    }

    /// The placeholder of a text, or the word for none.
    pub(crate) fn text_or_null(&mut self, value: Option<&str>) -> String {
        value.map_or_else(|| "NULL".to_owned(), |value| self.text(value))
    }

    /// The placeholder of bytes.
    pub(crate) fn bytes(&mut self, value: &[u8]) -> String {
        self.push(Arg::Bytes(value.to_vec()))
    }

    /// The word for a truth value; both engines know it.
    pub(crate) fn truth(value: bool) -> &'static str {
        if value { "TRUE" } else { "FALSE" }
    }

    /// The placeholder of a list of numbers; PostgreSQL only.
    pub(crate) fn ints(&mut self, values: Vec<i64>) -> String {
        self.push(Arg::Ints(values))
    }

    /// That `column` is one of `values`.
    pub(crate) fn any(&mut self, column: &str, values: &[i64]) -> String {
        if self.db.is_sqlite() {
            let list: Vec<String> = values.iter().map(|value| self.int(*value)).collect();
            format!("{column} IN ({})", list.join(", "))
        } else {
            format!("{column} = ANY ({})", self.ints(values.to_vec()))
        }
    }

    /// Every row it answers.
    pub(crate) async fn all<T>(self) -> Result<Vec<T>>
    where
        T: for<'r> FromRow<'r, SqliteRow> + for<'r> FromRow<'r, PgRow> + Send + Unpin,
    {
        if let Some(plans) = self.plans {
            let plan = self.plan().await?;
            plans.lock().unwrap_or_else(PoisonError::into_inner).push(plan);
        }
        let (text, args) = (AssertSqlSafe(self.text), self.args);
        if let Some(limits) = self.limits {
            // On the heap: a page holds many of these futures inside its own.
            return match limits.readers() {
                Readers::Sqlite(pool) => {
                    let args = of(args).map_err(sqlx::Error::Encode)?;
                    Box::pin(limits.sqlite(pool, text, args)).await
                }
                Readers::Postgres(pool) => {
                    let args = of(args).map_err(sqlx::Error::Encode)?;
                    Box::pin(limits.postgres(pool, text, args)).await
                }
            };
        }
        read!(self.db, |pool, Engine| {
            let args: <Engine as sqlx::Database>::Arguments = of(args).map_err(sqlx::Error::Encode)?;
            let query = sqlx::query_as_with::<Engine, T, _>(text, args);
            Ok(query.fetch_all(pool).await?)
        })
    }

    /// How the engine is going to find the rows, line by line.
    async fn plan(&self) -> Result<String> {
        let args = self.args.clone();
        Ok(match self.db {
            Db::Sqlite { read, .. } => {
                let text = AssertSqlSafe(format!("EXPLAIN QUERY PLAN {}", self.text));
                let args: SqliteArguments = of(args).map_err(sqlx::Error::Encode)?;
                let rows = sqlx::query_with::<sqlx::Sqlite, _>(text, args).fetch_all(read).await?;
                lines(rows.iter().map(|row| row.try_get("detail")))?
            }
            Db::Postgres(pool) => {
                let text = AssertSqlSafe(format!("EXPLAIN {}", self.text));
                let args: PgArguments = of(args).map_err(sqlx::Error::Encode)?;
                let rows = sqlx::query_with::<sqlx::Postgres, _>(text, args).fetch_all(pool).await?;
                lines(rows.iter().map(|row| row.try_get(0)))?
            }
        })
    }

    /// The one row it answers, or none.
    pub(crate) async fn optional<T>(self) -> Result<Option<T>>
    where
        T: for<'r> FromRow<'r, SqliteRow> + for<'r> FromRow<'r, PgRow> + Send + Unpin,
    {
        Ok(self.all().await?.pop())
    }
}

/// A text as both engines take it. PostgreSQL has no U+0000, and what SQLite keeps behind one is not
/// found again: it becomes the sign for what cannot be shown, which no name of ours contains.
fn storable(text: String) -> String {
    if text.contains('\0') { text.replace('\0', "\u{fffd}") } else { text }
}

/// A transaction that reads before it writes.
pub(crate) enum Tx {
    Sqlite(sqlx::Transaction<'static, sqlx::Sqlite>),
    Postgres(sqlx::Transaction<'static, sqlx::Postgres>),
}

impl Tx {
    pub(crate) async fn begin(db: &Db) -> Result<Self> {
        Ok(match db {
            Db::Sqlite { write, .. } => Self::Sqlite(write.begin_with(db.begin_write()).await?),
            Db::Postgres(pool) => Self::Postgres(pool.begin_with(db.begin_write()).await?),
        })
    }

    /// Every row a statement answers.
    pub(crate) async fn all<T>(&mut self, statement: Statement<'_>) -> Result<Vec<T>>
    where
        T: for<'r> FromRow<'r, SqliteRow> + for<'r> FromRow<'r, PgRow> + Send + Unpin,
    {
        let (text, args) = (AssertSqlSafe(statement.text), statement.args);
        Ok(match self {
            Self::Sqlite(tx) => {
                let args: SqliteArguments = of(args).map_err(sqlx::Error::Encode)?;
                sqlx::query_as_with::<sqlx::Sqlite, T, _>(text, args).fetch_all(&mut **tx).await?
            }
            Self::Postgres(tx) => {
                let args: PgArguments = of(args).map_err(sqlx::Error::Encode)?;
                sqlx::query_as_with::<sqlx::Postgres, T, _>(text, args).fetch_all(&mut **tx).await?
            }
        })
    }

    /// The one row a statement answers, or none.
    pub(crate) async fn optional<T>(&mut self, statement: Statement<'_>) -> Result<Option<T>>
    where
        T: for<'r> FromRow<'r, SqliteRow> + for<'r> FromRow<'r, PgRow> + Send + Unpin,
    {
        Ok(self.all(statement).await?.pop())
    }

    /// Runs a statement that answers nothing; how many rows it changed.
    pub(crate) async fn run(&mut self, statement: Statement<'_>) -> Result<u64> {
        let (text, args) = (AssertSqlSafe(statement.text), statement.args);
        Ok(match self {
            Self::Sqlite(tx) => {
                let args: SqliteArguments = of(args).map_err(sqlx::Error::Encode)?;
                sqlx::query_with::<sqlx::Sqlite, _>(text, args).execute(&mut **tx).await?.rows_affected()
            }
            Self::Postgres(tx) => {
                let args: PgArguments = of(args).map_err(sqlx::Error::Encode)?;
                sqlx::query_with::<sqlx::Postgres, _>(text, args).execute(&mut **tx).await?.rows_affected()
            }
        })
    }

    pub(crate) async fn commit(self) -> Result<()> {
        match self {
            Self::Sqlite(tx) => tx.commit().await?,
            Self::Postgres(tx) => tx.commit().await?,
        }
        Ok(())
    }
}

fn lines(rows: impl Iterator<Item = std::result::Result<String, sqlx::Error>>) -> Result<String> {
    Ok(rows.collect::<std::result::Result<Vec<_>, _>>()?.join("\n"))
}

fn of<A: EngineArguments>(args: Vec<Arg>) -> std::result::Result<A, sqlx::error::BoxDynError> {
    A::of(args)
}

/// An engine's own list of arguments.
trait EngineArguments: Sized {
    fn of(args: Vec<Arg>) -> std::result::Result<Self, sqlx::error::BoxDynError>;
}

impl EngineArguments for SqliteArguments {
    fn of(args: Vec<Arg>) -> std::result::Result<Self, sqlx::error::BoxDynError> {
        let mut list = Self::default();
        for arg in args {
            match arg {
                Arg::Int(value) => Arguments::add(&mut list, value)?,
                Arg::Text(value) => Arguments::add(&mut list, value)?,
                Arg::Bytes(value) => Arguments::add(&mut list, value)?,
                Arg::Ints(_) => return Err("SQLite takes no lists".into()),
            }
        }
        Ok(list)
    }
}

impl EngineArguments for PgArguments {
    fn of(args: Vec<Arg>) -> std::result::Result<Self, sqlx::error::BoxDynError> {
        let mut list = Self::default();
        for arg in args {
            match arg {
                Arg::Int(value) => Arguments::add(&mut list, value)?,
                Arg::Text(value) => Arguments::add(&mut list, value)?,
                Arg::Bytes(value) => Arguments::add(&mut list, value)?,
                Arg::Ints(values) => Arguments::add(&mut list, values)?,
            }
        }
        Ok(list)
    }
}
