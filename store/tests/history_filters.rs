//! History lists compared with a naive implementation, for every role and random filters.

use crate::support::builders::many_recordings;
use crate::support::world;
use crate::support::world::{ExpectedInteraction, PEOPLE, World, days_from, number_of, principal, run};
use chrono::{NaiveDate, Timelike};
use domain::history::HistoryRow;
use domain::paging::PAGE_SIZE;
use domain::{
    Channel, ClockTime, ContactReasonId, DailyHours, Direction, DurationRange, HistoryFilter, Millis, Month,
    Period, Principal, QueueId, RelativePeriod, Timestamp, UserId, number, zone,
};
use rand::rngs::StdRng;
use rand::seq::IndexedRandom;
use rand::{Rng, SeedableRng};
use store::Store;
use store::history::ChangesAfter;

const SAO_PAULO: chrono_tz::Tz = chrono_tz::America::Sao_Paulo;
const NEW_YORK: chrono_tz::Tz = chrono_tz::America::New_York;

/// Every third interaction has a recording.
const RECORDED: i64 = 3;

/// What finds each of the two customers, and neither.
const CUSTOMERS: [(&str, i64); 9] = [
    ("ana", 1),
    ("  MARIA an ", 1),
    ("529.982.247-25", 1),
    ("52998224725", 1),
    ("(11) 90000-0000", 2),
    ("+55 11 90000 0000", 2),
    ("0xx11 90000-0000", 2),
    ("ana maria souza", 0),
    ("11 90000-0001", 0),
];

/// The world, with recordings and with what customers are found by.
async fn build(store: &Store, seed: u64, size: usize, days: Vec<NaiveDate>) -> World {
    let world = World::build(store, seed, size, days).await;
    let recorded = many_recordings(1..=size as i64 / RECORDED);
    recorded.with("interaction_id", &format!("n * {RECORDED}")).build(store).await;
    run(
        store,
        // A recording is a change of its interaction.
        "UPDATE interaction SET updated_at = NULL; \
         UPDATE customer SET name_key = 'ana maria', document_key = '52998224725' WHERE id = 1; \
         INSERT INTO customer_address (kind, address, customer_id) VALUES ('phone', '+5511900000000', 2);",
    )
    .await;
    world
}

fn in_range(range: DurationRange, duration: Millis) -> bool {
    let seconds = duration.0.div_euclid(1000);
    range.min.is_none_or(|min| seconds >= min.into()) && range.max.is_none_or(|max| seconds <= max.into())
}

fn in_hours(hours: DailyHours, zone: chrono_tz::Tz, at: Timestamp) -> bool {
    let minute = zone::civil(zone, at).num_seconds_from_midnight() / 60;
    let minutes = |time: ClockTime| u32::from(time.minutes());
    match (hours.from.map(minutes), hours.until.map(minutes)) {
        (None, None) => true,
        (Some(from), None) => minute >= from,
        (None, Some(until)) => minute < until,
        (Some(from), Some(until)) if from < until => (from..until).contains(&minute),
        (Some(from), Some(until)) => minute >= from || minute < until,
    }
}

/// Whether the instant lies between the times at the ends of the period.
fn in_period(filter: &HistoryFilter, zone: chrono_tz::Tz, known: &ExpectedInteraction) -> bool {
    let begin = filter.period.from.zip(filter.begins).map(|(day, time)| zone::first_at(zone, day, time));
    let end = filter.period.to.zip(filter.ends).map(|(day, time)| zone::last_at(zone, day, time));
    filter.period.contains(known.day)
        && begin.is_none_or(|begin| known.queued_at >= begin)
        && end.is_none_or(|end| known.queued_at < end)
}

fn has_reason(filter: &HistoryFilter, known: &ExpectedInteraction) -> bool {
    match known.reason {
        None => filter.without_reason || filter.reasons.is_empty(),
        Some(_) if filter.reasons.is_empty() => !filter.without_reason,
        Some(reason) => filter.reasons.contains(&ContactReasonId(reason)),
    }
}

fn is_of_customer(filter: &HistoryFilter, known: &ExpectedInteraction) -> bool {
    let Some(typed) = filter.customer.as_deref() else { return true };
    CUSTOMERS.iter().any(|(text, customer)| *text == typed && *customer == known.customer)
}

