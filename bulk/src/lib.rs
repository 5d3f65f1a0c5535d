//! Bulk loader: fills an empty database with a whole demo history, at the speed of the disk.
//!
//! Not a part of the product: only the demo uses it. Its columns are those of intake
//! ([`store::columns`]), its materialised counters those of [`store::counters`].
//!
//! A load writes what intake would have written, only faster: without lookups, with indexes built
//! and counters computed afterwards. It is a single transaction on both engines: nothing is visible
//! until [`Load::finish`] returns, and a load that is dropped, fails or is killed leaves the
//! database empty.

mod cells;
mod columns;
mod counters;
mod postgres;
mod references;
pub mod rows;
mod sqlite;
pub mod triggers;

use store::{Db, Store};

use cells::{Row, TABLES};
use postgres::PostgresLoad;
use references::References;
pub use rows::{Batch, Directory, Origin};
use sqlite::SqliteLoad;

/// Why a load failed.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The database is not empty or in use, or a row is invalid; the message says which.
    #[error("{0}")]
    Refused(String),
    /// The database failed.
    #[error("the database failed: {0}")]
    Database(#[from] sqlx::Error),
}

/// The result of loading.
pub type Result<T> = std::result::Result<T, Error>;

/// A load in progress, with exclusive access to the database until it is finished or dropped.
pub struct Load {
    engine: Engine,
    origin: Origin,
    references: References,
    loaded: LoadSummary,
}

/// How many rows a load wrote.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LoadSummary {
    /// Customers.
    pub customers: u64,
    /// Cases.
    pub cases: u64,
    /// Interactions.
    pub interactions: u64,
    /// Messages.
    pub messages: u64,
    /// Call attempts.
    pub calls: u64,
    /// Recordings.
    pub recordings: u64,
}

impl Load {
    /// Begins a load of rows with this `source`.
    ///
    /// # Errors
    /// [`Error::Refused`] if the database is not empty or in use.
    pub async fn begin(store: &Store, source: &str) -> Result<Self> {
        let mut engine = match store.db() {
            Db::Sqlite { read, write } => Engine::Sqlite(SqliteLoad::begin(read, write).await?),
            Db::Postgres(pool) => Engine::Postgres(Box::new(PostgresLoad::begin(pool).await?)),
        };
        engine.refuse_filled().await?;
        engine.prepare().await?;
        // Again, now that the load has exclusive access.
        engine.refuse_filled().await?;
        let origin = Origin { source: source.to_owned(), zone: store.zone() };
        Ok(Self { engine, origin, references: References::default(), loaded: LoadSummary::default() })
    }

    /// Writes the users, groups, queues, reasons, calendars, policies and surveys.
    ///
    /// # Errors
    /// If the database fails; the load cannot be used afterwards.
    pub async fn directory(&mut self, directory: &Directory) -> Result<()> {
        self.references.note_directory(directory)?;
        let (engine, origin) = (&mut self.engine, &self.origin);
        engine.insert(origin, &directory.users).await?;
        engine.insert(origin, &directory.groups).await?;
        engine.insert(origin, &directory.group_agents).await?;
        engine.insert(origin, &directory.group_supervisors).await?;
        engine.insert(origin, &directory.queues).await?;
        engine.insert(origin, &directory.reasons).await?;
        engine.insert(origin, &directory.queue_reasons).await?;
        engine.insert(origin, &directory.calendars).await?;
        engine.insert(origin, &directory.policies).await?;
        engine.insert(origin, &directory.surveys).await
    }

    /// Writes a batch of rows.
    ///
    /// # Errors
    /// If the database fails; the load cannot be used afterwards.
    pub async fn write(&mut self, batch: &Batch) -> Result<()> {
        self.references.note(batch)?;
        let (engine, origin) = (&mut self.engine, &self.origin);
        engine.insert(origin, &batch.customers).await?;
        engine.insert(origin, &batch.addresses).await?;
        engine.insert(origin, &batch.cases).await?;
        engine.insert(origin, &batch.interactions).await?;
        engine.insert(origin, &batch.messages).await?;
        engine.insert(origin, &batch.calls).await?;
        engine.insert(origin, &batch.recordings).await?;
        engine.insert(origin, &batch.clocks).await?;
        engine.insert(origin, &batch.events).await?;
        engine.insert(origin, &batch.survey_responses).await?;
        self.loaded.customers += batch.customers.len() as u64;
        self.loaded.cases += batch.cases.len() as u64;
        self.loaded.interactions += batch.interactions.len() as u64;
        self.loaded.messages += batch.messages.len() as u64;
        self.loaded.calls += batch.calls.len() as u64;
        self.loaded.recordings += batch.recordings.len() as u64;
        Ok(())
    }

