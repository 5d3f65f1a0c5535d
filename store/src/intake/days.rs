//! The civil day on which each interaction of a batch entered the queue.
//!
//! The time zone is read in the batch's own transaction: whoever chooses another one has every day
//! counted anew ([`crate::settings`]), and no interaction may be counted by the one before.

use chrono::NaiveDate;
use chrono_tz::Tz;

use super::item::Item;
use crate::db::Tx;
use crate::{Result, operation};

/// A civil day, and the same as the database writes it.
#[derive(Clone, Debug)]
pub(super) struct Day {
    pub(super) date: NaiveDate,
    pub(super) text: String,
}

impl Day {
    pub(super) fn of(item: &Item, zone: Tz) -> Self {
        let date = domain::zone::day_of(zone, item.queued_at());
        Self { date, text: date.to_string() }
    }
}

/// The day of every item.
pub(super) async fn of(tx: &mut Tx, items: &[&Item]) -> Result<Vec<Day>> {
    let zone = operation::zone_named(&super::transaction::time_zone(tx).await?)?;
    Ok(items.iter().map(|item| Day::of(item, zone)).collect())
}
