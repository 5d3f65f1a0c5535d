//! The history by date, duration and wait: every page is what plain SQL gives, whichever way it is read.

use crate::support::builders::{
    GroupBuilder, fill_counters, many_accounts, many_cases, many_customers, many_interactions, many_queues,
};
use crate::support::statistics;
use crate::support::world::{principal, run, texts_of};
use domain::{Channel, DurationRange, HistoryColumn, HistoryFilter, HistoryOrder, Period, Role, UserId};
use store::Store;
use store::history::MAX_ORDERED;

const ADMINISTRATOR: (i64, Role) = (1, Role::Administrator);
const SUPERVISOR: (i64, Role) = (2, Role::Supervisor);
const AGENT: (i64, Role) = (14, Role::Agent);
/// Which interactions each of them sees, as SQL.
const SCOPES: [((i64, Role), &str); 3] =
    [(ADMINISTRATOR, "TRUE"), (SUPERVISOR, "agent_id IN (11, 12, 13, 14, 15)"), (AGENT, "agent_id = 14")];

/// 12,000 interactions of ten agents and of none, over 100 days from 2026-07-01; many are equally long.
async fn build(store: &Store) {
    const AT: &str = "1782874800000 + n * 720000";
    let day = if store.db().is_sqlite() {
        "date(1782874800 + n * 720 - 10800, 'unixepoch')"
    } else {
        "to_char(to_timestamp(1782874800 + n * 720 - 10800) AT TIME ZONE 'UTC', 'YYYY-MM-DD')"
    };
    statistics::pin(store).await;
    let role = "CASE n WHEN 1 THEN 'administrator' WHEN 2 THEN 'supervisor' ELSE 'agent' END";
    many_accounts(1..=30).with("role", role).build(store).await;
    GroupBuilder::new("g").agents(&[11, 12, 13, 14, 15]).supervisors(&[2]).build(store).await;
    many_queues(1..=4).build(store).await;
    many_customers(1..=1).build(store).await;
    many_cases(1..=1).build(store).await;
    let rows = many_interactions(store, 1..=12_000).with("case_id", "1").with("channel", "n % 3 + 1");
    let rows = rows.with("queue_id", "n * 7 % 4 + 1").with("day", day).with("queued_at", AT);
    let rows = rows.with("agent_id", "CASE WHEN n % 11 = 0 THEN NULL ELSE n * 31 % 10 + 11 END");
    let rows = rows
        .with("answered_at", &format!("CASE WHEN n % 5 = 0 THEN NULL ELSE {AT} + n * 13 % 61 * 1000 END"));
    rows.with("ended_at", &format!("{AT} + 61000 + n * 7919 % 331 * 1000")).build(store).await;
    fill_counters(store).await;
}

/// A filter, and the same as SQL.
fn filters() -> Vec<(HistoryFilter, String)> {
    let all = HistoryFilter::default;
    let week = Period { from: "2026-07-10".parse().ok(), to: "2026-07-16".parse().ok() };
    let months = Period { from: "2026-07-10".parse().ok(), to: "2026-09-20".parse().ok() };
    let days = |from: &str, to: &str| format!("day >= '{from}' AND day <= '{to}'");
    let wait = "coalesce(answered_at, ended_at) - queued_at";
    vec![
        (all(), "TRUE".to_owned()),
        (HistoryFilter { period: week, ..all() }, days("2026-07-10", "2026-07-16")),
        (HistoryFilter { period: months, ..all() }, days("2026-07-10", "2026-09-20")),
        (HistoryFilter { channels: vec![Channel::WebChat], ..all() }, "channel = 2".to_owned()),
        (
            HistoryFilter { agents: vec![UserId(13), UserId(14), UserId(20)], ..all() },
            "agent_id IN (13, 14, 20)".to_owned(),
        ),
        (
            HistoryFilter { wait: DurationRange { min: Some(20), max: Some(40) }, ..all() },
            format!("{wait} >= 20000 AND {wait} < 41000"),
        ),
    ]
}

const ORDERS: [(HistoryColumn, &str); 3] = [
    (HistoryColumn::Queued, "queued_at"),
    (HistoryColumn::Duration, "ended_at - coalesce(answered_at, queued_at)"),
    (HistoryColumn::Wait, "coalesce(answered_at, ended_at) - queued_at"),
];

