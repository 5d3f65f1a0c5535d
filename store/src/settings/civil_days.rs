//! The civil days of all interactions, told anew when the operation chooses another time zone.
//!
//! Charts and totals are made of what was counted by day, so both are done in the transaction that
//! changes the zone: nobody ever sees days of two zones.

use chrono_tz::Tz;
use domain::zone::same_offsets;

use super::record::Source;
use crate::Result;
use crate::counters::{BY_DAY, COUNT_BY_DAY};

/// Tells the day of every interaction in `zone`, then counts them by day.
pub(super) async fn count_again(source: &mut Source<'_>, zone: Tz) -> Result<()> {
    let ends = source.statement().with_text(
        "SELECT (SELECT min(queued_at) FROM interaction), (SELECT max(queued_at) FROM interaction)",
    );
    let ends: Option<(Option<i64>, Option<i64>)> = source.fetch_optional(ends).await?;
    let Some((Some(oldest), Some(newest))) = ends else { return Ok(()) };
    for stretch in same_offsets(zone, oldest, newest + 1) {
        let mut update = source.statement();
        let (from, until) = (update.bind(stretch.from), update.bind(stretch.until));
        let moved = format!("queued_at + {}", update.bind(stretch.offset));
        let day = source.db().engine().day_of_utc(&moved);
        // Most days stay: those rows are read and not written.
        update.text = format!(
            "UPDATE interaction SET day = {day} WHERE queued_at >= {from} AND queued_at < {until} AND day <> {day}"
        );
        source.execute(update).await?;
    }
    let forget = BY_DAY.iter().map(|table| format!("DELETE FROM {table}"));
    for text in forget.chain(COUNT_BY_DAY.map(ToOwned::to_owned)) {
        let mut statement = source.statement();
        statement.text = text;
        source.execute(statement).await?;
    }
    Ok(())
}
