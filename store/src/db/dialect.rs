//! The differences between the engines, each one by name.

use std::collections::BTreeSet;

/// Which database is open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Engine {
    /// SQLite, in a file.
    Sqlite,
    /// PostgreSQL, over a connection.
    Postgres,
}

/// An expression of PostgreSQL that waits for the advisory lock of intake, which one transaction at a
/// time holds until it ends: no other process records interactions meanwhile.
pub(crate) const INTAKE_LOCK: &str = "pg_advisory_xact_lock(hashtext('protocolo intake'))";

/// The most letters outside ASCII of a sought text that [`lower_case`] looks after; each is a call within a
/// call, of which both engines take some hundreds.
const MAX_FOLDED_LETTERS: usize = 64;

/// A text in lower case, as far as comparing it with `sought` needs: `lower()` of SQLite knows ASCII only,
/// so the other capitals of which `sought` has the small letter are replaced one by one.
pub(crate) fn lower_case(text: &str, sought: &str) -> String {
    let letters: BTreeSet<char> = sought.to_lowercase().chars().filter(|letter| !letter.is_ascii()).collect();
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

    /// Binds a table to one index. SQLite's planner changes its mind with `ANALYZE` (it then skips
    /// through an index it should walk); PostgreSQL knows no such words and does not need them.
    pub(crate) fn indexed_by(self, index: &str) -> String {
        if self.is_sqlite() { format!("INDEXED BY {index}") } else { String::new() }
    }

    /// A column by which rows are told apart, not found: with a list of forty agents, SQLite would
    /// rather go through an index once for each of them.
    pub(crate) fn unindexed(self, column: &str) -> String {
        if self.is_sqlite() { format!("+{column}") } else { column.to_owned() }
    }

    /// How many rows at most. Where SQLite sees a bare parameter there, it plans the statement anew for
    /// every value; behind a sign it does not look.
    pub(crate) fn limit(self, most: &str) -> String {
        if self.is_sqlite() { format!("LIMIT +{most}") } else { format!("LIMIT {most}") }
    }

    /// That a text stands somewhere in another. Not `LIKE`: SQLite would plan the whole statement
    /// anew for every pattern.
    pub(crate) fn contains(self, text: &str, part: &str) -> String {
        format!("{} > 0", self.position(text, part))
    }

    /// Where a text stands in another, from 1; 0 where it does not.
    pub(crate) fn position(self, text: &str, part: &str) -> String {
        let function = if self.is_sqlite() { "instr" } else { "strpos" };
        format!("{function}({text}, {part})")
    }

    /// That a value is one of those a query answers. PostgreSQL is given them as a list, so that
    /// it looks each one up and is not tempted to read the whole table beside them.
    pub(crate) fn in_subquery(self, value: &str, query: &str) -> String {
        if self.is_sqlite() {
            format!("{value} IN ({query})")
        } else {
            format!("{value} = ANY (ARRAY ({query}))")
        }
    }

    /// Rows of `outer`, each with those rows of `inner` whose IDs a query answers that refers to it.
    /// SQLite cannot join with such a query, but looks into it; PostgreSQL would ask it of all rows.
    pub(crate) fn join_subquery(self, outer: &str, inner: &str, query: &str) -> String {
        let id = inner.rsplit(' ').next().unwrap_or(inner);
        if self.is_sqlite() {
            format!("{outer} CROSS JOIN {inner} ON {id}.id IN ({query})")
        } else {
            format!("{outer} CROSS JOIN LATERAL ({query}) AS of_it JOIN {inner} ON {id}.id = of_it.id")
        }
    }

    /// How a transaction begins that reads before it writes. In SQLite it must be the writer from
    /// the start: one that becomes it later fails where another process wrote in between.
    pub(crate) fn begin_write(self) -> &'static str {
        if self.is_sqlite() { "BEGIN IMMEDIATE" } else { "BEGIN" }
    }

    /// Keeps the rows of `alias` as they were read until the transaction ends. SQLite's only
    /// writer does so by being alone.
    pub(crate) fn for_update(self, alias: &str) -> String {
        if self.is_sqlite() { String::new() } else { format!("FOR UPDATE OF {alias}") }
    }

    /// Lets nobody else write to a table until the transaction ends; reading goes on. SQLite's only
    /// writer is alone anyway.
    pub(crate) fn lock_table(self, table: &str) -> Option<String> {
        (!self.is_sqlite()).then(|| format!("LOCK TABLE {table} IN SHARE ROW EXCLUSIVE MODE"))
    }

    /// Waits until no process records interactions and lets none begin to until the transaction ends:
    /// an expression to select. SQLite's only writer is alone anyway.
    pub(crate) fn intake_lock(self) -> Option<&'static str> {
        (!self.is_sqlite()).then_some(INTAKE_LOCK)
    }

    /// Whether there is a table of this name: a query that answers a row where there is.
    pub(crate) fn table_named(self, name: &str) -> String {
        if self.is_sqlite() {
            format!("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = {name}")
        } else {
            format!("SELECT 1 FROM pg_tables WHERE schemaname = current_schema() AND tablename = {name}")
        }
    }

    /// The day in UTC, as an ISO date, of an instant in UTC milliseconds.
    pub(crate) fn day_of_utc(self, ms: &str) -> String {
        if self.is_sqlite() {
            format!("date(({ms}) / 1000, 'unixepoch')")
        } else {
            format!("to_char(to_timestamp(({ms}) / 1000) AT TIME ZONE 'UTC', 'YYYY-MM-DD')")
        }
    }

    /// The same for rows that others only refer to: rows that name them may be written meanwhile, so
    /// that whoever acts and whoever is being edited never wait for each other.
    pub(crate) fn for_no_key_update(self, alias: &str) -> String {
        if self.is_sqlite() { String::new() } else { format!("FOR NO KEY UPDATE OF {alias}") }
    }

    /// Leaves out rows that another transaction has locked: the
    /// transaction that comes first deletes them. SQLite's only writer finds none.
    pub(crate) fn skip_locked(self) -> &'static str {
        if self.is_sqlite() { "" } else { " FOR UPDATE SKIP LOCKED" }
    }

    /// Keeps the rows of `alias` from being changed until the transaction ends, by whomever.
    pub(crate) fn for_share(self, alias: &str) -> String {
        if self.is_sqlite() { String::new() } else { format!("FOR SHARE OF {alias}") }
    }

    /// Keeps the rows of `alias` from being given another key until the transaction ends: what a row
    /// that refers to them is going to need.
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
