//! Lists of the history that neither counters nor a selective index answer: a part of the period is searched,
//! or a part of the rows counted; within it every page is what plain SQL gives.

use crate::support::builders::{
    GroupBuilder, fill_counters, many_accounts, many_cases, many_customers, many_interactions, many_queues,
    many_reasons,
};
use crate::support::statistics;
use crate::support::world::{principal, texts_of};
use domain::history::SearchedTo;
use domain::{
    ContactReasonId, DailyHours, Direction, HistoryColumn, HistoryFilter, HistoryOrder, Period, Role, zone,
};
use store::Store;
use store::history::{MAX_ASKED, MAX_COUNTED};

const ADMINISTRATOR: (i64, Role) = (1, Role::Administrator);
const SUPERVISOR: (i64, Role) = (2, Role::Supervisor);

/// The interactions; the supervisor sees all of them.
const ALL: i64 = 30_000;

/// So many on each of 60 days from 2026-07-01.
const A_DAY: u64 = 500;

async fn build(store: &Store) {
    build_days(store, 60).await;
}

/// The interactions at equal intervals, over so many days.
async fn build_days(store: &Store, days: i64) {
    let interval = days * 86_400_000 / ALL;
    let at = &format!("1782874800000 + (n - 1) * {interval}");
    let day = if store.db().is_sqlite() {
        format!("date(({at} - 10800000) / 1000.0, 'unixepoch')")
    } else {
        format!("to_char(to_timestamp(({at} - 10800000) / 1000.0) AT TIME ZONE 'UTC', 'YYYY-MM-DD')")
    };
    statistics::pin(store).await;
    let role = "CASE n WHEN 1 THEN 'administrator' WHEN 2 THEN 'supervisor' ELSE 'agent' END";
    many_accounts(1..=20).with("role", role).build(store).await;
    GroupBuilder::new("g").agents(&[11, 12, 13, 14, 15]).supervisors(&[2]).build(store).await;
    many_queues(1..=4).build(store).await;
    many_reasons(1..=1).build(store).await;
    many_customers(1..=1).build(store).await;
    many_cases(1..=1).build(store).await;
    let number = "CASE WHEN n % 100 = 7 THEN '1177' ELSE '119' || (n + 10000000) END";
    let rows = many_interactions(store, 1..=ALL).with("case_id", "1").with("channel", "n % 3 + 1");
    let rows = rows.with("queue_id", "n * 7 % 4 + 1").with("day", &day).with("queued_at", at);
    let rows = rows.with("agent_id", "n * 31 % 5 + 11").with("contact_reason_id", "1");
    let rows = rows.with("number", number).with("number_digits", number);
    rows.with("ended_at", &format!("{at} + 61000 + n * 7919 % 331 * 1000")).build(store).await;
    fill_counters(store).await;
}

const LATEST: HistoryOrder = HistoryOrder { by: HistoryColumn::Queued, ascending: false };
const OLDEST: HistoryOrder = HistoryOrder { by: HistoryColumn::Queued, ascending: true };
const SHORTEST: HistoryOrder = HistoryOrder { by: HistoryColumn::Duration, ascending: true };

/// Two digits, which no index has: one row in a hundred, the numbers that happen to contain them included.
fn digits() -> HistoryFilter {
    HistoryFilter { number: Some("77".to_owned()), ..HistoryFilter::default() }
}

