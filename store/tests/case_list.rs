//! Case lists compared with a naive implementation: rows, order and total, by viewer and filter.

use std::collections::BTreeSet;

use crate::support;
use crate::support::case_lists as cases;
use crate::support::case_lists::{ExpectedCase, expected_cases};
use crate::support::world::{PEOPLE, World, principal, run};
use chrono::{Days, NaiveDate};
use domain::cases::{CaseFilter, CaseOrder};
use domain::{CaseId, CaseStatus, Period, Principal, QueueId, Timestamp, UserId, zone};
use store::Store;

fn days() -> Vec<NaiveDate> {
    let first: NaiveDate = "2026-03-01".parse().expect("a date");
    (0..9).map(|n| first + Days::new(n)).collect()
}

async fn build(store: &Store) -> (World, Vec<ExpectedCase>) {
    let world = World::build(store, 7, 400, days()).await;
    let cases = expected_cases(&world, 11);
    run(store, &cases::sql(&cases)).await;
    (world, cases)
}

/// Whether a case is in scope: the viewer or an agent in scope is responsible for a case of its
/// family, or has served an interaction of such a case.
fn sees(world: &World, cases: &[ExpectedCase], who: Principal, one: &ExpectedCase) -> bool {
    let survivor = one.merged_into.unwrap_or(one.id);
    let mut family = cases.iter().filter(|m| m.id == survivor || m.merged_into == Some(survivor));
    family.any(|member| {
        member.agent == Some(who.user.0)
            || (member.agent.is_some() || who.role == domain::Role::Administrator)
                && world.sees(who, member.agent)
            || world.interactions.iter().any(|i| i.case == member.id && world.sees(who, i.agent))
    })
}

fn matches(case: &ExpectedCase, filter: &CaseFilter) -> bool {
    let opened = zone::day_of(support::ZONE, case.opened);
    let status = if filter.statuses.is_empty() {
        case.status != CaseStatus::Merged
    } else {
        filter.statuses.contains(&case.status)
    };
    status
        && (filter.queues.is_empty() || case.queue.is_some_and(|id| filter.queues.contains(&QueueId(id))))
        && (filter.agents.is_empty() || case.agent.is_some_and(|id| filter.agents.contains(&UserId(id))))
        && filter.kind.as_ref().is_none_or(|kind| case.kind.as_ref() == Some(kind))
        && filter.opened.from.is_none_or(|from| opened >= from)
        && filter.opened.to.is_none_or(|to| opened <= to)
}

async fn check(store: &Store, world: &World, cases: &[ExpectedCase], who: Principal, filter: &CaseFilter) {
    let mut expected: Vec<&ExpectedCase> =
        cases.iter().filter(|m| matches(m, filter) && sees(world, cases, who, m)).collect();
    expected.sort_by_key(|m| match filter.order {
        CaseOrder::Id => (Timestamp::default(), m.id),
        CaseOrder::Opened => (m.opened, m.id),
        CaseOrder::Updated | CaseOrder::Due => (m.updated, m.id),
    });
    if !filter.ascending {
        expected.reverse();
    }
    let expected: Vec<i64> = expected.into_iter().map(|m| m.id).collect();
    let mut found = Vec::new();
    let mut number = 1;
    loop {
        let list = store.as_principal(&who).cases().list(filter, number).await.expect("a list");
        assert_eq!((list.page.total, list.more), (expected.len() as u64, false), "{who:?} {filter:?}");
        found.extend(list.rows.iter().map(|row| row.id.0));
        let Some(next) = list.page.next() else { break };
        number = next;
    }
    assert_eq!(found, expected, "{who:?} {filter:?}");
}

fn filters() -> Vec<CaseFilter> {
    let day = |text: &str| text.parse().ok();
    let base = CaseFilter::default;
    vec![
        base(),
        CaseFilter { order: CaseOrder::Id, ascending: true, ..base() },
        CaseFilter { order: CaseOrder::Opened, ..base() },
        CaseFilter { ascending: true, ..base() },
        CaseFilter { statuses: vec![CaseStatus::Waiting], ..base() },
        CaseFilter {
            statuses: vec![CaseStatus::Closed, CaseStatus::OnHold],
            order: CaseOrder::Opened,
            ..base()
        },
        CaseFilter { statuses: vec![CaseStatus::Merged], ..base() },
        CaseFilter { statuses: vec![CaseStatus::Merged, CaseStatus::InService], ..base() },
        CaseFilter { queues: vec![QueueId(1), QueueId(3)], ..base() },
        CaseFilter { agents: vec![UserId(10)], statuses: vec![CaseStatus::InService], ..base() },
        CaseFilter { agents: vec![UserId(12), UserId(16), UserId(3)], ..base() },
        CaseFilter { kind: Some("Reclamação".to_owned()), ..base() },
        CaseFilter { kind: Some("Nada".to_owned()), ..base() },
        CaseFilter { opened: Period { from: day("2026-03-03"), to: day("2026-03-05") }, ..base() },
        CaseFilter {
            opened: Period { from: None, to: day("2026-03-02") },
            queues: vec![QueueId(2)],
            ..base()
        },
        CaseFilter { opened: Period { from: day("2026-03-05"), to: day("2026-03-02") }, ..base() },
    ]
}

