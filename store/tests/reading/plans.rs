//! Every part of a list is read through its index, at any depth.

use domain::cases::CaseFilter;
use domain::reading::Position;
use domain::{
    CaseId, CaseStatus, Channel, ContactReasonId, Direction, HistoryFilter, Period, Protocol, QueueId,
    Timestamp, UserId,
};
use store::Store;
use store::history::ChangesAfter;

use super::reader;
use crate::support::builders::{
    fill_counters, many_accounts, many_calls, many_cases, many_customers, many_interactions, many_media,
    many_messages, many_queues, many_reasons, many_recordings,
};
use crate::support::statistics;

const INTERACTIONS: i64 = 40_000;
const FIRST: i64 = 1_782_874_800_000;
const STEP: i64 = 216_000;
const LAST: i64 = FIRST + INTERACTIONS * STEP;

const NUMBER: &str = "'119' || (n % 9000 + 10000000)";

/// 40,000 interactions of 40 agents in 8 queues, one every 216 seconds, in 10,000 cases.
async fn build(store: &Store) {
    let at = format!("{FIRST} + n * {STEP}");
    statistics::pin(store).await;
    many_accounts(1..=140).build(store).await;
    many_queues(1..=8).build(store).await;
    many_reasons(1..=20).build(store).await;
    many_customers(1..=50).build(store).await;
    let cases = many_cases(1..=10_001).with("customer_id", "n % 50 + 1").with("queue_id", "n % 8 + 1");
    cases.with("agent_id", "n % 40 + 101").with("kind", "'Tipo ' || n % 5").build(store).await;
    let interactions = many_interactions(store, 1..=INTERACTIONS).with("case_id", "n / 4 + 1");
    let interactions = interactions.with("customer_id", "n / 4 % 50 + 1").with("direction", "n % 2 + 1");
    let interactions = interactions.with("channel", "n % 3 + 1").with("queue_id", "n * 7 % 8 + 1");
    let interactions = interactions.with("agent_id", "n * 31 % 40 + 101");
    let interactions = interactions.with("contact_reason_id", "n * 13 % 20 + 1");
    let interactions = interactions.with("number", NUMBER).with("number_digits", NUMBER);
    let interactions = interactions.with("queued_at", &at).with("ended_at", &at).with("day", "'2026-07-01'");
    let interactions = interactions.with("created_at", &at);
    // Half of them have changed since.
    interactions.with("updated_at", &format!("CASE WHEN n % 2 = 0 THEN {at} + 1000 END")).build(store).await;
    many_messages(1..=INTERACTIONS).build(store).await;
    many_media(1..=INTERACTIONS).build(store).await;
    many_calls(1..=INTERACTIONS).build(store).await;
    many_recordings(1..=8000).with("interaction_id", "n * 5").build(store).await;
    // Recordings count as changes; the plans are to meet old and new rows.
    crate::support::world::run(
        store,
        &format!("UPDATE interaction SET updated_at = NULL WHERE updated_at > {LAST} + 1000"),
    )
    .await;
    fill_counters(store).await;
}

/// What is wrong with a plan, if anything: it sorts what an index has in order, or reads a whole table.
fn offence(store: &Store, plan: &str, index: &str) -> Option<&'static str> {
    if store.db().is_sqlite() {
        let lines: Vec<&str> = plan.lines().map(str::trim).collect();
        // The rows of a few numbers are sorted, since each number has its own order.
        if index != "interaction_number" && lines.iter().any(|line| line.contains("TEMP B-TREE")) {
            return Some("sorts");
        }
        let scans = |line: &&str| {
            ["SCAN i", "SCAN s", "SCAN c", "SCAN m", "SCAN f", "SCAN a", "SCAN r"].contains(line)
        };
        if lines.iter().any(scans) {
            return Some("reads a whole table");
        }
    } else {
        let whole = [
            "interaction i",
            "service_case s",
            "message m",
            "message_media f",
            "call_attempt a",
            "recording r",
        ];
        if whole.iter().any(|table| plan.contains(&format!("Seq Scan on {table}"))) {
            return Some("reads a whole table");
        }
    }
    (!plan.contains(index)).then_some("does not use the index")
}

