//! Row sets, the bulk parameters: a set of rows bound to a statement as the CTE `given`.
//!
//! Intake writes whole batches: a statement joins or inserts from `given`. Only the binding differs
//! between the engines: PostgreSQL takes one array per column, SQLite one parameter per cell and a
//! limited number of rows at a time. The statements are the same for both.

use std::fmt::Write;
use std::ops::Range;

use sqlx::postgres::PgArguments;
use sqlx::sqlite::SqliteArguments;
use sqlx::{Arguments, error::BoxDynError};

use super::arg::Integer;

/// Maximum number of bind parameters of a SQLite statement.
const SQLITE_PARAMETERS: usize = 32_766;

/// Chunk sizes for SQLite, largest first. A few fixed sizes keep the number of statement texts, and
/// so of cached prepared statements, small.
const SQLITE_ROWS: [usize; 5] = [256, 64, 16, 4, 1];

/// Rows to bind, stored by column.
#[derive(Default)]
pub(crate) struct RowSet<'a> {
    columns: Vec<(&'static str, Column<'a>)>,
    rows: usize,
}

enum Column<'a> {
    Integers(Vec<Option<i64>>),
    Texts(Vec<Option<&'a str>>),
    Bytes(Vec<&'a [u8]>),
}

impl<'a> RowSet<'a> {
    pub(crate) fn is_empty(&self) -> bool {
        self.rows == 0
    }

    /// Adds a column of integers.
    pub(crate) fn integers<I, V>(self, name: &'static str, values: I) -> Self
    where
        I: IntoIterator<Item = V>,
        V: Integer,
    {
        self.column(name, Column::Integers(values.into_iter().map(Integer::integer).collect()))
    }

    /// Adds a column of texts.
    pub(crate) fn texts<I, V>(self, name: &'static str, values: I) -> Self
    where
        I: IntoIterator<Item = V>,
        V: Into<Option<&'a str>>,
    {
        self.column(name, Column::Texts(values.into_iter().map(Into::into).collect()))
    }

    /// Adds a column of byte strings.
    pub(crate) fn bytes(self, name: &'static str, values: impl IntoIterator<Item = &'a [u8]>) -> Self {
        self.column(name, Column::Bytes(values.into_iter().collect()))
    }

    fn column(mut self, name: &'static str, column: Column<'a>) -> Self {
        debug_assert!(
            self.columns.is_empty() || self.rows == column.len(),
            "{name}: columns differ in length"
        );
        self.rows = column.len();
        self.columns.push((name, column));
        self
    }

    /// The PostgreSQL statement with all rows as the CTE `given`.
    pub(crate) fn postgres(&self, statement: &str) -> Result<(String, PgArguments), BoxDynError> {
        let mut arguments = PgArguments::default();
        // Several `unnest` in the select list advance in step without a copy; in FROM, each would
        // be materialised first.
        let mut arrays = String::new();
        for (index, (_, column)) in self.columns.iter().enumerate() {
            let element = match column {
                Column::Integers(values) => arguments.add(values).map(|()| "BIGINT"),
                Column::Texts(values) => arguments.add(values).map(|()| "TEXT"),
                Column::Bytes(values) => arguments.add(values).map(|()| "BYTEA"),
            }?;
            let separator = if index == 0 { "" } else { ", " };
            let _ = write!(arrays, "{separator}unnest(${}::{element}[])", index + 1);
        }
        let names = self.names();
        Ok((format!("WITH given ({names}) AS (SELECT {arrays}) {statement}"), arguments))
    }

    /// The SQLite statement with a chunk of [`RowSet::sqlite_portions`] as the CTE `given`.
    pub(crate) fn sqlite(
        &self,
        statement: &str,
        rows: Range<usize>,
    ) -> Result<(String, SqliteArguments), BoxDynError> {
        let mut arguments = SqliteArguments::default();
        arguments.reserve(rows.len() * self.columns.len(), 0);
        let count = rows.len();
        for row in rows {
            for (_, column) in &self.columns {
                match column {
                    Column::Integers(values) => arguments.add(values[row]),
                    Column::Texts(values) => arguments.add(values[row]),
                    Column::Bytes(values) => arguments.add(values[row]),
                }?;
            }
        }
        let row = format!("({})", vec!["?"; self.columns.len()].join(","));
        let values = vec![row; count].join(",");
        let names = self.names();
        Ok((format!("WITH given ({names}) AS (VALUES {values}) {statement}"), arguments))
    }

    /// The chunks of rows for SQLite.
    pub(crate) fn sqlite_portions(&self) -> impl Iterator<Item = Range<usize>> {
        portions(self.rows, SQLITE_PARAMETERS / self.columns.len().max(1))
    }

    fn names(&self) -> String {
        self.columns.iter().map(|(name, _)| *name).collect::<Vec<_>>().join(", ")
    }
}

impl Column<'_> {
    fn len(&self) -> usize {
        match self {
            Self::Integers(values) => values.len(),
            Self::Texts(values) => values.len(),
            Self::Bytes(values) => values.len(),
        }
    }
}

/// Splits `rows` rows into chunks of the fixed sizes, none larger than `limit`.
fn portions(rows: usize, limit: usize) -> impl Iterator<Item = Range<usize>> {
    let mut start = 0;
    std::iter::from_fn(move || {
        let size = SQLITE_ROWS.into_iter().find(|size| *size <= limit.min(rows - start))?;
        start += size;
        Some(start - size..start)
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn portions_cover_every_row_once_in_order_and_respect_the_limit(
            rows in 0_usize..10_000,
            columns in 1_usize..40,
        ) {
            let limit = SQLITE_PARAMETERS / columns;
            let mut next = 0;
            for portion in portions(rows, limit) {
                prop_assert_eq!(portion.start, next);
                prop_assert!(!portion.is_empty());
                prop_assert!(portion.len() * columns <= SQLITE_PARAMETERS);
                prop_assert!(SQLITE_ROWS.contains(&portion.len()));
                next = portion.end;
            }
            prop_assert_eq!(next, rows);
        }
    }

    fn two_rows() -> RowSet<'static> {
        RowSet::default()
            .integers("id", [1_i64, 2])
            .texts("name", [Some("a"), None])
            .bytes("mark", [&b"x"[..], b"y"])
    }

    #[test]
    fn sqlite_gets_one_parameter_per_cell() {
        let (sql, arguments) = two_rows().sqlite("SELECT id FROM given", 0..2).expect("it encodes");
        assert_eq!(sql, "WITH given (id, name, mark) AS (VALUES (?,?,?),(?,?,?)) SELECT id FROM given");
        assert_eq!(arguments.len(), 6);
    }

    #[test]
    fn postgres_gets_one_array_per_column() {
        let (sql, arguments) = two_rows().postgres("SELECT id FROM given").expect("it encodes");
        assert_eq!(
            sql,
            "WITH given (id, name, mark) AS (SELECT unnest($1::BIGINT[]), unnest($2::TEXT[]), \
             unnest($3::BYTEA[])) SELECT id FROM given"
        );
        assert_eq!(arguments.len(), 3);
    }
}
