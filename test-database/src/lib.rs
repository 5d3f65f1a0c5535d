//! A database for every test, copied from one that was migrated once.
//!
//! Applying all migrations takes longer than most tests. Each test program migrates one database
//! per engine, its template, and every test gets a copy: SQLite's file is written again,
//! PostgreSQL makes the copy itself (`CREATE DATABASE … TEMPLATE`).
//!
//! How to migrate is the caller's to say, so that this crate depends on nothing of ours.

use std::path::Path;
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

/// The URL of a migrated SQLite database at `file`, which must not exist yet.
///
/// # Panics
/// Where the file cannot be written or the migration fails.
pub async fn sqlite(file: &Path, migrate: Migrate) -> String {
    let content = SQLITE
        .get_or_init(|| async {
            let folder = tempfile::tempdir().expect("a temporary folder");
            let template = folder.path().join("template.db");
            migrate(sqlite_url(&template)).await;
            tokio::fs::read(&template).await.expect("the migrated file")
        })
        .await;
    tokio::fs::write(file, content).await.expect("the copy can be written");
    sqlite_url(file)
}

/// The URL of a SQLite file.
pub fn sqlite_url(file: &Path) -> String {
    format!("sqlite://{}", file.display())
}

/// The URL of a migrated database on the PostgreSQL server of the test run.
///
/// # Panics
/// Where `PROTOCOLO_TEST_POSTGRES` is not set or the migration fails.
pub async fn postgres(migrate: Migrate) -> String {
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