contract!(every_list_is_what_looking_at_every_case_finds, |store| {
    let (world, cases) = build(&store).await;
    for who in PEOPLE.map(principal) {
        for mut filter in filters() {
            if filter.opened.is_impossible() {
                let list = store.as_principal(&who).cases().list(&filter, 1).await.expect("a list");
                assert_eq!((list.page.total, list.rows.len()), (0, 0));
                filter.opened = Period::default();
            }
            check(&store, &world, &cases, who, &filter).await;
        }
    }
});

contract!(a_list_shows_exactly_the_cases_that_open, |store| {
    let (_, cases) = build(&store).await;
    let every = CaseFilter { statuses: CaseStatus::ALL.to_vec(), ..CaseFilter::default() };
    for who in PEOPLE.map(principal) {
        let scoped = store.as_principal(&who);
        let mut listed = Vec::new();
        let mut number = 1;
        loop {
            let list = scoped.cases().list(&every, number).await.expect("a list");
            listed.extend(list.rows.iter().map(|row| row.id.0));
            let Some(next) = list.page.next() else { break };
            number = next;
        }
        for case in &cases {
            let opens = scoped.cases().head(CaseId(case.id)).await.expect("a head").is_some();
            assert_eq!(opens, listed.contains(&case.id), "{who:?} case {}", case.id);
        }
    }
});

contract!(a_page_beyond_the_last_is_the_last, |store| {
    build(&store).await;
    let admin = principal(PEOPLE[0]);
    let list = store.as_principal(&admin).cases().list(&CaseFilter::default(), 999).await.expect("a list");
    assert_eq!(list.page.number, list.page.last);
    assert!(!list.rows.is_empty());
});

contract!(a_row_says_whose_matter_it_is_and_where_it_stands, |store| {
    let (_, cases) = build(&store).await;
    let admin = principal(PEOPLE[0]);
    let known = cases.iter().find(|m| m.agent.is_some() && m.queue == Some(1)).expect("a case");
    let filter = CaseFilter {
        search: format!("#{}", known.id),
        statuses: vec![known.status],
        ..CaseFilter::default()
    };
    let list = store.as_principal(&admin).cases().list(&filter, 1).await.expect("a list");
    let row = list.rows.iter().find(|row| row.id.0 == known.id).expect("the row");
    assert_eq!(row.customer.as_deref(), Some(if known.id % 2 == 0 { "Ana" } else { "+55 11 90000-0000" }));
    assert_eq!(row.subject.as_deref(), Some(format!("Assunto {}", known.id).as_str()));
    assert_eq!(row.kind, known.kind);
    assert_eq!(row.queue.as_ref().map(|queue| queue.name.as_str()), Some("Vendas"));
    assert_eq!(row.responsible.as_ref().map(|agent| agent.id.0), known.agent);
    assert_eq!(row.opened, zone::civil(support::ZONE, known.opened));
    assert_eq!(row.updated, zone::civil(support::ZONE, known.updated));
    assert_eq!(row.status, known.status);
});

contract!(the_kinds_offered_are_those_that_cases_have, |store| {
    let (_, cases) = build(&store).await;
    let mut expected: Vec<String> = cases.iter().filter_map(|m| m.kind.clone()).collect();
    expected.sort();
    expected.dedup();
    let mut found = store.as_principal(&principal(PEOPLE[0])).cases().kinds().await.expect("kinds");
    found.sort();
    assert_eq!(found, expected);
});

contract!(the_kinds_offered_are_those_of_cases_in_scope, |store| {
    let (world, cases) = build(&store).await;
    run(&store, "UPDATE service_case SET kind = 'K' || (id % 150)").await;
    let kind = |case: &ExpectedCase| format!("K{}", case.id % 150);
    for who in PEOPLE.map(principal) {
        let seen: BTreeSet<String> =
            cases.iter().filter(|one| sees(&world, &cases, who, one)).map(kind).collect();
        // Cases with a responsible agent in scope, and the latest cases that each agent served.
        let last = |agent: i64| {
            let mut served: Vec<_> = world.interactions.iter().filter(|i| i.agent == Some(agent)).collect();
            served.sort_by_key(|i| std::cmp::Reverse((i.queued_at, i.id)));
            served.into_iter().take(40).map(|i| i.case).collect::<Vec<_>>()
        };
        let agents = (1..=19).filter(|agent| world.sees(who, Some(*agent)));
        let served: BTreeSet<i64> = agents.flat_map(last).collect();
        let own = cases.iter().filter(|one| {
            one.agent == Some(who.user.0)
                || one.agent.is_some() && world.sees(who, one.agent)
                || served.contains(&one.id)
        });
        let own: BTreeSet<String> = own.map(kind).collect();
        let found = store.as_principal(&who).cases().kinds().await.expect("kinds");
        let found: BTreeSet<String> = found.into_iter().collect();
        assert!(found.is_subset(&seen), "{who:?} is offered {:?}", found.difference(&seen));
        assert!(own.is_subset(&found), "{who:?} misses {:?}", own.difference(&found));
    }
});

contract!(ones_own_cases_are_counted_by_where_they_stand, |store| {
    let (_, cases) = build(&store).await;
    for who in PEOPLE.map(principal) {
        let counts = store.as_principal(&who).cases().own_counts().await.expect("counts");
        for status in CaseStatus::ALL {
            let own =
                cases.iter().filter(|m| m.agent == Some(who.user.0) && m.status == status).count() as u64;
            let found = counts.iter().find(|(one, _)| *one == status).map_or(0, |(_, n)| *n);
            assert_eq!(found, own, "{who:?} {status:?}");
        }
    }
});
