//! Properties that hold for every calendar, zone and sequence of events.

use chrono::Timelike;
use proptest::prelude::*;

use super::*;

/// Zones, and days around which their offset changes in unusual ways.
const ODD_DAYS: [(&str, &str); 10] = [
    ("America/Sao_Paulo", "2018-11-04 12:00"),
    ("America/Sao_Paulo", "2018-02-18 12:00"),
    ("America/New_York", "2026-03-08 12:00"),
    ("America/New_York", "2026-11-01 12:00"),
    ("America/Havana", "2026-11-01 12:00"),
    ("Australia/Lord_Howe", "2026-04-05 12:00"),
    // Fell back from 00:01 to 23:01 of the day before.
    ("America/St_Johns", "2010-11-07 12:00"),
    // Skipped 2011-12-30.
    ("Pacific/Apia", "2011-12-31 12:00"),
    ("America/Recife", "2000-10-10 12:00"),
    ("UTC", "2026-02-28 12:00"),
];

/// Spans of time of so many milliseconds.
fn millis(range: std::ops::Range<i64>) -> impl Strategy<Value = Millis> {
    range.prop_map(Millis)
}

fn day() -> impl Strategy<Value = DaySpans> {
    prop::collection::btree_set(0_u16..=96, 0..6).prop_map(|quarters| {
        let quarters: Vec<u16> = quarters.into_iter().map(|quarter| quarter * 15).collect();
        let spans = quarters.chunks_exact(2).map(|pair| Span::new(pair[0], pair[1]).expect("a span"));
        DaySpans::new(spans.collect()).expect("a day")
    })
}

prop_compose! {
    /// A calendar, and noon of an unusual day in its zone.
    fn odd_calendar()(
        week in prop::array::uniform7(day()),
        odd in prop::sample::select(&ODD_DAYS[..]),
        holidays in prop::collection::btree_set(-6_i64..6, 0..3),
    ) -> (BusinessCalendar, Timestamp) {
        let mut calendar = BusinessCalendar { zone: odd.0.to_owned(), week, holidays: [].into() };
        let noon = at(&calendar, odd.1);
        calendar.holidays =
            holidays.into_iter().map(|days| crate::zone::day_of(zone(&calendar), noon + Millis::days(days))).collect();
        (calendar, noon)
    }
}

prop_compose! {
    /// A sequence of effects, each with its time after the start of the clock.
    fn story()(steps in prop::collection::vec((1_i64..3_000, 0_usize..4), 0..8)) -> Vec<(Millis, ClockEffect)> {
        use ClockEffect::{Pause, Reopen, Resume, Stop};
        let mut at = Millis::ZERO;
        let effects = [Pause, Resume, Stop, Reopen];
        steps.into_iter().map(|(later, effect)| { at += later * MINUTE; (at, effects[effect]) }).collect()
    }
}

fn replay(start: Timestamp, story: &[(Millis, ClockEffect)]) -> SlaClock {
    let mut clock = SlaClock::starting(start);
    for (later, effect) in story {
        clock.apply(*effect, start + *later);
    }
    clock
}

/// Business time counted minute by minute, straight from the definition.
fn counted(calendar: &BusinessCalendar, from: Timestamp, to: Timestamp) -> Millis {
    let worked = |at: &Timestamp| {
        let civil = crate::zone::civil(zone(calendar), *at);
        let weekday = chrono::Datelike::weekday(&civil).num_days_from_monday() as usize;
        let minute = (civil.hour() * 60 + civil.minute()) as u16;
        let spans = calendar.week[weekday].spans();
        !calendar.holidays.contains(&civil.date())
            && spans.iter().any(|span| span.from() <= minute && minute < span.to())
    };
    let minutes = (from.0..to.0).step_by(MINUTE.0 as usize).map(Timestamp);
    minutes.filter(worked).count() as i64 * MINUTE
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn measuring_agrees_with_counting((calendar, noon) in odd_calendar(), from in -4_000_i64..4_000, minutes in 0_i64..6_000) {
        let from = noon + from * MINUTE;
        let to = from + minutes * MINUTE;
        prop_assert_eq!(measure(&calendar).between(from, to), counted(&calendar, from, to));
    }
}

