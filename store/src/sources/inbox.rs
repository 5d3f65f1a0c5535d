//! Where deliveries are kept until they are processed.
//!
//! SQLite has one writer at a time, and an import writes for a second at once; a sender of deliveries waits a
//! quarter of a second for its answer. So deliveries have a file of their own beside the database, which is
//! opened with the first one. PostgreSQL has no such limit: there they are a table like any other.

use tokio::sync::OnceCell;

use crate::db::StoreConfig;
use crate::{Db, Result};

/// The inbox of a store, opened on first use.
pub(crate) struct Inbox {
    /// The configuration of the file; `None` where the database has the table.
    file: Option<StoreConfig>,
    opened: OnceCell<Db>,
}

impl Inbox {
    /// The inbox beside the database of a configuration.
    pub(crate) fn beside(config: &StoreConfig) -> Self {
        let file = config.url.starts_with("sqlite:").then(|| {
            let (path, options) = config.url.split_once('?').unwrap_or((&config.url, ""));
            let options = if options.is_empty() { String::new() } else { format!("?{options}") };
            StoreConfig { url: format!("{path}.inbox{options}"), ..config.clone() }
        });
        Self { file, opened: OnceCell::new() }
    }

    /// The database with the deliveries: `main`, or the file.
    pub(super) async fn db<'a>(&'a self, main: &'a Db) -> Result<&'a Db> {
        let Some(file) = &self.file else { return Ok(main) };
        let open = async || {
            let db = Db::open(file).await?;
            if let Db::Sqlite { write, .. } = &db {
                sqlx::raw_sql(include_str!("inbox.sql")).execute(write).await?;
            }
            Ok(db)
        };
        self.opened.get_or_try_init(open).await
    }

    /// Whether deliveries are in a file of their own.
    pub(super) fn is_file(&self) -> bool {
        self.file.is_some()
    }
}
