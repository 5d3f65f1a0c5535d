//! SQL statement builder for both engines.
//!
//! Only identifiers from the source code become part of the text; every value is a bind parameter.

use sqlx::postgres::PgArguments;
use sqlx::query::QueryAs;
use sqlx::sqlite::SqliteArguments;
use sqlx::{AssertSqlSafe, Postgres, Sqlite};

use super::arg::{Arg, EngineArguments};
use super::{Engine, Row};
use crate::Result;

/// How many IDs a statement takes, where a caller may have more: SQLite has one parameter for each.
pub(crate) const IDS_AT_ONCE: usize = 10_000;

/// A statement under construction.
pub struct Statement {
    pub(crate) engine: Engine,
    /// The text so far.
    pub(crate) text: String,
    args: Vec<Arg>,
    /// Whether it carries the scope of the user who reads; see [`Statement::mark_scoped`].
    scoped: bool,
    /// See [`Statement::plan_for_values`].
    is_planned_for_values: bool,
}

impl Statement {
    pub(crate) fn new(engine: Engine) -> Self {
        Self { engine, text: String::new(), args: Vec::new(), scoped: false, is_planned_for_values: false }
    }

    /// Marks that the statement returns only what its reader may see: a predicate of
    /// [`Scoped`](crate::Scoped) was made for it, or its data is for everybody.
    /// [`Scoped`](crate::Scoped) runs no other.
    pub(crate) fn mark_scoped(&mut self) {
        self.scoped = true;
    }

    /// Whether it is marked by [`Statement::mark_scoped`].
    pub(crate) fn is_scoped(&self) -> bool {
        self.scoped
    }

    /// Lets PostgreSQL plan the statement for its values each time, which takes a millisecond or two. A plan
    /// that is kept for all values takes every period for a short one; where most rows of a table may be
    /// walked, they are then read whole and sorted, and not in order up to the limit.
    pub(crate) fn plan_for_values(&mut self) {
        self.is_planned_for_values = true;
    }

    /// Sets a constant text without bind parameters.
    pub(crate) fn with_text(mut self, text: &str) -> Self {
        text.clone_into(&mut self.text);
        self
    }

    /// Adds a bind parameter; returns its placeholder, or the literal for `NULL` and booleans.
    pub(crate) fn bind(&mut self, value: impl Into<Arg>) -> String {
        match value.into() {
            Arg::Null => "NULL".to_owned(),
            Arg::Bool(true) => "TRUE".to_owned(),
            Arg::Bool(false) => "FALSE".to_owned(),
            arg => {
                self.args.push(arg);
                format!("${}", self.args.len())
            }
        }
    }

    /// Predicate: `column` is one of `values`.
    pub(crate) fn any<T: Copy + Into<i64>>(&mut self, column: &str, values: &[T]) -> String {
        if self.engine.is_sqlite() {
            let list: Vec<String> = values.iter().map(|value| self.bind((*value).into())).collect();
            format!("{column} IN ({})", list.join(", "))
        } else {
            format!("{column} = ANY ({})", self.bind(Arg::array(values)))
        }
    }

    /// Like [`Statement::any`], with a comparison for a single value, for which alone PostgreSQL reads an index
    /// in order. The predicate has to be part of the statement: the text tells the types of its parameters.
    pub(crate) fn equal_or_any<T: Copy + Into<i64>>(&mut self, column: &str, values: &[T]) -> String {
        match values {
            [value] => format!("{column} = {}", self.bind((*value).into())),
            values => self.any(column, values),
        }
    }

    /// Starts an `INSERT` of one row from columns and placeholders; `ON CONFLICT` or `RETURNING`
    /// may follow.
    pub(crate) fn insert<'c>(
        &mut self,
        table: &str,
        values: impl IntoIterator<Item = (&'c str, String)>,
    ) -> &mut Self {
        let (columns, values): (Vec<&str>, Vec<String>) = values.into_iter().unzip();
        self.text = format!("INSERT INTO {table} ({}) VALUES ({})", columns.join(", "), values.join(", "));
        self
    }

    /// Starts an `UPDATE` from columns and placeholders or expressions; a `WHERE` must follow.
    pub(crate) fn update<'c>(
        &mut self,
        table: &str,
        values: impl IntoIterator<Item = (&'c str, String)>,
    ) -> &mut Self {
        let values: Vec<String> =
            values.into_iter().map(|(column, value)| format!("{column} = {value}")).collect();
        self.text = format!("UPDATE {table} SET {}", values.join(", "));
        self
    }