contract!(as_many_days_are_searched_as_have_few_enough_rows, |store| {
    build(&store).await;
    statistics::gather(&store).await;
    let days = MAX_ASKED / A_DAY;
    for who in [ADMINISTRATOR, SUPERVISOR].map(principal) {
        let scoped = store.as_principal(&who);
        for (order, searched, days_searched, sorted) in [
            (LATEST, "2026-07-21", "day >= '2026-07-21'", "queued_at DESC, id DESC"),
            (OLDEST, "2026-08-09", "day <= '2026-08-09'", "queued_at, id"),
            (SHORTEST, "2026-07-21", "day >= '2026-07-21'", "ended_at - queued_at, id"),
        ] {
            let wanted = texts_of(
                &store,
                &format!(
                    "SELECT protocol FROM interaction WHERE number_digits LIKE '%77%' AND {days_searched} ORDER BY {sorted}"
                ),
            )
            .await;
            assert!(wanted.len() as u64 >= days * A_DAY / 100, "{} rows", wanted.len());
            let first = scoped.history().list_in_order(&digits(), order, 1).await.expect("a page");
            let to = searched.parse().map(|day| SearchedTo { day, time: None }).ok();
            assert_eq!((first.searched, first.more), (to, false), "{who:?} {order:?}");
            assert_eq!(first.total, wanted.len() as u64, "{who:?} {order:?}");
            for number in [1, 2, first.page().last] {
                let page = scoped.history().list_in_order(&digits(), order, number).await.expect("a page");
                let range = page.page().offset() as usize..page.page().last_row() as usize;
                let found: Vec<&str> = page.rows.iter().map(|row| row.protocol.as_str()).collect();
                assert_eq!(found, wanted[range], "{who:?} {order:?} page {number}");
            }
        }
        let rest = Period { from: None, to: "2026-07-20".parse().ok() };
        let rest = HistoryFilter { period: rest, ..digits() };
        let page = scoped.history().list(&rest, 1).await.expect("a page");
        assert_eq!(page.searched, None, "the other days are few enough");
        assert!(page.total > 0);
    }
});

contract!(a_day_with_too_many_rows_is_searched_in_part, |store| {
    build_days(&store, 1).await;
    statistics::gather(&store).await;
    let day = "2026-07-01".parse::<chrono::NaiveDate>().expect("a day");
    let at = domain::ClockTime::parse;
    let part = |begins, ends| HistoryFilter {
        period: Period { from: Some(day), to: Some(day) },
        begins: at(begins),
        ends: at(ends),
        ..digits()
    };
    // There are 1,250 an hour, so 20,000 take 16 hours.
    for who in [ADMINISTRATOR, SUPERVISOR].map(principal) {
        let scoped = store.as_principal(&who);
        for (filter, order, searched, hours, sorted) in [
            (digits(), LATEST, Some("08:00"), 8.0..24.0, "queued_at DESC, id DESC"),
            (digits(), OLDEST, Some("16:00"), 0.0..16.0, "queued_at, id"),
            (digits(), SHORTEST, Some("08:00"), 8.0..24.0, "ended_at - queued_at, id"),
            (part("", "20:05"), LATEST, Some("04:15"), 4.25..20.0 + 5.0 / 60.0, "queued_at DESC, id DESC"),
            (part("02:40", ""), OLDEST, Some("18:30"), 2.0 + 40.0 / 60.0..18.5, "queued_at, id"),
            (part("", "12:00"), LATEST, None, 0.0..12.0, "queued_at DESC, id DESC"),
            (part("10:00", ""), OLDEST, None, 10.0..24.0, "queued_at, id"),
        ] {
            let midnight = zone::day_start(store.zone(), day).0;
            let instant = |hours: f64| midnight + (hours * 3_600_000.0).round() as i64;
            let wanted = texts_of(
                &store,
                &format!(
                    "SELECT protocol FROM interaction WHERE number_digits LIKE '%77%' \
                     AND queued_at >= {} AND queued_at < {} ORDER BY {sorted}",
                    instant(hours.start),
                    instant(hours.end)
                ),
            )
            .await;
            assert!(wanted.len() > 60, "{} rows", wanted.len());
            let what = format!("{who:?} {order:?} {searched:?}");
            let first = scoped.history().list_in_order(&filter, order, 1).await.expect("a page");
            let to = searched.map(|time| SearchedTo { day, time: at(time) });
            assert_eq!((first.searched, first.total), (to, wanted.len() as u64), "{what}");
            for number in [1, 2, first.page().last] {
                let page = scoped.history().list_in_order(&filter, order, number).await.expect("a page");
                let range = page.page().offset() as usize..page.page().last_row() as usize;
                let found: Vec<&str> = page.rows.iter().map(|row| row.protocol.as_str()).collect();
                assert_eq!(found, wanted[range], "{what}, page {number}");
            }
        }
    }
});

