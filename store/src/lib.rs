//! The only crate that speaks SQL: SQLite and PostgreSQL behind one type.
//!
//! Reads for people go through [`Store::as_principal`], which puts the viewer's scope into every
//! query; what is out of scope answers exactly like what does not exist, `Ok(None)`.
//! Writes from source systems go through [`Store::intake`], which commits many at once.
//!
//! How to add a query: build a [`Statement`](db::Statement) in the module of its feature, bind every
//! value, run it by `scoped.fetch_all` (a person waits for it), `db.fetch_all` or in a
//! [`Tx`](db::Tx), and add a test to `store/tests/`, which runs on both engines. A real difference
//! between the engines is one named method in `db/dialect.rs`.

pub mod accounts;
pub mod audit;
mod backup;
pub mod blobs;
pub mod cases;
pub mod clock;
pub mod columns;
pub mod counters;
pub mod db;
mod error;
pub mod history;
pub mod intake;
pub mod limits;
pub mod names;
pub mod numbers;
pub mod operation;
pub mod recordings;
mod scoped;
pub mod settings;
pub mod sla;

use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use chrono_tz::Tz;
use domain::Principal;
use domain::number::NumberDefaults;

pub use db::{Db, StoreConfig};
pub use error::Error;
use limits::{Limits, STATEMENT_LIMIT};
pub use scoped::Scoped;

/// What every query of this crate answers.
pub type Result<T> = std::result::Result<T, Error>;

/// The database, and the operation's time zone as it was read last. Cheap to clone.
#[derive(Clone)]
pub struct Store {
    inner: Arc<Inner>,
}

struct Inner {
    db: Db,
    limits: Limits,
    zone: RwLock<Tz>,
    number_defaults: RwLock<NumberDefaults>,
    intake: std::sync::OnceLock<intake::Intake>,
    accounts: accounts::State,
}

impl Store {
    /// Connects; a missing SQLite file is created. The tables are [`Store::migrate`]'s work.
    ///
    /// # Errors
    /// Where the URL is neither `sqlite:` nor `postgres:`, or the database cannot be reached.
    pub async fn open(config: &StoreConfig) -> Result<Self> {
        Self::open_limited(config, STATEMENT_LIMIT).await
    }

    /// Connects; what is read for a person takes at most so long, statement by statement.
    ///
    /// # Errors
    /// Like [`Store::open`].
    pub async fn open_limited(config: &StoreConfig, limit: Duration) -> Result<Self> {
        let db = Db::open(config).await?;
        let limits = Limits::new(db.readers(config, limit)?, limit);
        Ok(Self {
            inner: Arc::new(Inner {
                db,
                limits,
                zone: RwLock::new(config.zone),
                number_defaults: RwLock::default(),
                intake: std::sync::OnceLock::new(),
                accounts: accounts::State::default(),
            }),
        })
    }

    /// Brings the tables to the form this version needs; does nothing where they have it.
    ///
    /// # Errors
    /// Where a migration fails or the database is of a newer version.
    pub async fn migrate(&self) -> Result<()> {
        self.inner.db.migrate().await?;
        audit::carry_over(&self.inner.db, clock::now_ms()).await?;
        cases::fill_search_keys(&self.inner.db).await?;
        self.begin_operation().await?;
        self.tidy_names().await?;
        self.bring_numbers_up_to_date().await.map(|_| ())
    }

    /// The operation's time zone: where civil days begin. It is as [`Store::operation`] read it last;
    /// before the tables are there, as the store was opened with.
    pub fn zone(&self) -> Tz {
        *self.inner.zone.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// Goes by a time zone from now on.
    fn keep_zone(&self, zone: Tz) {
        *self.inner.zone.write().unwrap_or_else(PoisonError::into_inner) = zone;
    }

    /// By which country and area numbers are completed, as [`Store::operation`] read it last.
    pub fn number_defaults(&self) -> NumberDefaults {
        self.inner.number_defaults.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Completes numbers by these codes from now on.
    fn keep_number_defaults(&self, defaults: NumberDefaults) {
        *self.inner.number_defaults.write().unwrap_or_else(PoisonError::into_inner) = defaults;
    }

    /// What this person may see and do. The only way from a page or the API to the history.
    pub fn as_principal(&self, principal: &Principal) -> Scoped<'_> {
        Scoped::new(self, *principal)
    }

    /// The way in for finished interactions.
    pub fn intake(&self) -> intake::Intake {
        self.inner.intake.get_or_init(|| intake::Intake::start(self.inner.db.clone())).clone()
    }

    /// The engine and its pools, for the tests and benchmarks that look behind the queries.
    pub fn db(&self) -> &Db {
        &self.inner.db
    }
}
