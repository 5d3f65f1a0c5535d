//! `kill -9` at any moment: acknowledged interactions exist exactly once, and the counters agree.
//!
//! Runs three rounds of each test, or `PROTOCOLO_CRASH_ROUNDS`.

use std::collections::HashMap;
use std::process::Stdio;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use reqwest::Client;
use serde_json::Value;
use tokio::io::AsyncWriteExt;

use crate::support::input::{call, line};
use crate::support::program::{Served, protocolo, run, serve};
use crate::support::{beside, count};

fn rounds() -> usize {
    std::env::var("PROTOCOLO_CRASH_ROUNDS").ok().and_then(|text| text.parse().ok()).unwrap_or(3)
}

/// Acknowledged interactions by external ID, with their protocols.
type Acknowledged = Arc<Mutex<HashMap<String, String>>>;

async fn post(client: &Client, server: &str, key: &str, id: &str) -> Option<(u16, String)> {
    let request = client.post(format!("{server}/api/v1/interactions")).bearer_auth(key).json(&call(id));
    let response = request.send().await.ok()?;
    let status = response.status().as_u16();
    let answer: Value = response.json().await.ok()?;
    Some((status, answer["protocol"].as_str()?.to_owned()))
}

/// Posts interactions one by one until the server dies.
async fn post_until_it_dies(
    client: Client,
    server: String,
    key: String,
    next: Arc<AtomicUsize>,
    done: Acknowledged,
) {
    loop {
        let id = next.fetch_add(1, Ordering::Relaxed).to_string();
        match post(&client, &server, &key, &id).await {
            Some((201, protocol)) => {
                done.lock().unwrap_or_else(PoisonError::into_inner).insert(id, protocol);
            }
            Some((status, _)) => panic!("{id} was answered {status}"),
            None => return,
        }
    }
}

test_database::contract!(
    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    every_acknowledged_post_survives,
    |engine| {
        let folder = tempfile::tempdir().expect("a folder");
        let url = engine.empty(folder.path()).await;
        let key = run(protocolo(folder.path(), &url, &["api-key", "create", "crash"]), b"").await.stdout;
        let key = String::from_utf8_lossy(&key).trim().to_owned();
        let (next, done) = (Arc::new(AtomicUsize::new(0)), Acknowledged::default());
        for round in 0..rounds() {
            let Served { mut child, url: server, .. } = serve(folder.path(), &url).await;
            let client = Client::new();
            let before = done.lock().unwrap_or_else(PoisonError::into_inner).len();
            let writers: Vec<_> = (0..8)
                .map(|_| {
                    let (client, server, key) = (client.clone(), server.clone(), key.clone());
                    tokio::spawn(post_until_it_dies(
                        client,
                        server,
                        key,
                        Arc::clone(&next),
                        Arc::clone(&done),
                    ))
                })
                .collect();
            // At a different point in each round.
            while done.lock().unwrap_or_else(PoisonError::into_inner).len() < before + 40 + 17 * round {
                tokio::task::yield_now().await;
            }
            child.start_kill().expect("SIGKILL");
            child.wait().await.expect("it is dead");
            for writer in writers {
                writer.await.expect("every answer was 201");
            }
            all_are_there_once(&url, &done).await;
        }
        // Sending everything again completes what is missing and changes nothing else.
        let Served { url: server, child: _alive, .. } = serve(folder.path(), &url).await;
        let sent = next.load(Ordering::Relaxed);
        let client = Client::new();
        for id in (0..sent).map(|id| id.to_string()) {
            let (status, protocol) = post(&client, &server, &key, &id).await.expect("an answer");
            let before =
                done.lock().unwrap_or_else(PoisonError::into_inner).insert(id.clone(), protocol.clone());
            assert!(before.is_none() || (status == 200 && before == Some(protocol)), "{id}");
        }
        assert_eq!(all_are_there_once(&url, &done).await, sent as i64);
    }
);

/// Acknowledged interactions exist exactly once and completely, and the counters agree.
async fn all_are_there_once(url: &str, done: &Acknowledged) -> i64 {
    let store = beside(url.to_owned()).await;
    let total = count(&store, "SELECT count(*) FROM interaction").await;
    let acknowledged = done.lock().unwrap_or_else(PoisonError::into_inner).len() as i64;
    assert!(total >= acknowledged, "{total} of at least {acknowledged}");
    assert_eq!(count(&store, "SELECT count(DISTINCT external_id) FROM interaction").await, total);
    for sums in [
        "SELECT CAST(COALESCE(sum(n), 0) AS BIGINT) FROM interaction_day",
        "SELECT CAST(COALESCE(sum(n), 0) AS BIGINT) FROM interaction_queue_day",
        "SELECT count(*) FROM message",
        "SELECT count(DISTINCT case_id) FROM interaction",
        "SELECT count(*) FROM service_case",
    ] {
        assert_eq!(count(&store, sums).await, total, "{sums}");
    }
    total
}

// A killed import leaves whole interactions, and repeating it completes them.
test_database::contract!(
    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    a_killed_import_is_completed_by_the_next,
    |engine| {
        let folder = tempfile::tempdir().expect("a folder");
        let url = engine.empty(folder.path()).await;
        let total = (rounds() + 2) * 1_000;
        let input: Arc<str> = (0..total).map(|n| line(&call(&n.to_string()))).collect::<String>().into();
        run(protocolo(folder.path(), &url, &["migrate"]), b"").await;
        let store = beside(url.clone()).await;
        for round in 1..=rounds() {
            let mut import = protocolo(folder.path(), &url, &["import", "ndjson", "-"]);
            let mut child = import.stdin(Stdio::piped()).stdout(Stdio::null()).spawn().expect("it starts");
            let mut stdin = child.stdin.take().expect("a standard input");
            let lines = Arc::clone(&input);
            // Killed in the middle of the input.
            let writing = tokio::spawn(async move { stdin.write_all(lines.as_bytes()).await });
            let enough = i64::try_from(round * 1_000).expect("a small number");
            let reached = async {
                while count(&store, "SELECT count(*) FROM interaction").await < enough {
                    tokio::task::yield_now().await;
                }
            };
            tokio::time::timeout(Duration::from_mins(1), reached).await.expect("it goes on");
            child.start_kill().expect("SIGKILL");
            child.wait().await.expect("it is dead");
            let _ = writing.await;
            all_are_there_once(&url, &Acknowledged::default()).await;
        }
        let last = run(protocolo(folder.path(), &url, &["import", "ndjson", "-"]), input.as_bytes()).await;
        assert!(last.status.success());
        assert_eq!(all_are_there_once(&url, &Acknowledged::default()).await, total as i64);
    }
);
