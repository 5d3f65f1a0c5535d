//! Query plans: every case list is read through its index, with statistics and without; lists that
//! are too long to count are paged up to the limit.

use std::ops::RangeInclusive;

use crate::support::builders::{
    GroupBuilder, many_accounts, many_addresses, many_calls, many_cases, many_customers, many_events,
    many_interactions, many_messages, many_queues, record_merge,
};
use crate::support::statistics;
use crate::support::world;
use domain::cases::{CallFilter, CaseFilter, CaseOrder, MAX_ASKED_FOR_NAME, MAX_COUNTED, TimelineFilter};
use domain::{CaseId, CaseStatus, Channel, CustomerId, Period, Principal, QueueId, Role, Timestamp, UserId};
use store::Store;
use store::customers::ProposalQuery;

const ADMINISTRATOR: Principal = Principal { user: UserId(1), role: Role::Administrator };
/// Watches nearly all agents.
const DIRECTOR: Principal = Principal { user: UserId(2), role: Role::Supervisor };
/// Watches one agent.
const SUPERVISOR: Principal = Principal { user: UserId(3), role: Role::Supervisor };
const AGENT: Principal = Principal { user: UserId(132), role: Role::Agent };

/// 24,000 cases of 40 agents in 8 queues, an interaction each, of 6,000 customers.
async fn build(store: &Store) {
    const CASES: RangeInclusive<i64> = 1..=24_000;
    const CUSTOMER: &str = "n % 6000 + 1";
    const QUEUE: &str = "n * 7 % 8 + 1";
    const SERVED_BY: &str = "n * 31 % 40 + 101";
    const AT: &str = "1772420400000 + n * 216000";
    const STATUS: &str =
        "CASE WHEN n % 400 = 0 THEN 'waiting' WHEN n % 400 < 3 THEN 'in_service' ELSE 'closed' END";
    statistics::pin(store).await;
    let role = "CASE WHEN n < 4 THEN 'supervisor' ELSE 'agent' END";
    many_accounts(1..=140).with("role", role).build(store).await;
    let agents: Vec<i64> = (101..=136).collect();
    GroupBuilder::new("g").agents(&agents).supervisors(&[2]).build(store).await;
    GroupBuilder::new("h").agents(&[140]).supervisors(&[3]).build(store).await;
    many_queues(1..=8).build(store).await;
    let customers = many_customers(1..=6000).with("name", "'Cliente ' || n");
    customers.with("document", "'D' || (n + 100000)").build(store).await;
    many_addresses(1..=6000).build(store).await;
    let cases =
        many_cases(CASES).with("customer_id", CUSTOMER).with("queue_id", QUEUE).with("agent_id", SERVED_BY);
    let cases = cases.with("kind", "'Tipo ' || (n % 50)").with("status", STATUS);
    cases.with("opened_at", AT).with("closed_at", AT).with("updated_at", AT).build(store).await;
    let interactions = many_interactions(store, CASES).with("case_id", "n").with("customer_id", CUSTOMER);
    let interactions =
        interactions.with("queue_id", QUEUE).with("agent_id", SERVED_BY).with("day", "'2026-03-02'");
    let interactions = interactions.with("queued_at", AT).with("answered_at", AT).with("ended_at", AT);
    interactions.build(store).await;
    many_calls(CASES).with("at", AT).build(store).await;
    many_messages(CASES).build(store).await;
    store.migrate().await.expect("the migrations apply");
}

