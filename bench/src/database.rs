//! Benchmark databases: large ones are created once and kept, empty ones are temporary.

use std::path::Path;

use anyhow::{Context, Result};
use sqlx::{AssertSqlSafe, Connection, PgConnection};

use crate::engine::Engine;
use crate::product::Product;

/// The databases of one engine.
#[derive(Clone, Debug)]
pub struct Databases<'a> {
    product: &'a Product,
    engine: Engine,
    server: Option<&'a str>,
}

impl<'a> Databases<'a> {
    /// Databases of an engine; `server` is the URL of the PostgreSQL server.
    pub fn new(product: &'a Product, engine: Engine, server: Option<&'a str>) -> Self {
        Self { product, engine, server }
    }

    /// The URL of a database with a year of `interactions`. An existing one is migrated; otherwise,
    /// or if `fresh`, it is created.
    ///
    /// # Errors
    /// Returns an error if it cannot be created.
    pub async fn filled(&self, interactions: u64, fresh: bool) -> Result<String> {
        let (name, unfinished) =
            (format!("bench_{interactions}"), format!("bench_{interactions}_unfinished"));
        if fresh {
            self.remove(&name).await?;
        }
        if !self.exists(&name).await? {
            println!("filling a database of {interactions} interactions for {} (kept)", self.engine.name());
            // An interrupted run starts over: only a complete database gets the final name.
            let url = self.empty(&unfinished).await?;
            self.product.run(&url, &["demo", "--interactions", &interactions.to_string()]).await?;
            self.rename(&unfinished, &name).await?;
        }
        let url = self.url(&name)?;
        let migrated = self.product.run(&url, &["migrate"]).await;
        migrated.context("the existing database cannot be migrated; --fresh recreates it")?;
        Ok(url)
    }

    /// Creates an empty database, replacing an existing one, and returns its URL.
    ///
    /// # Errors
    /// Returns an error if it cannot be created.
    pub async fn empty(&self, name: &str) -> Result<String> {
        self.remove(name).await?;
        if self.engine == Engine::Postgres {
            self.statement(&format!("CREATE DATABASE {name}")).await?;
        }
        self.url(name)
    }

    /// Removes a database, if it exists.
    ///
    /// # Errors
    /// Returns an error if it cannot be removed.
    pub async fn remove(&self, name: &str) -> Result<()> {
        match self.engine {
            Engine::Sqlite => {
                for file in self.files(name) {
                    if Path::new(&file).exists() {
                        std::fs::remove_file(&file).with_context(|| format!("{file} cannot be removed"))?;
                    }
                }
                Ok(())
            }
            Engine::Postgres => self.statement(&format!("DROP DATABASE IF EXISTS {name}")).await,
        }
    }

    async fn exists(&self, name: &str) -> Result<bool> {
        match self.engine {
            Engine::Sqlite => Ok(Path::new(&self.files(name)[2]).exists()),
            Engine::Postgres => {
                let found = sqlx::query("SELECT 1 FROM pg_database WHERE datname = $1").bind(name);
                Ok(found.fetch_optional(&mut self.connect().await?).await?.is_some())
            }
        }
    }

    async fn rename(&self, from: &str, to: &str) -> Result<()> {
        match self.engine {
            Engine::Sqlite => {
                for (from, to) in self.files(from).iter().zip(self.files(to)) {
                    if Path::new(from).exists() {
                        std::fs::rename(from, &to).with_context(|| format!("{to} cannot be made"))?;
                    }
                }
                Ok(())
            }
            Engine::Postgres => self.statement(&format!("ALTER DATABASE {from} RENAME TO {to}")).await,
        }
    }

    /// The files of a SQLite database; the last is the database itself.
    fn files(&self, name: &str) -> [String; 3] {
        let file = self.product.data().join(format!("{name}.db"));
        ["-shm", "-wal", ""].map(|extra| format!("{}{extra}", file.display()))
    }

    fn url(&self, name: &str) -> Result<String> {
        match self.engine {
            Engine::Sqlite => Ok(format!("sqlite://{}", self.files(name)[2])),
            Engine::Postgres => Ok(sibling(self.server()?, name)),
        }
    }

    fn server(&self) -> Result<&str> {
        self.server.context(
            "no PostgreSQL is named: run make bench, which starts one, or set PROTOCOLO_TEST_POSTGRES",
        )
    }

    async fn connect(&self) -> Result<PgConnection> {
        PgConnection::connect(self.server()?).await.context("PostgreSQL cannot be reached")
    }

    async fn statement(&self, sql: &str) -> Result<()> {
        let mut connection = self.connect().await?;
        sqlx::query(AssertSqlSafe(sql)).execute(&mut connection).await.context(sql.to_owned())?;
        Ok(connection.close().await?)
    }
}

/// The URL of another database of the same server.
fn sibling(server: &str, name: &str) -> String {
    let (address, options) = match server.split_once('?') {
        Some((address, options)) => (address, format!("?{options}")),
        None => (server, String::new()),
    };
    let path = address.find("://").map_or(0, |scheme| scheme + 3);
    let host = address[path..].find('/').map_or(address, |end| &address[..path + end]);
    format!("{host}/{name}{options}")
}

#[cfg(test)]
mod tests {
    use super::sibling;

    #[test]
    fn a_sibling_differs_in_its_name_only() {
        assert_eq!(sibling("postgres://me:x@h:5/postgres", "new"), "postgres://me:x@h:5/new");
        assert_eq!(sibling("postgres://h", "new"), "postgres://h/new");
        assert_eq!(sibling("postgres://h/old?sslmode=disable", "new"), "postgres://h/new?sslmode=disable");
    }
}
