//! Protocol numbers.

use std::collections::HashSet;

use domain::NewInteraction;

use crate::intake::probe::{count, run, texts};
use crate::intake::sample::{call, call_with, outcomes, protocol, record};

fn on(external_id: &str, day: &str) -> NewInteraction {
    call_with(external_id, |new| {
        new.queued_at = format!("{day}T10:00:00-03:00").parse().unwrap();
        new.answered_at = None;
        new.ended_at = new.queued_at;
    })
}

contract!(a_protocol_is_the_civil_day_and_its_sequence, |store| {
    let mut given = Vec::new();
    for (n, day) in ["2026-03-02", "2026-03-02", "2026-03-03", "2026-03-02"].iter().enumerate() {
        given.push(record(&store, on(&n.to_string(), day)).await.protocol.to_string());
    }
    assert_eq!(given, ["20260302000001", "20260302000002", "20260303000001", "20260302000003"]);
});

contract!(in_a_batch_the_sequence_follows_the_order, |store| {
    let batch = (0..5).map(|n| on(&n.to_string(), ["2026-03-02", "2026-03-03"][n % 2])).collect();
    let answers = store.intake().record_all(batch).await;
    let given: Vec<String> = answers.into_iter().map(|one| one.unwrap().protocol.to_string()).collect();
    assert_eq!(
        given,
        ["20260302000001", "20260303000001", "20260302000002", "20260303000002", "20260302000003"]
    );
});

contract!(a_protocol_that_the_source_brings_is_kept_and_costs_no_number, |store| {
    let own = record(&store, call_with("1", |new| new.protocol = Some(protocol("2026-A.7_x")))).await;
    assert_eq!(own.protocol, protocol("2026-A.7_x"));
    assert_eq!(record(&store, call("2")).await.protocol, protocol("20260302000001"));
});

contract!(numbers_that_sources_brought_are_skipped, |store| {
    let brings = |id: String, number: String| call_with(&id, |new| new.protocol = Some(protocol(&number)));
    let mut batch: Vec<_> =
        (1..=40).map(|n| brings(format!("b{n}"), format!("20260302{:06}", n + i64::from(n > 20)))).collect();
    // In one batch with interactions that bring their own, before and after them.
    batch.insert(0, call("1"));
    batch.push(call("2"));
    let answers = store.intake().record_all(batch).await;
    assert_eq!(outcomes(&answers), vec!["created"; 42]);
    assert_eq!(answers[0].as_ref().unwrap().protocol, protocol("20260302000021"));
    assert_eq!(answers[41].as_ref().unwrap().protocol, protocol("20260302000042"));
    assert_eq!(record(&store, call("3")).await.protocol, protocol("20260302000043"));
    assert_eq!(texts(&store, "SELECT 'last ' || last FROM protocol_sequence").await, ["last 43"]);
});

contract!(a_sequence_goes_on_beyond_six_digits, |store| {
    // Inserted as SQL, since recording a million interactions takes too long.
    run(&store, "INSERT INTO protocol_sequence (day, last) VALUES ('2026-03-02', 999999)").await;
    assert_eq!(record(&store, call("1")).await.protocol, protocol("202603021000000"));
});

contract!(fifty_callers_at_once_get_a_thousand_different_numbers, |store| {
    let callers = (0..50).map(|caller| {
        let intake = store.intake();
        tokio::spawn(async move {
            let mut given = Vec::new();
            for n in 0..20 {
                given.push(intake.record(call(&format!("{caller}-{n}"))).await.unwrap().protocol);
            }
            given
        })
    });
    let mut given = HashSet::new();
    for caller in futures::future::join_all(callers).await {
        given.extend(caller.unwrap());
    }
    assert_eq!(given.len(), 1000);
    assert_eq!(count(&store, "interaction").await, 1000);
    // Without gaps, the thousandth is the highest.
    assert!(given.contains(&protocol("20260302001000")));
});
