//! A fresh database on each engine for every test, dropped afterwards.
//!
//! `contract!(name, |store| async { … })` writes one test per engine, so that no query can be right
//! on one and wrong on the other.

#![allow(dead_code, reason = "a part of the harness may be used by some contracts only")]

pub(crate) mod administration;
pub(crate) mod audit;
pub(crate) mod builders;
pub(crate) mod case_lists;
pub(crate) mod cases;
pub(crate) mod people;
pub(crate) mod statistics;
pub(crate) mod world;

use chrono_tz::Tz;
use sqlx::migrate::Migrator;
use store::{Db, Store, StoreConfig};
use test_database::{Engine, Migration};

/// The default time zone of tests.
pub(crate) const ZONE: Tz = chrono_tz::America::Sao_Paulo;

/// A store with a database of its own, and the folder that holds it.
pub(crate) struct Fresh {
    /// The store, migrated and empty.
    pub(crate) store: Store,
    _folder: tempfile::TempDir,
}

impl std::ops::Deref for Fresh {
    type Target = Store;
    fn deref(&self) -> &Store {
        &self.store
    }
}

async fn open(url: String, zone: Tz) -> Store {
    let store = open_as_it_is(url, zone).await;
    store.migrate().await.expect("the migrations apply");
    store
}

async fn open_as_it_is(url: String, zone: Tz) -> Store {
    Store::open(&StoreConfig { url, zone, max_connections: 8 }).await.expect("the test database opens")
}

/// Applies the migrations before a version.
pub(crate) async fn migrate_until(store: &Store, version: i64) {
    let earlier = |all: Migrator| {
        Migrator::with_migrations(all.iter().filter(|one| one.version < version).cloned().collect())
    };
    match store.db() {
        Db::Sqlite { write, .. } => earlier(sqlx::migrate!("../migrations/sqlite")).run(write).await,
        Db::Postgres(pool) => earlier(sqlx::migrate!("../migrations/postgres")).run(pool).await,
    }
    .expect("the earlier migrations apply");
}

/// A database without tables.
pub(crate) async fn empty(engine: Engine, zone: Tz) -> Fresh {
    let folder = tempfile::tempdir().expect("a temporary folder");
    Fresh { store: open_as_it_is(engine.empty(folder.path()).await, zone).await, _folder: folder }
}

fn migrate(url: String) -> Migration {
    Box::pin(async { close(&open(url, ZONE).await).await })
}

/// Closes all connections, the writing one last, which checkpoints the WAL of SQLite.
async fn close(store: &Store) {
    match store.db() {
        Db::Sqlite { read, write } => {
            read.close().await;
            write.close().await;
        }
        Db::Postgres(pool) => pool.close().await,
    }
}

/// A fresh database with all migrations applied.
pub(crate) async fn fresh(engine: Engine, zone: Tz) -> Fresh {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let url = engine.migrated(folder.path(), migrate).await;
    Fresh { store: open(url, zone).await, _folder: folder }
}

/// One test per engine: `contract!(a_rule_holds, |store| { … });` or, in another zone,
/// `contract!(a_rule_holds in chrono_tz::Tz::UTC, |store| { … });`
macro_rules! contract {
    ($name:ident, |$store:ident| $body:block) => {
        contract!($name in $crate::support::ZONE, |$store| $body);
    };
    ($name:ident in $zone:expr, |$store:ident| $body:block) => {
        test_database::contract!($name, |engine| {
            let $store = $crate::support::fresh(engine, $zone).await;
            $body
        });
    };
}
