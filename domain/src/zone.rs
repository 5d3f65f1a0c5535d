//! Time zone conversion between instants and civil time; the zone tables stay on the server.

use chrono::{Days, LocalResult, NaiveDate, NaiveDateTime, NaiveTime, TimeZone};
use chrono_tz::Tz;

use crate::{ClockTime, Millis, Timestamp};

/// The names of the selectable zones: places, and UTC.
pub fn names() -> Vec<&'static str> {
    let named = chrono_tz::TZ_VARIANTS.iter().map(|zone| zone.name());
    named.filter(|name| (name.contains('/') && !name.starts_with("Etc/")) || *name == "UTC").collect()
}

/// Whether a zone has this name, selectable or not.
pub fn is_known(name: &str) -> bool {
    name.parse::<Tz>().is_ok()
}

/// The civil date and time, in `zone`, of an instant in UTC milliseconds.
pub fn civil(zone: Tz, at: Timestamp) -> NaiveDateTime {
    at.to_utc().with_timezone(&zone).naive_local()
}

/// The civil day, in `zone`, of an instant in UTC milliseconds.
pub fn day_of(zone: Tz, at: Timestamp) -> NaiveDate {
    civil(zone, at).date()
}

/// The first instant of a civil day in UTC milliseconds.
///
/// If the clock springs forward over midnight, the day begins later than 00:00; if it falls back
/// over midnight, 00:00 happens twice and the day begins with the first.
pub fn day_start(zone: Tz, day: NaiveDate) -> Timestamp {
    let midnight = day.and_time(NaiveTime::MIN);
    (0..=24 * 4)
        .map_while(|quarter| midnight.checked_add_signed(chrono::Duration::minutes(15 * quarter)))
        .find_map(|civil| match zone.from_local_datetime(&civil) {
            LocalResult::Single(at) | LocalResult::Ambiguous(at, _) => Some(at.into()),
            LocalResult::None => None,
        })
        .unwrap_or_else(|| midnight.and_utc().into())
}

/// The first instant that has a civil time, or the first after the gap that leaves it out.
pub fn first_at(zone: Tz, day: NaiveDate, time: ClockTime) -> Timestamp {
    at_clock(zone, day, time, |first, _| first)
}

/// The last instant that has a civil time, or the first after the gap that leaves it out.
pub fn last_at(zone: Tz, day: NaiveDate, time: ClockTime) -> Timestamp {
    at_clock(zone, day, time, |_, last| last)
}

fn at_clock(
    zone: Tz,
    day: NaiveDate,
    time: ClockTime,
    choose: fn(Timestamp, Timestamp) -> Timestamp,
) -> Timestamp {
    let minute = day.and_time(NaiveTime::MIN) + chrono::Duration::minutes(time.minutes().into());
    // A gap is at most a day long.
    (0..=24 * 60)
        .map_while(|later| Some((later, minute.checked_add_signed(chrono::Duration::minutes(later))?)))
        .find_map(|(later, civil)| match zone.from_local_datetime(&civil) {
            LocalResult::Single(at) => Some(at.into()),
            LocalResult::Ambiguous(first, last) if later == 0 => Some(choose(first.into(), last.into())),
            LocalResult::Ambiguous(first, _) => Some(first.into()),
            LocalResult::None => None,
        })
        .unwrap_or_else(|| minute.and_utc().into())
}

/// The instants `[start, end)` that a civil day spans in UTC milliseconds.
pub fn day_span(zone: Tz, day: NaiveDate) -> (Timestamp, Timestamp) {
    let next = day.checked_add_days(Days::new(1)).unwrap_or(day);
    (day_start(zone, day), day_start(zone, next))
}

/// An interval with a constant offset from UTC.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OffsetSpan {
    /// The first instant, in UTC milliseconds.
    pub from: Timestamp,
    /// The end (exclusive), in UTC milliseconds.
    pub until: Timestamp,
    /// The offset from UTC, in milliseconds.
    pub offset: Millis,
}

