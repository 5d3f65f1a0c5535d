//! Whatever is out of scope gets the same answer as what does not exist, in every method and role.

use std::collections::BTreeSet;

use crate::support::builders::{many_messages, many_recordings};
use crate::support::world::{OFFERED, PEOPLE, QUEUES, World, days_from, principal, run};
use domain::{CaseId, GroupId, HistoryFilter, Principal, Protocol, QueueId, Role, Timestamp, UserId};

fn protocol(text: &str) -> Protocol {
    Protocol::parse(text).expect("a protocol")
}

contract!(an_interaction_opens_only_in_scope, |store| {
    let world = World::build(&store, 21, 60, days_from("2026-11-01", 5)).await;
    many_messages(1..=60).build(&store).await;
    many_recordings(1..=60).build(&store).await;
    for who in PEOPLE.map(principal) {
        let scoped = store.as_principal(&who);
        for known in &world.interactions {
            let asked = protocol(&known.protocol);
            let seen = world.sees(who, known.agent);
            assert_eq!(
                scoped.history().conversation(&asked).await.expect("an answer").is_some(),
                seen,
                "{who:?} {known:?}"
            );
            assert_eq!(scoped.history().messages(&asked, 0, 10).await.expect("an answer").is_some(), seen);
            assert_eq!(scoped.history().recording(&asked).await.expect("an answer").is_some(), seen);
            let filter = HistoryFilter { protocol: Some(known.protocol.clone()), ..HistoryFilter::default() };
            assert_eq!(scoped.history().list(&filter, 1).await.expect("a page").total, u64::from(seen));
            if !(seen && known.agent == Some(who.user.0)) {
                let qualified =
                    scoped.history().qualify(&asked, None, None, Timestamp(1)).await.expect("an answer");
                assert_eq!(qualified, None, "only one's own, and only in scope");
            }
        }
        let unknown = protocol("nothing");
        assert_eq!(scoped.history().conversation(&unknown).await.expect("an answer"), None);
        assert_eq!(scoped.history().messages(&unknown, 0, 10).await.expect("an answer"), None);
        assert_eq!(scoped.history().recording(&unknown).await.expect("an answer"), None);
        assert_eq!(
            scoped.history().qualify(&unknown, None, None, Timestamp(1)).await.expect("an answer"),
            None
        );
    }
});

contract!(a_case_opens_for_whoever_sees_an_interaction_of_it_or_is_responsible, |store| {
    let world = World::build(&store, 22, 90, days_from("2026-11-01", 5)).await;
    let cases = world.interactions.iter().map(|known| known.case).max().expect("a case");
    // Agent 18 served no interaction and is responsible for every third case, agent 14 for another
    // third.
    let responsible = |case: i64| [Some(18), Some(14), None][case as usize % 3];
    run(
        &store,
        "UPDATE service_case SET agent_id = CASE id % 3 WHEN 0 THEN 18 WHEN 1 THEN 14 ELSE NULL END;",
    )
    .await;
    for who in PEOPLE.map(principal) {
        for case in 1..=cases + 1 {
            let serves = world.interactions.iter().any(|i| i.case == case && world.sees(who, i.agent));
            let answers = responsible(case).is_some_and(|agent| world.sees(who, Some(agent)));
            let everything = who.role == Role::Administrator;
            let expected = case <= cases && (serves || answers || everything);
            let found = store.as_principal(&who).cases().head(CaseId(case)).await.expect("an answer");
            assert_eq!(found.is_some(), expected, "{who:?} asked for case {case}");
            if let Some(found) = found {
                let customer = if case % 2 == 0 { "Ana" } else { "+55 11 90000-0000" };
                assert_eq!(
                    found.customer_name.as_deref(),
                    Some(customer),
                    "a nameless customer goes by a number"
                );
                assert_eq!(found.subject, Some(format!("Assunto {case}")));
            }
        }
    }
});

