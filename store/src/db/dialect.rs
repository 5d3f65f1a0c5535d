//! SQL dialects: every difference between SQLite and PostgreSQL is one named method of [`Engine`].

use std::collections::BTreeSet;

/// The database engine in use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Engine {
    /// SQLite, in a file.
    Sqlite,
    /// PostgreSQL, over a connection.
    Postgres,
}

/// PostgreSQL expression that takes the advisory lock of intake until the transaction ends: no
/// other process records interactions meanwhile.
pub(crate) const INTAKE_LOCK: &str = "pg_advisory_xact_lock(hashtext('protocolo intake'))";

/// Maximum number of non-ASCII letters that [`lower_case`] replaces: each nests one more function
/// call, and both engines allow some hundreds.
const MAX_FOLDED_LETTERS: usize = 64;

/// `text` in lower case, as far as a search for `needle` needs it: `lower()` of SQLite only knows
/// ASCII, so the capitals of other letters in `needle` are replaced one by one.
pub(crate) fn lower_case(text: &str, needle: &str) -> String {
    let letters: BTreeSet<char> = needle.to_lowercase().chars().filter(|letter| !letter.is_ascii()).collect();
    letters.into_iter().take(MAX_FOLDED_LETTERS).fold(format!("lower({text})"), |lower, small| {
        let mut capital = small.to_uppercase();
        match (capital.next(), capital.next()) {
            (Some(capital), None) if capital != small => format!("replace({lower}, '{capital}', '{small}')"),
            _ => lower,
        }
    })
}

impl Engine {
    /// Whether this is SQLite.
    pub(crate) fn is_sqlite(self) -> bool {
        self == Self::Sqlite
    }

    /// Index hint for a table. After `ANALYZE`, SQLite's planner may choose a skip scan instead of
    /// the range scan; PostgreSQL has no hints and needs none.
    pub(crate) fn indexed_by(self, index: &str) -> String {
        if self.is_sqlite() { format!("INDEXED BY {index}") } else { String::new() }
    }

