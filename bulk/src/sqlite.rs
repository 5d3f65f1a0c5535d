//! A load into SQLite.
//!
//! In rollback mode, pages that a transaction appends need no journal, only those that existed
//! before: one huge transaction into an empty file writes every page once, and a crash rolls back
//! to the empty file. That requires exclusive access to the file, so the pools' idle connections
//! are closed first; WAL mode is restored at the end.

use std::fmt::Write as _;
use std::sync::Arc;
use std::time::Duration;

use sqlx::Arguments;
use sqlx::sqlite::SqliteArguments;
use sqlx::{AssertSqlSafe, ConnectOptions, Connection, Sqlite, SqliteConnection, SqlitePool};
use tokio::time::{Instant, sleep};

use super::cells::{Cells, Row};
use super::{Origin, Step};
use crate::triggers::is_disabled;
use crate::{Error, Result};

/// Bind parameters per statement: enough rows to amortise its cost, few enough to stay in the
/// cache.
const PARAMETERS: usize = 1_000;

/// Settings of the load's connection, which is closed at the end.
const SETTINGS: [&str; 6] = [
    // `References` checks them.
    "PRAGMA foreign_keys = OFF",
    // A crash of the machine can only lose the load: the file was empty.
    "PRAGMA synchronous = OFF",
    "PRAGMA locking_mode = EXCLUSIVE",
    "PRAGMA cache_size = -262144",
    // Sorting ten million index entries in memory would take gigabytes.
    "PRAGMA temp_store = FILE",
    "PRAGMA threads = 2",
];

/// Timeout for the pools' connections to become idle: a connection returns to its pool by a task of
/// its own. One that has not returned by then is in use.
const IDLE_TIMEOUT: Duration = Duration::from_secs(1);

/// A connection of its own, inside the transaction of the load.
pub(super) struct SqliteLoad {
    connection: SqliteConnection,
    pools: [SqlitePool; 2],
    /// The indexes, and triggers.
    dropped: Vec<Step>,
}

impl SqliteLoad {
    pub(super) async fn begin(read: &SqlitePool, write: &SqlitePool) -> Result<Self> {
        // Statements of a load are slow by nature; sqlx would warn of them.
        let options = write.connect_options().as_ref().clone().disable_statement_logging();
        Ok(Self {
            connection: options.connect().await?,
            pools: [read.clone(), write.clone()],
            dropped: Vec::new(),
        })
    }

    async fn take_over(&mut self) -> Result<()> {
        let deadline = Instant::now() + IDLE_TIMEOUT;
        for pool in &self.pools {
            while pool.size() > 0 && Instant::now() < deadline {
                match pool.try_acquire() {
                    Some(idle) => idle.close().await?,
                    None => sleep(IDLE_TIMEOUT / 100).await,
                }
            }
        }
        self.journal("delete").await?;
        for setting in SETTINGS {
            self.execute(setting).await?;
        }
        self.execute("BEGIN EXCLUSIVE").await
    }

    /// Switches the journal mode; refused while another connection has the file open.
    async fn journal(&mut self, mode: &str) -> Result<()> {
        let sql = format!("PRAGMA journal_mode = {mode}");
        let answer =
            sqlx::query_scalar::<_, String>(AssertSqlSafe(sql)).fetch_one(&mut self.connection).await;
        match answer {
            Ok(now) if now == mode => Ok(()),
            Ok(_) => Err(in_use()),
            Err(sqlx::Error::Database(error)) if error.message().contains("locked") => Err(in_use()),
            Err(error) => Err(error.into()),
        }
    }

