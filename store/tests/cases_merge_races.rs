//! Concurrent merges: one wins, the others get a conflict or a refusal, nothing is lost.

use std::collections::BTreeMap;

use crate::support::cases::{AGENT, WHATSAPP, case, interaction, operation, rows};
use crate::support::world::{number_of, run, texts_of};
use domain::cases::MergeOutcome;
use domain::merge::{MergeCase, MergeRefusal, TargetRefusal};
use domain::{CaseId, CaseStatus, Channel, NewInteraction, Timestamp};
use rand::rngs::StdRng;
use rand::seq::IteratorRandom;
use rand::{Rng, SeedableRng};
use store::Store;
use tokio::task::JoinSet;

const CASES: i64 = 10;

async fn given(store: &Store) {
    operation(store).await;
    let mut sql = String::new();
    for id in 1..=CASES {
        let status = if id % 3 == 0 { CaseStatus::OnHold } else { CaseStatus::Waiting };
        sql += &rows(store, &MergeCase { status, whatsapp: Some(WHATSAPP.into()), ..case(id) });
        sql += &interaction(store.db(), id * 10 + 2, id, 1, Channel::Voice, None);
    }
    run(store, &sql).await;
}

/// The columns of every case apart from `updated_at`.
async fn originals(store: &Store) -> Vec<String> {
    let sql = "SELECT id || ' ' || customer_id || ' ' || agent_id || ' ' || kind || ' ' || subject || ' ' || status \
               || ' ' || opened_at || ' ' || coalesce('' || closed_at, '-') || ' ' || coalesce('' || merged_into, '-') \
               || ' ' || revision FROM service_case ORDER BY id";
    texts_of(store, sql).await
}

/// The interactions of the fixture.
async fn untouched(store: &Store) -> Vec<String> {
    let sql = "SELECT id || ' ' || protocol || ' ' || case_id || ' ' || customer_id || ' ' || queued_at \
               FROM interaction WHERE source = 'test' ORDER BY id";
    texts_of(store, sql).await
}

/// A call that names one of the cases.
fn arriving(n: i64) -> NewInteraction {
    serde_json::from_value(serde_json::json!({
        "source": "test", "external_id": format!("arriving-{n}"), "channel": "voice", "direction": "inbound",
        "queue": "Vendas", "case": { "external_id": format!("case-{}", n % CASES + 1) },
        "queued_at": "2026-11-20T10:00:00-03:00", "ended_at": "2026-11-20T10:05:00-03:00",
    }))
    .expect("an interaction")
}

/// No cycle or chain, every ID leads to a survivor, and the ledger agrees with the links.
async fn is_consistent(store: &Store) {
    let wrong_link = "SELECT count(*) FROM service_case AS s JOIN service_case AS lives ON lives.id = s.merged_into \
                      WHERE lives.merged_into IS NOT NULL OR lives.status = 'merged'";
    assert_eq!(number_of(store, wrong_link).await, 0, "every link leads to a survivor");
    let half = "SELECT count(*) FROM service_case WHERE (status = 'merged') <> (merged_into IS NOT NULL)";
    assert_eq!(number_of(store, half).await, 0, "status and link go together");
    let lines = "SELECT source_id || ' ' || target_id FROM case_merge WHERE undone_at IS NULL";
    let pair = |line: &String| {
        let (source, target) = line.split_once(' ').expect("two numbers");
        (source.parse::<i64>().expect("a number"), target.parse::<i64>().expect("a number"))
    };
    let lines = texts_of(store, lines).await;
    let ledger: BTreeMap<i64, i64> = lines.iter().map(pair).collect();
    assert_eq!(ledger.len(), lines.len(), "a case is folded once");
    for id in 1..=CASES {
        let mut survivor = id;
        for _ in 0..CASES {
            survivor = ledger.get(&survivor).copied().unwrap_or(survivor);
        }
        let head = store.as_principal(&AGENT).cases().head(CaseId(id)).await.expect("an answer");
        assert_eq!(head.expect("every ID opens").id, CaseId(survivor), "the ledger's survivor of #{id}");
    }
}

/// Merges or undoes at random.
async fn anything(store: Store, seed: u64) {
    let mut random = StdRng::seed_from_u64(seed);
    let (first, now) = (CaseId(random.random_range(1..=CASES)), 1_000 + seed as i64);
    if random.random_bool(0.4) {
        store
            .as_principal(&AGENT)
            .cases()
            .undo_merge(first, Timestamp(now))
            .await
            .expect("an answer")
            .expect("in scope");
    } else {
        let count = random.random_range(1..=3);
        let sources = (1..=CASES).filter(|id| CaseId(*id) != first).choose_multiple(&mut random, count);
        let sources: Vec<CaseId> = sources.into_iter().map(CaseId).collect();
        store
            .as_principal(&AGENT)
            .cases()
            .merge(first, &sources, Timestamp(now))
            .await
            .expect("an answer")
            .expect("in scope");
    }
}

