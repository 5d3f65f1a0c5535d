//! Cases as the read API lists and shows them.

use domain::cases::CaseFilter;
use domain::{CaseId, CaseStatus, Millis, Period, Protocol, QueueId, Timestamp, UserId};
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use store::Store;

use super::reader;
use crate::support::builders::{
    AccountBuilder, CaseBuilder, CustomerBuilder, InteractionBuilder, QueueBuilder,
};
use crate::support::world::run;

const T: Timestamp = Timestamp(1_772_452_800_000);

/// 60 cases of two agents in two queues, of three kinds, opened on six days; every tenth is merged into 1.
async fn world(store: &Store) {
    AccountBuilder::agent(10).name("Ana").build(store).await;
    AccountBuilder::agent(11).name("Bia").build(store).await;
    QueueBuilder::new("Vendas").build(store).await;
    QueueBuilder::new("Suporte").build(store).await;
    CustomerBuilder::new(1).name("João").build(store).await;
    for id in 1..=60 {
        let case =
            CaseBuilder::new(id).queue(id % 2 + 1).agent(10 + id / 2 % 2).kind(&format!("Tipo {}", id % 3));
        let case = case.opened_at(T + Millis::days(id % 6)).subject("Assunto");
        let case = match id % 10 {
            0 => case.status(CaseStatus::Merged).merged_into(1),
            1 | 2 => case.status(CaseStatus::Closed),
            _ => case.status(CaseStatus::OnHold),
        };
        case.build(store).await;
    }
}

/// The IDs of the matching cases, as a list in memory would have them.
fn expected(filter: &CaseFilter) -> Vec<i64> {
    let status = |id: i64| match id % 10 {
        0 => CaseStatus::Merged,
        1 | 2 => CaseStatus::Closed,
        _ => CaseStatus::OnHold,
    };
    let day = |id: i64| (T + Millis::days(id % 6)).to_utc().date_naive();
    let matches = |id: &i64| {
        (filter.statuses.is_empty() || filter.statuses.contains(&status(*id)))
            && (filter.queues.is_empty() || filter.queues.contains(&QueueId(id % 2 + 1)))
            && (filter.agents.is_empty() || filter.agents.contains(&UserId(10 + id / 2 % 2)))
            && filter.kind.as_ref().is_none_or(|kind| *kind == format!("Tipo {}", id % 3))
            && filter.opened.contains(day(*id))
    };
    (1..=60).rev().filter(matches).collect()
}

contract!(every_combination_of_filters_lists_the_matching_cases_once, |store| {
    world(&store).await;
    let mut random = StdRng::seed_from_u64(3);
    for _ in 0..150 {
        let mut day = || {
            random
                .random_bool(0.3)
                .then(|| (T + Millis::days(random.random_range(0..6))).to_utc().date_naive())
        };
        let opened = Period { from: day(), to: day() };
        let filter = CaseFilter {
            statuses: if random.random_bool(0.5) {
                vec![CaseStatus::Closed, CaseStatus::Merged]
            } else {
                Vec::new()
            },
            queues: if random.random_bool(0.3) { vec![QueueId(2)] } else { Vec::new() },
            agents: if random.random_bool(0.3) { vec![UserId(11), UserId(99)] } else { Vec::new() },
            kind: random.random_bool(0.3).then(|| "Tipo 1".to_owned()),
            opened,
            ..CaseFilter::default()
        };
        let limit = random.random_range(1..20);
        let (scoped, mut found, mut after) = (reader(&store), Vec::new(), None);
        loop {
            let part = scoped.cases().newest_after(&filter, after, limit).await.unwrap();
            found.extend(part.items.iter().map(|case| case.id.0));
            after = part.next;
            if after.is_none() {
                break;
            }
        }
        let expected = if opened.is_impossible() { Vec::new() } else { expected(&filter) };
        assert_eq!(found, expected, "{filter:?}");
    }
});

contract!(a_merged_case_says_into_which_and_keeps_its_interactions, |store| {
    world(&store).await;
    InteractionBuilder::new("P1", T).case(1).agent("u10").build(&store).await;
    InteractionBuilder::new("P2", T + Millis(1)).case(1).build(&store).await;
    run(&store, "UPDATE interaction SET case_id = 20 WHERE protocol = 'P1'").await;
    run(&store, r#"UPDATE service_case SET custom = '{"Plano":"A"}' WHERE id = 20"#).await;
    let scoped = reader(&store);
    let merged = scoped.cases().recorded(CaseId(20), T).await.unwrap().unwrap();
    assert_eq!((merged.status, merged.merged_into), (CaseStatus::Merged, Some(CaseId(1))));
    assert_eq!(merged.interactions, Some(vec![Protocol::parse("P1").unwrap()]));
    assert_eq!(merged.custom["Plano"], "A");
    assert_eq!((merged.agent.as_deref(), merged.queue.as_deref()), (Some("u10"), Some("Vendas")));
    let survivor = scoped.cases().recorded(CaseId(1), T).await.unwrap().unwrap();
    assert_eq!(survivor.merged, Some([10, 20, 30, 40, 50, 60].map(CaseId).to_vec()));
    assert_eq!(survivor.customer.name.as_deref(), Some("João"));
    assert!(scoped.cases().recorded(CaseId(999), T).await.unwrap().is_none());
});
