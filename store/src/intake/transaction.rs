//! The transaction of a batch.

use chrono_tz::Tz;
use domain::number::NumberDefaults;
use domain::{CaseId, CustomerId, InteractionId, Timestamp};

use crate::db::{Db, Engine, INTAKE_LOCK, Tx};
use crate::numbers::PastNormalizers;
use crate::{Result, operation};

/// Idle timeout and planner settings: a process that hangs must not keep the lock. Every lookup is a nested
/// loop over the few rows of `given` that goes by an index, whatever the values and the sizes of tables are;
/// therefore it is planned once for a connection and not for every batch, which took a third of the time
/// that an interaction takes. Without these settings such a plan, made while a table was still empty, would
/// go on reading all of it.
const POSTGRES_SETTINGS: &str = "SELECT
    set_config('idle_in_transaction_session_timeout', '15s', TRUE),
    set_config('enable_hashjoin', 'off', TRUE),
    set_config('enable_mergejoin', 'off', TRUE),
    set_config('enable_seqscan', 'off', TRUE),
    set_config('jit', 'off', TRUE),
    set_config('plan_cache_mode', 'force_generic_plan', TRUE)";

/// Begins a transaction with the advisory lock of intake.
///
/// The lock lets the steps of a batch read, decide and write without a race: no other transaction
/// can create the same customer meanwhile, although there is no unique constraint.
pub(super) async fn begin(db: &Db) -> Result<Tx> {
    let mut tx = Tx::begin(db).await?;
    if db.engine() == Engine::Postgres {
        let mut lock = tx.statement();
        lock.text = format!("{POSTGRES_SETTINGS}, {INTAKE_LOCK}");
        tx.execute(lock).await?;
    }
    Ok(tx)
}

/// The settings of the operation that affect a batch.
pub(super) struct Settings {
    pub(super) zone: Tz,
    /// Default country and area code.
    pub(super) number_defaults: NumberDefaults,
    /// The stamp of what the batch changes; see [`crate::changes`].
    pub(super) stamp: Timestamp,
    /// Former normalizers of stored addresses, during a recomputation.
    pub(super) past_normalizers: Option<PastNormalizers>,
}

/// Time zone, country and area code, the normalizer of the stored numbers, and now.
type SettingsRow = (String, String, Option<String>, Option<String>, Timestamp);

/// Reads the settings. They cannot change during the transaction: that takes the lock of intake.
pub(super) async fn settings(tx: &mut Tx) -> Result<Settings> {
    let mut statement = tx.statement();
    statement.text = format!(
        "SELECT time_zone, dial_country, dial_area, numbers_by, {} FROM operation",
        statement.engine.change_stamp()
    );
    let row: Option<SettingsRow> = tx.fetch_optional(statement).await?;
    let (zone, country, area, numbers_by, stamp) = row.ok_or(sqlx::Error::RowNotFound)?;
    let number_defaults = operation::number_defaults(&country, area.as_deref())?;
    let past_normalizers = PastNormalizers::of_column(numbers_by.as_deref(), &number_defaults);
    Ok(Settings { zone: operation::zone_named(&zone)?, number_defaults, stamp, past_normalizers })
}

/// An ID that is reserved before its row is written.
pub(super) trait ReservedId {
    const TABLE: &'static str;
    const NEW: fn(i64) -> Self;
}

impl ReservedId for CustomerId {
    const TABLE: &'static str = "customer";
    const NEW: fn(i64) -> Self = Self;
}

impl ReservedId for CaseId {
    const TABLE: &'static str = "service_case";
    const NEW: fn(i64) -> Self = Self;
}

impl ReservedId for InteractionId {
    const TABLE: &'static str = "interaction";
    const NEW: fn(i64) -> Self = Self;
}

/// Reserves `count` IDs, so that rows which reference each other can be written in bulk.
pub(super) async fn reserve_ids<Id: ReservedId>(tx: &mut Tx, count: usize) -> Result<Vec<Id>> {
    if count == 0 {
        return Ok(Vec::new());
    }
    let mut statement = tx.statement();
    let count = i64::try_from(count).unwrap_or(i64::MAX);
    match statement.engine {
        Engine::Sqlite => {
            statement.text = format!("SELECT COALESCE(MAX(id), 0) FROM {}", Id::TABLE);
            let (last,): (i64,) = tx.fetch_optional(statement).await?.unwrap_or_default();
            Ok((1..=count).map(|step| Id::NEW(last + step)).collect())
        }
        Engine::Postgres => {
            let rows = statement.bind(count);
            statement.text =
                format!("SELECT nextval('{}_id_seq') FROM generate_series(1, {rows})", Id::TABLE);
            let mut ids: Vec<(i64,)> = tx.fetch_all(statement).await?;
            ids.sort_unstable();
            Ok(ids.into_iter().map(|(id,)| Id::NEW(id)).collect())
        }
    }
}
