//! The agents in scope and their counters, compared with a naive implementation of the rules.

use crate::support;
use crate::support::case_lists as cases;
use crate::support::case_lists::{ExpectedCase, expected_cases};
use crate::support::world::{PEOPLE, World, principal, run};
use chrono::NaiveDate;
use domain::cases::AgentRow;
use domain::{CaseStatus, GroupId, Millis, Principal, zone};
use store::Store;

fn today() -> NaiveDate {
    "2026-03-02".parse().expect("a date")
}

async fn build(store: &Store) -> (World, Vec<ExpectedCase>) {
    let days = vec!["2026-03-01".parse().expect("a date"), today()];
    let world = World::build(store, 3, 300, days).await;
    let cases = expected_cases(&world, 5);
    run(store, &cases::sql(&cases)).await;
    (world, cases)
}

async fn rows(store: &Store, who: Principal, search: &str, groups: &[i64]) -> Vec<AgentRow> {
    let groups: Vec<GroupId> = groups.iter().copied().map(GroupId).collect();
    let noon = zone::day_start(support::ZONE, today()) + Millis::hours(12);
    let list = store.as_principal(&who).cases().agents(search, &groups, 1, noon).await.expect("agents");
    assert_eq!(list.page.total, list.rows.len() as u64);
    list.rows
}

fn ids(rows: &[AgentRow]) -> Vec<i64> {
    let mut ids: Vec<i64> = rows.iter().map(|row| row.agent.id.0).collect();
    ids.sort_unstable();
    ids
}

contract!(everybody_sees_the_agents_of_their_scope, |store| {
    let (world, _) = build(&store).await;
    for who in PEOPLE.map(principal) {
        let found = ids(&rows(&store, who, "", &[]).await);
        let expected: Vec<i64> = (1..=19)
            .filter(|id| {
                let serves = (5..=19).contains(id) && *id != 16
                    || world.interactions.iter().any(|i| i.agent == Some(*id));
                world.sees(who, Some(*id)) && (serves || who.role != domain::Role::Administrator)
            })
            .collect();
        assert_eq!(found, expected, "{who:?}");
    }
});

contract!(the_numbers_are_those_of_the_agents_cases_and_interactions, |store| {
    let (world, cases) = build(&store).await;
    let (start, end) = zone::day_span(support::ZONE, today());
    for row in rows(&store, principal(PEOPLE[0]), "", &[]).await {
        let id = Some(row.agent.id.0);
        let own = |status| cases.iter().filter(move |m| m.agent == id && m.status == status);
        let count = |status| own(status).count() as u64;
        assert_eq!(row.in_service, count(CaseStatus::InService));
        assert_eq!((row.waiting, row.on_hold), (count(CaseStatus::Waiting), count(CaseStatus::OnHold)));
        let closed =
            own(CaseStatus::Closed).filter(|m| m.closed.is_some_and(|at| (start..end).contains(&at)));
        assert_eq!(row.closed_today, closed.count() as u64);
        let served = world.interactions.iter().filter(|i| i.agent == id && i.day == today());
        let times: Vec<Millis> = served.filter_map(|i| Some(i.ended_at - i.answered_at?)).collect();
        let mean = (!times.is_empty()).then(|| times.iter().copied().sum::<Millis>() / times.len() as i64);
        assert_eq!(row.mean_handling, mean, "{id:?}");
        let mut open: Vec<&ExpectedCase> = own(CaseStatus::InService)
            .chain(own(CaseStatus::Waiting))
            .chain(own(CaseStatus::OnHold))
            .collect();
        open.sort_by_key(|m| std::cmp::Reverse((m.updated, m.id)));
        let newest: Vec<i64> = open.iter().take(8).map(|m| m.id).collect();
        assert_eq!(row.cases.iter().map(|case| case.0).collect::<Vec<_>>(), newest, "{id:?}");
        assert_eq!(row.open(), open.len() as u64);
    }
});

contract!(agents_are_found_by_name_login_and_group, |store| {
    build(&store).await;
    let admin = principal(PEOPLE[0]);
    assert_eq!(ids(&rows(&store, admin, " PESSOA 12", &[]).await), [12]);
    assert_eq!(ids(&rows(&store, admin, "u13", &[]).await), [13]);
    assert_eq!(ids(&rows(&store, admin, "", &[1]).await), [12, 13, 14, 15]);
    assert_eq!(ids(&rows(&store, admin, "pessoa 1", &[0, 2]).await), [10, 11, 12, 13, 16]);
    assert!(rows(&store, admin, "nobody", &[]).await.is_empty());
});

contract!(a_supervisor_reads_only_the_groups_they_supervise, |store| {
    build(&store).await;
    let third = principal((3, domain::Role::Supervisor));
    let found = rows(&store, third, "", &[]).await;
    let of_twelve = found.iter().find(|row| row.agent.id.0 == 12).expect("the agent");
    assert_eq!(of_twelve.groups, ["g1"], "group 0 is another's");
    assert!(rows(&store, third, "", &[0]).await.is_empty());
});
