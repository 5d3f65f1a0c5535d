//! Up to when every change of an interaction is visible.
//!
//! `interaction.updated_at` is the stamp of the last change, by the clock of the database. A change
//! becomes visible at its commit, which may be after that of a later one: who reads up to the newest
//! visible stamp would miss it. [`Db::changes_complete_until`] is the instant before which nothing is
//! missing: no transaction that is still running can have a stamp before it.
//!
//! - SQLite has one writer at a time: while this reads the clock it has the write lock, so every earlier
//!   change is committed and every later one has a later stamp.
//! - In PostgreSQL, a stamp is read after the transaction has an ID (`change_stamp` of the
//!   migrations), and is not before the start of the transaction. So the earliest start of the
//!   transactions that have an ID, or now, is the answer. The rows have to be read afterwards.
//!
//! Both need a clock that is not set back: a change stamped before what a client has read is not
//! found by it.

use domain::Timestamp;

use crate::db::{Db, Engine, Tx};
use crate::{Error, Result};

/// The clock is that of the beginning of the statement, before it looks at the transactions. One whose
/// start the server does not say (`track_activities` off, another role) is taken for a minute old.
const EARLIEST_START: &str = "SELECT CAST(floor(extract(epoch FROM least(statement_timestamp(), \
     (SELECT min(coalesce(a.xact_start, statement_timestamp() - interval '1 minute')) \
      FROM pg_stat_activity AS a WHERE a.datname = current_database() AND a.backend_xid IS NOT NULL))) * 1000) AS BIGINT)";

impl Db {
    /// The instant before which every change is committed and visible to statements that begin after this
    /// has returned.
    ///
    /// # Errors
    /// [`Error::Busy`] if the write lock of SQLite is not free in time.
    pub(crate) async fn changes_complete_until(&self) -> Result<Timestamp> {
        let clock = match self.engine() {
            Engine::Postgres => {
                self.fetch_optional::<(Timestamp,)>(self.statement().with_text(EARLIEST_START)).await?
            }
            Engine::Sqlite => {
                let mut tx = Tx::begin(self).await.map_err(Error::or_busy)?;
                let mut statement = tx.statement();
                statement.text = format!("SELECT {}", statement.engine.change_stamp());
                let now = tx.fetch_optional::<(Timestamp,)>(statement).await?;
                tx.rollback().await?;
                now
            }
        };
        clock.map(|(at,)| at).ok_or_else(|| Error::Corrupt("the database has no clock".to_owned()))
    }
}