contract!(a_hundred_concurrent_merges_and_undos_lose_nothing_and_can_be_undone, |store| {
    given(&store).await;
    let (before, interactions) = (originals(&store).await, untouched(&store).await);
    let mut racers = JoinSet::new();
    for seed in 0..100 {
        racers.spawn(anything(store.store.clone(), seed));
    }
    let intake = store.intake();
    let arrivals = intake.record_all((0..30).map(arriving).collect()).await;
    assert!(arrivals.iter().all(Result::is_ok), "what arrives meanwhile is recorded");
    racers.join_all().await;
    is_consistent(&store).await;
    let merges = number_of(&store, "SELECT count(*) FROM case_merge").await;
    assert!(merges > 0, "somebody won");

    let in_force = "SELECT '' || source_id FROM case_merge WHERE undone_at IS NULL ORDER BY merged_at, id";
    for source in texts_of(&store, in_force).await {
        let source = CaseId(source.parse().expect("a number"));
        store
            .as_principal(&AGENT)
            .cases()
            .undo_merge(source, Timestamp(9_000))
            .await
            .expect("an answer")
            .expect("in scope");
        is_consistent(&store).await;
    }
    assert_eq!(originals(&store).await, before);
    let kept: Vec<String> = untouched(&store).await;
    assert_eq!(kept.iter().filter(|row| interactions.contains(row)).count(), interactions.len());
    assert_eq!(kept.len(), interactions.len() + 30, "no interaction was lost");
    for (action, other) in [("merged", "merged_into"), ("unmerged", "unmerged_from")] {
        for action in [action, other] {
            let sql = format!("SELECT count(*) FROM case_event WHERE action = '{action}'");
            assert_eq!(number_of(&store, &sql).await, merges, "each timeline tells each {action}");
        }
    }
});

contract!(merging_touches_no_interaction_and_no_day_count, |store| {
    given(&store).await;
    let intake = store.intake();
    assert!(intake.record_all((0..30).map(arriving).collect()).await.iter().all(Result::is_ok));
    let counts =
        "SELECT agent_id || ' ' || day || ' ' || channel || ' ' || queue_id || ' ' || n FROM interaction_day";
    let (interactions, days) = (untouched(&store).await, texts_of(&store, counts).await);
    let scoped = store.as_principal(&AGENT);
    scoped
        .cases()
        .merge(CaseId(1), &[2, 3, 4].map(CaseId), Timestamp(1))
        .await
        .expect("an answer")
        .expect("in scope");
    assert_eq!(
        (untouched(&store).await, texts_of(&store, counts).await),
        (interactions.clone(), days.clone())
    );
    scoped.cases().undo_merge(CaseId(3), Timestamp(2)).await.expect("an answer").expect("in scope");
    assert_eq!((untouched(&store).await, texts_of(&store, counts).await), (interactions, days));
});

contract!(of_two_merges_of_the_same_case_one_wins, |store| {
    given(&store).await;
    let mut racers = JoinSet::new();
    for target in 2..=9 {
        let store = store.store.clone();
        racers.spawn(async move {
            store
                .as_principal(&AGENT)
                .cases()
                .merge(CaseId(target), &[CaseId(1)], Timestamp(1))
                .await
                .expect("an answer")
        });
    }
    let outcomes = racers.join_all().await;
    let won = outcomes.iter().filter(|outcome| **outcome == Some(MergeOutcome::Merged)).count();
    assert_eq!(won, 1);
    let expected = MergeOutcome::Refused(vec![(CaseId(1), MergeRefusal::AlreadyMerged)]);
    for outcome in outcomes.into_iter().flatten().filter(|outcome| *outcome != MergeOutcome::Merged) {
        assert!(outcome == expected || outcome == MergeOutcome::Conflict, "{outcome:?}");
    }
    is_consistent(&store).await;
});

contract!(two_cases_that_are_merged_into_each_other_do_not_both_vanish, |store| {
    given(&store).await;
    let merge = |target: i64, source: i64| {
        let store = store.store.clone();
        async move {
            store.as_principal(&AGENT).cases().merge(CaseId(target), &[CaseId(source)], Timestamp(1)).await
        }
    };
    let (one, other) = tokio::join!(tokio::spawn(merge(1, 2)), tokio::spawn(merge(2, 1)));
    let outcomes =
        [one, other].map(|outcome| outcome.expect("no panic").expect("an answer").expect("in scope"));
    assert_eq!(outcomes.iter().filter(|outcome| **outcome == MergeOutcome::Merged).count(), 1);
    let expected = MergeOutcome::Target(TargetRefusal::Merged);
    assert!(
        outcomes.iter().any(|outcome| *outcome == expected || *outcome == MergeOutcome::Conflict),
        "{outcomes:?}"
    );
    is_consistent(&store).await;
});
