//! The batch endpoint, `POST /api/v1/interactions/batch`.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use bytes::Bytes;
use domain::Timestamp;
use futures::StreamExt;
use reqwest::{Body, Method};
use serde_json::{Value, json};
use server::ndjson::{LineTexts, record_in_chunks};
use tokio::sync::mpsc;

use crate::support::input::{call, call_with, line};
use crate::support::raw::Raw;
use crate::support::{Answer, TestServer};

fn statuses(results: &[Value]) -> Vec<(u64, u64)> {
    let number = |value: &Value| value.as_u64().expect("a number");
    results.iter().map(|result| (number(&result["line"]), number(&result["status"]))).collect()
}

// Each line is answered in order, as if sent alone.
contract!(a_bad_line_never_spoils_its_neighbours, |server| {
    let server = server.with_key().await;
    let mut lines = Vec::new();
    lines.extend(line(&call("1")).bytes());
    lines.extend(b"{ this is no JSON\n");
    lines.extend(line(&call("2")).bytes());
    lines.extend(b"\n   \r\n");
    lines.extend(b"{\"source\": \"\xff\xfe\"}\n");
    lines.extend(line(&call("1")).bytes());
    lines.extend(line(&call_with("1", "notes", json!("other"))).bytes());
    lines.extend(line(&call_with("3", "channel", json!("fax"))).bytes());
    lines.extend(call("4").to_string().bytes());
    let results = server.batch(lines).await;
    assert_eq!(
        statuses(&results),
        [(1, 201), (2, 400), (3, 201), (6, 400), (7, 200), (8, 409), (9, 422), (10, 201)]
    );
    assert_eq!(results[0]["protocol"], results[4]["protocol"]);
    assert_eq!(results[6]["errors"][0]["field"], "channel");
    assert_eq!(server.count("SELECT count(*) FROM interaction").await, 3);
    assert_eq!(server.count("SELECT CAST(sum(n) AS BIGINT) FROM interaction_day").await, 3);
});

#[tokio::test]
async fn thousands_of_lines_are_answered_in_order() {
    let server = TestServer::start().await.with_key().await;
    let lines: String = (0..2_500).map(|n| line(&call(&n.to_string()))).collect();
    let results = server.batch(lines.clone()).await;
    let expected: Vec<(u64, u64)> = (1..=2_500).map(|n| (n, 201)).collect();
    assert_eq!(statuses(&results), expected);
    assert!(server.batch(lines).await.iter().all(|result| result["status"] == 200));
}

#[tokio::test]
async fn an_oversized_line_is_refused_alone_and_not_kept_in_memory() {
    let server = TestServer::start().await.with_key().await;
    let long = Bytes::from(vec![b'x'; 1024 * 1024]);
    let pieces = std::iter::once(Bytes::from(line(&call("1"))))
        .chain(std::iter::repeat_n(long, 40))
        .chain([Bytes::from("\n"), Bytes::from(line(&call("2")))]);
    let body = Body::wrap_stream(futures::stream::iter(pieces.map(Ok::<_, std::io::Error>)));
    let results = server.batch(body).await;
    assert_eq!(statuses(&results), [(1, 201), (2, 413), (3, 201)]);
}

#[tokio::test]
async fn a_line_is_answered_while_the_next_is_not_even_written() {
    let server = TestServer::start().await.with_key().await;
    let (lines, written) = mpsc::channel::<Result<Bytes, std::io::Error>>(1);
    let body = futures::stream::unfold(written, async |mut written| Some((written.recv().await?, written)));
    let request = server
        .request(Method::POST, "/api/v1/interactions/batch")
        .header("content-type", "application/x-ndjson")
        .body(Body::wrap_stream(body));
    lines.send(Ok(line(&call("1")).into())).await.expect("sent");
    let response = request.send().await.expect("an answer");
    let mut results = response.bytes_stream();
    for (id, next) in [("1", Some("2")), ("2", Some("3")), ("3", None)] {
        let result = tokio::time::timeout(Duration::from_secs(20), results.next()).await.expect("at once");
        let result = result.expect("a line").expect("bytes");
        let result: Value = serde_json::from_slice(&result).expect("JSON");
        assert_eq!(result["line"].to_string(), id);
        if let Some(next) = next {
            lines.send(Ok(line(&call(next)).into())).await.expect("sent");
        }
    }
    drop(lines);
    assert!(results.next().await.is_none());
}