fn matches(filter: &HistoryFilter, zone: chrono_tz::Tz, known: &ExpectedInteraction) -> bool {
    let digits = filter.number.as_deref().map(number::digits).unwrap_or_default();
    let stored = known.number.as_deref().map(number::digits).unwrap_or_default();
    let (answer, end) = (known.answered_at, known.ended_at);
    in_period(filter, zone, known)
        && in_hours(filter.hours, zone, known.queued_at)
        && in_range(filter.duration, end - answer.unwrap_or(known.queued_at))
        && in_range(filter.wait, answer.unwrap_or(end) - known.queued_at)
        && filter.recorded.is_none_or(|recorded| recorded == (known.id % RECORDED == 0))
        && is_of_customer(filter, known)
        && (filter.channels.is_empty() || filter.channels.contains(&known.channel))
        && (filter.directions.is_empty() || filter.directions.contains(&known.direction))
        && (filter.queues.is_empty() || filter.queues.contains(&QueueId(known.queue)))
        && (filter.agents.is_empty() || known.agent.is_some_and(|a| filter.agents.contains(&UserId(a))))
        && has_reason(filter, known)
        && stored.contains(&digits)
        && filter.protocol.as_ref().is_none_or(|protocol| *protocol == known.protocol)
}

fn expected<'a>(world: &'a World, who: Principal, filter: &HistoryFilter) -> Vec<&'a ExpectedInteraction> {
    let mut found: Vec<&ExpectedInteraction> = world
        .interactions
        .iter()
        .filter(|i| world.sees(who, i.agent) && matches(filter, world.zone, i))
        .collect();
    found.sort_by_key(|known| std::cmp::Reverse((known.queued_at, known.id)));
    found
}

/// A random selection of `all`, often empty, sometimes with repetitions.
fn some<T: Copy>(random: &mut StdRng, all: &[T]) -> Vec<T> {
    if random.random_bool(0.55) {
        return Vec::new();
    }
    (0..random.random_range(1..4)).map(|_| *all.choose(random).expect("one")).collect()
}

fn any_day(random: &mut StdRng, world: &World) -> Option<NaiveDate> {
    random.random_bool(0.5).then(|| *world.days.choose(random).expect("a day"))
}

fn any_time(random: &mut StdRng) -> Option<ClockTime> {
    let minute = *[0, 1, 29, 30, 59].choose(random).expect("a minute");
    random
        .random_bool(0.6)
        .then(|| ClockTime::parse(&format!("{:02}:{minute:02}", random.random_range(0..24))).expect("a time"))
}

fn any_range(random: &mut StdRng, most: u32) -> DurationRange {
    let mut end = || random.random_bool(0.6).then(|| random.random_range(0..most));
    let (one, other) = (end(), end());
    match (one, other) {
        (Some(min), Some(max)) => DurationRange { min: Some(min.min(max)), max: Some(min.max(max)) },
        (min, max) => DurationRange { min, max },
    }
}

fn any_filter(random: &mut StdRng, world: &World) -> HistoryFilter {
    let queues = [1, 2, 3, 4, 5, 77].map(QueueId);
    let agents = [10, 11, 12, 13, 14, 15, 16, 17, 18, 3, 1, 999].map(UserId);
    let reasons = [1, 2, 3, 4, 5, 77].map(ContactReasonId);
    let parts =
        ["119", "1197", "987654321", "3333", "33", "0", "21", "000", "5511", "", "x", "(21) 3333-0001"];
    let period = match random.random_range(0..4) {
        0 => Period::default(),
        1 => Period::day(*world.days.choose(random).expect("a day")),
        _ => Period { from: any_day(random, world), to: any_day(random, world) },
    };
    let ends = random.random_bool(0.25);
    let rare = |random: &mut StdRng| random.random_bool(0.15);
    HistoryFilter {
        period,
        begins: if ends && period.from.is_some() { any_time(random) } else { None },
        ends: if ends && period.to.is_some() { any_time(random) } else { None },
        hours: if rare(random) {
            DailyHours { from: any_time(random), until: any_time(random) }
        } else {
            DailyHours::default()
        },
        duration: if rare(random) { any_range(random, 100_000) } else { DurationRange::default() },
        wait: if rare(random) { any_range(random, 600) } else { DurationRange::default() },
        without_reason: rare(random),
        recorded: if rare(random) { Some(random.random_bool(0.6)) } else { None },
        customer: rare(random).then(|| CUSTOMERS.choose(random).expect("a text").0.to_owned()),
        channels: some(random, &Channel::ALL),
        directions: if random.random_bool(0.8) { Vec::new() } else { some(random, &Direction::ALL) },
        queues: some(random, &queues),
        agents: some(random, &agents),
        reasons: if random.random_bool(0.6) { Vec::new() } else { some(random, &reasons) },
        number: random.random_bool(0.3).then(|| (*parts.choose(random).expect("digits")).to_owned()),
        protocol: random
            .random_bool(0.05)
            .then(|| world.interactions.choose(random).expect("one").protocol.clone()),
    }
}

