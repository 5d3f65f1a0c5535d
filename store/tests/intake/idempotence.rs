//! Idempotent repetition of an interaction, and a different one under the same key.

use sha2::{Digest, Sha256};
use store::intake::{ConflictKind, Outcome, Rejected};

use crate::intake::probe::{assert_counters_agree, count, run};
use crate::intake::sample::{call, call_with, outcomes, protocol, record, text};

contract!(the_same_interaction_again_changes_nothing_and_answers_with_the_first, |store| {
    let first = record(&store, call("1")).await;
    assert_eq!(first.outcome, Outcome::Created);
    let again = record(&store, call("1")).await;
    assert_eq!(again.outcome, Outcome::Unchanged);
    assert_eq!((again.protocol, again.case), (first.protocol, first.case));
    assert!(!again.created_queue && !again.created_agent);
    assert_eq!(count(&store, "interaction").await, 1);
    assert_counters_agree(&store).await;
});

contract!(other_content_under_the_same_key_is_a_conflict_that_names_the_first, |store| {
    let first = record(&store, call("1")).await;
    let other = call_with("1", |new| new.notes = text("Outra coisa"));
    let rejected = store.intake().record(other).await.unwrap_err();
    assert!(matches!(
        rejected,
        Rejected::Conflict { protocol, what: ConflictKind::OtherContent } if protocol == first.protocol
    ));
    assert_eq!(count(&store, "interaction").await, 1);
    assert_counters_agree(&store).await;
});

contract!(the_key_is_the_source_and_the_external_id_together, |store| {
    record(&store, call("1")).await;
    let elsewhere = call_with("1", |new| new.source = "crm".to_owned());
    assert_eq!(record(&store, elsewhere).await.outcome, Outcome::Created);
});

contract!(repetitions_within_a_batch_are_told_apart_like_those_over_time, |store| {
    let answers = store
        .intake()
        .record_all(vec![
            call("1"),
            call("2"),
            call("1"),
            call_with("1", |new| new.notes = text("Outra coisa")),
            call("2"),
        ])
        .await;
    assert_eq!(outcomes(&answers), ["created", "created", "unchanged", "other content", "unchanged"]);
    let protocols: Vec<_> = answers.iter().flatten().map(|recorded| &recorded.protocol).collect();
    assert_eq!((protocols[0], protocols[1]), (protocols[2], protocols[3]));
    assert_eq!(count(&store, "interaction").await, 2);
    assert_counters_agree(&store).await;
});

contract!(the_same_instants_in_another_offset_are_the_same_content, |store| {
    let with = |queued: &str, ended: &str| {
        call_with("1", |new| {
            new.queued_at = queued.parse().unwrap();
            new.answered_at = None;
            new.ended_at = ended.parse().unwrap();
        })
    };
    let here = with("2026-03-02T09:00:00-03:00", "2026-03-02T09:05:00-03:00");
    let there = with("2026-03-02T12:00:00Z", "2026-03-02T13:05:00+01:00");
    let later = with("2026-03-02T12:00:01Z", "2026-03-02T13:05:00+01:00");
    let answers =
        store.intake().record_all(vec![here.clone(), there.clone(), here.clone(), later.clone()]).await;
    assert_eq!(outcomes(&answers), ["created", "unchanged", "unchanged", "other content"]);
    let answers = store.intake().record_all(vec![there, here, later]).await;
    assert_eq!(outcomes(&answers), ["unchanged", "unchanged", "other content"]);
});

contract!(what_was_recorded_before_instants_were_compared_is_known_as_it_was_written, |store| {
    record(&store, call("1")).await;
    // The old fingerprint: the SHA-256 of the JSON.
    let written = Sha256::digest(serde_json::to_vec(&call("1")).unwrap());
    let digits = format!("{written:x}");
    let literal = if store.db().is_sqlite() { format!("X'{digits}'") } else { format!("'\\x{digits}'") };
    run(&store, &format!("UPDATE interaction SET fingerprint = {literal}")).await;
    let other = call_with("1", |new| new.notes = text("other"));
    let answers = store.intake().record_all(vec![call("1"), other]).await;
    assert_eq!(outcomes(&answers), ["unchanged", "other content"]);
});

contract!(a_protocol_that_another_interaction_has_is_refused, |store| {
    record(&store, call_with("1", |new| new.protocol = Some(protocol("P-1")))).await;
    let answers = store
        .intake()
        .record_all(vec![
            call_with("2", |new| new.protocol = Some(protocol("P-1"))),
            call_with("3", |new| new.protocol = Some(protocol("P-3"))),
            call_with("4", |new| new.protocol = Some(protocol("P-3"))),
        ])
        .await;
    assert_eq!(outcomes(&answers), ["protocol taken", "created", "protocol taken"]);
    assert_eq!(count(&store, "interaction").await, 2);
    // Refused interactions leave nothing behind.
    assert_eq!((count(&store, "customer").await, count(&store, "service_case").await), (2, 2));
});

contract!(a_whole_batch_again_is_unchanged, |store| {
    let batch: Vec<_> = (0..1500).map(|n| call(&n.to_string())).collect();
    let first = store.intake().record_all(batch.clone()).await;
    let again = store.intake().record_all(batch).await;
    assert_eq!(outcomes(&first), vec!["created"; 1500]);
    assert_eq!(outcomes(&again), vec!["unchanged"; 1500]);
    let protocols = |answers: &[Result<store::intake::Recorded, Rejected>]| {
        answers.iter().flatten().map(|recorded| recorded.protocol.clone()).collect::<Vec<_>>()
    };
    assert_eq!(protocols(&first), protocols(&again));
    assert_eq!(count(&store, "interaction").await, 1500);
});

contract!(the_same_interaction_from_many_callers_at_once_is_created_once, |store| {
    let intake = store.intake();
    let calls = (0..40).map(|_| intake.record(call("1")));
    let answers = futures::future::join_all(calls).await;
    let created = outcomes(&answers).into_iter().filter(|outcome| *outcome == "created").count();
    assert_eq!(created, 1);
    assert!(answers.iter().all(Result::is_ok));
    assert_eq!(count(&store, "interaction").await, 1);
});
