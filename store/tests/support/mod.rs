//! A database of each engine for every test, thrown away afterwards.
//!
//! `contract!(name, |store| async { … })` writes one test per engine, so that no query can be
//! right on one and wrong on the other.

#![allow(dead_code, reason = "a part of the harness may be used by some contracts only")]

pub(crate) mod administration;
pub(crate) mod case_lists;
pub(crate) mod cases;
pub(crate) mod people;
pub(crate) mod world;

use chrono_tz::Tz;
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use sqlx::{Connection, Executor};
use store::{Store, StoreConfig};

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
    let store =
        Store::open(&StoreConfig { url, zone, max_connections: 8 }).await.expect("the test database opens");
    store.migrate().await.expect("the migrations apply");
    store
}

/// A fresh SQLite file.
pub(crate) async fn sqlite_in(zone: Tz) -> Fresh {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let url = format!("sqlite://{}", folder.path().join("test.db").display());
    Fresh { store: open(url, zone).await, _folder: Some(folder) }
}

/// A fresh database on the PostgreSQL server of the test run.
pub(crate) async fn postgres_in(zone: Tz) -> Fresh {
    let server = std::env::var("PROTOCOLO_TEST_POSTGRES")
        .expect("PROTOCOLO_TEST_POSTGRES is not set: use `make test` or `scripts/with-postgres cargo test`");
    let name = format!("test_{:016x}", StdRng::from_os_rng().random::<u64>());
    let mut admin = sqlx::PgConnection::connect(&server).await.expect("the test server answers");
    admin
        .execute(sqlx::AssertSqlSafe(format!("CREATE DATABASE {name}")))
        .await
        .expect("a database of its own");
    let (base, _) = server.rsplit_once('/').expect("the URL names a database");
    let query = server.split_once('?').map_or(String::new(), |(_, query)| format!("?{query}"));
    Fresh { store: open(format!("{base}/{name}{query}"), zone).await, _folder: None }
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
