//! Loading a whole demonstration database at once, at the speed of the disk.
//!
//! Not a part of the product: only the demonstration uses it. Its columns are those of intake
//! ([`store::columns`]), its settled numbers those of [`store::counters`].
//!
//! A load writes what intake would have written, only faster: into an empty database, without
//! looking anything up, with the indexes built afterwards and the settled numbers counted set-wise.
//! It is one transaction on both engines: until [`Load::finish`] returns nothing has happened, and
//! a load that is dropped, fails or is killed leaves the database as empty as it was.

mod cells;
mod columns;
mod postgres;
mod references;
pub mod rows;
mod settle;
mod sqlite;

use store::{Db, Store};

use cells::{Row, TABLES};
use postgres::PostgresLoad;
use references::References;
pub use rows::{Batch, Directory, Origin};
use sqlite::SqliteLoad;

/// Why a load failed.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The database or the rows do not allow it; says why.
    #[error("{0}")]
    Refused(String),
    /// The database failed.
    #[error("the database failed: {0}")]
    Database(#[from] sqlx::Error),
}

/// What every function of a load answers.
pub type Result<T> = std::result::Result<T, Error>;

/// A load under way. The database belongs to it alone until it is finished or dropped.
pub struct Load {
    engine: Engine,
    origin: Origin,
    references: References,
    loaded: Loaded,
}

/// How many rows a load wrote.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Loaded {
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
    /// Begins a load of rows that say they come from `source`.
    ///
    /// # Errors
    /// [`Error::Refused`] where the database is not empty or in use.
    pub async fn begin(store: &Store, source: &str) -> Result<Self> {
        let mut engine = match store.db() {
            Db::Sqlite { read, write } => Engine::Sqlite(SqliteLoad::begin(read, write).await?),
            Db::Postgres(pool) => Engine::Postgres(Box::new(PostgresLoad::begin(pool).await?)),
        };
        engine.refuse_filled().await?;
        engine.lift().await?;
        // Now that nobody else can write, it is still empty.
        engine.refuse_filled().await?;
        let origin = Origin { source: source.to_owned(), zone: store.zone() };
        Ok(Self { engine, origin, references: References::default(), loaded: Loaded::default() })
    }

    /// Writes the people, groups, queues and reasons.
    ///
    /// # Errors
    /// Where the database fails; the load is then good for nothing.
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

    /// Writes a part.
    ///
    /// # Errors
    /// Where the database fails; the load is then good for nothing.
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

    /// Settles the numbers, marks the database as a demo, builds the indexes and makes everything
    /// durable. `on_step` hears what is being done, how many steps are behind and how many there are.
    ///
    /// # Errors
    /// Where the rows do not hold together or the database fails; the database is then empty.
    pub async fn finish(mut self, mut on_step: impl FnMut(&str, usize, usize)) -> Result<Loaded> {
        if let Err(error) = self.settle(&mut on_step).await {
            // Why it failed matters more than whether the connection could still be used.
            let _ = self.abandon().await;
            return Err(error);
        }
        match self.engine {
            Engine::Sqlite(load) => load.commit().await?,
            Engine::Postgres(load) => load.commit().await?,
        }
        Ok(self.loaded)
    }

    async fn settle(&mut self, on_step: &mut impl FnMut(&str, usize, usize)) -> Result<()> {
        self.references.refuse_dangling()?;
        let steps = self.engine.order(settle::steps(&self.origin));
        for (done, step) in steps.iter().enumerate() {
            tracing::debug!(step = step.name, "settling");
            on_step(&step.name, done, steps.len());
            self.engine.execute(&step.sql).await?;
        }
        Ok(())
    }

    /// Undoes everything. Dropping the load does the same, only later.
    ///
    /// # Errors
    /// Where the database cannot even do that; it is empty nevertheless.
    pub async fn abandon(self) -> Result<()> {
        match self.engine {
            Engine::Sqlite(load) => load.abandon().await,
            Engine::Postgres(load) => load.abandon().await,
        }
    }
}

/// A statement that takes its time, and what to call it.
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

    /// Takes the database over, and away what would only slow the rows down.
    async fn lift(&mut self) -> Result<()> {
        match self {
            Self::Sqlite(load) => load.lift().await,
            Self::Postgres(load) => load.lift().await,
        }
    }

    /// The settling and what brings back what was taken away. SQLite reads the numbers it has met
    /// off their index; PostgreSQL hashes them, and builds the keys of settled tables, too, last.
    fn order(&self, settling: Vec<Step>) -> Vec<Step> {
        match self {
            Self::Sqlite(load) => [load.lifted(), settling].concat(),
            Self::Postgres(load) => [settling, load.lifted()].concat(),
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