#[tokio::test]
async fn a_batch_ends_where_its_key_is_revoked_meanwhile() {
    let server = TestServer::start().await;
    let (id, key) = server
        .store
        .api_keys()
        .create("batch", Timestamp(0))
        .await
        .expect("an answer")
        .created()
        .expect("a key");
    let (lines, written) = mpsc::channel::<Result<Bytes, std::io::Error>>(1);
    let body = futures::stream::unfold(written, async |mut written| Some((written.recv().await?, written)));
    let request = server
        .bare(Method::POST, "/api/v1/interactions/batch")
        .bearer_auth(key)
        .header("content-type", "application/x-ndjson")
        .body(Body::wrap_stream(body));
    lines.send(Ok(line(&call("1")).into())).await.expect("sent");
    let mut results = request.send().await.expect("an answer").bytes_stream();
    let first = results.next().await.expect("a line").expect("bytes");
    assert!(first.windows(12).any(|part| part == b"\"status\":201"), "{first:?}");
    assert!(server.store.api_keys().revoke(id, Timestamp(1)).await.expect("an answer"));
    lines.send(Ok(line(&call("2")).into())).await.expect("sent");
    let second = results.next().await.expect("a line").expect("bytes");
    assert!(second.windows(12).any(|part| part == b"\"status\":401"), "{second:?}");
    // The request body is still open, so it is the server that ends the response.
    let end = tokio::time::timeout(Duration::from_secs(20), results.next()).await.expect("the end");
    assert!(end.is_none(), "{end:?}");
    assert_eq!(server.count("SELECT count(*) FROM interaction").await, 1);
}

#[tokio::test]
async fn ten_thousand_lines_may_be_sent_before_any_answer_is_read() {
    let server = TestServer::start().await.with_key().await;
    let mut lines: String = (0..200).map(|n| line(&call(&n.to_string()))).collect();
    lines.extend((200..10_000).map(|n| line(&call(&(n % 200).to_string()))));
    let mut client = Raw::connect(server.address()).await;
    let head = format!(
        "POST /api/v1/interactions/batch HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {}\r\n\
         Content-Type: application/x-ndjson\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
        server.key(),
        lines.len()
    );
    client.send(head).await;
    client.send(lines).await;
    let answer = client.text_until_closed().await;
    assert_eq!(answer.matches("{\"line\":").count(), 10_000);
    assert!(answer.contains("{\"line\":10000,\"status\":200"));
}

#[tokio::test]
async fn an_interaction_has_at_most_so_many_messages_and_calls() {
    let server = TestServer::start().await.with_key().await;
    let list = |item: Value, count: usize| Value::from(vec![item; count]);
    let message = json!({ "at": "2026-01-31T09:31:00-03:00", "from": "agent", "text": "" });
    let attempt =
        json!({ "at": "2026-01-31T09:31:00-03:00", "number": "1", "status": "answered", "duration_s": 1 });
    let fields = &server.get("/api/openapi.json").await.json::<Value>().await.expect("JSON")["components"]["schemas"]
        ["NewInteraction"]["properties"];
    for (field, item) in [("messages", message), ("calls", attempt)] {
        let limit = fields[field]["maxItems"].as_u64().expect("a limit") as usize;
        let whole = call_with(field, field, list(item.clone(), limit));
        assert_eq!(server.post(&whole).await.status, 201, "{field}");
        let more = call_with("more", field, list(item, limit + 1));
        let alone = server.post(&more).await;
        let among = server.batch(line(&more)).await;
        for (status, errors) in [
            (u64::from(alone.status), &alone.json["errors"]),
            (among[0]["status"].as_u64().unwrap_or(0), &among[0]["errors"]),
        ] {
            assert_eq!(status, 422, "{field}");
            assert_eq!((&errors[0]["field"], &errors[0]["code"]), (&json!(field), &json!("too_many")));
            assert_eq!(errors[0]["message"], format!("has more than {limit} items"));
        }
    }
    assert_eq!(server.count("SELECT count(*) FROM interaction").await, 2);
}