/// All pages of a list, and its total.
async fn whole_list(store: &Store, who: Principal, filter: &HistoryFilter) -> (Vec<HistoryRow>, u64) {
    let scoped = store.as_principal(&who);
    let first = scoped.history().list(filter, 1).await.expect("a page");
    let (last, total) = (first.page().last, first.total);
    let mut rows = first.rows;
    for number in 2..=last {
        let page = scoped.history().list(filter, number).await.expect("a page");
        assert_eq!((page.number, page.total), (number, total));
        assert_eq!(page.rows.len() as u64, page.page().last_row() - page.page().offset());
        rows.extend(page.rows);
    }
    (rows, total)
}

/// The protocols of a list that is read by cursor, in parts of at most `limit`.
async fn by_cursor(store: &Store, who: Principal, filter: &HistoryFilter, limit: u64) -> Vec<String> {
    let (scoped, mut found, mut after) = (store.as_principal(&who), Vec::new(), None);
    loop {
        let part = scoped.history().newest_after(filter, after, limit).await.expect("a part");
        assert!(part.items.len() as u64 <= limit);
        found.extend(part.items.iter().map(|item| item.protocol.to_string()));
        after = part.next;
        if after.is_none() {
            return found;
        }
    }
}

/// The protocols of what has changed since the beginning, in the order of the changes.
async fn changes(store: &Store, who: Principal, filter: &HistoryFilter, limit: u64) -> Vec<String> {
    let (scoped, mut found) = (store.as_principal(&who), Vec::new());
    let mut after = ChangesAfter::Since(Timestamp(0));
    loop {
        let read = scoped.history().changed_after(filter, after, limit).await.expect("a part");
        found.extend(read.part.items.iter().map(|item| item.protocol.to_string()));
        match read.part.next {
            Some(next) => after = ChangesAfter::Position(next),
            None => return found,
        }
    }
}

async fn agrees(store: &Store, world: &World, who: Principal, filter: &HistoryFilter) {
    let expected = expected(world, who, filter);
    let (rows, total) = whole_list(store, who, filter).await;
    let wanted: Vec<&str> = expected.iter().map(|known| known.protocol.as_str()).collect();
    let found: Vec<&str> = rows.iter().map(|row| row.protocol.as_str()).collect();
    assert_eq!(found, wanted, "{who:?} asked for {filter:?}");
    assert_eq!(total, wanted.len() as u64, "{who:?} asked for {filter:?}");
    let read = by_cursor(store, who, filter, rows.len() as u64 / 3 + 1).await;
    assert_eq!(read, wanted, "{who:?} read {filter:?} by cursor");
    let mut changed = changes(store, who, filter, rows.len() as u64 / 2 + 1).await;
    changed.reverse();
    // Everything was recorded at the same time, so the order of the changes is that of the IDs.
    let mut by_id = expected;
    by_id.sort_by_key(|known| std::cmp::Reverse(known.id));
    let by_id: Vec<&str> = by_id.iter().map(|known| known.protocol.as_str()).collect();
    assert_eq!(changed, by_id, "{who:?} read the changes of {filter:?}");
    let beyond = store.as_principal(&who).history().list(filter, 1_000_000).await.expect("a page");
    let last_page = rows.len().saturating_sub(1) / PAGE_SIZE as usize * PAGE_SIZE as usize;
    assert_eq!(beyond.rows, rows[last_page..], "beyond the last page stands the last");
}

async fn every_combination_agrees(store: &Store, seed: u64, size: usize, days: Vec<NaiveDate>) {
    let world = build(store, seed, size, days).await;
    for who in PEOPLE.map(principal) {
        agrees(store, &world, who, &HistoryFilter::default()).await;
    }
    let mut random = StdRng::seed_from_u64(seed + 1);
    for _ in 0..400 {
        let filter = any_filter(&mut random, &world);
        let who = principal(*PEOPLE.choose(&mut random).expect("somebody"));
        agrees(store, &world, who, &filter).await;
    }
}

