//! The civil day on which each interaction of a batch entered the queue.
//!
//! The time zone is read in the transaction of the batch: changing it recomputes all day counters
//! ([`crate::settings`]), and no interaction may be counted by the previous one.

use chrono::NaiveDate;
use chrono_tz::Tz;

use super::item::Item;

/// A civil day, and its text as stored.
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
pub(super) fn of(items: &[&Item], zone: Tz) -> Vec<Day> {
    items.iter().map(|item| Day::of(item, zone)).collect()
}
