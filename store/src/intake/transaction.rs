//! The transaction in which a batch is written.

use domain::number::NumberDefaults;

use crate::db::{Db, Engine, INTAKE_LOCK, Tx};
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

/// The name of the operation's time zone, which stays so until the transaction ends.
pub(super) async fn time_zone(tx: &mut Tx) -> Result<String> {
    let mut statement = tx.statement();
    "SELECT time_zone FROM operation".clone_into(&mut statement.text);
    let (zone,): (String,) = tx.fetch_optional(statement).await?.ok_or(sqlx::Error::RowNotFound)?;
    Ok(zone)
}

/// By which country and area numbers are completed, which stays so until the transaction ends.
pub(super) async fn number_defaults(tx: &mut Tx) -> Result<NumberDefaults> {
    let mut statement = tx.statement();
    "SELECT dial_country, dial_area FROM operation".clone_into(&mut statement.text);
    let (country, area): (String, Option<String>) =
        tx.fetch_optional(statement).await?.ok_or(sqlx::Error::RowNotFound)?;
    operation::number_defaults(&country, area.as_deref())
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