fn lists() -> Vec<(HistoryFilter, &'static str)> {
    let all = HistoryFilter::default;
    let period = Period { from: "2026-07-05".parse().ok(), to: "2026-10-03".parse().ok() };
    let by_protocol = HistoryFilter { protocol: Some("P789".to_owned()), ..all() };
    vec![
        (all(), "interaction_time"),
        (HistoryFilter { period, ..all() }, "interaction_time"),
        (HistoryFilter { directions: vec![Direction::Outbound], ..all() }, "interaction_time"),
        (HistoryFilter { channels: vec![Channel::WhatsApp], period, ..all() }, "interaction_queue"),
        (
            HistoryFilter {
                queues: vec![QueueId(3), QueueId(4)],
                directions: vec![Direction::Inbound],
                ..all()
            },
            "interaction_queue",
        ),
        (HistoryFilter { agents: vec![UserId(105), UserId(113)], ..all() }, "interaction_agent"),
        (
            HistoryFilter { reasons: vec![ContactReasonId(3), ContactReasonId(9)], ..all() },
            "interaction_reason",
        ),
        (HistoryFilter { number: Some("1000077".to_owned()), ..all() }, "interaction_number"),
        (HistoryFilter { number: Some("119".to_owned()), ..all() }, "interaction_time"),
        (by_protocol, "protocol"),
    ]
}

async fn every_list_uses_its_index(store: &Store) {
    let middle = Position { at: Timestamp(FIRST + 20_000 * STEP), id: 20_000 };
    for (filter, index) in lists() {
        for after in [None, Some(middle)] {
            let scoped = reader(store).explaining();
            let part = scoped.history().newest_after(&filter, after, 50).await.unwrap();
            let few = filter.protocol.is_some() || filter.number.as_deref() == Some("1000077");
            assert!(few || part.items.len() == 50, "{filter:?} {after:?}: {}", part.items.len());
            let plans = scoped.plans();
            let rows = plans.last().unwrap();
            let index = if index == "protocol" && store.db().is_sqlite() {
                "sqlite_autoindex_interaction_"
            } else {
                index
            };
            assert_eq!(offence(store, rows, index), None, "{filter:?} {after:?} wants {index}:\n{rows}");
        }
    }
}

async fn every_list_of_changes_uses_its_index(store: &Store) {
    let middle = Position { at: Timestamp(FIRST + 20_000 * STEP), id: 20_000 };
    // One protocol is better found by its own index, and PostgreSQL may choose.
    for (filter, _) in lists().into_iter().filter(|(filter, _)| filter.protocol.is_none()) {
        for after in [
            ChangesAfter::Since(Timestamp(0)),
            ChangesAfter::Since(middle.at),
            ChangesAfter::Position(middle),
        ] {
            let scoped = reader(store).explaining();
            let read = scoped.history().changed_after(&filter, after, 50).await.unwrap();
            assert!(read.part.next.is_some(), "{filter:?} {after:?}: more follow");
            for plan in scoped.plans() {
                assert_eq!(
                    offence(store, &plan, "interaction_changed"),
                    None,
                    "{filter:?} {after:?}:\n{plan}"
                );
            }
        }
    }
}

async fn every_list_of_cases_goes_by_id(store: &Store) {
    let all = CaseFilter::default;
    let filters = [
        all(),
        CaseFilter { statuses: vec![CaseStatus::Closed], queues: vec![QueueId(3)], ..all() },
        CaseFilter { agents: vec![UserId(105)], kind: Some("Tipo 1".to_owned()), ..all() },
        CaseFilter { opened: Period { from: "1969-01-01".parse().ok(), to: None }, ..all() },
        CaseFilter { statuses: vec![CaseStatus::Merged], ..all() },
    ];
    for filter in filters {
        for after in [None, Some(Position { at: Timestamp(0), id: 9000 })] {
            let scoped = reader(store).explaining();
            let part = scoped.cases().newest_after(&filter, after, 20).await.unwrap();
            assert!(part.next.is_some(), "{filter:?}");
            for plan in scoped.plans() {
                // PostgreSQL may know that another index has fewer rows.
                let key = if store.db().is_sqlite() { "INTEGER PRIMARY KEY" } else { "" };
                assert_eq!(offence(store, &plan, key), None, "{filter:?} {after:?}:\n{plan}");
            }
        }
    }
}

async fn single_ones_are_found_by_key(store: &Store) {
    let scoped = reader(store).explaining();
    let protocol = Protocol::parse("P777").unwrap();
    let found = scoped.history().recorded(&protocol).await.unwrap().unwrap();
    assert_eq!((found.messages.unwrap().len(), found.calls.unwrap().len()), (1, 1));
    scoped.cases().recorded(CaseId(70), Timestamp(0)).await.unwrap().unwrap();
    for plan in scoped.plans() {
        let found = offence(store, &plan.replace("USE TEMP B-TREE", ""), "");
        assert_eq!(found, None, "{plan}");
    }
}

contract!(every_part_is_read_through_its_index_with_statistics_and_without, |store| {
    build(&store).await;
    for gathered in [false, true] {
        if gathered {
            statistics::gather(&store).await;
        } else if !store.db().is_sqlite() {
            // PostgreSQL always has statistics after a while.
            continue;
        }
        every_list_uses_its_index(&store).await;
        every_list_of_changes_uses_its_index(&store).await;
        every_list_of_cases_goes_by_id(&store).await;
        single_ones_are_found_by_key(&store).await;
    }
});
