//! A host as it might be: doorbells, polls and a clock. Whatever happens to the webhooks, it records the
//! same interactions as a back-fill.

use std::collections::{BTreeMap, BTreeSet};

use domain::Timestamp;
use intake::chatwoot::{Checkpoint, Doorbell, History, StatusChange, doorbell, interactions};
use proptest::prelude::*;

use crate::deliveries::{Delivery, ENGLISH, Language, PORTUGUESE, first, second, server};
use crate::server::{Server, directory, read, resolved};
use crate::support::{LATER, NOON, settings};

#[derive(Default)]
struct Host {
    checkpoints: BTreeMap<u64, Checkpoint>,
    announced: BTreeMap<u64, Vec<StatusChange>>,
    due: BTreeMap<u64, Timestamp>,
    /// The interactions by ID, as JSON.
    recorded: BTreeMap<String, String>,
}

impl Host {
    fn ring(&mut self, body: &str, now: Timestamp) {
        if let Ok(Doorbell::Conversation { conversation, status, .. }) = doorbell(body.as_bytes()) {
            self.due.insert(conversation, now);
            self.announced.entry(conversation).or_default().extend(status);
        }
    }

    fn poll(&mut self, server: &Server, now: Timestamp) {
        for conversation in resolved(server) {
            self.due.insert(conversation.id, now);
        }
    }

    fn look(&mut self, server: &Server, now: Timestamp) {
        let directory = directory(server);
        let due: Vec<u64> =
            self.due.iter().filter(|(_, due)| **due <= now).map(|(number, _)| *number).collect();
        for number in due {
            self.due.remove(&number);
            let checkpoint = self.checkpoints.get(&number);
            let Some(answers) = read(server, number, checkpoint) else { continue };
            let history = History {
                directory: &directory,
                conversation: &answers.conversation,
                messages: &answers.messages,
                reporting_events: &answers.events,
                status_changes: self.announced.get(&number).map_or(&[], Vec::as_slice),
                checkpoint,
            };
            let output = interactions(&settings(), &history, now);
            assert_eq!(output.rejects, []);
            for finished in output.finished {
                let text = serde_json::to_string(&finished.interaction).expect("JSON");
                let known = self.recorded.insert(finished.interaction.external_id, text);
                assert_eq!(known, None, "it is emitted once");
            }
            if let Some(checkpoint) = output.checkpoint {
                let stored = serde_json::to_string(&checkpoint).expect("JSON");
                self.checkpoints.insert(number, serde_json::from_str(&stored).expect("a checkpoint"));
            }
            if let Some(due) = output.due_at {
                assert!(due > now);
                self.due.insert(number, due);
            }
        }
    }
}

fn both() -> Vec<Delivery> {
    [first(), second()].concat()
}

/// What a back-fill gives long afterwards.
fn back_fill(language: Language, page: usize) -> BTreeMap<String, String> {
    let server = Server { page, ..server(&both(), LATER.0 / 1_000, language) };
    let mut host = Host::default();
    host.poll(&server, LATER);
    host.look(&server, LATER);
    host.recorded
}

/// What a host records that receives these deliveries at these times and polls every ten minutes.
fn live(arrivals: &[(i64, &Delivery)], language: Language, page: usize) -> BTreeMap<String, String> {
    let mut host = Host::default();
    let all = both();
    let polls = (0..18).map(|poll| NOON + poll * 600);
    let mut moments: BTreeSet<i64> = polls.clone().chain(arrivals.iter().map(|(at, _)| *at)).collect();
    while let Some(at) = moments.pop_first() {
        let now = Timestamp(at * 1_000);
        let server = Server { page, ..server(&all, at, language) };
        for (_, delivery) in arrivals.iter().filter(|(arrival, _)| *arrival == at) {
            host.ring(&delivery.body, now);
        }
        if polls.clone().any(|poll| poll == at) {
            host.poll(&server, now);
        }
        host.look(&server, now);
        moments.extend(host.due.values().map(|due| due.0 / 1_000 + 1).filter(|due| *due > at));
    }
    host.recorded
}

#[test]
fn the_live_way_gives_what_a_back_fill_gives() {
    for language in [ENGLISH, PORTUGUESE] {
        let all = both();
        let arrivals: Vec<_> = all.iter().map(|delivery| (delivery.received_at, delivery)).collect();
        let recorded = live(&arrivals, language, 20);
        assert_eq!(recorded.keys().collect::<Vec<_>>(), ["1:245:4520", "1:246:4600", "1:246:4610"]);
        assert_eq!(recorded, back_fill(language, 20));
    }
}

#[test]
fn without_any_webhook_polls_find_everything() {
    assert_eq!(live(&[], ENGLISH, 20), back_fill(ENGLISH, 20));
}

#[test]
fn languages_and_pages_change_nothing() {
    let english = back_fill(ENGLISH, 20);
    for page in [1, 2, 3, 7, 100] {
        assert_eq!(back_fill(ENGLISH, page), english, "pages of {page}");
    }
    assert_eq!(back_fill(PORTUGUESE, 20), english);
}

#[test]
fn a_server_without_the_call_of_one_conversation_gives_the_same() {
    let whole = server(&both(), LATER.0 / 1_000, ENGLISH);
    let mut host = Host::default();
    let server = Server { knows_conversation: false, ..whole };
    host.poll(&server, LATER);
    host.look(&server, LATER);
    assert_eq!(host.recorded, back_fill(ENGLISH, 20));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 16, failure_persistence: None, ..ProptestConfig::default() })]

    /// Each webhook is lost, or delivered up to three times, and up to ten minutes late.
    #[test]
    fn lost_doubled_and_late_webhooks_change_nothing(
        delays in proptest::collection::vec(proptest::collection::vec(0_i64..600, 0..4), 34),
        page in 1_usize..25,
    ) {
        let all = both();
        prop_assert_eq!(all.len(), delays.len());
        let arrivals: Vec<(i64, &Delivery)> = all
            .iter()
            .zip(&delays)
            .flat_map(|(delivery, delays)| delays.iter().map(move |delay| (delivery.received_at + delay, delivery)))
            .collect();
        prop_assert_eq!(live(&arrivals, ENGLISH, page), back_fill(ENGLISH, 20));
    }
}