    /// Computes the counters, marks the database as a demo, builds the indexes and commits durably.
    /// `on_step` receives the name of each step, the number of steps done and their total.
    ///
    /// # Errors
    /// If a row refers to a missing one or the database fails; the database is then empty.
    pub async fn finish(mut self, mut on_step: impl FnMut(&str, usize, usize)) -> Result<LoadSummary> {
        if let Err(error) = self.run_final_steps(&mut on_step).await {
            // The first error matters more than a failed rollback.
            let _ = self.abandon().await;
            return Err(error);
        }
        match self.engine {
            Engine::Sqlite(load) => load.commit().await?,
            Engine::Postgres(load) => load.commit().await?,
        }
        Ok(self.loaded)
    }

    async fn run_final_steps(&mut self, on_step: &mut impl FnMut(&str, usize, usize)) -> Result<()> {
        self.references.refuse_dangling()?;
        let steps = self.engine.order(counters::steps(&self.origin));
        for (done, step) in steps.iter().enumerate() {
            tracing::debug!(step = step.name, "settling");
            on_step(&step.name, done, steps.len());
            self.engine.execute(&step.sql).await?;
        }
        Ok(())
    }

    /// Rolls back. Dropping the load does the same, only later.
    ///
    /// # Errors
    /// If the rollback fails; the database is empty nevertheless.
    pub async fn abandon(self) -> Result<()> {
        match self.engine {
            Engine::Sqlite(load) => load.abandon().await,
            Engine::Postgres(load) => load.abandon().await,
        }
    }
}

/// A long-running statement, and its name for progress reports.
#[derive(Clone, Debug)]
struct Step {
    name: String,
    sql: String,
}

enum Engine {
    Sqlite(SqliteLoad),
    Postgres(Box<PostgresLoad>),
}

impl Engine {
    async fn refuse_filled(&mut self) -> Result<()> {
        for table in TABLES {
            let sql = format!("SELECT count(*) FROM (SELECT 1 FROM {table} LIMIT 1) AS any_row");
            if self.number(&sql).await? > 0 {
                return Err(Error::Refused(format!(
                    "the database is not empty (there are rows in {table}); \
                     demo data goes only into an empty database, so name another one"
                )));
            }
        }
        Ok(())
    }

    /// Takes exclusive access, and drops the indexes and constraints that slow inserts down.
    async fn prepare(&mut self) -> Result<()> {
        match self {
            Self::Sqlite(load) => load.prepare().await,
            Self::Postgres(load) => load.prepare().await,
        }
    }

    /// The order of the final steps. SQLite restores the indexes first, because it computes the
    /// counters from them; PostgreSQL computes by hash, and builds all indexes last, including
    /// those of the computed tables.
    fn order(&self, counting: Vec<Step>) -> Vec<Step> {
        match self {
            Self::Sqlite(load) => [load.restore_steps(), counting].concat(),
            Self::Postgres(load) => [counting, load.restore_steps()].concat(),
        }
    }

    async fn execute(&mut self, sql: &str) -> Result<()> {
        match self {
            Self::Sqlite(load) => load.execute(sql).await,
            Self::Postgres(load) => load.execute(sql).await,
        }
    }

    async fn number(&mut self, sql: &str) -> Result<i64> {
        match self {
            Self::Sqlite(load) => load.number(sql).await,
            Self::Postgres(load) => load.number(sql).await,
        }
    }

    async fn insert<R: Row>(&mut self, origin: &Origin, rows: &[R]) -> Result<()> {
        if rows.is_empty() {
            return Ok(());
        }
        match self {
            Self::Sqlite(load) => load.insert(origin, rows).await,
            Self::Postgres(load) => load.insert(origin, rows).await,
        }
    }
}