/// Splits `[from, until)` into intervals of one offset each, in order, so that a database without
/// time zones can compute civil days.
pub fn offset_spans(zone: Tz, from: Timestamp, until: Timestamp) -> Vec<OffsetSpan> {
    const DAY: usize = 24 * 60 * 60 * 1000;
    const MILLI: Millis = Millis(1);
    let mut found: Vec<OffsetSpan> = Vec::new();
    let mut before = from;
    // No zone changes its clocks twice within a day.
    let last = (from < until).then_some(until.0 - 1);
    for step in (from.0..until.0).step_by(DAY).chain(last).map(Timestamp) {
        let offset = offset_at(zone, step);
        match found.last_mut() {
            Some(last) if last.offset == offset => last.until = step + MILLI,
            Some(last) => {
                let change = first_with(zone, before, step);
                last.until = change;
                found.push(OffsetSpan { from: change, until: step + MILLI, offset });
            }
            None => found.push(OffsetSpan { from, until: step + MILLI, offset }),
        }
        before = step;
    }
    found
}

/// The offset from UTC at an instant.
fn offset_at(zone: Tz, at: Timestamp) -> Millis {
    Timestamp::from(civil(zone, at).and_utc()) - at
}

/// The first instant after `first` with the offset of `last`, which must differ.
fn first_with(zone: Tz, first: Timestamp, last: Timestamp) -> Timestamp {
    let offset = offset_at(zone, last);
    let (mut other, mut same) = (first, last);
    while same - other > Millis(1) {
        let middle = other + (same - other) / 2;
        if offset_at(zone, middle) == offset { same = middle } else { other = middle }
    }
    same
}

#[cfg(test)]
mod tests {
    use chrono_tz::{America, Asia, Australia, Europe, Pacific};
    use proptest::prelude::*;

    use super::*;

