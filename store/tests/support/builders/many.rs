//! Many rows of one table in one statement, for tests of query plans, limits and pages: recording
//! tens of thousands of interactions takes minutes.
//!
//! Each function gives the required columns a default. A column is an SQL expression of `n`, the
//! number of the row, valid on both engines.

use std::ops::RangeInclusive;

use store::Store;
use store::counters::{AGENT_QUEUES, COUNT_BY_DAY, NUMBER_PARTS};

use super::{SOURCE, continue_numbers};
use crate::support::world::run;

/// Rows of a table, one for each number of a range.
pub(crate) struct ManyRows {
    table: &'static str,
    numbers: RangeInclusive<i64>,
    columns: Vec<(&'static str, String)>,
    reversed: bool,
}

impl ManyRows {
    fn new(table: &'static str, numbers: RangeInclusive<i64>, columns: &[(&'static str, &str)]) -> Self {
        let columns = columns.iter().map(|(name, expression)| (*name, (*expression).to_owned())).collect();
        Self { table, numbers, columns, reversed: false }
    }

    /// Sets a column, in place of its default if it has one.
    pub(crate) fn with(mut self, column: &'static str, expression: &str) -> Self {
        self.columns.retain(|(name, _)| *name != column);
        self.columns.push((column, expression.to_owned()));
        self
    }

    /// Inserts the highest number first.
    pub(crate) fn in_reverse(mut self) -> Self {
        self.reversed = true;
        self
    }

    pub(crate) async fn build(self, store: &Store) {
        let Self { table, numbers, columns, reversed } = self;
        let (first, last) = numbers.into_inner();
        let (names, expressions): (Vec<&str>, Vec<String>) = columns.into_iter().unzip();
        let order = if reversed { " ORDER BY n DESC" } else { "" };
        let sql = format!(
            "WITH RECURSIVE number (n) AS (SELECT CAST({first} AS BIGINT) UNION ALL \
             SELECT n + 1 FROM number WHERE n < {last}) INSERT INTO {table} ({}) SELECT {} FROM number{order}",
            names.join(", "),
            expressions.join(", "),
        );
        run(store, &sql).await;
        if names.contains(&"id") {
            continue_numbers(store, table).await;
        }
    }
}

/// Active agents *Pessoa n* with the login `u{n}`.
pub(crate) fn many_accounts(numbers: RangeInclusive<i64>) -> ManyRows {
    let columns = [
        ("id", "n"),
        ("login", "'u' || n"),
        ("login_key", "'u' || n"),
        ("name", "'Pessoa ' || n"),
        ("role", "'agent'"),
        ("active", "TRUE"),
        ("created_at", "0"),
    ];
    ManyRows::new("user_account", numbers, &columns)
}

/// Queues *Fila n*.
pub(crate) fn many_queues(numbers: RangeInclusive<i64>) -> ManyRows {
    ManyRows::new("queue", numbers, &[("id", "n"), ("name", "'Fila ' || n")])
}

/// Contact reasons *Motivo n*.
pub(crate) fn many_reasons(numbers: RangeInclusive<i64>) -> ManyRows {
    ManyRows::new("contact_reason", numbers, &[("id", "n"), ("name", "'Motivo ' || n")])
}

/// Customers without any details, as in [`super::CustomerBuilder`].
pub(crate) fn many_customers(numbers: RangeInclusive<i64>) -> ManyRows {
    ManyRows::new("customer", numbers, &[("id", "n"), ("created_at", "0"), ("updated_at", "0")])
}

/// A different telephone number for each customer.
pub(crate) fn many_addresses(customers: RangeInclusive<i64>) -> ManyRows {
    let columns = [("kind", "'phone'"), ("address", "'+55119' || (n + 10000000)"), ("customer_id", "n")];
    ManyRows::new("customer_address", customers, &columns)
}