#[tokio::test]
async fn a_cut_connection_keeps_whole_lines_and_nothing_of_the_last() {
    let server = TestServer::start().await.with_key().await;
    let half = call("2").to_string();
    let pieces = [
        Ok(Bytes::from(line(&call("1")))),
        Ok(Bytes::copy_from_slice(&half.as_bytes()[..half.len() / 2])),
        Err(std::io::Error::other("cut")),
    ];
    let request = server
        .request(Method::POST, "/api/v1/interactions/batch")
        .header("content-type", "application/x-ndjson")
        .body(Body::wrap_stream(futures::stream::iter(pieces)));
    // Whether the client sees the first result depends on which end notices first.
    if let Ok(response) = request.send().await {
        let _ = response.bytes().await;
    }
    let again = server.batch(line(&call("2"))).await;
    assert_eq!(statuses(&again), [(1, 201)]);
}

#[tokio::test]
async fn nothing_is_answered_with_nothing_and_another_type_not_at_all() {
    let server = TestServer::start().await.with_key().await;
    assert!(server.batch("").await.is_empty());
    assert!(server.batch("\n\n\n").await.is_empty());
    let request = server.request(Method::POST, "/api/v1/interactions/batch").json(&json!([]));
    assert_eq!(Answer::of(request.send().await.expect("an answer")).await.status, 415);
    let unauthorized = server.client.post(server.url("/api/v1/interactions/batch")).send().await;
    assert_eq!(unauthorized.expect("an answer").status(), 401);
}

/// Records a line `times` times; returns the number of answered lines and the maximum number of
/// bytes read ahead of the answered lines.
async fn read_ahead(line: Vec<u8>, times: usize) -> (usize, u64) {
    let server = TestServer::start().await;
    let pulled = Arc::new(AtomicU64::new(0));
    let counter = Arc::clone(&pulled);
    let source = futures::stream::iter(0..times).map(move |_| {
        counter.fetch_add(line.len() as u64, Ordering::Relaxed);
        Ok::<_, std::io::Error>(Bytes::copy_from_slice(&line))
    });
    let (mut lines, mut answered, mut ahead) = (0, 0, 0);
    let intake = server.store.intake();
    let recorded = record_in_chunks(source, &intake, LineTexts::Drop, |entries, bytes| {
        ahead = ahead.max(pulled.load(Ordering::Relaxed) - answered);
        (lines, answered) = (lines + entries.len(), bytes);
        std::future::ready(true)
    });
    recorded.await.expect("read");
    (lines, ahead)
}

/// The error report of an invalid line can take a hundred times its length in memory.
#[tokio::test]
async fn lines_of_many_bad_fields_are_not_read_far_ahead() {
    let line = format!("{{{}}}\n", (0..1000).map(|n| format!("\"x{n}\":1")).collect::<Vec<_>>().join(","));
    let (lines, ahead) = read_ahead(line.into_bytes(), 1000).await;
    assert_eq!(lines, 1000);
    assert!(ahead < 200_000, "{ahead} bytes were read ahead");
}

/// A large line is held in memory both raw and parsed while it is recorded, which leaves no room
/// for another.
#[tokio::test]
async fn a_large_line_is_not_read_while_another_is_recorded() {
    let message = json!({ "at": "2026-01-31T09:31:00-03:00", "from": "agent", "text": "y".repeat(60_000) });
    let line = line(&call_with("1", "messages", vec![message; 55].into())).into_bytes();
    let size = line.len() as u64;
    assert_eq!(read_ahead(line, 5).await, (5, size), "no other line is read while one is recorded");
}
