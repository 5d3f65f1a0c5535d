//! Two processes on one database: a server and an import, or two servers on PostgreSQL.

use std::collections::HashSet;

use domain::{NewCase, NewCustomer, NewInteraction};
use store::Store;
use store::intake::{Outcome, Recorded};

use crate::intake::probe::{assert_counters_agree, count, second};
use crate::intake::sample::{call_with, text};

/// Interactions whose queues, agents, customers and cases are all new, and often the same.
fn interactions(prefix: &str) -> Vec<NewInteraction> {
    (0..300)
        .map(|n| {
            call_with(&format!("{prefix}{n}"), |new| {
                new.queue = format!("Fila {}", n % 7);
                new.agent = text(&format!("agent{}", n % 11));
                new.contact_reason = text(&format!("Motivo {}", n % 5));
                new.number = text(&format!("11 9{:08}", n % 50));
                new.customer =
                    NewCustomer { whatsapp: text(&format!("119{:08}", n % 50)), ..NewCustomer::default() };
                new.case =
                    Some(NewCase { external_id: format!("case {}", n % 40), kind: None, subject: None });
            })
        })
        .collect()
}

/// Records everything, in concurrent batches.
async fn hand_in(store: &Store, interactions: Vec<NewInteraction>) -> Vec<Recorded> {
    let parts: Vec<Vec<NewInteraction>> = interactions.chunks(17).map(<[_]>::to_vec).collect();
    let intake = store.intake();
    let answers = futures::future::join_all(parts.into_iter().map(|part| intake.record_all(part))).await;
    answers.into_iter().flatten().map(|answer| answer.unwrap()).collect()
}

contract!(different_interactions_meet_in_the_same_customers_cases_and_queues, |store| {
    let other = second(&store).await;
    let (one, two) = tokio::join!(hand_in(&store, interactions("a")), hand_in(&other, interactions("b")));
    let protocols: HashSet<_> = one.iter().chain(&two).map(|recorded| recorded.protocol.clone()).collect();
    assert_eq!(protocols.len(), 600);
    for (table, expected) in [
        ("interaction", 600),
        ("customer", 50),
        ("customer_address", 50),
        ("service_case", 40),
        ("queue", 7),
        ("user_account", 11),
        ("contact_reason", 5),
    ] {
        assert_eq!(count(&store, table).await, expected, "{table}");
    }
    let created = one.iter().chain(&two).filter(|recorded| recorded.created_queue).count();
    assert_eq!(created, 7, "each new queue is reported by one of them");
    assert_counters_agree(&store).await;
});

contract!(the_same_interactions_are_created_once, |store| {
    let other = second(&store).await;
    let (one, two) = tokio::join!(hand_in(&store, interactions("a")), hand_in(&other, interactions("a")));
    let created = one.iter().chain(&two).filter(|recorded| recorded.outcome == Outcome::Created).count();
    assert_eq!(created, 300);
    for (mine, theirs) in one.iter().zip(&two) {
        assert_eq!((&mine.protocol, mine.case), (&theirs.protocol, theirs.case));
    }
    assert_eq!(count(&store, "interaction").await, 300);
    assert_counters_agree(&store).await;
});
