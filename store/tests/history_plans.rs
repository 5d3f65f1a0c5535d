//! Query plans: every list is read through its index, with statistics and without. A correct list
//! that scans the whole table would pass every other test.

use std::ops::RangeInclusive;

use crate::support::builders::{
    GroupBuilder, fill_counters, many_accounts, many_cases, many_customers, many_interactions, many_media,
    many_messages, many_queues, many_reasons, many_recordings,
};
use crate::support::statistics;
use crate::support::world::{principal, run};
use domain::{
    CaseId, Channel, ContactReasonId, HistoryFilter, Month, Period, Principal, Protocol, QueueId, Role,
    UserId,
};
use store::Store;

const ADMINISTRATOR: (i64, Role) = (1, Role::Administrator);
const SUPERVISOR: (i64, Role) = (2, Role::Supervisor);
const AGENT: (i64, Role) = (120, Role::Agent);

/// 40,000 interactions of 40 agents in 8 queues over 100 days from 2026-07-01; the supervisor
/// watches ten of the agents.
async fn build(store: &Store) {
    const INTERACTIONS: RangeInclusive<i64> = 1..=40_000;
    const AT: &str = "1782874800000 + n * 216000";
    const NUMBER: &str = "'119' || (n % 9000 + 10000000)";
    let day = if store.db().is_sqlite() {
        "date(1782874800 + n * 216 - 10800, 'unixepoch')"
    } else {
        "to_char(to_timestamp(1782874800 + n * 216 - 10800) AT TIME ZONE 'UTC', 'YYYY-MM-DD')"
    };
    statistics::pin(store).await;
    let role = "CASE n WHEN 1 THEN 'administrator' WHEN 2 THEN 'supervisor' ELSE 'agent' END";
    many_accounts(1..=140).with("role", role).build(store).await;
    let agents: Vec<i64> = (111..=120).collect();
    GroupBuilder::new("g").agents(&agents).supervisors(&[2]).build(store).await;
    many_queues(1..=8).build(store).await;
    many_reasons(1..=20).build(store).await;
    many_customers(1..=200).build(store).await;
    run(
        store,
        "INSERT INTO customer_address (kind, address, customer_id) VALUES ('phone', '+5511988887777', 31);",
    )
    .await;
    many_cases(1..=10_001).build(store).await;
    let interactions = many_interactions(store, INTERACTIONS).with("case_id", "n / 4 + 1");
    let interactions = interactions.with("channel", "n % 3 + 1").with("queue_id", "n * 7 % 8 + 1");
    let interactions = interactions.with("customer_id", "n % 200 + 1");
    let interactions = interactions.with("agent_id", "n * 31 % 40 + 101");
    let interactions = interactions.with("contact_reason_id", "n * 13 % 20 + 1");
    let interactions = interactions.with("number", NUMBER).with("number_digits", NUMBER);
    let interactions = interactions.with("queued_at", AT).with("ended_at", AT).with("day", day);
    interactions.build(store).await;
    many_messages(INTERACTIONS).build(store).await;
    many_media(INTERACTIONS).build(store).await;
    many_recordings(1..=8000).with("interaction_id", "n * 5").build(store).await;
    fill_counters(store).await;
}

/// A list, the page asked for and the index its rows must come from.
struct Case {
    who: (i64, Role),
    filter: HistoryFilter,
    page: u64,
    index: &'static str,
}

fn cases() -> Vec<Case> {
    let all = HistoryFilter::default;
    let days = |from: &str, to: &str| Period { from: from.parse().ok(), to: to.parse().ok() };
    let today = HistoryFilter { period: days("2026-10-08", "2026-10-08"), ..all() };
    let ninety = HistoryFilter { period: days("2026-07-05", "2026-10-03"), ..all() };
    let queue = HistoryFilter { channels: vec![Channel::Voice], queues: vec![QueueId(3)], ..ninety.clone() };
    let channel = HistoryFilter { channels: vec![Channel::WhatsApp], ..ninety.clone() };
    let agents = HistoryFilter { agents: vec![UserId(105), UserId(113)], ..ninety.clone() };
    let reason = HistoryFilter { reasons: vec![ContactReasonId(3), ContactReasonId(9)], ..ninety.clone() };
    let number = HistoryFilter { number: Some("1000077".to_owned()), ..all() };
    let common = HistoryFilter { number: Some("119".to_owned()), ..today.clone() };
    let short = HistoryFilter { number: Some("77".to_owned()), ..today.clone() };
    let protocol = HistoryFilter { protocol: Some("P789".to_owned()), ..all() };
    let customer = HistoryFilter { customer: Some("(11) 98888-7777".to_owned()), ..all() };
    let (time, agent, by_queue) = ("interaction_time", "interaction_agent", "interaction_queue");
    [
        (ADMINISTRATOR, all(), 1, time),
        (ADMINISTRATOR, all(), 1500, time),
        (ADMINISTRATOR, today.clone(), 2, time),
        (ADMINISTRATOR, queue.clone(), 1, by_queue),
        (ADMINISTRATOR, queue.clone(), 60, by_queue),
        (ADMINISTRATOR, channel, 3, by_queue),
        (ADMINISTRATOR, agents.clone(), 20, agent),
        (ADMINISTRATOR, reason.clone(), 5, "interaction_reason"),
        (ADMINISTRATOR, number.clone(), 1, "interaction_number"),
        (ADMINISTRATOR, common.clone(), 1, time),
        (ADMINISTRATOR, short, 1, time),
        (ADMINISTRATOR, protocol.clone(), 1, "protocol"),
        (ADMINISTRATOR, customer.clone(), 1, "interaction_customer"),
        (SUPERVISOR, customer, 1, "interaction_customer"),
        (SUPERVISOR, all(), 400, agent),
        (SUPERVISOR, today, 1, agent),
        (SUPERVISOR, ninety, 300, agent),
        (SUPERVISOR, queue, 2, agent),
        (SUPERVISOR, agents, 1, agent),
        (SUPERVISOR, reason, 1, "interaction_reason"),
        (SUPERVISOR, number, 1, "interaction_number"),
        (SUPERVISOR, common, 1, agent),
        (SUPERVISOR, protocol, 1, "protocol"),
        (AGENT, all(), 10, agent),
    ]
    .into_iter()
    .map(|(who, filter, page, index)| Case { who, filter, page, index })
    .collect()
}