    /// Index hint for a table that is read in the order of its IDs. For a condition on a status, SQLite
    /// would otherwise read the rows by the index of statuses and sort them.
    pub(crate) fn in_order_of_ids(self) -> &'static str {
        if self.is_sqlite() { "NOT INDEXED" } else { "" }
    }

    /// A column that only filters rows and must not select an index: for a list of forty agents,
    /// SQLite would otherwise search an index once per agent.
    pub(crate) fn unindexed(self, column: &str) -> String {
        if self.is_sqlite() { format!("+{column}") } else { column.to_owned() }
    }

    /// `LIMIT`. With a bare parameter, SQLite prepares the statement again for every value; a unary
    /// plus prevents that.
    pub(crate) fn limit(self, most: &str) -> String {
        if self.is_sqlite() { format!("LIMIT +{most}") } else { format!("LIMIT {most}") }
    }

    /// Predicate: `text` contains `part`. Not `LIKE`: SQLite would prepare the whole statement
    /// again for every pattern.
    pub(crate) fn contains(self, text: &str, part: &str) -> String {
        format!("{} > 0", self.position(text, part))
    }

    /// The 1-based position of `part` in `text`; 0 if it does not occur.
    pub(crate) fn position(self, text: &str, part: &str) -> String {
        let function = if self.is_sqlite() { "instr" } else { "strpos" };
        format!("{function}({text}, {part})")
    }

    /// Predicate: `value` is in the result of `query`. PostgreSQL gets an array, so that it looks
    /// up each element instead of scanning the whole table.
    pub(crate) fn in_subquery(self, value: &str, query: &str) -> String {
        if self.is_sqlite() {
            format!("{value} IN ({query})")
        } else {
            format!("{value} = ANY (ARRAY ({query}))")
        }
    }

    /// Joins each row of `outer` with the rows of `inner` whose IDs a correlated `query` returns:
    /// by `LATERAL`, which SQLite lacks, or `IN`, which PostgreSQL would evaluate for all rows.
    pub(crate) fn join_subquery(self, outer: &str, inner: &str, query: &str) -> String {
        let id = inner.rsplit(' ').next().unwrap_or(inner);
        if self.is_sqlite() {
            format!("{outer} CROSS JOIN {inner} ON {id}.id IN ({query})")
        } else {
            format!("{outer} CROSS JOIN LATERAL ({query}) AS of_it JOIN {inner} ON {id}.id = of_it.id")
        }
    }

    /// Begins a transaction that reads before it writes. SQLite needs the write lock from the
    /// start: upgrading later fails if another process has written in between.
    pub(crate) fn begin_write(self) -> &'static str {
        if self.is_sqlite() { "BEGIN IMMEDIATE" } else { "BEGIN" }
    }

    /// Row lock `FOR UPDATE`: no other transaction changes or locks the rows of `alias`. SQLite
    /// needs none, because it has a single writer.
    pub(crate) fn for_update(self, alias: &str) -> String {
        if self.is_sqlite() { String::new() } else { format!("FOR UPDATE OF {alias}") }
    }

    /// Table lock that blocks other writers, but no readers, until the transaction ends. SQLite
    /// needs none, because it has a single writer.
    pub(crate) fn lock_table(self, table: &str) -> Option<String> {
        (!self.is_sqlite()).then(|| format!("LOCK TABLE {table} IN SHARE ROW EXCLUSIVE MODE"))
    }

    /// Expression to select that takes the advisory lock of intake until the transaction ends.
    /// SQLite needs none, because it has a single writer.
    pub(crate) fn intake_lock(self) -> Option<&'static str> {
        (!self.is_sqlite()).then_some(INTAKE_LOCK)
    }

    /// Query that returns a row if a table of this name exists.
    pub(crate) fn table_named(self, name: &str) -> String {
        if self.is_sqlite() {
            format!("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = {name}")
        } else {
            format!("SELECT 1 FROM pg_tables WHERE schemaname = current_schema() AND tablename = {name}")
        }
    }

    /// The UTC day, as an ISO date, of an instant in milliseconds.
    pub(crate) fn day_of_utc(self, ms: &str) -> String {
        if self.is_sqlite() {
            format!("date(({ms}) / 1000, 'unixepoch')")
        } else {
            format!("to_char(to_timestamp(({ms}) / 1000) AT TIME ZONE 'UTC', 'YYYY-MM-DD')")
        }
    }

    /// The stamp of a change made now: UTC milliseconds of the database's clock. To be used inside the
    /// transaction that makes the change; see [`crate::changes`].
    pub(crate) fn change_stamp(self) -> &'static str {
        // As in the triggers of the migrations.
        if self.is_sqlite() { "CAST(round(unixepoch('subsec') * 1000) AS INTEGER)" } else { "change_stamp()" }
    }

    /// Row lock `FOR NO KEY UPDATE`: like `FOR UPDATE`, but rows that reference the locked ones by
    /// foreign key can still be written.
    pub(crate) fn for_no_key_update(self, alias: &str) -> String {
        if self.is_sqlite() { String::new() } else { format!("FOR NO KEY UPDATE OF {alias}") }
    }

    /// Row lock that skips rows locked by another transaction, for concurrent clean-ups. SQLite
    /// needs none, because it has a single writer.
    pub(crate) fn skip_locked(self) -> &'static str {
        if self.is_sqlite() { "" } else { " FOR UPDATE SKIP LOCKED" }
    }

    /// Row lock `FOR SHARE`: other transactions may read the rows of `alias` but not change them.
    pub(crate) fn for_share(self, alias: &str) -> String {
        if self.is_sqlite() { String::new() } else { format!("FOR SHARE OF {alias}") }
    }

    /// Row lock `FOR KEY SHARE`: the rows of `alias` keep their keys, so that a row which
    /// references them can be inserted.
    pub(crate) fn for_key_share(self, alias: &str) -> String {
        if self.is_sqlite() { String::new() } else { format!("FOR KEY SHARE OF {alias}") }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn capitals_outside_ascii_are_replaced_where_they_are_sought() {
        assert_eq!(lower_case("x", "ana"), "lower(x)");
        assert_eq!(lower_case("x", "JOÃO ß' 中"), "replace(lower(x), 'Ã', 'ã')");
    }
}
