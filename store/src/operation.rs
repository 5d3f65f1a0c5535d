//! What the operation as a whole has settled.

use crate::db::{read, write};
use crate::{Result, Store};

const DAY_MS: i64 = 24 * 60 * 60 * 1000;

/// How long after its close a case is reopened where nothing else was said: seven days.
pub const REOPEN_DAYS: u32 = 7;

impl Store {
    /// For how many days after its close a case is reopened by a further interaction; later ones
    /// open a new case that continues it.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn reopen_days(&self) -> Result<u32> {
        let said: Option<i64> = read!(self.db(), |pool, Engine| {
            sqlx::query_scalar::<Engine, i64>("SELECT reopen_window_ms FROM operation")
                .fetch_optional(pool)
                .await?
        });
        Ok(said.map_or(REOPEN_DAYS, |window| u32::try_from(window / DAY_MS).unwrap_or(u32::MAX)))
    }

    /// Sets it; the next interaction goes by it, whichever server takes it.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn set_reopen_days(&self, days: u32) -> Result<()> {
        let window = i64::from(days) * DAY_MS;
        write!(self.db(), |pool, Engine| {
            sqlx::query::<Engine>(
                "INSERT INTO operation (only_row, time_zone, reopen_window_ms) VALUES (1, $1, $2)
                 ON CONFLICT (only_row) DO UPDATE SET reopen_window_ms = excluded.reopen_window_ms",
            )
            .bind(self.zone().name())
            .bind(window)
            .execute(pool)
            .await?;
        });
        Ok(())
    }
}