/// Closed cases of customer 1.
pub(crate) fn many_cases(numbers: RangeInclusive<i64>) -> ManyRows {
    let columns =
        [("id", "n"), ("customer_id", "1"), ("status", "'closed'"), ("opened_at", "0"), ("updated_at", "0")];
    ManyRows::new("service_case", numbers, &columns)
}

/// Comments without a text, one in each case.
pub(crate) fn many_events(cases: RangeInclusive<i64>) -> ManyRows {
    ManyRows::new("case_event", cases, &[("case_id", "n"), ("at", "0"), ("action", "'commented'")])
}

/// Inbound calls of case 1, customer 1 and queue 1 with the protocol `P{n}`, `n` milliseconds after
/// the epoch. [`fill_counters`] counts them.
pub(crate) fn many_interactions(store: &Store, numbers: RangeInclusive<i64>) -> ManyRows {
    let source = format!("'{SOURCE}'");
    let columns = [
        ("id", "n"),
        ("protocol", "'P' || n"),
        ("source", source.as_str()),
        ("external_id", "'' || n"),
        ("fingerprint", if store.db().is_sqlite() { "X'00'" } else { "'\\x00'" }),
        ("case_id", "1"),
        ("customer_id", "1"),
        ("channel", "1"),
        ("direction", "1"),
        ("queue_id", "1"),
        ("queued_at", "n"),
        ("ended_at", "n"),
        ("day", "'1970-01-01'"),
        ("created_at", "0"),
    ];
    ManyRows::new("interaction", numbers, &columns)
}

/// Messages of customers, the first one of each interaction.
pub(crate) fn many_messages(interactions: RangeInclusive<i64>) -> ManyRows {
    let columns =
        [("interaction_id", "n"), ("position", "0"), ("at", "0"), ("sender", "1"), ("text", "'Olá'")];
    ManyRows::new("message", interactions, &columns)
}

/// Files of the first message of interactions, without their bytes.
pub(crate) fn many_media(interactions: RangeInclusive<i64>) -> ManyRows {
    let columns = [
        ("interaction_id", "n"),
        ("position", "0"),
        ("file", "0"),
        ("name", "'a.pdf'"),
        ("content_type", "'application/pdf'"),
        ("size", "1"),
        ("sha256", "'x'"),
    ];
    ManyRows::new("message_media", interactions, &columns)
}

/// Answered call attempts, the first one of each interaction.
pub(crate) fn many_calls(interactions: RangeInclusive<i64>) -> ManyRows {
    let columns = [
        ("interaction_id", "n"),
        ("position", "0"),
        ("at", "0"),
        ("number", "'1'"),
        ("status", "'answered'"),
        ("duration_s", "1"),
    ];
    ManyRows::new("call_attempt", interactions, &columns)
}

/// The recordings of interactions.
pub(crate) fn many_recordings(interactions: RangeInclusive<i64>) -> ManyRows {
    let columns = [
        ("interaction_id", "n"),
        ("blob", "'b'"),
        ("content_type", "'audio/wav'"),
        ("size", "1"),
        ("sha256", "'x'"),
        ("uploaded_at", "0"),
        ("length_ms", "1000"),
    ];
    ManyRows::new("recording", interactions, &columns)
}

/// Fills the empty counters and derived tables from all interactions, as the bulk loader does.
pub(crate) async fn fill_counters(store: &Store) {
    for statement in COUNT_BY_DAY.into_iter().chain([AGENT_QUEUES, NUMBER_PARTS]) {
        run(store, statement).await;
    }
}

/// Number parts and the number that each is a part of.
pub(crate) async fn number_parts<N: ToString>(store: &Store, parts: impl IntoIterator<Item = (N, N)>) {
    let rows =
        parts.into_iter().map(|(part, number)| format!("('{}', '{}')", part.to_string(), number.to_string()));
    let rows = rows.collect::<Vec<_>>().join(", ");
    run(store, &format!("INSERT INTO number_part (part, number) VALUES {rows}")).await;
}