/// Viewers, filters and the indexes that each may use.
fn lists() -> Vec<(Principal, CaseFilter, &'static [&'static str])> {
    let base = CaseFilter::default;
    let search = |text: &str| CaseFilter { search: text.to_owned(), ..base() };
    let days = Period { from: "2026-03-05".parse().ok(), to: "2026-03-06".parse().ok() };
    let in_service = CaseFilter { statuses: vec![CaseStatus::InService], ..base() };
    let own = |status| CaseFilter { agents: vec![AGENT.user], statuses: vec![status], ..base() };
    vec![
        (ADMINISTRATOR, base(), &["service_case_status", "service_case_updated"]),
        (
            ADMINISTRATOR,
            CaseFilter { order: CaseOrder::Opened, ascending: true, ..base() },
            &["service_case_status", "service_case_opened"],
        ),
        (
            ADMINISTRATOR,
            CaseFilter { order: CaseOrder::Id, ..base() },
            &["service_case_status", "PRIMARY KEY", "service_case_pkey"],
        ),
        (ADMINISTRATOR, in_service.clone(), &["service_case_status"]),
        (
            ADMINISTRATOR,
            CaseFilter { queues: vec![QueueId(7)], ..in_service.clone() },
            &["service_case_queue", "service_case_status"],
        ),
        (ADMINISTRATOR, CaseFilter { kind: Some("Tipo 7".to_owned()), ..base() }, &["service_case_kind"]),
        (ADMINISTRATOR, CaseFilter { opened: days, ..base() }, &["service_case_opened"]),
        (ADMINISTRATOR, CaseFilter { agents: vec![UserId(105)], ..base() }, &["service_case_agent"]),
        (
            ADMINISTRATOR,
            CaseFilter {
                agents: vec![UserId(105)],
                queues: (1..=8).map(QueueId).collect(),
                opened: days,
                ..base()
            },
            &["service_case_agent_opened"],
        ),
        (ADMINISTRATOR, search("#77"), &["PRIMARY KEY", "service_case_pkey"]),
        (
            ADMINISTRATOR,
            search("11910000007"),
            &["PRIMARY KEY", "service_case_pkey", "service_case_customer"],
        ),
        (ADMINISTRATOR, search("D100007"), &["PRIMARY KEY", "service_case_pkey", "service_case_customer"]),
        (ADMINISTRATOR, search("cliente 4321"), &["service_case_customer"]),
        (DIRECTOR, base(), &["service_case_agent", "service_case_updated"]),
        (DIRECTOR, in_service, &["service_case_agent", "service_case_status"]),
        (
            SUPERVISOR,
            base(),
            &["service_case_agent", "PRIMARY KEY", "service_case_pkey", "service_case_merged"],
        ),
        (AGENT, own(CaseStatus::InService), &["service_case_agent"]),
        (AGENT, own(CaseStatus::Closed), &["service_case_agent"]),
    ]
}

/// A line of a plan that reads the cases through none of these indexes.
fn offence<'a>(store: &Store, plan: &'a str, indexes: &[&str]) -> Option<&'a str> {
    let reads_cases = |line: &str| {
        if store.db().is_sqlite() {
            line.starts_with("SCAN s") && !line.contains("INDEX")
                || line.contains("SCAN interaction")
                || line.starts_with("SCAN i")
                || line.starts_with("SCAN seen")
        } else {
            line.contains("Seq Scan on interaction") || line.contains("Seq Scan on customer_address")
        }
    };
    plan.lines().map(str::trim).find(|line| {
        let of_cases = line.contains("service_case_") || line.starts_with("SEARCH s ");
        reads_cases(line)
            // A scan of the primary key reads the cases in the order of their IDs.
            && !(indexes.contains(&"PRIMARY KEY") && *line == "SCAN s")
            || (store.db().is_sqlite()
                && of_cases
                && line.contains(" s ")
                && !line.contains("PRIMARY KEY")
                && !indexes.iter().any(|index| line.contains(index)))
    })
}

