//! A load into PostgreSQL: `COPY` into tables without indexes and constraints, one transaction.
//!
//! The tables are truncated in that transaction, so the rows can be written frozen: no later vacuum
//! is needed, and index-only scans work from the first query on.

use std::io::Write as _;

use sqlx::{AssertSqlSafe, ConnectOptions, Connection, PgConnection, PgPool};

use super::cells::{Cells, Row, TABLES};
use super::{Origin, Step};
use crate::Result;
use crate::triggers::is_disabled;

/// The large tables, whose indexes and constraints are built afterwards.
const LARGE: &[&str] = &[
    "customer",
    "customer_address",
    "service_case",
    "interaction",
    "message",
    "call_attempt",
    "recording",
    "case_event",
    "sla_clock",
    "survey_response",
    "number_part",
];

/// Size of the chunks sent, in bytes.
const CHUNK: usize = 256 * 1024;

/// A connection of its own, inside the transaction of the load.
pub(super) struct PostgresLoad {
    connection: PgConnection,
    dropped: Vec<Step>,
}

impl PostgresLoad {
    pub(super) async fn begin(pool: &PgPool) -> Result<Self> {
        // Statements of a load are slow by nature; sqlx would warn of them.
        let options = pool.connect_options().as_ref().clone().disable_statement_logging();
        let mut load = Self { connection: options.connect().await?, dropped: Vec::new() };
        load.execute("BEGIN").await?;
        load.execute(&format!("LOCK TABLE {} IN ACCESS EXCLUSIVE MODE", TABLES.join(", "))).await?;
        load.execute("SET LOCAL maintenance_work_mem = '256MB'; SET LOCAL work_mem = '128MB'").await?;
        Ok(load)
    }

    /// Drops the foreign keys of and to the large tables, then their unique keys, then their
    /// indexes.
    pub(super) async fn prepare(&mut self) -> Result<()> {
        let constraints: Vec<(String, String, String)> = sqlx::query_as(
            "SELECT conrelid::regclass::text, quote_ident(conname), pg_get_constraintdef(oid)
             FROM pg_constraint
             WHERE contype IN ('p', 'u', 'f')
               AND (conrelid = ANY ($1::text[]::regclass[]) OR confrelid = ANY ($1::text[]::regclass[]))
             ORDER BY contype = 'f', conrelid, conname",
        )
        .bind(LARGE)
        .fetch_all(&mut self.connection)
        .await?;
        let indexes: Vec<(String, String)> = sqlx::query_as(
            "SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid)
             FROM pg_index
             WHERE indrelid = ANY ($1::text[]::regclass[])
               AND NOT EXISTS (SELECT 1 FROM pg_constraint WHERE conindid = indexrelid)
             ORDER BY indexrelid",
        )
        .bind(LARGE)
        .fetch_all(&mut self.connection)
        .await?;
        for (table, name, _) in constraints.iter().rev() {
            self.execute(&format!("ALTER TABLE {table} DROP CONSTRAINT {name}")).await?;
        }
        for (name, _) in &indexes {
            self.execute(&format!("DROP INDEX {name}")).await?;
        }
        self.execute(&format!("TRUNCATE {}", LARGE.join(", "))).await?;
        self.dropped = indexes.into_iter().map(|(name, sql)| Step { name, sql }).collect();
        self.dropped.extend(constraints.into_iter().map(|(table, name, definition)| Step {
            sql: format!("ALTER TABLE {table} ADD CONSTRAINT {name} {definition}"),
            name,
        }));
        let triggers: Vec<(String, String)> = sqlx::query_as(
            "SELECT tgrelid::regclass::text, tgname::text FROM pg_trigger WHERE NOT tgisinternal ORDER BY oid",
        )
        .fetch_all(&mut self.connection)
        .await?;
        for (table, name) in triggers.into_iter().filter(|(_, name)| is_disabled(name)) {
            self.execute(&format!("ALTER TABLE {table} DISABLE TRIGGER {name}")).await?;
            let sql = format!("ALTER TABLE {table} ENABLE TRIGGER {name}");
            self.dropped.push(Step { name, sql });
        }
        Ok(())
    }

