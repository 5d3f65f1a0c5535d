//! From instants to the operation's civil time and back; the tables stay on the server.

use chrono::{DateTime, Days, LocalResult, NaiveDate, NaiveDateTime, NaiveTime, TimeZone};
use chrono_tz::Tz;

/// The civil date and time, in `zone`, of an instant in UTC milliseconds.
pub fn civil(zone: Tz, at: i64) -> NaiveDateTime {
    DateTime::from_timestamp_millis(at).unwrap_or_default().with_timezone(&zone).naive_local()
}

/// The civil day, in `zone`, of an instant in UTC milliseconds.
pub fn day_of(zone: Tz, at: i64) -> NaiveDate {
    civil(zone, at).date()
}

/// The first instant of a civil day in UTC milliseconds.
///
/// Where the clock springs forward over midnight the day begins later than 00:00; where it falls
/// back over midnight, 00:00 happens twice and the day begins with the first.
pub fn day_start(zone: Tz, day: NaiveDate) -> i64 {
    let midnight = day.and_time(NaiveTime::MIN);
    (0..=24 * 4)
        .find_map(|quarter| {
            match zone.from_local_datetime(&(midnight + chrono::Duration::minutes(15 * quarter))) {
                LocalResult::Single(at) | LocalResult::Ambiguous(at, _) => Some(at.timestamp_millis()),
                LocalResult::None => None,
            }
        })
        .unwrap_or_else(|| midnight.and_utc().timestamp_millis())
}

/// The instants `[start, end)` that a civil day spans in UTC milliseconds.
pub fn day_span(zone: Tz, day: NaiveDate) -> (i64, i64) {
    let next = day.checked_add_days(Days::new(1)).unwrap_or(day);
    (day_start(zone, day), day_start(zone, next))
}
