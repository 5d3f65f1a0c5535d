//! A filter that names what its reader may not see matches nothing, like one that names what does not exist:
//! never does a list get wider, whatever its order and its other filters.

use crate::support::world::{PEOPLE, World, days_from, principal, run};
use domain::cases::{CaseFilter, CaseOrder, DueFilter};
use domain::{
    Channel, GroupId, HistoryColumn, HistoryFilter, HistoryOrder, Principal, QueueId, Role, Timestamp, UserId,
};
use store::Store;

/// Agents 16 and 17 are in no group of supervisor 2, and queue 77 does not exist.
const SUPERVISOR: Principal = Principal { user: UserId(2), role: Role::Supervisor };
const AGENT: Principal = Principal { user: UserId(10), role: Role::Agent };
/// An agent out of the scope of both, and an account that does not exist.
const UNSEEN: [UserId; 2] = [UserId(17), UserId(40_404)];

async fn world(store: &Store) -> World {
    let world = World::build(store, 34, 200, days_from("2026-11-01", 4)).await;
    run(store, "UPDATE service_case SET agent_id = CASE id % 2 WHEN 0 THEN 10 ELSE 17 END").await;
    world
}

fn orders() -> Vec<HistoryOrder> {
    let columns = [HistoryColumn::Queued, HistoryColumn::Duration, HistoryColumn::Wait];
    let ways = |by| [true, false].map(|ascending| HistoryOrder { by, ascending });
    columns.into_iter().flat_map(ways).collect()
}

/// Filters of every way in which a list is counted and read, besides `of`.
fn narrowed(of: &HistoryFilter) -> Vec<HistoryFilter> {
    let of = || of.clone();
    vec![
        of(),
        HistoryFilter { channels: vec![Channel::Voice], ..of() },
        HistoryFilter { number: Some("3333".to_owned()), ..of() },
        HistoryFilter { number: Some("9".to_owned()), ..of() },
        HistoryFilter { customer: Some("Ana".to_owned()), ..of() },
        HistoryFilter { without_reason: true, ..of() },
        HistoryFilter { recorded: Some(false), ..of() },
    ]
}

async fn total(store: &Store, who: Principal, filter: &HistoryFilter, order: HistoryOrder) -> u64 {
    let list = store.as_principal(&who).history().list_in_order(filter, order, 1).await.expect("a list");
    assert_eq!(list.rows.is_empty(), list.total == 0, "{who:?} {filter:?}");
    list.total
}

contract!(a_history_filtered_by_what_is_out_of_scope_is_empty, |store| {
    let world = world(&store).await;
    assert!(world.interactions.iter().any(|known| known.agent == Some(17)), "there is something to hide");
    for who in [SUPERVISOR, AGENT] {
        let unseen = UNSEEN.map(|agent| HistoryFilter { agents: vec![agent], ..HistoryFilter::default() });
        let both = HistoryFilter { agents: UNSEEN.to_vec(), ..HistoryFilter::default() };
        let queue = HistoryFilter { queues: vec![QueueId(77)], ..HistoryFilter::default() };
        for filter in unseen.iter().chain([&both, &queue]).flat_map(narrowed) {
            for order in orders() {
                assert_eq!(total(&store, who, &filter, order).await, 0, "{who:?} {filter:?} {order:?}");
            }
        }
        assert_eq!(names(&store, who, &both).await, (0, 0));
    }
});

contract!(of_a_filter_that_names_both_only_what_is_in_scope_matches, |store| {
    world(&store).await;
    for who in [SUPERVISOR, AGENT] {
        let of = |agents: &[UserId]| HistoryFilter { agents: agents.to_vec(), ..HistoryFilter::default() };
        for (seen, mixed) in
            narrowed(&of(&[UserId(10)])).iter().zip(narrowed(&of(&[UserId(10), UNSEEN[0], UNSEEN[1]])))
        {
            for order in orders() {
                let (seen, mixed) =
                    (total(&store, who, seen, order).await, total(&store, who, &mixed, order).await);
                assert_eq!(seen, mixed, "{who:?} {order:?}");
            }
        }
        assert_eq!(names(&store, who, &of(&[UserId(10), UNSEEN[0]])).await, (1, 0));
    }
});

/// How many of the agents and queues of a filter the reader may know.
async fn names(store: &Store, who: Principal, filter: &HistoryFilter) -> (usize, usize) {
    let names = store.as_principal(&who).history().names(filter).await.expect("names");
    (names.agents.len(), names.queues.len())
}

contract!(what_is_archived_stays_in_a_filter_and_works, |store| {
    world(&store).await;
    let filter = |queue: i64| HistoryFilter {
        agents: vec![UserId(10)],
        queues: vec![QueueId(queue)],
        ..HistoryFilter::default()
    };
    let counted = async || {
        let mut counts = Vec::new();
        for who in [principal(PEOPLE[0]), SUPERVISOR, AGENT] {
            for queue in 1..=4 {
                counts.push((
                    total(&store, who, &filter(queue), HistoryOrder::default()).await,
                    names(&store, who, &filter(queue)).await,
                ));
            }
        }
        counts
    };
    let before = counted().await;
    assert!(before.iter().any(|(total, names)| *total > 0 && *names == (1, 1)), "{before:?}");
    run(&store, "UPDATE queue SET active = FALSE").await;
    run(&store, "UPDATE user_account SET active = FALSE WHERE id = 10").await;
    assert_eq!(counted().await, before);
});

contract!(a_list_of_cases_filtered_by_what_is_out_of_scope_is_empty, |store| {
    world(&store).await;
    let now = Timestamp(1_800_000_000_000);
    let unseen = [UserId(40_404), UserId(19)];
    for who in [SUPERVISOR, AGENT, principal(PEOPLE[0])] {
        let scoped = store.as_principal(&who);
        let cases = scoped.cases();
        let of = |agents: &[UserId], queues: &[i64]| CaseFilter {
            agents: agents.to_vec(),
            queues: queues.iter().copied().map(QueueId).collect(),
            ..CaseFilter::default()
        };
        for filter in [of(&unseen[..1], &[]), of(&unseen, &[]), of(&[], &[77]), of(&unseen, &[1, 2, 3, 4])] {
            for search in ["", "ana", "#1", "11 3333-4444"] {
                for order in [CaseOrder::Updated, CaseOrder::Id, CaseOrder::Opened] {
                    let filter = CaseFilter { search: search.to_owned(), order, ..filter.clone() };
                    let list = cases.list(&filter, 1).await.expect("a list");
                    assert_eq!((list.rows.len(), list.page.total), (0, 0), "{who:?} {filter:?}");
                }
            }
            let due = CaseFilter { due: Some(DueFilter::Open), ..filter };
            let list = cases.list_by_clocks(&due, DueFilter::Open, 1, now).await.expect("a list");
            assert_eq!((list.rows.len(), list.page.total), (0, 0), "{who:?} {due:?}");
            assert_eq!(cases.due_counts(&due, now).await.expect("counts").open, 0, "{who:?} {due:?}");
        }
    }
});

contract!(agents_filtered_by_a_group_that_is_not_supervised_are_none, |store| {
    world(&store).await;
    let scoped = store.as_principal(&SUPERVISOR);
    for group in [GroupId(2), GroupId(404)] {
        let list = scoped.cases().agents("", &[group], 1, Timestamp(0)).await.expect("a list");
        assert_eq!((list.rows.len(), list.page.total), (0, 0), "{group:?}");
        assert!(list.groups.iter().all(|known| known.id != group));
    }
});