/// What is wrong with a plan that reads the interactions, if anything.
fn offence(store: &Store, plan: &str, index: &str) -> Option<&'static str> {
    let lines: Vec<&str> = plan.lines().map(str::trim).collect();
    if store.db().is_sqlite() {
        // The unique index of the protocol has no name of its own.
        let index = if index == "protocol" { "sqlite_autoindex_interaction_" } else { index };
        let reads = |line: &str| line.starts_with("SEARCH i ") || line.starts_with("SCAN i ");
        // The rows of a few numbers or customers are sorted, since each has its own order.
        let may_sort = ["interaction_number", "interaction_customer"].contains(&index);
        if !may_sort && lines.iter().any(|line| line.contains("TEMP B-TREE")) {
            return Some("sorts");
        }
        let foreign =
            |line: &&&str| reads(line) && !line.contains(index) && !line.contains("INTEGER PRIMARY KEY");
        if lines.iter().any(|line| line.contains("SCAN interaction")) || lines.iter().find(foreign).is_some()
        {
            return Some("reads the table another way");
        }
        return (!plan.contains(index)).then_some("does not use the index");
    }
    if plan.contains("Seq Scan on interaction i") {
        return Some("reads the whole table");
    }
    (!plan.contains(index)).then_some("does not use the index")
}

async fn every_list_uses_its_index(store: &Store) {
    for Case { who, filter, page, index } in cases() {
        let who: Principal = principal(who);
        let scoped = store.as_principal(&who).explaining();
        let answer = scoped.history().list(&filter, page).await.expect("a page");
        assert_eq!(
            answer.rows.len() as u64,
            answer.page().last_row() - answer.page().offset(),
            "{who:?} {filter:?}"
        );
        assert!(!answer.rows.is_empty(), "{who:?} {filter:?} finds something");
        let plans = scoped.plans();
        let rounds = if filter.is_counted_by_day() { 2 } else { 4 };
        assert!(plans.len() <= rounds, "{who:?} {filter:?} takes {} statements", plans.len());
        // The rows of a page that was found by the count are read by their IDs.
        let found_before =
            |plan: &String| plan.contains("SEARCH met ") || plan.contains("on interaction met");
        let reads = |plan: &&String| plan.contains(" i ") || plan.contains("on interaction i");
        assert!(!found_before(&plans[0]), "{who:?} {filter:?} reads no index first");
        for plan in plans.iter().filter(|plan| !found_before(plan)).filter(reads) {
            let found = offence(store, plan, index);
            assert_eq!(found, None, "{who:?} {filter:?} page {page} wants {index}:\n{plan}");
        }
    }
}

contract!(every_list_uses_its_index_with_statistics_and_without, |store| {
    build(&store).await;
    if store.db().is_sqlite() {
        every_list_uses_its_index(&store).await;
    }
    statistics::gather(&store).await;
    every_list_uses_its_index(&store).await;
});

contract!(a_deep_page_reads_its_days_only, |store| {
    build(&store).await;
    statistics::gather(&store).await;
    let admin = principal(ADMINISTRATOR);
    let scoped = store.as_principal(&admin).explaining();
    scoped.history().list(&HistoryFilter::default(), 1000).await.expect("a page");
    let rows = scoped.plans().pop().expect("a plan");
    let range = if store.db().is_sqlite() {
        "SEARCH i USING COVERING INDEX interaction_time (queued_at>? AND queued_at<?)"
    } else {
        "Index Cond: ((queued_at >="
    };
    assert!(rows.contains(range), "{rows}");
});

contract!(the_chart_and_the_rest_use_their_keys, |store| {
    build(&store).await;
    statistics::gather(&store).await;
    for who in [ADMINISTRATOR, SUPERVISOR, AGENT].map(principal) {
        let scoped = store.as_principal(&who).explaining();
        let sum: u32 = scoped
            .history()
            .month(Month::parse("2026-09").expect("a month"))
            .await
            .expect("days")
            .iter()
            .map(domain::chart::DayCount::total)
            .sum();
        assert!(sum > 0);
        scoped.history().filter_options().await.expect("options");
        let protocol = Protocol::parse("P777").expect("a protocol");
        scoped.history().conversation(&protocol).await.expect("an answer");
        scoped.history().messages(&protocol, 0, 10).await.expect("an answer");
        scoped.history().recording(&protocol).await.expect("an answer");
        scoped.cases().head(CaseId(70)).await.expect("an answer");
        for plan in scoped.plans() {
            for wrong in [
                "SCAN i ",
                "SCAN i\n",
                "SCAN interaction",
                "SCAN s\n",
                "SCAN m",
                "Seq Scan on interaction i",
                "Seq Scan on message",
            ] {
                assert!(!format!("{plan}\n").contains(wrong), "{who:?}:\n{plan}");
            }
        }
    }
});