    const HOUR: Millis = Millis::hours(1);
    const ZONES: [Tz; 12] = [
        America::Sao_Paulo,
        America::New_York,
        America::Havana,
        America::Asuncion,
        America::Santiago,
        America::Nuuk,
        Asia::Beirut,
        Asia::Kathmandu,
        Australia::Lord_Howe,
        Europe::Lisbon,
        Pacific::Apia,
        Tz::UTC,
    ];

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a day")
    }

    fn hours(zone: Tz, text: &str) -> i64 {
        let (start, end) = day_span(zone, day(text));
        (end - start) / HOUR
    }

    #[test]
    fn a_day_without_midnight_begins_at_one() {
        let start = day_start(America::Sao_Paulo, day("2018-11-04"));
        assert_eq!(civil(America::Sao_Paulo, start).to_string(), "2018-11-04 01:00:00");
        assert_eq!(civil(America::Sao_Paulo, start - Millis(1)).to_string(), "2018-11-03 23:59:59.999");
        assert_eq!(hours(America::Sao_Paulo, "2018-11-04"), 23);
    }

    #[test]
    fn a_day_whose_last_hour_comes_twice_has_25() {
        assert_eq!(hours(America::Sao_Paulo, "2018-02-17"), 25);
        assert_eq!(hours(America::Sao_Paulo, "2018-02-18"), 24);
        assert_eq!(hours(America::Havana, "2026-11-01"), 25, "its first hour comes twice");
    }

    #[test]
    fn new_york_has_days_of_23_and_25_hours() {
        assert_eq!(hours(America::New_York, "2026-03-08"), 23);
        assert_eq!(hours(America::New_York, "2026-11-01"), 25);
        assert_eq!(hours(America::New_York, "2026-11-02"), 24);
    }

    #[test]
    fn a_day_that_never_was_is_empty() {
        assert_eq!(hours(Pacific::Apia, "2011-12-30"), 0);
        assert_eq!(hours(Pacific::Apia, "2011-12-31"), 24);
    }

    #[test]
    fn a_time_that_comes_twice_has_two_instants_and_one_that_is_skipped_the_next() {
        let at = |text: &str| ClockTime::parse(text).expect("a time");
        let zone = America::Sao_Paulo;
        let twice = day("2018-02-17");
        assert_eq!(last_at(zone, twice, at("23:30")) - first_at(zone, twice, at("23:30")), HOUR);
        let skipped = day("2018-11-04");
        for time in ["00:00", "00:07", "00:59", "01:00"] {
            assert_eq!(first_at(zone, skipped, at(time)), day_start(zone, skipped), "{time}");
            assert_eq!(last_at(zone, skipped, at(time)), day_start(zone, skipped), "{time}");
        }
        let plain = day("2026-11-20");
        let eight = first_at(zone, plain, at("08:00"));
        assert_eq!(
            (eight, eight),
            (last_at(zone, plain, at("08:00")), day_start(zone, plain) + Millis::hours(8))
        );
    }

    #[test]
    fn yesterday_at_ten_past_midnight_is_the_civil_day_before() {
        use crate::RelativePeriod;
        for zone in [America::Sao_Paulo, America::Manaus] {
            let now = first_at(zone, day("2026-11-20"), ClockTime::parse("00:10").expect("a time"));
            let yesterday = RelativePeriod::Yesterday.days(day_of(zone, now));
            assert_eq!(yesterday, crate::Period::day(day("2026-11-19")), "{zone}");
        }
    }

    #[test]
    fn the_ends_of_the_calendar_do_not_panic() {
        for end in [NaiveDate::MIN, NaiveDate::MAX] {
            first_at(America::Sao_Paulo, end, ClockTime::parse("23:59").expect("a time"));
            day_span(America::Sao_Paulo, end);
        }
        civil(America::Sao_Paulo, Timestamp::MAX);
    }

    #[test]
    fn a_year_in_new_york_has_three_stretches() {
        let (from, until) = (day_start(Tz::UTC, day("2026-01-01")), day_start(Tz::UTC, day("2027-01-01")));
        let stretches = offset_spans(America::New_York, from, until);
        let offsets: Vec<i64> = stretches.iter().map(|one| one.offset / HOUR).collect();
        assert_eq!(offsets, [-5, -4, -5]);
        let summer = civil(Tz::UTC, stretches[1].from).to_string();
        assert_eq!(summer, "2026-03-08 07:00:00");
        assert_eq!((stretches[0].from, stretches[2].until), (from, until));
        assert_eq!(offset_spans(America::New_York, until, until), []);
    }

    proptest! {
        #[test]
        fn stretches_tell_the_civil_day_of_any_instant(
            zone in prop::sample::select(&ZONES[..]),
            from in (0_i64..1_900_000_000_000).prop_map(Timestamp),
            length in (1_i64..200_000_000_000).prop_map(Millis),
            ahead in (0_i64..200_000_000_000).prop_map(Millis),
        ) {
            let stretches = offset_spans(zone, from, from + length);
            prop_assert_eq!(stretches.first().map(|one| one.from), Some(from));
            prop_assert_eq!(stretches.last().map(|one| one.until), Some(from + length));
            prop_assert!(stretches.windows(2).all(|pair| pair[0].until == pair[1].from));
            let at = from + ahead % length;
            let stretch = stretches.iter().find(|one| (one.from..one.until).contains(&at));
            let moved = civil(Tz::UTC, at + stretch.map_or(Millis::ZERO, |one| one.offset));
            prop_assert_eq!(moved.date(), day_of(zone, at));
        }

        #[test]
        fn an_instant_lies_in_the_span_of_its_day(zone in prop::sample::select(&ZONES[..]), at in (0_i64..2_145_916_800_000).prop_map(Timestamp)) {
            let (start, end) = day_span(zone, day_of(zone, at));
            prop_assert!(start <= at && at < end, "{zone}: {at} not in {start}..{end}");
            prop_assert_eq!(civil(zone, at).date(), day_of(zone, at));
        }

        #[test]
        fn a_day_begins_where_the_one_before_ends(zone in prop::sample::select(&ZONES[..]), n in 0_u64..24_000) {
            let day = day("1970-01-02") + Days::new(n);
            let start = day_start(zone, day);
            prop_assert!(day_of(zone, start - Millis(1)) < day, "{zone} {day}");
            prop_assert!(day_of(zone, start) == day || day_span(zone, day) == (start, start), "{zone} {day}");
        }
    }
}
