//! Durability under `kill -9`: acknowledged interactions exist exactly once; the counters agree.

use std::collections::HashSet;
use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};

use domain::{NewCustomer, NewMessage, Sender};
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use store::{Store, StoreConfig};

use crate::intake::probe::{assert_counters_agree, number, texts, url};
use crate::intake::sample::{call_with, text};
use crate::support;

const DATABASE: &str = "DURABILITY_DATABASE";
const RUN: &str = "DURABILITY_RUN";
const RUNS: usize = 20;

fn interaction(id: &str, n: usize) -> domain::NewInteraction {
    call_with(id, |new| {
        new.queue = format!("Fila {}", n % 5);
        new.agent = text(&format!("agent{}", n % 7));
        new.number = text(&format!("119{:08}", n % 100));
        new.customer = NewCustomer { phone: text(&format!("119{:08}", n % 100)), ..NewCustomer::default() };
        new.messages = (0..3)
            .map(|n| NewMessage {
                at: new.queued_at,
                from: Sender::Customer,
                name: None,
                text: n.to_string(),
                attachments: Vec::new(),
            })
            .collect();
    })
}

/// The process that is killed, not a test by itself. Records in an endless loop, singly and in
/// batches, and prints the external ID of every acknowledged interaction.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "the tests of this file start it, with a database"]
async fn records_until_it_is_killed() {
    let (Ok(url), Ok(run)) = (std::env::var(DATABASE), std::env::var(RUN)) else { return };
    let store = Store::open(&StoreConfig { url, zone: support::ZONE, max_connections: 4 }).await.unwrap();
    let singles = (0..8).map(|caller| {
        let (intake, run) = (store.intake(), run.clone());
        tokio::spawn(async move {
            for n in 0.. {
                let id = format!("{run}-{caller}-{n}");
                intake.record(interaction(&id, n)).await.unwrap();
                println!("acknowledged {id}");
            }
        })
    });
    let batches = (0..2).map(|caller| {
        let (intake, run) = (store.intake(), run.clone());
        tokio::spawn(async move {
            for batch in 0.. {
                let id = |n: usize| format!("{run}-batch{caller}-{batch}-{n}");
                let answers = intake.record_all((0..150).map(|n| interaction(&id(n), n)).collect()).await;
                for (n, answer) in answers.into_iter().enumerate() {
                    answer.unwrap();
                    println!("acknowledged {}", id(n));
                }
            }
        })
    });
    let callers: Vec<_> = singles.chain(batches).collect();
    futures::future::join_all(callers).await;
}

/// Starts the process, kills it after this many acknowledgements and returns their IDs.
fn killed_after(acknowledgements: usize, url: &str, run: usize) -> Vec<String> {
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "intake::durability::records_until_it_is_killed", "--ignored", "--nocapture"])
        .env(DATABASE, url)
        .env(RUN, run.to_string())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut acknowledged = Vec::new();
    for line in BufReader::new(child.stdout.take().unwrap()).lines() {
        // The first shares its line with the name of the test; the last may have been cut off.
        acknowledged.extend(line.unwrap().split_once("acknowledged ").map(|(_, id)| id.to_owned()));
        if acknowledged.len() == acknowledgements {
            // Sends SIGKILL; output that was printed before is still read to the end.
            child.kill().unwrap();
        }
    }
    child.wait().unwrap();
    acknowledged
}

contract!(what_was_acknowledged_survives_kill_nine_twenty_times, |store| {
    let mut random = StdRng::seed_from_u64(9);
    let mut acknowledged = Vec::new();
    for run in 0..RUNS {
        acknowledged.extend(killed_after(random.random_range(1..400), &url(&store), run));
        assert_counters_agree(&store).await;
    }
    let there = texts(&store, "SELECT external_id FROM interaction").await;
    let once: HashSet<&String> = there.iter().collect();
    assert_eq!(there.len(), once.len(), "each is there once");
    let lost: Vec<&String> = acknowledged.iter().filter(|id| !once.contains(id)).collect();
    assert!(lost.is_empty(), "acknowledged and lost: {lost:?}");
    assert!(acknowledged.len() >= RUNS);
    let torn = "SELECT COUNT(*) FROM interaction i
        WHERE (SELECT COUNT(*) FROM message m WHERE m.interaction_id = i.id) <> 3";
    assert_eq!(number(&store, torn).await, 0, "every interaction has all its messages");
    let doubled = "SELECT COUNT(*) - COUNT(DISTINCT address) FROM customer_address";
    assert_eq!(number(&store, doubled).await, 0, "every customer is there once");
});
