//! Materialised counters after a random mix of interactions.

use domain::{Channel, Direction, NewCase, NewCustomer, NewInteraction, NewMessage, Sender};
use rand::rngs::StdRng;
use rand::seq::{IndexedRandom, SliceRandom};
use rand::{Rng, SeedableRng};
use store::intake::Rejected;

use crate::intake::probe::{assert_counters_agree, count, number};
use crate::intake::sample::{call_with, outcomes, text};

fn maybe(random: &mut StdRng, from: &[&str]) -> Option<String> {
    random.random_bool(0.7).then(|| text(from.choose(random).unwrap())).flatten()
}

fn any(random: &mut StdRng, id: usize) -> NewInteraction {
    let minute = random.random_range(0..4 * 24 * 60);
    call_with(&id.to_string(), |new| {
        new.channel = *Channel::ALL.choose(random).unwrap();
        new.direction = if random.random() { Direction::Inbound } else { Direction::Outbound };
        new.queue = (*["Vendas", "Suporte", "Cobrança"].choose(random).unwrap()).to_owned();
        new.agent = maybe(random, &["ana", "bia", "CAIO", "Ana"]);
        new.contact_reason = maybe(random, &["Boleto", "Troca", "Elogio"]);
        new.number = maybe(random, &["11 98888-7777", "1133334444", "12", "4004-1234"]);
        new.customer = NewCustomer {
            external_id: maybe(random, &["1", "2", "3"]),
            phone: maybe(random, &["1133334444", "1155556666"]),
            whatsapp: maybe(random, &["11988887777", "11977776666"]),
            ..NewCustomer::default()
        };
        new.case = maybe(random, &["A", "B", "C", "D"]).map(|external_id| NewCase {
            external_id,
            kind: None,
            subject: None,
        });
        new.queued_at += chrono::Duration::minutes(minute);
        new.answered_at = None;
        new.ended_at = new.queued_at + chrono::Duration::minutes(random.random_range(0..2000));
        new.messages = (0..random.random_range(0..5))
            .map(|n| NewMessage {
                at: new.queued_at,
                from: Sender::Agent,
                name: None,
                text: n.to_string(),
                attachments: Vec::new(),
            })
            .collect();
    })
}

contract!(after_any_mix_they_say_what_the_interactions_say, |store| {
    let mut random = StdRng::seed_from_u64(20_260_302);
    let mut all: Vec<NewInteraction> = (0..1200).map(|id| any(&mut random, id)).collect();
    // A third of the interactions are sent again, some of them changed, some invalid.
    let mut again: Vec<NewInteraction> = all.choose_multiple(&mut random, 400).cloned().collect();
    for (n, one) in again.iter_mut().enumerate() {
        match n % 5 {
            0 => one.notes = text("changed"),
            1 => one.queue = String::new(),
            _ => (),
        }
    }
    all.extend(again);
    all.shuffle(&mut random);

    let mut callers = Vec::new();
    let mut rest = all.into_iter();
    loop {
        let part: Vec<NewInteraction> = rest.by_ref().take(random.random_range(1..80)).collect();
        if part.is_empty() {
            break;
        }
        let intake = store.intake();
        callers.push(tokio::spawn(async move { intake.record_all(part).await }));
    }
    let mut created = 0;
    for caller in callers {
        let answers = caller.await.unwrap();
        let failed = answers.iter().find(|answer| matches!(answer, Err(Rejected::Database(_))));
        assert!(failed.is_none(), "{failed:?}");
        created += outcomes(&answers).into_iter().filter(|outcome| *outcome == "created").count();
    }
    assert_eq!(count(&store, "interaction").await, created as i64);
    assert_counters_agree(&store).await;
    let updated = "SELECT COUNT(*) FROM service_case c WHERE c.updated_at <>
        (SELECT MAX(i.ended_at) FROM interaction i WHERE i.case_id = c.id)";
    assert_eq!(number(&store, updated).await, 0, "a case is as new as its latest end");
    let orphans = "SELECT COUNT(*) FROM service_case c WHERE NOT EXISTS
        (SELECT 1 FROM interaction i WHERE i.case_id = c.id)";
    assert_eq!(number(&store, orphans).await, 0);
    let strangers = "SELECT COUNT(*) FROM customer c WHERE NOT EXISTS
        (SELECT 1 FROM interaction i WHERE i.customer_id = c.id)";
    assert_eq!(number(&store, strangers).await, 0);
});