    pub(super) fn restore_steps(&self) -> Vec<Step> {
        self.dropped.clone()
    }

    pub(super) async fn execute(&mut self, sql: &str) -> Result<()> {
        sqlx::raw_sql(AssertSqlSafe(sql)).execute(&mut self.connection).await?;
        Ok(())
    }

    pub(super) async fn number(&mut self, sql: &str) -> Result<i64> {
        Ok(sqlx::query_scalar(AssertSqlSafe(sql)).fetch_one(&mut self.connection).await?)
    }

    pub(super) async fn insert<R: Row>(&mut self, origin: &Origin, rows: &[R]) -> Result<()> {
        let frozen = if LARGE.contains(&R::TABLE) { "WITH (FREEZE)" } else { "" };
        let sql = format!("COPY {} ({}) FROM STDIN {frozen}", R::TABLE, R::COLUMNS.join(", "));
        let mut copy = self.connection.copy_in_raw(&sql).await?;
        let mut lines = Lines { bytes: Vec::with_capacity(CHUNK + CHUNK / 4), at_start: true };
        for row in rows {
            row.write(origin, &mut lines);
            lines.end();
            if lines.bytes.len() >= CHUNK {
                copy.send(lines.bytes.as_slice()).await?;
                lines.bytes.clear();
            }
        }
        copy.send(lines.bytes.as_slice()).await?;
        copy.finish().await?;
        Ok(())
    }

    pub(super) async fn commit(mut self) -> Result<()> {
        self.continue_identities().await?;
        self.execute("COMMIT").await?;
        for table in TABLES {
            if let Err(error) = self.execute(&format!("VACUUM (ANALYZE) {table}")).await {
                // The rows are committed; autovacuum will do it later.
                tracing::warn!(table, %error, "the loaded table could not be analysed");
            }
        }
        Ok(self.connection.close().await?)
    }

    pub(super) async fn abandon(mut self) -> Result<()> {
        self.execute("ROLLBACK").await?;
        Ok(self.connection.close().await?)
    }

    /// Advances the identity sequences past the loaded rows, for later inserts.
    async fn continue_identities(&mut self) -> Result<()> {
        let identities: Vec<(String, String)> = sqlx::query_as(
            "SELECT table_name::text, column_name::text FROM information_schema.columns
             WHERE table_schema = current_schema() AND is_identity = 'YES'",
        )
        .fetch_all(&mut self.connection)
        .await?;
        for (table, column) in identities {
            self.execute(&format!(
                "SELECT setval(pg_get_serial_sequence('{table}', '{column}'), max({column})) FROM {table} \
                 HAVING max({column}) IS NOT NULL"
            ))
            .await?;
        }
        Ok(())
    }
}

/// Writes cells as lines in the text format of `COPY`.
struct Lines {
    bytes: Vec<u8>,
    at_start: bool,
}

impl Lines {
    fn separate(&mut self) {
        if !std::mem::take(&mut self.at_start) {
            self.bytes.push(b'\t');
        }
    }

    fn end(&mut self) {
        self.bytes.push(b'\n');
        self.at_start = true;
    }
}

impl Cells for Lines {
    fn int(&mut self, value: impl Into<i64>) {
        self.separate();
        let _ = write!(self.bytes, "{}", value.into());
    }
    fn text(&mut self, value: &str) {
        self.separate();
        for byte in value.bytes() {
            match byte {
                b'\\' => self.bytes.extend_from_slice(b"\\\\"),
                b'\t' => self.bytes.extend_from_slice(b"\\t"),
                b'\n' => self.bytes.extend_from_slice(b"\\n"),
                b'\r' => self.bytes.extend_from_slice(b"\\r"),
                other => self.bytes.push(other),
            }
        }
    }
    fn bytes(&mut self, value: &[u8]) {
        self.separate();
        self.bytes.extend_from_slice(b"\\\\x");
        for byte in value {
            let _ = write!(self.bytes, "{byte:02x}");
        }
    }
    fn flag(&mut self, value: bool) {
        self.separate();
        self.bytes.push(if value { b't' } else { b'f' });
    }
    fn null(&mut self) {
        self.separate();
        self.bytes.extend_from_slice(b"\\N");
    }
}
