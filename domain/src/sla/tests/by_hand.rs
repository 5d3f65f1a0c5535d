//! Examples that can be checked by hand with a calendar.

use super::*;

const SP: &str = "America/Sao_Paulo";

/// When a clock that starts at a civil time is due.
fn due(calendar: &BusinessCalendar, start: &str, target_ms: Millis) -> String {
    let clock = SlaClock::starting(at(calendar, start));
    let due = clock.due(&measure(calendar), target_ms).expect("due some day");
    civil(calendar, due)
}

#[test]
fn friday_16_30_and_an_hour_is_monday_9_30() {
    // 2026-11-20 is a Friday.
    let calendar = weekdays(SP, "09:00-17:00");
    assert_eq!(due(&calendar, "2026-11-20 16:30", HOUR), "Mon 2026-11-23 09:30");
    assert_eq!(due(&calendar, "2026-11-20 16:30", HOUR / 2), "Fri 2026-11-20 17:00");
    assert_eq!(due(&calendar, "2026-11-20 20:00", HOUR), "Mon 2026-11-23 10:00");
    assert_eq!(due(&calendar, "2026-11-21 12:00", 8 * HOUR), "Mon 2026-11-23 17:00");
    assert_eq!(due(&calendar, "2026-11-20 16:30", 40 * HOUR), "Fri 2026-11-27 16:30");
}

#[test]
fn what_a_source_corrects_replaces_start_and_stop() {
    let calendar = weekdays(SP, "09:00-17:00");
    let hours = measure(&calendar);
    let noon = at(&calendar, "2026-11-19 12:00");
    let mut clock = SlaClock::starting(at(&calendar, "2026-11-19 10:00"));
    clock.pause(at(&calendar, "2026-11-19 10:10"));
    clock.resume(at(&calendar, "2026-11-19 10:20"));
    clock.stop(at(&calendar, "2026-11-19 10:30"));
    clock.correct_start(at(&calendar, "2026-11-19 10:05"));
    assert_eq!(clock.elapsed_ms(&hours, noon), 15 * MINUTE);
    clock.correct_stop(Some(at(&calendar, "2026-11-19 10:15")));
    assert_eq!(clock.elapsed_ms(&hours, noon), 5 * MINUTE, "within the pause, which ends there");
    clock.correct_stop(None);
    assert_eq!(clock.elapsed_ms(&hours, noon), 2 * HOUR - 10 * MINUTE, "it runs again");
    clock.correct_stop(Some(at(&calendar, "2026-11-19 09:00")));
    assert_eq!((clock.stopped, clock.pauses.len()), (Some(clock.started), 0), "never before the start");
    clock.correct_start(at(&calendar, "2026-11-19 11:00"));
    assert_eq!(clock.stopped, Some(clock.started));
}

#[test]
fn what_happened_first_and_is_delivered_later_corrects_the_clock() {
    let calendar = weekdays(SP, "09:00-17:00");
    let hours = measure(&calendar);
    let mut clock = SlaClock::starting(at(&calendar, "2026-11-19 10:00"));
    clock.stop(at(&calendar, "2026-11-19 10:01"));
    // The customer had waited since the day before, and was answered there.
    clock.begin_earlier(at(&calendar, "2026-11-18 16:00"));
    assert_eq!(clock.elapsed_ms(&hours, at(&calendar, "2026-11-20 09:00")), 2 * HOUR + MINUTE);
    clock.stop_earlier(at(&calendar, "2026-11-18 16:30"));
    assert_eq!(clock.elapsed_ms(&hours, at(&calendar, "2026-11-20 09:00")), HOUR / 2);
    // Later instants change nothing.
    let corrected = clock.clone();
    clock.begin_earlier(at(&calendar, "2026-11-18 16:10"));
    clock.stop_earlier(at(&calendar, "2026-11-18 16:40"));
    assert_eq!(clock, corrected);
    // A pause after the stop does not count.
    let mut paused = SlaClock::starting(at(&calendar, "2026-11-18 10:00"));
    paused.pause(at(&calendar, "2026-11-18 11:00"));
    paused.resume(at(&calendar, "2026-11-18 12:00"));
    paused.stop(at(&calendar, "2026-11-18 13:00"));
    paused.stop_earlier(at(&calendar, "2026-11-18 10:30"));
    assert_eq!(paused.elapsed_ms(&hours, at(&calendar, "2026-11-20 09:00")), HOUR / 2);
}