async fn every_list_uses_its_index(store: &Store) {
    for (who, filter, indexes) in lists() {
        let scoped = store.as_principal(&who).explaining();
        let list = scoped.cases().list(&filter, 1).await.expect("a list");
        assert!(!list.rows.is_empty(), "{who:?} {filter:?} finds something");
        let plans = scoped.plans();
        assert!(plans.len() <= 4, "{who:?} {filter:?} takes {} statements", plans.len());
        for plan in plans {
            assert_eq!(offence(store, &plan, indexes), None, "{who:?} {filter:?} wants {indexes:?}:\n{plan}");
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

contract!(too_many_are_paged_through_as_far_as_they_are_counted, |store| {
    build(&store).await;
    for (who, order) in [
        (ADMINISTRATOR, CaseOrder::Updated),
        (ADMINISTRATOR, CaseOrder::Id),
        (DIRECTOR, CaseOrder::Updated),
        (DIRECTOR, CaseOrder::Opened),
    ] {
        let visible = |id: i64| who == ADMINISTRATOR || id * 31 % 40 + 101 <= 136;
        let newest: Vec<i64> = (1..=24_000).rev().filter(|id| visible(*id)).collect();
        let scoped = store.as_principal(&who);
        let filter = CaseFilter { order, ..CaseFilter::default() };
        for page in [1, 3, 500, 501] {
            let list = scoped.cases().list(&filter, page).await.expect("a list");
            assert_eq!((list.page.total, list.page.last, list.more), (MAX_COUNTED, 500, true));
            let first = (page.min(500) as usize - 1) * 20;
            let found: Vec<i64> = list.rows.iter().map(|row| row.id.0).collect();
            assert_eq!(found, newest[first..first + 20], "{who:?} {order:?} page {page}");
        }
        let words = CaseFilter { search: "cliente".to_owned(), ..filter };
        let list = scoped.cases().list(&words, 2).await.expect("a list");
        assert!(list.more);
        assert_eq!(list.rows[0].id.0, newest[20], "what all have is searched for");
    }
});

contract!(long_lists_of_open_cases_do_not_read_the_closed_ones, |store| {
    build(&store).await;
    let open = "UPDATE service_case SET status = \
                CASE WHEN id % 4 = 0 THEN 'closed' WHEN id % 2 = 0 THEN 'waiting' ELSE 'on_hold' END";
    world::run(&store, open).await;
    statistics::gather(&store).await;
    let statuses = vec![CaseStatus::Waiting, CaseStatus::OnHold];
    for who in [ADMINISTRATOR, DIRECTOR] {
        let visible = |id: i64| id % 4 != 0 && (who == ADMINISTRATOR || id * 31 % 40 + 101 <= 136);
        let oldest: Vec<i64> = (1..=24_000).filter(|id| visible(*id)).collect();
        let newest: Vec<i64> = oldest.iter().rev().copied().collect();
        for (order, ascending) in [
            (CaseOrder::Updated, false),
            (CaseOrder::Updated, true),
            (CaseOrder::Id, true),
            (CaseOrder::Opened, false),
        ] {
            let scoped = store.as_principal(&who).explaining();
            let filter = CaseFilter { statuses: statuses.clone(), order, ascending, ..CaseFilter::default() };
            let expected = if ascending { &oldest } else { &newest };
            for page in [1, 3, 500] {
                let list = scoped.cases().list(&filter, page).await.expect("a list");
                assert_eq!((list.page.total, list.page.last, list.more), (MAX_COUNTED, 500, true));
                let first = (page as usize - 1) * 20;
                let found: Vec<i64> = list.rows.iter().map(|row| row.id.0).collect();
                assert_eq!(found, expected[first..first + 20], "{who:?} {order:?} page {page}");
            }
            // The name of all: nothing of the closed cases is asked for it.
            let named = CaseFilter { search: "cliente".to_owned(), ..filter.clone() };
            let list = scoped.cases().list(&named, 3).await.expect("a list");
            let found: Vec<i64> = list.rows.iter().map(|row| row.id.0).collect();
            assert!(list.more && found == expected[40..60], "{who:?} {order:?}: {found:?}");
            let now = Timestamp(1_772_420_400_000);
            assert!(scoped.cases().due_counts(&filter, now).await.expect("counts").more);
            for plan in scoped.plans() {
                let of_all = ["service_case_updated", "service_case_opened", "SCAN s\n"];
                assert!(
                    !of_all.iter().any(|wrong| format!("{plan}\n").contains(wrong)),
                    "{filter:?}:\n{plan}"
                );
            }
        }
    }
});

contract!(the_tabs_and_the_agents_use_their_keys, |store| {
    build(&store).await;
    statistics::gather(&store).await;
    for who in [ADMINISTRATOR, DIRECTOR, AGENT] {
        let scoped = store.as_principal(&who).explaining();
        let case = CaseId(20_001);
        scoped.cases().calls(case, &CallFilter::default(), 1).await.expect("calls");
        scoped.cases().channels(case).await.expect("channels");
        scoped.cases().interactions(case, Channel::Voice, 1, 1).await.expect("interactions");
        scoped.cases().agents("", &[], 1, Timestamp(1_772_420_400_000)).await.expect("agents");
        scoped.cases().own_counts().await.expect("counts");
        scoped.cases().kinds().await.expect("kinds");
        for plan in scoped.plans() {
            let wrong = [
                "SCAN i",
                "SCAN s\n",
                "SCAN a",
                "SCAN m",
                "SCAN member",
                "Seq Scan on interaction",
                "Seq Scan on service_case",
                "Seq Scan on call_attempt",
                "Seq Scan on message",
            ];
            for wrong in wrong {
                let aliases = wrong == "SCAN a" && plan.contains("SCAN aq");
                assert!(aliases || !format!("{plan}\n").contains(wrong), "{who:?} {wrong}:\n{plan}");
            }
        }
    }
});

contract!(a_long_timeline_is_read_a_page_at_a_time, |store| {
    build(&store).await;
    let events = many_events(1..=3000).with("case_id", "20001").with("at", "n / 2");
    events.with("actor_id", "n % 30 + 101").build(&store).await;
    many_events(1..=24_000).with("actor_id", "101").build(&store).await;
    record_merge(&store, 20_002, 20_001).await;
    statistics::gather(&store).await;
    let scoped = store.as_principal(&ADMINISTRATOR).explaining();
    let page =
        scoped.cases().timeline(CaseId(20_001), &TimelineFilter::default(), 1).await.expect("a timeline");
    // Each of the two cases has 3,002 events, an interaction and an opening.
    assert_eq!((page.events.len(), page.total), (50, 3006));
    let last =
        scoped.cases().timeline(CaseId(20_001), &TimelineFilter::default(), 61).await.expect("a timeline");
    assert_eq!(last.events.len(), 6);
    assert_eq!(scoped.cases().timeline_users(CaseId(20_001)).await.expect("people").len(), 30 + 1);
    for plan in scoped.plans() {
        if store.db().is_sqlite() {
            let sorted = plan.contains("case_event_case (case_id=?)") && plan.contains("SCAN d");
            assert!(!sorted, "{plan}");
            assert!(
                !plan.contains("USING INDEX case_event_actor"),
                "the index alone tells who acted:\n{plan}"
            );
        } else {
            assert!(!plan.contains("Seq Scan on case_event"), "{plan}");
        }
    }
});

contract!(who_has_no_key_yet_is_found_by_an_index, |store| {
    build(&store).await;
    statistics::gather(&store).await;
    let asked = "SELECT id FROM customer \
        WHERE (name IS NOT NULL AND name_key IS NULL) OR (document IS NOT NULL AND document_key IS NULL) LIMIT 1000";
    let plan = if store.db().is_sqlite() {
        world::details_of(&store, &format!("EXPLAIN QUERY PLAN {asked}")).await
    } else {
        world::texts_of(&store, &format!("EXPLAIN {asked}")).await.join("\n")
    };
    assert!(plan.contains("customer_unkeyed"), "{plan}");
});

contract!(duplicates_are_found_by_keys, |store| {
    build(&store).await;
    // Every two neighbours of the oldest 4,000 customers share an e-mail address.
    world::run(&store, "UPDATE customer SET email = 'c' || (id / 2) || '@example.org' WHERE id <= 4000")
        .await;
    let (older, newer) = (CustomerId(20), CustomerId(21));
    for gathered in [false, true] {
        if gathered {
            statistics::gather(&store).await;
        } else if !store.db().is_sqlite() {
            continue;
        }
        for who in [ADMINISTRATOR, DIRECTOR, SUPERVISOR] {
            let scoped = store.as_principal(&who).explaining();
            let customers = scoped.customers();
            let of_one = ProposalQuery { customer: Some(newer), after: None };
            let all =
                customers.proposals(&ProposalQuery::default()).await.expect("an answer").expect("a page");
            assert_eq!(all.proposals.is_empty(), who == SUPERVISOR);
            let one = customers.proposals(&of_one).await.expect("an answer");
            assert_eq!(one.map_or(0, |page| page.proposals.len()), usize::from(who != SUPERVISOR));
            customers.duplicates_of(older, 3).await.expect("an answer");
            for plan in scoped.plans() {
                let scans = |line: &str| {
                    let line = line.trim();
                    // The candidates are walked in their order.
                    let walked = line.starts_with("SCAN d") && line.matches(' ').count() == 1;
                    let scan = ["n", "o", "own", "kept", "met", "person", "interaction", "seen", "c"]
                        .iter()
                        .any(|table| {
                            line == format!("SCAN {table}") || line.starts_with(&format!("SCAN {table} "))
                        });
                    // A table of so few customers may be read at once, and an empty one.
                    let tables = ["interaction", "service_case", "customer_duplicate"];
                    !walked
                        && (scan || tables.iter().any(|table| line.contains(&format!("Seq Scan on {table}"))))
                };
                assert_eq!(plan.lines().find(|line| scans(line)), None, "{who:?}:\n{plan}");
            }
        }
    }
});

contract!(a_name_of_many_customers_is_looked_for_in_the_first_cases_of_the_list, |store| {
    build(&store).await;
    world::run(&store, "UPDATE customer SET name = 'Rara', name_key = 'rara' WHERE id <= 550").await;
    statistics::gather(&store).await;
    let matches = |from: &str| format!("SELECT count(*) FROM ({from}) AS asked WHERE customer_id <= 550");
    for (filter, asked, searched) in [
        (
            CaseFilter::default(),
            "SELECT customer_id FROM service_case ORDER BY updated_at DESC, id DESC LIMIT 5000",
            Some(MAX_ASKED_FOR_NAME),
        ),
        (
            CaseFilter { order: CaseOrder::Id, ..CaseFilter::default() },
            "SELECT customer_id FROM service_case ORDER BY id DESC LIMIT 5000",
            Some(MAX_ASKED_FOR_NAME),
        ),
        // All cases of a filter that has few.
        (
            CaseFilter { kind: Some("Tipo 7".to_owned()), ..CaseFilter::default() },
            "SELECT customer_id FROM service_case WHERE kind = 'Tipo 7'",
            None,
        ),
        (
            CaseFilter { statuses: vec![CaseStatus::InService], ..CaseFilter::default() },
            "SELECT customer_id FROM service_case WHERE status = 'in_service'",
            None,
        ),
    ] {
        let filter = CaseFilter { search: "rara".to_owned(), ..filter };
        let wanted = world::number_of(&store, &matches(asked)).await;
        let list = store.as_principal(&ADMINISTRATOR).cases().list(&filter, 1).await.expect("a list");
        let found = (list.page.total, list.more, list.searched);
        assert_eq!(found, (wanted.cast_unsigned(), false, searched), "{filter:?}");
        assert!(wanted > 0);
    }
});
