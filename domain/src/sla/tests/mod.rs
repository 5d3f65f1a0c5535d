//! Tests of service levels: examples by hand, and properties against counting minute by minute.

mod by_hand;
mod policies;
mod properties;

use chrono::{NaiveDateTime, TimeZone};
use chrono_tz::Tz;

use super::*;
use crate::{Millis, Timestamp};

const MINUTE: Millis = Millis::minutes(1);
const HOUR: Millis = Millis::hours(1);

/// A calendar with the same spans from Monday to Friday.
fn weekdays(zone: &str, spans: &str) -> BusinessCalendar {
    let day = DaySpans::parse(spans).expect("spans");
    let week = std::array::from_fn(|index| if index < 5 { day.clone() } else { DaySpans::default() });
    BusinessCalendar { zone: zone.to_owned(), week, holidays: [].into() }
}

/// A calendar with the same spans every day.
fn every_day(zone: &str, spans: &str) -> BusinessCalendar {
    let day = DaySpans::parse(spans).expect("spans");
    BusinessCalendar { week: std::array::from_fn(|_| day.clone()), ..weekdays(zone, spans) }
}

fn zone(calendar: &BusinessCalendar) -> Tz {
    calendar.zone.parse().expect("a zone")
}

/// The instant of a civil time of the calendar; the first if there are two.
fn at(calendar: &BusinessCalendar, civil: &str) -> Timestamp {
    let civil = NaiveDateTime::parse_from_str(civil, "%Y-%m-%d %H:%M").expect("a time");
    zone(calendar).from_local_datetime(&civil).earliest().expect("a time that is").into()
}

/// The civil time of an instant, for comparing.
fn civil(calendar: &BusinessCalendar, at: Timestamp) -> String {
    crate::zone::civil(zone(calendar), at).format("%a %Y-%m-%d %H:%M").to_string()
}

fn measure(calendar: &BusinessCalendar) -> WorkingTime<'_> {
    WorkingTime::new(calendar).expect("a zone")
}

fn target(target_ms: Millis) -> Target {
    Target { target_ms, at_risk_ms: target_ms * 4 / 5 }
}
