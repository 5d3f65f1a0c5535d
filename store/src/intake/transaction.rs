//! The transaction in which a batch is written.

use chrono_tz::Tz;
use domain::number::NumberDefaults;

use crate::db::{Db, Engine, INTAKE_LOCK, Tx};
use crate::numbers::OtherReadings;
use crate::{Result, operation};

/// Planner settings and timeout of the transaction. A process that hangs must not hold the lock for
/// ever; without hash and merge joins, every join with `given` walks over its few rows.
const POSTGRES_SETTINGS: &str = "SELECT
    set_config('idle_in_transaction_session_timeout', '15s', TRUE),
    set_config('enable_hashjoin', 'off', TRUE),
    set_config('enable_mergejoin', 'off', TRUE)";

/// Begins a transaction that is the only one recording interactions.
///
/// Being alone is what lets the steps of a batch read, decide and write without a race: that a
/// customer is unknown stays true until they are written, even though no constraint says so.
pub(super) async fn begin(db: &Db) -> Result<Tx> {
    let mut tx = Tx::begin(db).await?;
    if db.engine() == Engine::Postgres {
        let mut lock = tx.statement();
        lock.text = format!("{POSTGRES_SETTINGS}, {INTAKE_LOCK}");
        tx.execute(lock).await?;
    }
    Ok(tx)
}

/// The settings by which a batch is read.
pub(super) struct Settings {
    pub(super) zone: Tz,
    /// By which country and area numbers are completed.
    pub(super) number_defaults: NumberDefaults,
    /// By what else addresses may have been computed, while that is being changed.
    pub(super) other_readings: Option<OtherReadings>,
}

/// Reads the settings, which stay so until the transaction ends: changing them takes the lock of intake.
pub(super) async fn settings(tx: &mut Tx) -> Result<Settings> {
    let statement =
        tx.statement().with_text("SELECT time_zone, dial_country, dial_area, numbers_by FROM operation");
    let row: Option<(String, String, Option<String>, Option<String>)> = tx.fetch_optional(statement).await?;
    let (zone, country, area, numbers_by) = row.ok_or(sqlx::Error::RowNotFound)?;
    let number_defaults = operation::number_defaults(&country, area.as_deref())?;
    let other_readings = OtherReadings::of_column(numbers_by.as_deref(), &number_defaults);
    Ok(Settings { zone: operation::zone_named(&zone)?, number_defaults, other_readings })
}

/// A table whose IDs are reserved before its rows are written.
#[derive(Clone, Copy)]
pub(super) enum Table {
    Customer,
    Case,
    Interaction,
}

/// IDs for `count` rows to come, so that what refers to them can be written with them.
pub(super) async fn reserve_ids(tx: &mut Tx, table: Table, count: usize) -> Result<Vec<i64>> {
    if count == 0 {
        return Ok(Vec::new());
    }
    let mut statement = tx.statement();
    let count = i64::try_from(count).unwrap_or(i64::MAX);
    match statement.engine {
        Engine::Sqlite => {
            statement.text = format!("SELECT COALESCE(MAX(id), 0) FROM {}", table.name());
            let (last,): (i64,) = tx.fetch_optional(statement).await?.unwrap_or_default();
            Ok((1..=count).map(|step| last + step).collect())
        }
        Engine::Postgres => {
            let rows = statement.bind(count);
            statement.text =
                format!("SELECT nextval('{}_id_seq') FROM generate_series(1, {rows})", table.name());
            let mut ids: Vec<i64> =
                tx.fetch_all::<(i64,)>(statement).await?.into_iter().map(|(id,)| id).collect();
            ids.sort_unstable();
            Ok(ids)
        }
    }
}

impl Table {
    fn name(self) -> &'static str {
        match self {
            Self::Customer => "customer",
            Self::Case => "service_case",
            Self::Interaction => "interaction",
        }
    }
}
