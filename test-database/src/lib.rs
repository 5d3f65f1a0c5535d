//! Test databases: a database for every test, copied from a template that is migrated once.
//!
//! Applying all migrations takes longer than most tests. Each test program migrates one template
//! per engine, and every test gets a copy: a copy of the SQLite file, or `CREATE DATABASE …
//! TEMPLATE` on PostgreSQL. It goes with the test. The caller provides the migration, so that this
//! crate depends on no other of the workspace.
//!
//! [`contract!`] defines a contract test: one test per engine, so that no rule can hold on one and
//! fail on the other. Crates that use it wrap it in a `contract!` of their own, which opens a store
//! or a server.

mod dropping;

use std::path::{Path, PathBuf};
use std::pin::Pin;

use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection};
use tokio::sync::OnceCell;

/// The future of a migration; it resolves when every connection is closed.
pub type Migration = Pin<Box<dyn Future<Output = ()> + Send>>;

/// Migrates the database of a URL and closes every connection to it.
pub type Migrate = fn(url: String) -> Migration;

/// The content of the SQLite template: a file would be left behind, since statics are never
/// dropped.
static SQLITE: OnceCell<Vec<u8>> = OnceCell::const_new();
/// The name of the PostgreSQL template.
static POSTGRES: OnceCell<String> = OnceCell::const_new();

/// A supported database engine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Engine {
    /// SQLite: a file in a temporary folder of the test.
    Sqlite,
    /// PostgreSQL: a database on the server of the test run.
    Postgres,
}

impl Engine {
    /// Creates a migrated database and returns its URL; a SQLite file is created in `folder`.
    ///
    /// # Panics
    /// If the database cannot be created or the migration fails.
    pub async fn migrated(self, folder: &Path, migrate: Migrate) -> String {
        match self {
            Self::Sqlite => sqlite(folder, migrate).await,
            Self::Postgres => postgres(migrate).await,
        }
    }

    /// Creates a database without tables and returns its URL; SQLite creates its file in `folder`
    /// on opening.
    ///
    /// # Panics
    /// If the database cannot be created.
    pub async fn empty(self, folder: &Path) -> String {
        match self {
            Self::Sqlite => sqlite_url(folder),
            Self::Postgres => empty_postgres().await,
        }
    }
}

/// Defines one test per engine, `name::sqlite` and `name::postgres`:
/// `contract!(a_rule_holds, |engine| { … });`, where `engine` is an [`Engine`].
///
/// With another runtime: `contract!(#[tokio::test(…)] a_rule_holds, |engine| { … });`
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

/// The URL of the SQLite file in a folder; the file need not exist yet.
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
    let name = create_postgres(&format!(" TEMPLATE {template}")).await;
    dropping::with_this_test(&name);
    postgres_url(&name)
}

/// Creates an empty database on the PostgreSQL server of the test run and returns its URL.
///
/// # Panics
/// If `PROTOCOLO_TEST_POSTGRES` is not set or the server does not answer.
pub async fn empty_postgres() -> String {
    let name = create_postgres("").await;
    dropping::with_this_test(&name);
    postgres_url(&name)
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