contract!(filters_offer_what_is_in_scope, |store| {
    let world = World::build(&store, 23, 400, days_from("2026-11-01", 20)).await;
    let everything = HistoryFilter {
        queues: (0..9).map(QueueId).collect(),
        agents: (0..30).map(UserId).collect(),
        reasons: (0..9).map(domain::ContactReasonId).collect(),
        ..HistoryFilter::default()
    };
    for who in PEOPLE.map(principal) {
        let scoped = store.as_principal(&who);
        let options = scoped.history().filter_options().await.expect("options");
        let all = who.role == Role::Administrator;
        let queues: BTreeSet<i64> = world
            .interactions
            .iter()
            .filter(|i| i.agent.is_some() && world.sees(who, i.agent))
            .map(|i| i.queue)
            .chain(QUEUES.iter().map(|(queue, _)| *queue).filter(|_| all))
            .collect();
        let found: BTreeSet<i64> = options.queues.iter().map(|queue| queue.id.0).collect();
        assert_eq!(found, queues, "{who:?}");
        // Administrators are offered every agent and everyone else who has served.
        let agents: BTreeSet<i64> = (1..=19)
            .filter(|user| if all { *user >= 5 || *user == 3 } else { world.sees(who, Some(*user)) })
            .collect();
        let found: BTreeSet<i64> = options.agents.iter().map(|agent| agent.id.0).collect();
        assert_eq!(found, agents, "{who:?}");
        let offered = OFFERED.iter().filter(|(queue, _)| queues.contains(queue));
        let reasons: BTreeSet<i64> = offered.flat_map(|(_, reasons)| reasons.iter().copied()).collect();
        let found: BTreeSet<i64> = options.reasons.iter().map(|reason| reason.id.0).collect();
        assert_eq!(found, reasons, "{who:?}");
        assert_eq!(
            scoped.history().names(&everything).await.expect("names"),
            options,
            "names are the selected options"
        );
        let nothing = scoped.history().names(&HistoryFilter::default()).await.expect("names");
        assert_eq!(nothing, domain::history::FilterOptions::default());
    }
});

contract!(options_sort_as_people_read, |store| {
    World::build(&store, 24, 100, days_from("2026-11-01", 5)).await;
    let admin = principal(PEOPLE[0]);
    let options = store.as_principal(&admin).history().filter_options().await.expect("options");
    let names: Vec<&str> = options.queues.iter().map(|queue| queue.name.as_str()).collect();
    assert_eq!(names, ["Ábaco", "água e luz", "Sem uso", "Suporte", "Vendas"]);
});

contract!(reasons_are_offered_by_queue_in_its_order, |store| {
    World::build(&store, 25, 400, days_from("2026-11-01", 20)).await;
    let queues = [3, 1, 4, 5, 77].map(QueueId);
    let admin = principal(PEOPLE[0]);
    let found = store.as_principal(&admin).history().reasons_of(&queues).await.expect("reasons");
    let found: Vec<(i64, Vec<&str>)> =
        found.iter().map(|(q, rs)| (q.0, rs.iter().map(|r| r.name.as_str()).collect())).collect();
    assert_eq!(
        found,
        [(1, vec!["Elogio", "Dúvida"]), (3, vec!["Cancelamento", "Dúvida"]), (5, vec!["Nunca"])],
        "without the ones no longer in use"
    );
    let idle = Principal { user: UserId(18), role: Role::Agent };
    assert_eq!(store.as_principal(&idle).history().reasons_of(&queues).await.expect("reasons"), []);
    assert_eq!(store.as_principal(&admin).history().reasons_of(&[]).await.expect("reasons"), []);
});

contract!(scope_follows_the_groups_of_now, |store| {
    let world = World::build(&store, 26, 200, days_from("2026-11-01", 5)).await;
    let supervisor = principal((4, Role::Supervisor));
    let before =
        store.as_principal(&supervisor).history().list(&HistoryFilter::default(), 1).await.expect("a page");
    assert_eq!(before.total, 0);
    store.groups().add_supervisor(GroupId(0), supervisor.user, Timestamp(1)).await.expect("a supervisor");
    let in_group = world.interactions.iter().filter(|i| matches!(i.agent, Some(10..=13))).count() as u64;
    let joined =
        store.as_principal(&supervisor).history().list(&HistoryFilter::default(), 1).await.expect("a page");
    assert_eq!(joined.total, in_group);
    run(&store, "DELETE FROM group_agent WHERE group_id = 0 AND agent_id <> 10;").await;
    let left =
        store.as_principal(&supervisor).history().list(&HistoryFilter::default(), 1).await.expect("a page");
    assert_eq!(left.total, world.interactions.iter().filter(|i| i.agent == Some(10)).count() as u64);
});
