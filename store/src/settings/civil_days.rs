//! Recomputes days and day counters when the operation's time zone changes.
//!
//! This happens in the transaction that changes the zone, because charts and totals use the
//! counters: no reader ever sees days of two zones.

use chrono_tz::Tz;
use domain::zone::offset_spans;
use domain::{Millis, Timestamp};

use super::record::Executor;
use crate::Result;
use crate::counters::{BY_DAY, COUNT_BY_DAY};

/// Recomputes the day of every interaction in `zone`, then the day counters.
pub(super) async fn recompute_day_counters(executor: &mut Executor<'_>, zone: Tz) -> Result<()> {
    let ends = executor.statement().with_text(
        "SELECT (SELECT min(queued_at) FROM interaction), (SELECT max(queued_at) FROM interaction)",
    );
    let ends: Option<(Option<Timestamp>, Option<Timestamp>)> = executor.fetch_optional(ends).await?;
    let Some((Some(oldest), Some(newest))) = ends else { return Ok(()) };
    for span in offset_spans(zone, oldest, newest + Millis(1)) {
        let mut update = executor.statement();
        let (from, until) = (update.bind(span.from), update.bind(span.until));
        let moved = format!("queued_at + {}", update.bind(span.offset));
        let day = executor.db().engine().day_of_utc(&moved);
        // Most days stay the same: those rows are read but not written.
        update.text = format!(
            "UPDATE interaction SET day = {day} WHERE queued_at >= {from} AND queued_at < {until} AND day <> {day}"
        );
        executor.execute(update).await?;
    }
    let clear = BY_DAY.iter().map(|table| format!("DELETE FROM {table}"));
    for text in clear.chain(COUNT_BY_DAY.map(ToOwned::to_owned)) {
        let mut statement = executor.statement();
        statement.text = text;
        executor.execute(statement).await?;
    }
    Ok(())
}