// The clock springs forward over midnight on 2018-11-04: that day has 23 hours and no 00:00.
contract!(any_combination_where_midnight_is_skipped in SAO_PAULO, |store| {
    every_combination_agrees(&store, 11, 900, days_from("2018-10-25", 20)).await;
});

// The clock falls back at midnight of 2018-02-18: the hour before it happens twice.
contract!(any_combination_where_midnight_comes_twice in SAO_PAULO, |store| {
    every_combination_agrees(&store, 12, 700, days_from("2018-02-10", 12)).await;
});

// A day of 25 hours (2026-11-01).
contract!(any_combination_in_new_york in NEW_YORK, |store| {
    every_combination_agrees(&store, 13, 900, days_from("2026-10-20", 20)).await;
});

contract!(sparse_lists_reach_over_many_days in NEW_YORK, |store| {
    every_combination_agrees(&store, 14, 120, days_from("2026-01-01", 150)).await;
});

contract!(statistics_change_no_answer in SAO_PAULO, |store| {
    let world = build(&store, 15, 900, days_from("2018-10-25", 20)).await;
    run(&store, "ANALYZE;").await;
    let mut random = StdRng::seed_from_u64(16);
    for _ in 0..150 {
        let filter = any_filter(&mut random, &world);
        let who = principal(*PEOPLE.choose(&mut random).expect("somebody"));
        agrees(&store, &world, who, &filter).await;
    }
});

// One filter that no other hides, for everyone.
contract!(every_filter_alone_agrees in SAO_PAULO, |store| {
    let world = build(&store, 21, 600, days_from("2018-10-25", 20)).await;
    let at = |text: &str| ClockTime::parse(text);
    let all = HistoryFilter::default;
    let day = Period::day("2018-11-03".parse().expect("a day"));
    let mut filters = vec![
        HistoryFilter { period: day, begins: at("08:00"), ..all() },
        HistoryFilter { period: day, ends: at("08:00"), ..all() },
        HistoryFilter { period: day, begins: at("08:00"), ends: at("20:00"), ..all() },
        HistoryFilter { hours: DailyHours { from: at("08:00"), until: at("18:00") }, ..all() },
        HistoryFilter { hours: DailyHours { from: at("22:00"), until: at("06:00") }, ..all() },
        HistoryFilter { hours: DailyHours { from: at("23:30"), until: None }, ..all() },
        HistoryFilter { duration: DurationRange { min: Some(60_000), max: None }, ..all() },
        HistoryFilter { duration: DurationRange { min: Some(0), max: Some(3600) }, ..all() },
        HistoryFilter { wait: DurationRange { min: Some(300), max: Some(400) }, ..all() },
        HistoryFilter { without_reason: true, ..all() },
        HistoryFilter { without_reason: true, reasons: vec![ContactReasonId(2)], ..all() },
        HistoryFilter { recorded: Some(true), ..all() },
        HistoryFilter { recorded: Some(false), ..all() },
        HistoryFilter { directions: vec![Direction::Outbound], ..all() },
    ];
    filters.extend(CUSTOMERS.map(|(text, _)| HistoryFilter { customer: Some(text.to_owned()), ..all() }));
    let today = "2018-11-07".parse().expect("a day");
    filters.extend(RelativePeriod::ALL.map(|period| HistoryFilter { period: period.days(today), ..all() }));
    for filter in filters {
        for who in PEOPLE.map(principal) {
            agrees(&store, &world, who, &filter).await;
        }
    }
});

contract!(a_row_says_what_the_interaction_says, |store| {
    let world = build(&store, 17, 300, days_from("2026-11-01", 20)).await;
    for who in PEOPLE.map(principal) {
        let wanted = expected(&world, who, &HistoryFilter::default());
        let (rows, _) = whole_list(&store, who, &HistoryFilter::default()).await;
        for (row, known) in rows.iter().zip(wanted) {
            assert_eq!(row.case.0, known.case);
            assert_eq!(row.queued, zone::civil(world.zone, known.queued_at));
            assert_eq!(row.duration, known.ended_at - known.answered_at.unwrap_or(known.queued_at));
            assert_eq!(row.wait, known.answered_at.unwrap_or(known.ended_at) - known.queued_at);
            assert_eq!(row.queue.id.0, known.queue);
            assert_eq!(row.queue.name, world::QUEUES[known.queue as usize - 1].1);
            assert_eq!(row.agent, known.agent.map(World::agent_name));
            let customer = if known.customer == 1 { "Ana" } else { "+55 11 90000-0000" };
            assert_eq!(row.customer.as_deref(), Some(customer));
            assert_eq!(row.has_recording, known.id % RECORDED == 0);
            assert_eq!(row.number, known.number);
            assert_eq!((row.channel, row.direction), (known.channel, known.direction));
            assert_eq!(row.reason.as_ref().map(|reason| reason.id.0), known.reason);
            assert_eq!(row.has_notes, known.notes.as_deref().is_some_and(|notes| !notes.is_empty()));
            assert_eq!(row.own, known.agent == Some(who.user.0));
        }
    }
});