contract!(many_rows_are_counted_and_paged_to_a_limit, |store| {
    build(&store).await;
    statistics::gather(&store).await;
    let all = HistoryFilter::default;
    let begins = domain::ClockTime::parse("00:00");
    let from = Period { from: "2026-07-01".parse().ok(), to: None };
    for who in [ADMINISTRATOR, SUPERVISOR].map(principal) {
        let scoped = store.as_principal(&who).explaining();
        for filter in [
            HistoryFilter { reasons: vec![ContactReasonId(1)], ..all() },
            HistoryFilter { directions: Direction::ALL.to_vec(), ..all() },
            HistoryFilter {
                hours: DailyHours { from: None, until: domain::ClockTime::parse("23:59") },
                ..all()
            },
            HistoryFilter { period: from, begins, ..all() },
        ] {
            for (order, sorted) in [(LATEST, "DESC"), (OLDEST, "ASC")] {
                let page = scoped.history().list_in_order(&filter, order, 9999).await.expect("a page");
                let numbers = (page.total, page.listed, page.more, page.searched);
                assert_eq!(numbers, (MAX_COUNTED, MAX_COUNTED, true, None), "{who:?} {filter:?}");
                let last = MAX_COUNTED / 20;
                assert_eq!(page.number, last);
                let until = zone::day_start(store.zone(), "2027-01-01".parse().expect("a day"));
                let unlike = if filter.hours == DailyHours::default() {
                    "TRUE".to_owned()
                } else {
                    // No minute before midnight.
                    format!("(queued_at - 10800000) % 86400000 < 86340000 AND queued_at < {}", until.0)
                };
                let wanted = texts_of(
                    &store,
                    &format!(
                        "SELECT protocol FROM interaction WHERE {unlike} ORDER BY queued_at {sorted}, id {sorted} LIMIT 20 OFFSET {}",
                        (last - 1) * 20
                    ),
                )
                .await;
                let found: Vec<&str> = page.rows.iter().map(|row| row.protocol.as_str()).collect();
                assert_eq!(found, wanted, "{who:?} {filter:?} {order:?}");
            }
        }
        for plan in scoped.plans() {
            let reads_all = ["SCAN i\n", "Seq Scan on interaction i"];
            assert!(reads_all.iter().all(|wrong| !format!("{plan}\n").contains(wrong)), "{who:?}:\n{plan}");
        }
    }
});

contract!(the_rows_of_many_numbers_are_found_in_their_index_alone, |store| {
    build(&store).await;
    statistics::gather(&store).await;
    let filter = HistoryFilter { number: Some("123".to_owned()), ..HistoryFilter::default() };
    let wanted = texts_of(
        &store,
        "SELECT protocol FROM interaction WHERE number_digits LIKE '%123%' ORDER BY queued_at DESC, id DESC",
    )
    .await;
    for who in [ADMINISTRATOR, SUPERVISOR].map(principal) {
        let scoped = store.as_principal(&who).explaining();
        let page = scoped.history().list(&filter, 1).await.expect("a page");
        assert_eq!((page.total, page.searched), (wanted.len() as u64, None), "{who:?}");
        let plans = scoped.plans();
        let (found, rows) = (&plans[plans.len() - 2], plans.last().expect("a plan"));
        let (alone, key) = if store.db().is_sqlite() {
            ("COVERING INDEX interaction_number", "SEARCH met USING INTEGER PRIMARY KEY")
        } else {
            ("Index Only Scan using interaction_number", "using interaction_pkey on interaction met")
        };
        assert!(found.contains(alone), "{who:?}:\n{found}");
        assert!(rows.contains(key), "the rows of the page alone:\n{rows}");
    }
});