proptest! {
    #[test]
    fn time_adds_up((calendar, noon) in odd_calendar(), mut times in prop::array::uniform3(millis(-900_000_000..900_000_000))) {
        times.sort_unstable();
        let [a, b, c] = times.map(|time| noon + time);
        let hours = measure(&calendar);
        prop_assert_eq!(hours.between(a, b) + hours.between(b, c), hours.between(a, c));
        prop_assert!((Millis::ZERO..=b - a).contains(&hours.between(a, b)));
    }

    #[test]
    fn due_is_the_first_instant_by_which_it_has_elapsed((calendar, noon) in odd_calendar(), from in millis(-900_000_000..900_000_000), ms in millis(1..400_000_000)) {
        let (hours, from) = (measure(&calendar), noon + from);
        match hours.after(from, ms) {
            Some(due) => {
                prop_assert_eq!(hours.between(from, due), ms);
                prop_assert_eq!(hours.between(from, due - Millis(1)), ms - Millis(1));
            }
            None => prop_assert!(calendar.is_empty()),
        }
    }

    #[test]
    fn what_has_elapsed_never_shrinks_and_a_breach_is_for_good(
        (calendar, noon) in odd_calendar(),
        story in story(),
        target_ms in millis(1..200_000_000),
        mut times in prop::array::uniform2(millis(0..1_000_000_000)),
    ) {
        times.sort_unstable();
        let (hours, clock) = (measure(&calendar), replay(noon, &story));
        let [earlier, later] = times.map(|time| clock.read(&hours, target(target_ms), noon + time));
        prop_assert!(earlier.elapsed_ms <= later.elapsed_ms);
        prop_assert!(earlier.status != SlaStatus::Breached || later.status == SlaStatus::Breached);
        prop_assert_eq!(earlier.elapsed_ms + earlier.remaining_ms, target_ms);
        prop_assert_eq!(earlier.due, later.due, "due does not depend on when one asks");
    }

    #[test]
    fn a_clock_is_breached_from_its_due_instant_on_unless_it_was_stopped_before(
        (calendar, noon) in odd_calendar(),
        story in story(),
        target_ms in millis(1..200_000_000),
        now in millis(0..1_000_000_000),
    ) {
        let (hours, clock) = (measure(&calendar), replay(noon, &story));
        let reading = clock.read(&hours, target(target_ms), noon + now);
        let end = clock.stopped.map_or(noon + now, |stopped| stopped.min(noon + now));
        let late = reading.due.is_some_and(|due| end > due || (end == due && clock.stopped != Some(due)));
        prop_assert_eq!(reading.status == SlaStatus::Breached, late);
        if let Some(due) = reading.due.filter(|due| clock.stopped.is_none_or(|stopped| *due <= stopped)) {
            prop_assert_eq!(clock.elapsed_ms(&hours, due), target_ms);
            prop_assert_eq!(clock.elapsed_ms(&hours, due - Millis(1)), target_ms - Millis(1));
        }
    }

    #[test]
    fn a_pause_moves_the_due_instant_by_the_business_time_it_took(
        (calendar, noon) in odd_calendar(),
        story in story(),
        pause in (millis(1..100_000_000), millis(0..300_000_000)),
        target_ms in millis(1..200_000_000),
    ) {
        let (hours, clock) = (measure(&calendar), replay(noon, &story));
        let last = noon + story.last().map_or(Millis::ZERO, |(at, _)| *at);
        let (from, to) = (last + pause.0, last + pause.0 + pause.1);
        let Some(due) = clock.due(&hours, target_ms).filter(|due| from < *due && clock.stopped.is_none()) else {
            return Ok(());
        };
        let mut paused = clock.clone();
        paused.pause(from);
        paused.resume(to);
        let moved = paused.due(&hours, target_ms).expect("due some day");
        prop_assert_eq!(hours.between(due, moved), hours.between(from, to));
        prop_assert_eq!(moved == due, hours.between(from, to) == Millis::ZERO);
    }

    #[test]
    fn changing_to_the_same_measure_changes_nothing(
        (calendar, noon) in odd_calendar(),
        story in story(),
        change in millis(0..300_000_000),
        after in millis(0..300_000_000),
        target_ms in millis(1..200_000_000),
    ) {
        let (hours, clock) = (measure(&calendar), replay(noon, &story));
        let mut changed = clock.clone();
        changed.change_measure(&hours, Some(target(target_ms)), noon + change);
        let now = noon + change + after;
        prop_assert_eq!(changed.elapsed_ms(&hours, now), clock.elapsed_ms(&hours, now));
        prop_assert_eq!(&changed.pauses, &clock.pauses);
        prop_assert_eq!(changed.due(&hours, target_ms), clock.due(&hours, target_ms));
    }

    #[test]
    fn reopening_goes_on_from_what_had_elapsed(
        (calendar, noon) in odd_calendar(),
        story in story(),
        stop in millis(0..100_000_000),
        closed in millis(0..300_000_000),
        after in millis(0..300_000_000),
    ) {
        let (hours, mut clock) = (measure(&calendar), replay(noon, &story));
        let stop = noon + story.last().map_or(Millis::ZERO, |(at, _)| *at) + stop;
        clock.stop(stop);
        let (had, pauses) = (clock.elapsed_ms(&hours, stop), clock.pauses.clone());
        let again = stop + closed;
        clock.reopen(again);
        prop_assert_eq!(clock.elapsed_ms(&hours, again), had);
        prop_assert_eq!(clock.elapsed_ms(&hours, again + after), had + hours.between(again, again + after));
        prop_assert!(clock.pauses.starts_with(&pauses));
    }
}
