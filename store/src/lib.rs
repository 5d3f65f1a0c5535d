//! The database layer: SQLite and PostgreSQL behind one type, and the only crate that contains SQL.
//!
//! Reads for users go through [`Store::as_principal`], which adds the user's scope to every query;
//! rows out of scope are reported like rows that do not exist, as `Ok(None)`. Writes from source
//! systems go through [`Store::intake`], which commits them in batches.
//!
//! To add a query, build a [`Statement`](db::Statement) in its feature module, bind every value,
//! run it with `scoped.fetch_all` (subject to the statement timeout), `db.fetch_all` or in a
//! [`Tx`](db::Tx), and add a test to `store/tests/`, which runs on both engines. Differences
//! between the engines are methods in `db/dialect.rs`.

pub mod accounts;
pub mod announcements;
pub mod audit;
mod backup;
pub mod blobs;
pub mod cases;
mod changes;
pub mod clock;
pub mod columns;
pub mod counters;
pub mod customers;
pub mod db;
mod error;
pub mod history;
pub mod intake;
pub mod jobs;
pub mod limits;
pub mod media;
pub mod names;
pub mod notifications;
pub mod numbers;
pub mod operation;
pub mod recordings;
pub mod retry;
mod scoped;
pub mod settings;
mod sla;
pub mod sources;
pub mod views;
pub mod webhooks;

use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use chrono_tz::Tz;
use domain::number::NumberDefaults;
use domain::{ApiKeyId, Principal};

pub use db::{Db, StoreConfig};
pub use error::Error;
use limits::{Limits, STATEMENT_LIMIT};
pub use scoped::Scoped;

/// The result type of this crate.
pub type Result<T> = std::result::Result<T, Error>;

/// The database, with the operation's time zone and number defaults cached. Cheap to clone.
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
    announcements: announcements::Announcements,
    accounts: accounts::State,
    inbox: sources::Inbox,
    webhooks: webhooks::State,
    jobs: jobs::State,
}

impl Store {
    /// Connects and creates a missing SQLite file. Call [`Store::migrate`] to create the tables.
    ///
    /// # Errors
    /// If the URL is neither `sqlite:` nor `postgres:`, or the database cannot be reached.
    pub async fn open(config: &StoreConfig) -> Result<Self> {
        Self::open_limited(config, STATEMENT_LIMIT).await
    }

    /// Like [`Store::open`], with a timeout for each statement that reads for a user.
    ///
    /// # Errors
    /// See [`Store::open`].
    pub async fn open_limited(config: &StoreConfig, limit: Duration) -> Result<Self> {
        let db = Db::open(config).await?;
        let limits = Limits::new(db.readers(config, limit)?, limit);
        let announcements = announcements::Announcements::new(&db);
        Ok(Self {
            inner: Arc::new(Inner {
                db,
                limits,
                zone: RwLock::new(config.zone),
                number_defaults: RwLock::default(),
                intake: std::sync::OnceLock::new(),
                announcements,
                accounts: accounts::State::default(),
                inbox: sources::Inbox::beside(config),
                webhooks: webhooks::State::default(),
                jobs: jobs::State::default(),
            }),
        })
    }

    /// Migrates the tables to the schema of this version, if necessary.
    ///
    /// # Errors
    /// If a migration fails or the schema is newer than this version.
    pub async fn migrate(&self) -> Result<()> {
        self.inner.db.migrate().await?;
        audit::carry_over(&self.inner.db, clock::now()).await?;
        cases::fill_search_keys(&self.inner.db).await?;
        self.begin_operation().await?;
        self.tidy_names().await?;
        self.bring_numbers_up_to_date().await?;
        customers::compare_existing(&self.inner.db).await
    }

    /// The operation's time zone, which determines where days begin: as last read by
    /// [`Store::operation`], initially that of the configuration.
    pub fn zone(&self) -> Tz {
        *self.inner.zone.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn cache_zone(&self, zone: Tz) {
        *self.inner.zone.write().unwrap_or_else(PoisonError::into_inner) = zone;
    }

    /// The default country and area code, as last read by [`Store::operation`].
    pub fn number_defaults(&self) -> NumberDefaults {
        self.inner.number_defaults.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn cache_number_defaults(&self, defaults: NumberDefaults) {
        *self.inner.number_defaults.write().unwrap_or_else(PoisonError::into_inner) = defaults;
    }

    /// The store as seen by this user: the only access from pages and the API to the history.
    pub fn as_principal(&self, principal: &Principal) -> Scoped<'_> {
        Scoped::new(self, *principal)
    }

    /// The store as read by an API key, whose scope the caller has checked: everything of the operation,
    /// and the key as the actor of the access log.
    pub fn as_api_key(&self, key: ApiKeyId) -> Scoped<'_> {
        Scoped::for_api_key(self, key)
    }

    /// The intake of finished interactions.
    pub fn intake(&self) -> intake::Intake {
        self.inner
            .intake
            .get_or_init(|| intake::Intake::start(self.inner.db.clone(), self.announcements().clone()))
            .clone()
    }

    /// The engine and its pools, for tests and benchmarks.
    pub fn db(&self) -> &Db {
        &self.inner.db
    }
}
