//! Failures, retries and bisection in the writer.

use std::sync::Mutex;

use super::super::sample::item;
use super::super::{Outcome, Recorded};
use super::*;

/// Fails for certain external IDs and records the batches it received.
#[derive(Clone, Default)]
struct Fake {
    batches: Arc<Mutex<Vec<Vec<String>>>>,
}

impl Fake {
    fn seen(&self) -> Vec<Vec<String>> {
        self.batches.lock().expect("no test panics while it holds the list").clone()
    }
}

impl Destination for Fake {
    async fn write(&self, items: &[&Item]) -> Result<Vec<Answer>> {
        let ids: Vec<String> = items.iter().map(|item| item.interaction.external_id.clone()).collect();
        let earlier = self.seen().len();
        self.batches.lock().expect("no test panics while it holds the list").push(ids.clone());
        assert!(!ids.contains(&"panic".to_owned()), "as asked");
        if ids.contains(&"overtaken-once".to_owned()) && earlier == 0 || ids.contains(&"overtaken".to_owned())
        {
            return Err(Error::Raced("another process was faster".to_owned()));
        }
        if ids.contains(&"disk-full".to_owned()) {
            return Err(Error::Database(sqlx::Error::PoolTimedOut));
        }
        let recorded = |id: &String| Recorded {
            protocol: domain::Protocol::parse(id).expect("a protocol"),
            case: domain::CaseId(1),
            outcome: Outcome::Created,
            created_queue: false,
            created_agent: false,
        };
        Ok(ids.iter().map(recorded).map(Ok).collect())
    }
}

/// Writes one batch; returns which items were recorded, and the batches the destination received.
async fn record_batch(ids: &[&str]) -> (Vec<bool>, Vec<Vec<String>>) {
    let (mut jobs, mut answers) = (Vec::new(), Vec::new());
    for id in ids {
        let (answer, receiver) = oneshot::channel();
        jobs.push(Job { item: item(id), answer });
        answers.push(receiver);
    }
    let fake = Fake::default();
    write_and_answer(&fake, jobs).await;
    let mut recorded = Vec::new();
    for answer in answers {
        recorded.push(answer.await.expect("every caller is answered").is_ok());
    }
    (recorded, fake.seen())
}

#[tokio::test]
async fn a_panic_costs_only_the_interaction_that_causes_it() {
    let (recorded, _) = record_batch(&["1", "2", "panic", "3", "4"]).await;
    assert_eq!(recorded, [true, true, false, true, true]);
}

#[tokio::test]
async fn a_batch_that_was_overtaken_is_tried_again_whole() {
    let (recorded, batches) = record_batch(&["1", "overtaken-once"]).await;
    assert_eq!(recorded, [true, true]);
    assert_eq!(batches, vec![vec!["1", "overtaken-once"]; 2]);
}

#[tokio::test]
async fn trying_again_has_an_end() {
    let (recorded, batches) = record_batch(&["overtaken"]).await;
    assert_eq!(recorded, [false]);
    assert_eq!(batches.len(), ATTEMPTS);
}

#[tokio::test]
async fn a_failing_database_is_asked_once_and_everybody_is_told() {
    let (recorded, batches) = record_batch(&["1", "disk-full", "2"]).await;
    assert_eq!(recorded, [false, false, false]);
    assert_eq!(batches.len(), 1);
}

#[tokio::test]
async fn the_writer_goes_on_after_a_failure() {
    let (jobs, queued) = mpsc::channel(8);
    let writer = tokio::spawn(run(Fake::default(), queued));
    for (id, expected) in [("panic", false), ("1", true), ("disk-full", false), ("2", true)] {
        let (answer, receiver) = oneshot::channel();
        assert!(jobs.send(Job { item: item(id), answer }).await.is_ok(), "the writer listens");
        assert_eq!(receiver.await.expect("an answer").is_ok(), expected, "{id}");
    }
    drop(jobs);
    writer.await.expect("it ends when all senders are dropped");
}

#[test]
fn batches_are_cut_where_they_grow_heavy() {
    assert_eq!(batches(&[1; 1000]), [1000]);
    assert_eq!(batches(&[BATCH_WEIGHT, 1, BATCH_WEIGHT - 1, 1]), [1, 2, 1]);
    assert_eq!(batches(&[3 * BATCH_WEIGHT, 3 * BATCH_WEIGHT]), [1, 1]);
}