    /// A `DELETE` of the rows with this value in a column.
    pub(crate) fn delete_where(mut self, table: &str, column: &str, value: impl Into<Arg>) -> Self {
        let value = self.bind(value);
        self.text = format!("DELETE FROM {table} WHERE {column} = {value}");
        self
    }

    /// Appends a space and `text`.
    pub(crate) fn push(&mut self, text: &str) -> &mut Self {
        self.text.push(' ');
        self.text.push_str(text);
        self
    }

    /// `EXPLAIN` of this statement.
    pub(crate) fn explained(&self) -> Self {
        let explain = if self.engine.is_sqlite() { "EXPLAIN QUERY PLAN" } else { "EXPLAIN" };
        Self {
            engine: self.engine,
            text: format!("{explain} {}", self.text),
            args: self.args.clone(),
            scoped: self.scoped,
            is_planned_for_values: self.is_planned_for_values,
        }
    }

    pub(crate) fn into_sqlite(self) -> Result<(AssertSqlSafe<String>, SqliteArguments)> {
        let args = SqliteArguments::of(self.args).map_err(sqlx::Error::Encode)?;
        Ok((AssertSqlSafe(self.text), args))
    }

    pub(crate) fn into_postgres(self) -> Result<(AssertSqlSafe<String>, PgArguments)> {
        let args = PgArguments::of(self.args).map_err(sqlx::Error::Encode)?;
        Ok((AssertSqlSafe(self.text), args))
    }

    pub(crate) fn for_sqlite<R: Row>(self) -> Result<QueryAs<'static, Sqlite, R, SqliteArguments>> {
        let (text, args) = self.into_sqlite()?;
        Ok(sqlx::query_as_with(text, args))
    }

    pub(crate) fn for_postgres<R: Row>(self) -> Result<QueryAs<'static, Postgres, R, PgArguments>> {
        let is_kept = !self.is_planned_for_values;
        let (text, args) = self.into_postgres()?;
        Ok(sqlx::query_as_with(text, args).persistent(is_kept))
    }
}

/// Sorted, distinct IDs: equal filters produce equal statements, and no row is returned twice.
pub(crate) fn sorted_ids<T: Ord>(values: impl IntoIterator<Item = T>) -> Vec<T> {
    let mut ids: Vec<T> = values.into_iter().collect();
    ids.sort_unstable();
    ids.dedup();
    ids
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_bound_and_words_are_written() {
        let mut statement = Statement::new(Engine::Postgres);
        let values = [
            ("name", statement.bind("Retenção")),
            ("active", statement.bind(true)),
            ("kind", statement.bind(None::<i64>)),
            ("n", statement.bind(7)),
        ];
        statement.insert("queue", values);
        assert_eq!(statement.text, "INSERT INTO queue (name, active, kind, n) VALUES ($1, TRUE, NULL, $2)");
        assert_eq!(statement.args, [Arg::Text("Retenção".to_owned()), Arg::Int(7)]);
    }

    #[test]
    fn an_update_numbers_its_condition_after_its_values() {
        let mut statement = Statement::new(Engine::Sqlite);
        let values = [("name", statement.bind("a")), ("revision", "revision + 1".to_owned())];
        let id = statement.bind(3);
        statement.update("queue", values).push(&format!("WHERE id = {id}"));
        assert_eq!(statement.text, "UPDATE queue SET name = $1, revision = revision + 1 WHERE id = $2");
    }

    #[test]
    fn a_list_is_one_value_of_postgres_and_many_of_sqlite() {
        let mut postgres = Statement::new(Engine::Postgres);
        assert_eq!(postgres.any("id", &[1_i64, 2]), "id = ANY ($1)");
        let mut sqlite = Statement::new(Engine::Sqlite);
        assert_eq!(sqlite.any("id", &[1_i64, 2]), "id IN ($1, $2)");
        assert_eq!(postgres.equal_or_any("id", &[3_i64]), "id = $2");
        assert_eq!(sqlite.equal_or_any("id", &[3_i64, 4]), "id IN ($3, $4)");
    }

    #[test]
    fn a_null_character_becomes_the_replacement_character() {
        let mut statement = Statement::new(Engine::Sqlite);
        statement.bind("a\0b");
        assert_eq!(statement.args, [Arg::Text("a\u{fffd}b".to_owned())]);
    }
}
