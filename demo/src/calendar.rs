//! The load curve of the year: hours, each with the number of interactions that enter a queue.

use chrono::{Datelike, Days, Months, NaiveDate, Weekday};
use chrono_tz::Tz;
use domain::zone::{day_span, day_start};
use domain::{Millis, Timestamp};

use super::chance::{Chance, Stream};

const HOUR: Millis = Millis::hours(1);

/// The minimum time between entering a queue and the horizon.
const MARGIN: Millis = Millis::minutes(1);

/// An hour of the year, or the part of it that has passed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Slot {
    /// The civil day.
    pub(crate) day: NaiveDate,
    /// The civil hour, 0 to 23.
    pub(crate) hour: u32,
    /// The first instant.
    pub(crate) start: Timestamp,
    /// The length.
    pub(crate) length: Millis,
    /// The number of interactions that enter a queue.
    pub(crate) count: u64,
}

impl Slot {
    /// When the `nth` interaction enters the queue; ascending in `nth`.
    pub(crate) fn moment(&self, nth: u64, unit: f64) -> Timestamp {
        let part = (nth as f64 + unit) / self.count as f64;
        whole_second(self.start + Millis((part * self.length.0 as f64) as i64))
    }
}

/// The twelve months up to a day.
#[derive(Clone, Debug)]
pub(crate) struct Calendar {
    /// The hours, in order.
    pub(crate) slots: Vec<Slot>,
    /// The end of the simulation.
    pub(crate) horizon: Timestamp,
}

impl Calendar {
    /// Distributes `total` interactions over the twelve months up to `until`, today up to `now`.
    pub(crate) fn new(seed: u64, until: NaiveDate, now: Timestamp, zone: Tz, total: u64) -> Self {
        let end = day_span(zone, until).1;
        let horizon = now.min(end - Millis::seconds(1));
        let mut slots = Vec::new();
        let mut weights = Vec::new();
        for day in first_day(until).iter_days().take_while(|day| *day <= until) {
            let (start, end) = (day_start(zone, day), day_span(zone, day).1);
            let busy = day_weight(seed, day, until);
            for hour in 0..((end - start) / HOUR) as u32 {
                let start = start + i64::from(hour) * HOUR;
                let length = (horizon - MARGIN - start).clamp(Millis::ZERO, HOUR);
                slots.push(Slot { day, hour: hour.min(23), start, length, count: 0 });
                weights.push(busy * hour_weight(day, hour.min(23)) * length.0 as f64 / HOUR.0 as f64);
            }
        }
        let today = slots.iter().position(|slot| slot.day == until).unwrap_or(slots.len());
        let passed: Millis = slots[today..].iter().map(|slot| slot.length).sum();
        let passed = passed.0 as f64 / Millis::days(1).0 as f64;
        lift_last_day(&mut weights, today, passed, total);
        share_out(&mut slots, &weights, total);
        Self { slots, horizon }
    }
}

/// The instant, rounded down to a whole second.
pub(crate) fn whole_second(at: Timestamp) -> Timestamp {
    Timestamp(at.0 / 1000 * 1000)
}

fn first_day(until: NaiveDate) -> NaiveDate {
    until
        .checked_sub_months(Months::new(12))
        .and_then(|day| day.checked_add_days(Days::new(1)))
        .unwrap_or(until)
}

/// Raises the weight of the last day, which would otherwise be almost empty in a small demo or
/// early in the morning.
fn lift_last_day(weights: &mut [f64], today: usize, passed: f64, total: u64) {
    let (sum, last): (f64, f64) = (weights.iter().sum(), weights[today..].iter().sum());
    let expected = last / sum * total as f64;
    let wanted = (total as f64 / 50.0).min(60.0) * passed.sqrt();
    if expected > 0.0 && expected < wanted {
        let factor = wanted / expected;
        weights[today..].iter_mut().for_each(|weight| *weight *= factor);
    }
}

