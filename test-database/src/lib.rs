//! A database for every test, copied from one that was migrated once.
//!
//! Applying all migrations takes longer than most tests. Each test program migrates one database
//! per engine, its template, and every test gets a copy: SQLite's file is written again,
//! PostgreSQL makes the copy itself (`CREATE DATABASE … TEMPLATE`).
//!
//! How to migrate is the caller's to say, so that this crate depends on nothing of ours.
//!
//! [`contract!`] writes one test per engine, so that no rule can be right on one and wrong on the
//! other. The crates that use it have a `contract!` of their own upon it, which opens what their
//! rules are about: a store, a server.

use std::path::{Path, PathBuf};
use std::pin::Pin;

use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection};
use tokio::sync::OnceCell;

/// What a caller's migration answers: done, with every connection closed.
pub type Migrated = Pin<Box<dyn Future<Output = ()> + Send>>;

/// Migrates the database of a URL and closes every connection to it.
pub type Migrate = fn(url: String) -> Migrated;

/// The content of the migrated SQLite file: a file would stay behind, since statics are never dropped.
static SQLITE: OnceCell<Vec<u8>> = OnceCell::const_new();
/// The name of the migrated PostgreSQL database.
static POSTGRES: OnceCell<String> = OnceCell::const_new();

/// A database engine that every rule holds on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Engine {
    /// A file in a folder of the test.
    Sqlite,
    /// A database on the PostgreSQL server of the test run.
    Postgres,
}

impl Engine {
    /// The URL of a migrated database; SQLite's file is made in `folder`, which holds no other.
    ///
    /// # Panics
    /// Where the database cannot be made or the migration fails.
    pub async fn migrated(self, folder: &Path, migrate: Migrate) -> String {
        match self {
            Self::Sqlite => sqlite(folder, migrate).await,
            Self::Postgres => postgres(migrate).await,
        }
    }

    /// The URL of a database without tables; SQLite makes the file in `folder` when it is opened.
    ///
    /// # Panics
    /// Where the database cannot be made.
    pub async fn empty(self, folder: &Path) -> String {
        match self {
            Self::Sqlite => sqlite_url(folder),
            Self::Postgres => empty_postgres().await,
        }
    }
}

/// One test per engine, `name::sqlite` and `name::postgres`:
/// `contract!(a_rule_holds, |engine| { … });`, where `engine` is an [`Engine`].
///
/// A test that needs another runtime says so: `contract!(#[tokio::test(…)] a_rule_holds, |engine| { … });`
#[macro_export]
macro_rules! contract {
    ($name:ident, |$engine:ident| $body:block) => {
        $crate::contract!(#[tokio::test] $name, |$engine| $body);
    };
    (#[$test:meta] $name:ident, |$engine:ident| $body:block) => {
        mod $name {
            #[allow(unused_imports, reason = "a rule may need nothing of the file around it")]
            use super::*;
            async fn rule($engine: $crate::Engine) $body
            #[$test]
            async fn sqlite() {
                rule($crate::Engine::Sqlite).await;
            }
            #[$test]
            async fn postgres() {
                rule($crate::Engine::Postgres).await;
            }
        }
    };
}

async fn sqlite(folder: &Path, migrate: Migrate) -> String {
    let content = SQLITE
        .get_or_init(|| async {
            let folder = tempfile::tempdir().expect("a temporary folder");
            migrate(sqlite_url(folder.path())).await;
            tokio::fs::read(sqlite_file(folder.path())).await.expect("the migrated file")
        })
        .await;
    tokio::fs::write(sqlite_file(folder), content).await.expect("the copy can be written");
    sqlite_url(folder)
}

/// The URL of the SQLite file in a folder, which need not exist yet.
pub fn sqlite_url(folder: &Path) -> String {
    format!("sqlite://{}", sqlite_file(folder).display())
}

fn sqlite_file(folder: &Path) -> PathBuf {
    folder.join("test.db")
}

async fn postgres(migrate: Migrate) -> String {
    let template = POSTGRES
        .get_or_init(|| async {
            let name = create_postgres("").await;
            migrate(postgres_url(&name)).await;
            name
        })
        .await;
    postgres_url(&create_postgres(&format!(" TEMPLATE {template}")).await)
}

/// The URL of an empty database on the PostgreSQL server of the test run.
///
/// # Panics
/// Where `PROTOCOLO_TEST_POSTGRES` is not set.
pub async fn empty_postgres() -> String {
    postgres_url(&create_postgres("").await)
}

fn server() -> String {
    std::env::var("PROTOCOLO_TEST_POSTGRES")
        .expect("PROTOCOLO_TEST_POSTGRES is not set: use `make test` or `scripts/with-postgres cargo test`")
}

fn postgres_url(name: &str) -> String {
    let server = server();
    let (base, rest) = server.rsplit_once('/').expect("the URL names a database");
    let query = rest.split_once('?').map_or(String::new(), |(_, query)| format!("?{query}"));
    format!("{base}/{name}{query}")
}

async fn create_postgres(template: &str) -> String {
    let name = format!("test_{:016x}", StdRng::from_os_rng().random::<u64>());
    let mut connection = PgConnection::connect(&server()).await.expect("the test server answers");
    connection
        .execute(AssertSqlSafe(format!("CREATE DATABASE {name}{template}")))
        .await
        .expect("a database of its own");
    name
}
