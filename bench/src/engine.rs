//! The database engines, and running SQL on either.

use anyhow::{Context, Result};
use sqlx::postgres::{PgArguments, PgRow};
use sqlx::sqlite::{SqliteArguments, SqliteRow};
use sqlx::{Arguments, AssertSqlSafe, FromRow};
use store::Db;

/// A database engine.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Engine {
    /// SQLite, in a file.
    Sqlite,
    /// A PostgreSQL server.
    Postgres,
}

impl Engine {
    /// The display name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Sqlite => "SQLite",
            Self::Postgres => "PostgreSQL",
        }
    }
}

/// A bind parameter.
#[derive(Clone, Debug)]
pub enum Value {
    /// A number.
    Int(i64),
    /// A text.
    Text(String),
    /// A list of numbers; PostgreSQL only.
    Ints(Vec<i64>),
}

impl Value {
    /// A number, an ID or an instant.
    pub fn int(value: impl Into<i64>) -> Self {
        Self::Int(value.into())
    }

    /// A list of numbers or IDs.
    pub fn ints(values: impl IntoIterator<Item: Into<i64>>) -> Self {
        Self::Ints(values.into_iter().map(Into::into).collect())
    }
}

/// A SQL statement with its bind parameters.
#[derive(Clone, Debug)]
pub struct Sql {
    /// The statement, with `$1` for the first parameter.
    pub text: String,
    /// The parameters.
    pub values: Vec<Value>,
}

impl Sql {
    /// Creates a statement.
    pub fn new(text: impl Into<String>, values: impl Into<Vec<Value>>) -> Self {
        Self { text: text.into(), values: values.into() }
    }

    /// Runs the statement and returns every row.
    ///
    /// # Errors
    /// Returns an error if the database fails or a row has another type.
    pub async fn all<T>(&self, db: &Db) -> Result<Vec<T>>
    where
        T: for<'r> FromRow<'r, SqliteRow> + for<'r> FromRow<'r, PgRow> + Send + Unpin,
    {
        let text = AssertSqlSafe(self.text.as_str());
        let rows = match db {
            Db::Sqlite { read, .. } => {
                sqlx::query_as_with::<_, T, _>(text, self.sqlite()?).fetch_all(read).await
            }
            Db::Postgres(pool) => {
                sqlx::query_as_with::<_, T, _>(text, self.postgres()?).fetch_all(pool).await
            }
        };
        rows.with_context(|| format!("this SQL failed: {}", self.text))
    }

    /// Runs the statement, fetches every row without decoding it, and returns their number.
    ///
    /// # Errors
    /// Returns an error if the database fails.
    pub async fn count(&self, db: &Db) -> Result<usize> {
        let text = AssertSqlSafe(self.text.as_str());
        let rows = match db {
            Db::Sqlite { read, .. } => {
                sqlx::query_with(text, self.sqlite()?).fetch_all(read).await.map(|rows| rows.len())
            }
            Db::Postgres(pool) => {
                sqlx::query_with(text, self.postgres()?).fetch_all(pool).await.map(|rows| rows.len())
            }
        };
        rows.with_context(|| format!("this SQL failed: {}", self.text))
    }

    fn sqlite(&self) -> Result<SqliteArguments> {
        let mut list = SqliteArguments::default();
        for value in &self.values {
            let added = match value {
                Value::Int(number) => list.add(*number),
                Value::Text(text) => list.add(text.clone()),
                Value::Ints(_) => anyhow::bail!("SQLite has no lists: {}", self.text),
            };
            added.map_err(anyhow::Error::from_boxed)?;
        }
        Ok(list)
    }

    fn postgres(&self) -> Result<PgArguments> {
        let mut list = PgArguments::default();
        for value in &self.values {
            let added = match value {
                Value::Int(number) => list.add(*number),
                Value::Text(text) => list.add(text),
                Value::Ints(numbers) => list.add(numbers),
            };
            added.map_err(anyhow::Error::from_boxed)?;
        }
        Ok(list)
    }
}