#[test]
fn lunch_is_not_worked() {
    let calendar = weekdays(SP, "09:00-12:00 13:00-17:00");
    assert_eq!(due(&calendar, "2026-11-20 11:30", HOUR), "Fri 2026-11-20 13:30");
    assert_eq!(due(&calendar, "2026-11-20 12:15", HOUR), "Fri 2026-11-20 14:00");
    assert_eq!(due(&calendar, "2026-11-20 16:30", HOUR), "Mon 2026-11-23 09:30");
    let hours = measure(&calendar);
    let worked = |from, to| hours.between(at(&calendar, from), at(&calendar, to));
    assert_eq!(worked("2026-11-20 00:00", "2026-11-21 00:00"), 7 * HOUR);
    assert_eq!(worked("2026-11-20 12:00", "2026-11-20 13:00"), Millis::ZERO);
    assert_eq!(worked("2026-11-20 13:00", "2026-11-20 12:00"), Millis::ZERO, "nothing is worked backwards");
}

#[test]
fn a_holiday_is_not_worked() {
    let mut calendar = weekdays(SP, "09:00-17:00");
    // Christmas 2026 is a Friday.
    calendar.holidays.insert("2026-12-25".parse().expect("a day"));
    assert_eq!(due(&calendar, "2026-12-24 16:30", HOUR), "Mon 2026-12-28 09:30");
    assert_eq!(due(&calendar, "2026-12-25 10:00", HOUR), "Mon 2026-12-28 10:00");
}

#[test]
fn a_night_shift_runs_through_midnight() {
    let calendar = every_day(SP, "00:00-06:00 22:00-24:00");
    assert_eq!(due(&calendar, "2026-11-20 23:30", HOUR), "Sat 2026-11-21 00:30");
    assert_eq!(due(&calendar, "2026-11-20 05:30", HOUR), "Fri 2026-11-20 22:30");
}

#[test]
fn two_pauses_do_not_count() {
    let calendar = weekdays(SP, "09:00-17:00");
    let (hours, at) = (measure(&calendar), |civil| at(&calendar, civil));
    let mut clock = SlaClock::starting(at("2026-11-20 10:00"));
    clock.pause(at("2026-11-20 11:00"));
    assert_eq!(clock.due(&hours, 4 * HOUR), None, "unknown while paused");
    clock.resume(at("2026-11-20 14:00"));
    clock.pause(at("2026-11-20 16:00"));
    clock.resume(at("2026-11-23 10:30"));
    // One hour before the first pause, two after it, one after the second.
    assert_eq!(clock.elapsed_ms(&hours, at("2026-11-20 16:30")), 3 * HOUR);
    assert_eq!(clock.elapsed_ms(&hours, at("2026-11-23 11:00")), 3 * HOUR + HOUR / 2);
    assert_eq!(civil(&calendar, clock.due(&hours, 4 * HOUR).expect("due")), "Mon 2026-11-23 11:30");
}

#[test]
fn a_reading_follows_the_case() {
    let calendar = weekdays(SP, "09:00-17:00");
    let (hours, at) = (measure(&calendar), |civil| at(&calendar, civil));
    let mut clock = SlaClock::starting(at("2026-11-20 09:00"));
    let status = |clock: &SlaClock, civil| clock.read(&hours, target(5 * HOUR), at(civil)).status;
    assert_eq!(status(&clock, "2026-11-20 09:00"), SlaStatus::OnTrack);
    assert_eq!(status(&clock, "2026-11-20 12:59"), SlaStatus::OnTrack);
    assert_eq!(status(&clock, "2026-11-20 13:00"), SlaStatus::AtRisk);
    let reading = clock.read(&hours, target(5 * HOUR), at("2026-11-20 13:00"));
    assert_eq!((reading.elapsed_ms, reading.remaining_ms), (4 * HOUR, HOUR));
    assert_eq!(reading.due, Some(at("2026-11-20 14:00")));

    clock.pause(at("2026-11-20 13:00"));
    assert_eq!(status(&clock, "2026-11-25 13:00"), SlaStatus::Paused);
    clock.resume(at("2026-11-23 09:00"));
    assert_eq!(status(&clock, "2026-11-23 09:59"), SlaStatus::AtRisk);
    assert_eq!(status(&clock, "2026-11-23 10:00"), SlaStatus::Breached);
    assert_eq!(clock.read(&hours, target(5 * HOUR), at("2026-11-23 11:00")).remaining_ms, -HOUR);

    let mut late = clock.clone();
    late.stop(at("2026-11-23 10:01"));
    assert_eq!(status(&late, "2026-12-23 10:00"), SlaStatus::Breached, "met, but late");
    let mut when_due = clock.clone();
    when_due.stop(at("2026-11-23 10:00"));
    for civil in ["2026-11-23 10:00", "2026-12-23 10:00"] {
        assert_eq!(status(&when_due, civil), SlaStatus::Met, "done when it was due is in time");
    }
    let mut after_hours = SlaClock::starting(at("2026-11-20 09:00"));
    after_hours.stop(at("2026-11-20 20:00"));
    let reading = after_hours.read(&hours, target(8 * HOUR), at("2026-11-24 10:00"));
    assert_eq!(reading.due, Some(at("2026-11-20 17:00")));
    assert_eq!(
        reading.status,
        SlaStatus::Breached,
        "after the due instant, although no business time passed"
    );
    clock.stop(at("2026-11-23 09:59"));
    assert_eq!(status(&clock, "2026-12-23 10:00"), SlaStatus::Met);
}

