//! Online backup of a SQLite database.

use std::path::Path;

use crate::{Db, Error, Result, Store};

impl Store {
    /// Copies a SQLite database to a new file: a consistent snapshot that blocks nothing.
    ///
    /// # Errors
    /// If the file exists or cannot be written, and on PostgreSQL, which has its own tool.
    pub async fn backup(&self, file: &Path) -> Result<()> {
        let Db::Sqlite { read, .. } = self.db() else {
            return Err(Error::Configuration(
                "PostgreSQL is backed up by its own tool: pg_dump --format=custom --file=FILE DATABASE_URL"
                    .to_owned(),
            ));
        };
        if file.exists() {
            let text = format!("{} exists already; name another file", file.display());
            return Err(Error::Configuration(text));
        }
        let name = file.to_str().ok_or_else(|| {
            Error::Configuration(format!("{} is no UTF-8; name another file", file.display()))
        })?;
        sqlx::query("VACUUM INTO $1").bind(name).execute(read).await?;
        Ok(())
    }
}
