//! The two engines, and SQL on whichever is open.

use anyhow::{Context, Result};
use sqlx::postgres::{PgArguments, PgRow};
use sqlx::sqlite::{SqliteArguments, SqliteRow};
use sqlx::{Arguments, AssertSqlSafe, FromRow};
use store::Db;

/// An engine.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Engine {
    /// In a file of its own.
    Sqlite,
    /// A server.
    Postgres,
}

impl Engine {
    /// Its name as people write it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Sqlite => "SQLite",
            Self::Postgres => "PostgreSQL",
        }
    }
}

/// A value for a placeholder.
#[derive(Clone, Debug)]
pub enum Value {
    /// A number.
    Int(i64),
    /// A text.
    Text(String),
    /// A list; only PostgreSQL has them.
    Ints(Vec<i64>),
}

/// One SQL text and the values of its placeholders.
#[derive(Clone, Debug)]
pub struct Sql {
    /// With `$1` for the first value.
    pub text: String,
    /// The values.
    pub values: Vec<Value>,
}

impl Sql {
    /// A text with its values.
    pub fn new(text: impl Into<String>, values: impl Into<Vec<Value>>) -> Self {
        Self { text: text.into(), values: values.into() }
    }

    /// Every row it answers.
    ///
    /// # Errors
    /// Where the database fails or a row is of another shape.
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

    /// Reads every row it answers without looking at it; how many there were.
    ///
    /// # Errors
    /// Where the database fails.
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