#[test]
fn a_breach_is_not_hidden_by_a_pause_or_a_reopening() {
    let calendar = weekdays(SP, "09:00-17:00");
    let (hours, at) = (measure(&calendar), |civil| at(&calendar, civil));
    let mut clock = SlaClock::starting(at("2026-11-20 09:00"));
    clock.pause(at("2026-11-20 10:30"));
    let now = at("2026-11-20 12:00");
    assert_eq!(clock.read(&hours, target(HOUR), now).status, SlaStatus::Breached);
    assert_eq!(clock.due(&hours, HOUR), Some(at("2026-11-20 10:00")));
    clock.stop(now);
    clock.reopen(now + HOUR);
    assert_eq!(clock.read(&hours, target(HOUR), now + 2 * HOUR).status, SlaStatus::Breached);
}

#[test]
fn reopening_resumes_and_forgets_no_earlier_pause() {
    let calendar = weekdays(SP, "09:00-17:00");
    let (hours, at) = (measure(&calendar), |civil| at(&calendar, civil));
    let mut clock = SlaClock::starting(at("2026-11-20 09:00"));
    clock.pause(at("2026-11-20 10:00"));
    clock.resume(at("2026-11-20 12:00"));
    clock.stop(at("2026-11-20 13:00"));
    assert_eq!(clock.elapsed_ms(&hours, at("2026-11-24 09:00")), 2 * HOUR);
    clock.reopen(at("2026-11-24 09:00"));
    let between = |from, to| Pause { from: at(from), to: Some(at(to)) };
    assert_eq!(
        clock.pauses,
        [between("2026-11-20 10:00", "2026-11-20 12:00"), between("2026-11-20 13:00", "2026-11-24 09:00")]
    );
    assert_eq!(clock.elapsed_ms(&hours, at("2026-11-24 10:00")), 3 * HOUR);
    assert_eq!(clock.due(&hours, 4 * HOUR), Some(at("2026-11-24 11:00")));
}

#[test]
fn another_calendar_keeps_what_has_elapsed() {
    let (days, always) = (weekdays(SP, "09:00-17:00"), every_day(SP, "00:00-24:00"));
    let at = |civil| at(&days, civil);
    let mut clock = SlaClock::starting(at("2026-11-20 16:00"));
    clock.change_measure(&measure(&days), None, at("2026-11-21 10:00"));
    let hours = measure(&always);
    assert_eq!(clock.elapsed_ms(&hours, at("2026-11-21 10:00")), HOUR);
    assert_eq!(clock.elapsed_ms(&hours, at("2026-11-21 12:00")), 3 * HOUR);
    assert_eq!(clock.due(&hours, 4 * HOUR), Some(at("2026-11-21 13:00")));
    assert_eq!(clock.due(&hours, HOUR), Some(at("2026-11-21 10:00")), "used up already");
    clock.change_measure(&hours, None, at("2026-11-21 12:00"));
    assert_eq!(clock.elapsed_ms(&measure(&days), at("2026-11-23 10:00")), 4 * HOUR);
}

#[test]
fn what_is_overdue_stays_overdue_since_it_was_due() {
    let always = every_day(SP, "00:00-24:00");
    let (hours, at) = (measure(&always), |civil| at(&always, civil));
    let mut clock = SlaClock::starting(at("2026-11-20 10:00"));
    // Due at 12:00; handed over at 15:00, and again at 18:00.
    clock.change_measure(&hours, Some(target(2 * HOUR)), at("2026-11-20 15:00"));
    assert_eq!(clock.due(&hours, HOUR), Some(at("2026-11-20 12:00")));
    assert_eq!(clock.due(&hours, 6 * HOUR), Some(at("2026-11-20 16:00")), "in time by the longer target");
    let mut again = clock.clone();
    again.change_measure(&hours, Some(target(HOUR)), at("2026-11-20 18:00"));
    assert_eq!(again.due(&hours, 3 * HOUR), Some(at("2026-11-20 12:00")));
    again = clock.clone();
    again.change_measure(&hours, Some(target(6 * HOUR)), at("2026-11-20 18:00"));
    assert_eq!(again.due(&hours, 3 * HOUR), Some(at("2026-11-20 16:00")));
    // Not yet due when it was handed over: by a shorter target it is overdue since then.
    let mut early = SlaClock::starting(at("2026-11-20 10:00"));
    early.change_measure(&hours, Some(target(8 * HOUR)), at("2026-11-20 15:00"));
    assert_eq!(early.due(&hours, HOUR), Some(at("2026-11-20 15:00")));
}