contract!(totals_chart_and_table_agree in NEW_YORK, |store| {
    let world = World::build(&store, 18, 800, days_from("2026-10-20", 30)).await;
    for who in PEOPLE.map(principal) {
        let scoped = store.as_principal(&who);
        for month in ["2026-09", "2026-10", "2026-11", "2026-12"].map(|text| Month::parse(text).expect("a month")) {
            let days = scoped.history().month(month).await.expect("the chart");
            assert_eq!(days.len() as u32, month.length());
            for (day, expected_day) in days.iter().zip(month.days()) {
                assert_eq!(day.day, expected_day);
                for channel in Channel::ALL {
                    let filter = HistoryFilter {
                        period: Period::day(day.day),
                        channels: vec![channel],
                        ..HistoryFilter::default()
                    };
                    let wanted = expected(&world, who, &filter).len();
                    assert_eq!(day.of(channel) as usize, wanted, "{who:?} {filter:?}");
                }
            }
            let period = Period { from: Some(month.first_day()), to: Some(month.last_day()) };
            let filter = HistoryFilter { period, ..HistoryFilter::default() };
            let page = scoped.history().list(&filter, 1).await.expect("a page");
            let sum: u32 = days.iter().map(domain::chart::DayCount::total).sum();
            assert_eq!(u64::from(sum), page.total);
        }
    }
    let by_agent = "SELECT count(*) FROM interaction_day AS d LEFT JOIN interaction_agent_day AS a \
                    ON a.agent_id = d.agent_id AND a.day = d.day WHERE a.voice + a.webchat + a.whatsapp IS NULL \
                    OR d.n > CASE d.channel WHEN 1 THEN a.voice WHEN 2 THEN a.webchat ELSE a.whatsapp END";
    assert_eq!(number_of(&store, by_agent).await, 0);
    let counted = number_of(&store, "SELECT count(*) FROM interaction").await;
    let admin = store.as_principal(&principal(PEOPLE[0]));
    let page = admin.history().list(&HistoryFilter::default(), 1).await.expect("a page");
    assert_eq!(page.total, counted.cast_unsigned());
});

contract!(an_impossible_period_is_an_empty_list, |store| {
    World::build(&store, 19, 50, days_from("2026-11-01", 3)).await;
    let period = Period { from: "2026-11-03".parse().ok(), to: "2026-11-01".parse().ok() };
    let admin = store.as_principal(&principal(PEOPLE[0]));
    let page =
        admin.history().list(&HistoryFilter { period, ..HistoryFilter::default() }, 3).await.expect("a page");
    assert_eq!((page.rows.len(), page.number, page.total), (0, 1, 0));
});

contract!(days_at_the_ends_of_the_calendar_are_days, |store| {
    World::build(&store, 20, 50, days_from("2026-11-01", 3)).await;
    let admin = store.as_principal(&principal(PEOPLE[0]));
    let ends = [NaiveDate::MIN, NaiveDate::MAX, "+12345-01-01".parse().expect("a day")];
    for (from, to) in [(Some(ends[0]), Some(ends[1])), (None, Some(ends[2])), (Some(ends[0]), None)] {
        let filter = HistoryFilter { period: Period { from, to }, ..HistoryFilter::default() };
        assert_eq!(admin.history().list(&filter, 1).await.expect("a page").total, 50);
        let with_number = HistoryFilter { number: Some("1".to_owned()), ..filter.clone() };
        admin.history().list(&with_number, 1).await.expect("a page");
    }
    let after = Period { from: Some(ends[2]), to: None };
    let page = admin.history().list(&HistoryFilter { period: after, ..HistoryFilter::default() }, 1).await;
    assert_eq!(page.expect("a page").total, 0);
});
