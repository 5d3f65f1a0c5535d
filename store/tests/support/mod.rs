//! A database of each engine for every test, thrown away afterwards.
//!
//! `contract!(name, |store| async { … })` writes one test per engine, so that no query can be
//! right on one and wrong on the other.

#![allow(dead_code, reason = "a part of the harness may be used by some contracts only")]

pub(crate) mod administration;
pub(crate) mod audit;
pub(crate) mod case_lists;
pub(crate) mod cases;
pub(crate) mod people;
pub(crate) mod statistics;
pub(crate) mod world;

use chrono_tz::Tz;
use sqlx::migrate::Migrator;
use store::{Db, Store, StoreConfig};
use test_database::Migrated;

/// The zone tests run in unless they say otherwise.
pub(crate) const ZONE: Tz = chrono_tz::America::Sao_Paulo;

/// A store in a database of its own, with what keeps that database alive.
pub(crate) struct Fresh {
    /// The store, migrated and empty.
    pub(crate) store: Store,
    _folder: Option<tempfile::TempDir>,
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

/// Gives an empty database the tables that were there before a migration.
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

/// A SQLite file without tables.
pub(crate) async fn empty_sqlite(zone: Tz) -> Fresh {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let url = test_database::sqlite_url(&folder.path().join("test.db"));
    Fresh { store: open_as_it_is(url, zone).await, _folder: Some(folder) }
}

/// A database without tables on the PostgreSQL server of the test run.
pub(crate) async fn empty_postgres(zone: Tz) -> Fresh {
    Fresh { store: open_as_it_is(test_database::empty_postgres().await, zone).await, _folder: None }
}

fn migrate(url: String) -> Migrated {
    Box::pin(async { close(&open(url, ZONE).await).await })
}

/// Closes every connection: the writing one last, which then writes SQLite's log into the file.
async fn close(store: &Store) {
    match store.db() {
        Db::Sqlite { read, write } => {
            read.close().await;
            write.close().await;
        }
        Db::Postgres(pool) => pool.close().await,
    }
}

/// A fresh SQLite file.
pub(crate) async fn sqlite_in(zone: Tz) -> Fresh {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let url = test_database::sqlite(&folder.path().join("test.db"), migrate).await;
    Fresh { store: open(url, zone).await, _folder: Some(folder) }
}

/// A fresh database on the PostgreSQL server of the test run.
pub(crate) async fn postgres_in(zone: Tz) -> Fresh {
    Fresh { store: open(test_database::postgres(migrate).await, zone).await, _folder: None }
}

/// One test per engine: `contract!(a_rule_holds, |store| { … });` or, in another zone,
/// `contract!(a_rule_holds in chrono_tz::Tz::UTC, |store| { … });`
macro_rules! contract {
    ($name:ident, |$store:ident| $body:block) => {
        contract!($name in $crate::support::ZONE, |$store| $body);
    };
    ($name:ident in $zone:expr, |$store:ident| $body:block) => {
        mod $name {
            #[allow(unused_imports, reason = "a rule may need nothing of the file around it")]
            use super::*;
            async fn rule($store: $crate::support::Fresh) $body
            #[tokio::test]
            async fn sqlite() {
                rule($crate::support::sqlite_in($zone).await).await;
            }
            #[tokio::test]
            async fn postgres() {
                rule($crate::support::postgres_in($zone).await).await;
            }
        }
    };
}