#[test]
fn new_york_springs_forward_and_falls_back() {
    let calendar = every_day("America/New_York", "01:00-04:00");
    let hours = measure(&calendar);
    let worked = |from, to| hours.between(at(&calendar, from), at(&calendar, to));
    assert_eq!(worked("2026-03-07 00:00", "2026-03-08 00:00"), 3 * HOUR);
    assert_eq!(worked("2026-03-08 00:00", "2026-03-09 00:00"), 2 * HOUR, "2:00 to 3:00 is left out");
    assert_eq!(worked("2026-11-01 00:00", "2026-11-02 00:00"), 4 * HOUR, "1:00 to 2:00 comes twice");
    assert_eq!(due(&calendar, "2026-03-08 01:30", HOUR), "Sun 2026-03-08 03:30");
    assert_eq!(due(&calendar, "2026-11-01 01:30", HOUR), "Sun 2026-11-01 01:30");
    assert_eq!(due(&calendar, "2026-11-01 01:30", 2 * HOUR), "Sun 2026-11-01 02:30");
    // A span that ends within the hour that comes twice is worked twice, in two parts.
    let calendar = every_day("America/New_York", "01:00-01:30");
    let hours = measure(&calendar);
    assert_eq!(hours.between(at(&calendar, "2026-11-01 00:00"), at(&calendar, "2026-11-01 02:00")), HOUR);
    // Office hours do not notice.
    let calendar = weekdays("America/New_York", "09:00-17:00");
    assert_eq!(due(&calendar, "2026-03-06 16:30", HOUR), "Mon 2026-03-09 09:30");
    assert_eq!(due(&calendar, "2026-10-30 16:30", HOUR), "Mon 2026-11-02 09:30");
}

#[test]
fn a_day_without_midnight_in_sao_paulo() {
    // On 2018-11-04 the clock went from 23:59:59 to 01:00.
    let calendar = every_day(SP, "00:00-24:00");
    let hours = measure(&calendar);
    let worked = |from, to| hours.between(at(&calendar, from), at(&calendar, to));
    assert_eq!(worked("2018-11-04 01:00", "2018-11-05 00:00"), 23 * HOUR);
    assert_eq!(worked("2018-11-03 23:00", "2018-11-04 01:00"), HOUR);
    assert_eq!(due(&calendar, "2018-11-03 23:30", HOUR), "Sun 2018-11-04 01:30");
    let night = every_day(SP, "00:00-01:00");
    assert_eq!(due(&night, "2018-11-03 12:00", HOUR), "Mon 2018-11-05 01:00", "that night had no such hour");
    // On 2018-02-17 the hour from 23:00 came twice.
    assert_eq!(worked("2018-02-17 00:00", "2018-02-18 00:00"), 25 * HOUR);
}

#[test]
fn a_calendar_on_which_nobody_works_has_no_due_instant() {
    let empty = weekdays(SP, "");
    let start = at(&empty, "2026-11-20 09:00");
    let clock = SlaClock::starting(start);
    assert_eq!(clock.due(&measure(&empty), HOUR), None);
    let reading = clock.read(&measure(&empty), target(HOUR), start + 1000 * HOUR);
    assert_eq!((reading.status, reading.elapsed_ms, reading.due), (SlaStatus::OnTrack, Millis::ZERO, None));
    let mut holidays = weekdays(SP, "09:00-17:00");
    let days = chrono::NaiveDate::from_ymd_opt(2026, 1, 1).expect("a day").iter_days();
    holidays.holidays = days.take_while(|day| day.to_string().as_str() < "2200-01-02").collect();
    assert_eq!(clock.due(&measure(&holidays), HOUR), None);
}

#[test]
fn absurd_instants_and_targets_come_to_an_end() {
    let calendar = weekdays(SP, "09:00-17:00");
    let hours = measure(&calendar);
    assert!(hours.between(Timestamp::MIN, Timestamp::MAX) > Millis::ZERO);
    assert_eq!(hours.between(Timestamp::MAX, Timestamp::MIN), Millis::ZERO);
    assert_eq!(hours.after(Timestamp(0), Millis::MAX), None);
    assert_eq!(hours.after(Timestamp::MAX, Millis(1)), None);
    assert_eq!(hours.after(Timestamp(7), Millis::ZERO), Some(Timestamp(7)));
    assert_eq!(hours.after(Timestamp(7), Millis(-1)), Some(Timestamp(7)));
    let unknown = BusinessCalendar { zone: "Sao Paulo".to_owned(), ..calendar };
    assert_eq!(WorkingTime::new(&unknown).expect_err("no zone"), UnknownZone("Sao Paulo".to_owned()));
}