/// Distributes the total by weight, rounded so that the counts add up exactly.
fn share_out(slots: &mut [Slot], weights: &[f64], total: u64) {
    let sum: f64 = weights.iter().sum();
    let (mut reached, mut given) = (0.0, 0);
    let last_open = weights.iter().rposition(|weight| *weight > 0.0).unwrap_or(0);
    for (index, (slot, weight)) in slots.iter_mut().zip(weights).enumerate() {
        reached += weight;
        let due = if index >= last_open { total } else { (reached / sum * total as f64).round() as u64 };
        slot.count = due.saturating_sub(given);
        given += slot.count;
    }
}

fn day_weight(seed: u64, day: NaiveDate, until: NaiveDate) -> f64 {
    let of_week = match day.weekday() {
        Weekday::Mon => 1.22,
        Weekday::Tue => 1.1,
        Weekday::Wed | Weekday::Fri => 1.0,
        Weekday::Thu => 1.03,
        Weekday::Sat => 0.42,
        Weekday::Sun => 0.2,
    };
    let rest = if is_holiday(day) { 0.22 } else { 1.0 };
    let bills = if (5..=10).contains(&day.day()) { 1.18 } else { 1.0 };
    let before_the_end = (until - day).num_days() as f64;
    let growth = 1.0 - 0.15 * before_the_end / 365.0;
    let mut chance = Chance::of(seed, Stream::Day, day.num_days_from_ce().unsigned_abs().into());
    of_week * rest * bills * growth * (0.92 + 0.16 * chance.unit())
}

fn hour_weight(day: NaiveDate, hour: u32) -> f64 {
    const BUSINESS: [f64; 24] = [
        0.8, 0.5, 0.35, 0.3, 0.3, 0.5, 1.5, 4.2, 9.0, 13.0, 14.0, 13.0, 9.5, 10.5, 12.6, 12.4, 11.5, 10.0,
        7.4, 5.6, 4.6, 3.6, 2.4, 1.4,
    ];
    const QUIET: [f64; 24] = [
        1.4, 0.9, 0.6, 0.4, 0.4, 0.6, 1.6, 3.6, 7.0, 10.0, 11.5, 11.0, 8.5, 8.0, 8.6, 8.8, 8.4, 8.0, 7.4,
        6.8, 6.0, 5.0, 3.6, 2.2,
    ];
    let quiet = matches!(day.weekday(), Weekday::Sat | Weekday::Sun) || is_holiday(day);
    (if quiet { QUIET } else { BUSINESS })[hour as usize]
}

/// The national holidays of Brazil and other common days off.
pub(crate) fn is_holiday(day: NaiveDate) -> bool {
    const FIXED: [(u32, u32); 10] =
        [(1, 1), (4, 21), (5, 1), (9, 7), (10, 12), (11, 2), (11, 15), (11, 20), (12, 24), (12, 25)];
    /// Carnival's Monday and Tuesday, Good Friday, Corpus Christi.
    const AROUND_EASTER: [i64; 4] = [-48, -47, -2, 60];
    FIXED.contains(&(day.month(), day.day()))
        || easter(day.year()).is_some_and(|easter| AROUND_EASTER.contains(&(day - easter).num_days()))
}

/// Easter Sunday of the Gregorian calendar, by Oudin's algorithm.
fn easter(year: i32) -> Option<NaiveDate> {
    let (century, cycle) = (year / 100, year % 19);
    let moon = (century - century / 4 - (century - (century - 17) / 25) / 3 + 19 * cycle + 15) % 30;
    let full = moon - (moon / 28) * (1 - (moon / 28) * (29 / (moon + 1)) * ((21 - cycle) / 11));
    let weekday = (year + year / 4 + full + 2 - century + century / 4) % 7;
    let sunday = full - weekday;
    let month = 3 + (sunday + 40) / 44;
    let day = sunday + 28 - 31 * (month / 4);
    NaiveDate::from_ymd_opt(year, month.unsigned_abs(), day.unsigned_abs())
}