    pub(super) async fn prepare(&mut self) -> Result<()> {
        self.take_over().await?;
        let indexes: Vec<(String, String)> = sqlx::query_as(
            "SELECT name, sql FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL
             AND tbl_name IN ('interaction', 'service_case', 'customer', 'customer_address', 'case_event') ORDER BY rowid",
        )
        .fetch_all(&mut self.connection)
        .await?;
        for (name, sql) in indexes {
            self.execute(&format!("DROP INDEX {name}")).await?;
            self.dropped.push(Step { name, sql });
        }
        let triggers: Vec<(String, String)> =
            sqlx::query_as("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger' ORDER BY rowid")
                .fetch_all(&mut self.connection)
                .await?;
        for (name, sql) in triggers.into_iter().filter(|(name, _)| is_disabled(name)) {
            self.execute(&format!("DROP TRIGGER {name}")).await?;
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
        let together = PARAMETERS / R::COLUMNS.len();
        let many: Arc<str> = statement::<R>(together).into();
        for chunk in rows.chunks(together) {
            let mut cells = BoundCells::with_capacity(chunk.len() * R::COLUMNS.len());
            for row in chunk {
                row.write(origin, &mut cells);
            }
            let arguments = cells.finish()?;
            let query = if chunk.len() == together {
                sqlx::query_with(AssertSqlSafe(Arc::clone(&many)), arguments)
            } else {
                sqlx::query_with(AssertSqlSafe(statement::<R>(chunk.len())), arguments).persistent(false)
            };
            query.execute(&mut self.connection).await?;
        }
        Ok(())
    }

    pub(super) async fn commit(mut self) -> Result<()> {
        self.execute("COMMIT").await?;
        self.make_durable().await?;
        self.close().await
    }

    pub(super) async fn abandon(mut self) -> Result<()> {
        self.execute("ROLLBACK").await?;
        self.close().await
    }

    /// Syncs the file to disk, which the load itself never does.
    async fn make_durable(&mut self) -> Result<()> {
        let sql = "SELECT file FROM pragma_database_list WHERE name = 'main'";
        let path: String = sqlx::query_scalar(sql).fetch_one(&mut self.connection).await?;
        if path.is_empty() {
            return Ok(());
        }
        let file = tokio::fs::OpenOptions::new().write(true).open(path).await;
        let synced = match file {
            Ok(file) => file.sync_all().await,
            Err(error) => Err(error),
        };
        Ok(synced.map_err(sqlx::Error::Io)?)
    }

    async fn close(mut self) -> Result<()> {
        self.journal("wal").await?;
        Ok(self.connection.close().await?)
    }
}

fn in_use() -> Error {
    Error::Refused("the database is in use; stop whatever has it open, then load again".to_owned())
}

fn statement<R: Row>(rows: usize) -> String {
    let columns = R::COLUMNS.len();
    let mut sql = format!("INSERT INTO {} ({}) VALUES ", R::TABLE, R::COLUMNS.join(", "));
    let one = format!("({})", vec!["?"; columns].join(","));
    for row in 0..rows {
        let _ = write!(sql, "{}{one}", if row == 0 { "" } else { "," });
    }
    sql
}

/// Collects cells as bind parameters of a statement.
struct BoundCells {
    arguments: SqliteArguments,
    failed: Option<sqlx::error::BoxDynError>,
}

impl BoundCells {
    fn with_capacity(cells: usize) -> Self {
        let mut arguments = SqliteArguments::default();
        arguments.reserve(cells, 0);
        Self { arguments, failed: None }
    }

    fn add<'t, T>(&mut self, value: T)
    where
        T: sqlx::Encode<'t, Sqlite> + sqlx::Type<Sqlite>,
    {
        if let Err(error) = Arguments::add(&mut self.arguments, value) {
            self.failed = Some(error);
        }
    }

    fn finish(self) -> Result<SqliteArguments> {
        match self.failed {
            Some(error) => Err(sqlx::Error::Encode(error).into()),
            None => Ok(self.arguments),
        }
    }
}

impl Cells for BoundCells {
    fn int(&mut self, value: impl Into<i64>) {
        self.add::<i64>(value.into());
    }
    fn text(&mut self, value: &str) {
        self.add(value.to_owned());
    }
    fn bytes(&mut self, value: &[u8]) {
        self.add(value.to_vec());
    }
    fn flag(&mut self, value: bool) {
        self.add(i64::from(value));
    }
    fn null(&mut self) {
        self.add(None::<i64>);
    }
}