contract!(every_order_is_that_of_plain_sql_on_every_page, |store| {
    build(&store).await;
    statistics::gather(&store).await;
    for (who, scope) in SCOPES {
        let who = principal(who);
        let scoped = store.as_principal(&who);
        for (filter, condition) in filters() {
            for (by, key) in ORDERS {
                for ascending in [false, true] {
                    let way = if ascending { "ASC" } else { "DESC" };
                    let sql = format!(
                        "SELECT protocol FROM interaction WHERE {scope} AND {condition} ORDER BY {key} {way}, id {way}"
                    );
                    let wanted = texts_of(&store, &sql).await;
                    let order = HistoryOrder { by, ascending };
                    let first = scoped.history().list_in_order(&filter, order, 1).await.expect("a page");
                    let last = first.page().last;
                    assert_eq!(first.total, wanted.len() as u64, "{who:?} {filter:?} {order:?}");
                    let bound =
                        if by == HistoryColumn::Queued { first.total } else { first.total.min(MAX_ORDERED) };
                    assert_eq!(first.listed, bound);
                    for number in [1, 2, 6, last / 2, last - 1, last, last + 9] {
                        let number = number.max(1);
                        let page =
                            scoped.history().list_in_order(&filter, order, number).await.expect("a page");
                        let arithmetic = page.page();
                        assert_eq!(arithmetic.number, number.min(last));
                        let range = arithmetic.offset() as usize..arithmetic.last_row() as usize;
                        let found: Vec<&str> = page.rows.iter().map(|row| row.protocol.as_str()).collect();
                        assert_eq!(found, wanted[range], "{who:?} {filter:?} {order:?} page {number}");
                    }
                }
            }
        }
    }
});

contract!(many_rows_are_scanned_in_their_order_and_few_are_sorted, |store| {
    build(&store).await;
    statistics::gather(&store).await;
    let week = filters().swap_remove(1).0;
    for (who, filter, by, index) in [
        (ADMINISTRATOR, HistoryFilter::default(), HistoryColumn::Duration, "interaction_agent_duration"),
        (ADMINISTRATOR, HistoryFilter::default(), HistoryColumn::Wait, "interaction_agent_wait"),
        (SUPERVISOR, HistoryFilter::default(), HistoryColumn::Duration, "interaction_agent_duration"),
        (SUPERVISOR, week.clone(), HistoryColumn::Duration, "interaction_agent"),
        (ADMINISTRATOR, week, HistoryColumn::Wait, "interaction_time"),
    ] {
        let who = principal(who);
        for ascending in [false, true] {
            let scoped = store.as_principal(&who).explaining();
            let order = HistoryOrder { by, ascending };
            scoped.history().list_in_order(&filter, order, 1).await.expect("a page");
            let plans = scoped.plans();
            let rows = plans.last().expect("a plan");
            assert!(
                rows.contains(&format!("{index} ")),
                "{who:?} {filter:?} {order:?} wants {index}:\n{rows}"
            );
            if filter == HistoryFilter::default() {
                if store.db().is_sqlite() {
                    assert!(!rows.contains("TEMP B-TREE"), "{who:?} {order:?} sorts:\n{rows}");
                } else {
                    let alone = format!("Index Only Scan Backward using {index} on");
                    let alone = if ascending { alone.replace(" Backward", "") } else { alone };
                    assert!(rows.contains(&alone), "{who:?} {order:?} reads the table:\n{rows}");
                }
            }
            assert!(!rows.contains("Seq Scan on interaction i"), "{who:?} {order:?}:\n{rows}");
        }
    }
});

contract!(one_agent_with_the_longest_of_all_fills_the_first_pages, |store| {
    build(&store).await;
    // Agent 12 has all of the longest, agent 13 the longest after these, all equally long.
    for update in [
        "UPDATE interaction SET ended_at = ended_at + 6000000 WHERE agent_id = 12",
        "UPDATE interaction SET ended_at = coalesce(answered_at, queued_at) + 5000000 WHERE agent_id = 13",
    ] {
        run(&store, update).await;
    }
    statistics::gather(&store).await;
    let ((by, key), all) = (ORDERS[1], HistoryFilter::default());
    for (who, scope) in &SCOPES[..2] {
        let who = principal(*who);
        let scoped = store.as_principal(&who);
        for ascending in [false, true] {
            let way = if ascending { "ASC" } else { "DESC" };
            let sql =
                format!("SELECT protocol FROM interaction WHERE {scope} ORDER BY {key} {way}, id {way}");
            let wanted = texts_of(&store, &sql).await;
            let order = HistoryOrder { by, ascending };
            let last = wanted.len().min(MAX_ORDERED as usize) / 20;
            for number in (2..last).step_by(13) {
                let page = scoped.history().list_in_order(&all, order, number as u64).await.expect("a page");
                let found: Vec<&str> = page.rows.iter().map(|row| row.protocol.as_str()).collect();
                assert_eq!(found, wanted[(number - 1) * 20..number * 20], "{who:?} {order:?} page {number}");
            }
        }
    }
});
