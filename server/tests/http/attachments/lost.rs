//! Lost data: the database's reply to a COMMIT, the bytes on disk, and clients that disconnect.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use super::{Cases, cases, png};
use crate::support::raw::Raw;
use crate::support::{postgres, server_builder};

/// A proxy to PostgreSQL that loses the reply to the next COMMIT once `cut` is set.
struct LossyProxy {
    url: String,
    cut: Arc<AtomicBool>,
}

async fn lossy_proxy(url: &str) -> LossyProxy {
    let (before, rest) = url.split_once('@').expect("a user");
    let (address, name) = rest.split_once('/').expect("a database");
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let near = listener.local_addr().expect("an address");
    let (cut, far) = (Arc::new(AtomicBool::new(false)), address.to_owned());
    let watched = Arc::clone(&cut);
    tokio::spawn(async move {
        while let Ok((client, _)) = listener.accept().await {
            let server = TcpStream::connect(&far).await.expect("PostgreSQL answers");
            tokio::spawn(forward(client, server, Arc::clone(&watched)));
        }
    });
    LossyProxy { url: format!("{before}@{near}/{name}"), cut }
}

async fn forward(client: TcpStream, server: TcpStream, cut: Arc<AtomicBool>) {
    let (mut from_client, mut to_client) = client.into_split();
    let (mut from_server, mut to_server) = server.into_split();
    let losing = Arc::new(AtomicBool::new(false));
    let loses = Arc::clone(&losing);
    let asking = tokio::spawn(async move {
        let mut bytes = vec![0; 64 * 1024];
        while let Ok(read @ 1..) = from_client.read(&mut bytes).await {
            if bytes[..read].windows(6).any(|word| word == b"COMMIT") && cut.swap(false, Ordering::SeqCst) {
                loses.store(true, Ordering::SeqCst);
            }
            if to_server.write_all(&bytes[..read]).await.is_err() {
                break;
            }
        }
    });
    let mut bytes = vec![0; 64 * 1024];
    while let Ok(read @ 1..) = from_server.read(&mut bytes).await {
        // Committed, but the reply is dropped.
        if losing.load(Ordering::SeqCst) || to_client.write_all(&bytes[..read]).await.is_err() {
            break;
        }
    }
    asking.abort();
}

#[tokio::test]
async fn a_commit_whose_answer_is_lost_keeps_the_bytes() {
    let proxy = lossy_proxy(&postgres().await).await;
    let cases = cases(server_builder().on(&proxy.url).start().await).await;
    assert_eq!(cases.one("antes.png", &png(100)).await.0, 201);
    proxy.cut.store(true, Ordering::SeqCst);
    let (status, file) = cases.one("a.png", &png(5000)).await;
    assert_eq!((status, &file["outcome"]), (500, &json!("failed")));
    assert!(!proxy.cut.load(Ordering::SeqCst), "a COMMIT was cut off");
    cases.agree_on(2).await;
    let (status, file) = cases.one("a.png", &png(5000)).await;
    assert_eq!((status, &file["outcome"]), (200, &json!("known")));
    let there = cases.get(&cases.ana, &format!("/attachments/{}", file["id"])).await;
    assert_eq!(there.bytes().await.expect("the whole body").as_ref(), png(5000));
}

#[tokio::test]
async fn what_is_sent_again_after_its_bytes_were_lost_is_there_again() {
    let cases = Cases::start().await;
    let (_, first) = cases.one("a.png", &png(5000)).await;
    cases.server.lose_blobs();
    let path = format!("/attachments/{}", first["id"]);
    assert_eq!(cases.get(&cases.ana, &path).await.status(), 404);
    let (status, again) = cases.one("b.png", &png(5000)).await;
    assert_eq!((status, &again["outcome"], &again["id"]), (200, &json!("known"), &first["id"]));
    let there = cases.get(&cases.ana, &path).await;
    assert_eq!(there.bytes().await.expect("the whole body").as_ref(), png(5000));
    cases.agree_on(1).await;
}

#[tokio::test]
async fn a_removal_whose_client_leaves_removes_the_row_and_the_bytes() {
    let url = postgres().await;
    let cases = cases(server_builder().on(&url).start().await).await;
    let (_, file) = cases.one("a.png", &png(5000)).await;
    let database = sqlx::PgPool::connect(&url).await.expect("the database");
    // Blocks the removal.
    let mut lock = database.begin().await.expect("a transaction");
    sqlx::query("SELECT id FROM attachment FOR UPDATE").execute(&mut *lock).await.expect("locked");
    let body = "back=%2Fhistory";
    let mut client = Raw::connect(cases.server.address()).await;
    client
        .send(format!(
            "POST /attachments/{}/remove HTTP/1.1\r\nHost: x\r\nCookie: protocolo_session={}\r\n\
             Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n{body}",
            file["id"],
            cases.ana,
            body.len()
        ))
        .await;
    let number = async |sql: &'static str| {
        sqlx::query_scalar::<_, i64>(sql).fetch_one(&database).await.expect("a number")
    };
    let waiting = "SELECT count(*) FROM pg_stat_activity \
         WHERE datname = current_database() AND wait_event_type = 'Lock'";
    let removed = "SELECT count(*) FROM attachment WHERE removed_at IS NOT NULL";
    let ended = async {
        while number(waiting).await == 0 {
            tokio::task::yield_now().await;
        }
        drop(client);
        // Later requests are answered after the server has noticed the disconnection.
        for _ in 0..5 {
            assert_eq!(cases.get(&cases.ana, "/healthz").await.status(), 200);
        }
        lock.rollback().await.expect("unlocked");
        while number(removed).await == 0 || !cases.server.blobs().is_empty() {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(std::time::Duration::from_secs(20), ended).await.expect("it is removed");
    cases.agree_on(0).await;
}
