//! The intake endpoint, `POST /api/v1/interactions`.

use domain::Timestamp;
use reqwest::Method;
use serde_json::{Value, json};

use crate::support::input::{call, call_with, line};
use crate::support::{Answer, TestServer, server_builder};

// New interactions are created, repeated ones recognised, contradicting ones refused.
contract!(one_interaction_is_recorded_once, |server| {
    let server = server.with_key().await;
    let first = server.post(&call("1")).await;
    assert_eq!(first.status, 201);
    assert_eq!(first.json["created_queue"], true);
    assert_eq!(first.json["created_agent"], true);
    assert_eq!(first.headers["cache-control"], "no-store");

    let again = server.post(&call("1")).await;
    assert_eq!((again.status, again.protocol()), (200, first.protocol()));
    assert_eq!(again.json["created_queue"], false);

    let other = server.post(&call_with("1", "notes", json!("different"))).await;
    assert_eq!(other.status, 409);
    assert!(other.json["detail"].as_str().is_some_and(|detail| detail.contains(first.protocol())));

    let taken = server.post(&call_with("2", "protocol", json!(first.protocol()))).await;
    assert_eq!(taken.status, 409);
    assert_eq!(server.count("SELECT count(*) FROM interaction").await, 1);
    assert_eq!(server.count("SELECT CAST(sum(n) AS BIGINT) FROM interaction_day").await, 1);
});

// A higher version corrects, alone and in a batch; the answer says what became of each.
contract!(a_higher_version_corrects, |server| {
    let server = server.with_key().await;
    let version = |version: u32| {
        let mut call = call_with("1", "notes", json!(format!("version {version}")));
        call["version"] = json!(version);
        call
    };
    let first = server.post(&version(1)).await;
    assert_eq!((first.status, &first.json["outcome"]), (201, &json!("created")));
    let corrected = server.post(&version(3)).await;
    assert_eq!((corrected.status, &corrected.json["outcome"]), (200, &json!("corrected")));
    assert_eq!(corrected.protocol(), first.protocol());
    let late = server.post(&version(2)).await;
    assert_eq!((late.status, &late.json["outcome"]), (200, &json!("unchanged")));
    assert_eq!(server.count("SELECT count(*) FROM interaction WHERE notes = 'version 3'").await, 1);

    let lines: String = [version(4), version(3), version(6), version(5)].iter().map(line).collect();
    let results = server.batch(lines.into_bytes()).await;
    let outcomes: Vec<(&Value, &Value)> =
        results.iter().map(|result| (&result["status"], &result["outcome"])).collect();
    let expected =
        ["corrected", "unchanged", "corrected", "unchanged"].map(|outcome| (json!(200), json!(outcome)));
    assert_eq!(outcomes, expected.each_ref().map(|(status, outcome)| (status, outcome)));
    assert_eq!(server.count("SELECT count(*) FROM interaction WHERE notes = 'version 6'").await, 1);
    let entries = "SELECT count(*) FROM audit_entry WHERE action = 'corrected' AND api_key_id IS NOT NULL";
    assert_eq!(server.count(entries).await, 2);
    assert_eq!(server.count("SELECT CAST(sum(n) AS BIGINT) FROM interaction_day").await, 1);
});

#[tokio::test]
async fn without_a_good_key_nothing_is_answered() {
    let server = TestServer::start().await;
    let missing = server.post(&call("1")).await;
    assert_eq!(missing.status, 401);
    assert_eq!(missing.headers["www-authenticate"], "Bearer");
    let (id, key) =
        server.store.api_keys().create("k", Timestamp(0)).await.expect("an answer").created().expect("a key");
    let with = async |value: String| {
        let request = server.request(reqwest::Method::POST, "/api/v1/interactions").json(&call("1"));
        Answer::of(request.header("authorization", value).send().await.expect("an answer")).await.status
    };
    assert_eq!(with(format!("Bearer {key}x")).await, 401);
    assert_eq!(with(format!("Basic {key}")).await, 401);
    assert_eq!(with("Bearer ' OR 1=1 --".to_owned()).await, 401);
    assert_eq!(with(format!("bearer {key}")).await, 201);
    server.store.api_keys().revoke(id, Timestamp(1)).await.expect("revoked");
    assert_eq!(with(format!("Bearer {key}")).await, 401);
}

#[tokio::test]
async fn a_key_over_its_rate_limit_has_to_wait() {
    let server = server_builder().with_rate(2).start().await.with_key().await;
    let mut statuses = Vec::new();
    for _ in 0..3 {
        let answer = server.post(&call("1")).await;
        if answer.status == 429 {
            assert_eq!(answer.headers["retry-after"], "1");
        }
        statuses.push(answer.status);
    }
    assert_eq!(statuses, [201, 200, 429]);
}

#[tokio::test]
async fn every_bad_field_is_named() {
    let server = TestServer::start().await.with_key().await;
    let bad = server
        .post(&json!({
            "source": 1, "external_id": "x", "channel": "fax", "direction": "inbound", "queue": " ",
            "queued_at": "yesterday", "ended_at": "2026-01-31T09:35:00-03:00", "bogus": true,
            "calls": [{ "at": "2026-01-31T09:35:00-03:00", "number": "1", "status": "lost", "duration_s": -1 }],
        }))
        .await;
    assert_eq!(bad.status, 422);
    let mut named = bad.bad();
    named.sort();
    assert_eq!(
        named,
        [
            "bogus unknown_field",
            "calls[0].duration_s malformed",
            "calls[0].status unknown_value",
            "channel unknown_value",
            "queued_at not_a_time",
            "source wrong_type",
        ]
    );
    // Rules across fields are checked once all fields are valid.
    let backwards = server.post(&call_with("1", "ended_at", json!("2026-01-31T09:00:00-03:00"))).await;
    assert_eq!((backwards.status, backwards.bad()), (422, vec!["ended_at before_start".to_owned()]));
    let future = server.post(&call_with("1", "ended_at", json!("2999-01-01T00:00:00Z"))).await;
    assert_eq!((future.status, future.bad()), (422, vec!["ended_at in_future".to_owned()]));
    let blank = server.post(&call_with("1", "queue", json!(" "))).await;
    assert_eq!((blank.status, blank.bad()), (422, vec!["queue required".to_owned()]));
    assert_eq!(server.count("SELECT count(*) FROM interaction").await, 0);
    assert_eq!(server.count("SELECT count(*) FROM queue").await, 0);
}

#[tokio::test]
async fn what_cannot_be_read_is_said_with_its_place() {
    let server = TestServer::start().await.with_key().await;
    let malformed = server.post_bytes("{\"source\": }").await;
    assert_eq!(malformed.status, 400);
    assert_eq!(malformed.json["detail"], "malformed JSON: expected value at line 1 column 12");
    let bytes = server.post_bytes(b"{\"source\": \"\xff\"}".to_vec()).await;
    assert_eq!(bytes.status, 400);
    assert_eq!(bytes.json["detail"], "invalid UTF-8 at line 1 column 13");
    assert_eq!(server.post_bytes("").await.status, 400);
    assert_eq!(server.post_bytes("[".repeat(1_000_000)).await.status, 400);
}

#[tokio::test]
async fn another_type_of_body_is_not_guessed_at() {
    let server = TestServer::start().await.with_key().await;
    for (content_type, status) in [
        (Some("text/plain"), 415),
        (Some("application/x-www-form-urlencoded"), 415),
        (None, 415),
        (Some("Application/JSON; charset=utf-8"), 201),
    ] {
        let mut request = server.request(reqwest::Method::POST, "/api/v1/interactions");
        if let Some(content_type) = content_type {
            request = request.header("content-type", content_type);
        }
        let response = request.body(call("1").to_string()).send().await.expect("an answer");
        assert_eq!(Answer::of(response).await.status, status, "{content_type:?}");
    }
}

#[tokio::test]
async fn a_hundred_megabytes_are_refused_and_the_client_sees_it() {
    let server = TestServer::start().await.with_key().await;
    let announced = server.post_bytes(vec![b' '; 100 * 1024 * 1024]).await;
    assert_eq!(announced.status, 413);
    let piece = || Ok::<_, std::io::Error>(vec![b' '; 1024 * 1024]);
    let unannounced = futures::stream::iter((0..100).map(move |_| piece()));
    assert_eq!(server.post_bytes(reqwest::Body::wrap_stream(unannounced)).await.status, 413);
    // Also without a key.
    let response = server.client.post(server.url("/api/v1/interactions")).body(vec![b' '; 50 * 1024 * 1024]);
    assert_eq!(response.send().await.expect("an answer").status(), 401);
}

#[tokio::test]
async fn text_is_kept_verbatim_whatever_it_says() {
    let server = TestServer::start().await.with_key().await;
    let hostile = "'; DROP TABLE interaction; -- <script>alert(1)</script> \u{202e} {{7*7}} %00 \\";
    let mut interaction = call("1");
    for field in ["queue", "agent", "number", "contact_reason", "notes", "external_id"] {
        interaction[field] = json!(hostile);
    }
    for field in ["name", "phone", "email", "document", "whatsapp", "chat", "external_id"] {
        interaction["customer"][field] = json!(hostile);
    }
    interaction["case"] = json!({ "external_id": hostile, "kind": hostile, "subject": hostile });
    interaction["messages"] =
        json!([{ "at": "2026-01-31T09:31:00-03:00", "from": "customer", "name": hostile, "text": hostile }]);
    assert_eq!(server.post(&interaction).await.status, 201);
    assert_eq!(server.post(&interaction).await.status, 200);
    let kept = server.count("SELECT count(*) FROM queue WHERE name LIKE '%<script>alert(1)</script>%'").await;
    assert_eq!(kept, 1);
}

#[tokio::test]
async fn what_does_not_exist_in_the_api_is_a_problem_too() {
    let server = TestServer::start().await.with_key().await;
    let status = async |method, path| {
        Answer::of(server.request(method, path).send().await.expect("an answer")).await.status
    };
    assert_eq!(status(reqwest::Method::GET, "/api/v1/nothing").await, 404);
    assert_eq!(status(reqwest::Method::POST, "/api/v1/interactions/x/y/z").await, 404);
    assert_eq!(status(reqwest::Method::DELETE, "/api/v1/interactions").await, 405);
    let response =
        server.request(reqwest::Method::DELETE, "/api/v1/interactions").send().await.expect("answer");
    assert!(response.headers()["allow"].to_str().is_ok_and(|allow| allow.contains("POST")));
}

#[tokio::test]
async fn concurrent_posts_of_the_same_one_record_it_once() {
    let server = TestServer::start().await.with_key().await;
    let (first, second) = (call("1"), call("1"));
    let posts = (0..20).map(|n| server.post(if n % 2 == 0 { &first } else { &second }));
    let answers = futures::future::join_all(posts).await;
    let created = answers.iter().filter(|answer| answer.status == 201).count();
    let protocols: std::collections::HashSet<&str> = answers.iter().map(Answer::protocol).collect();
    assert_eq!((created, protocols.len()), (1, 1));
}

#[tokio::test]
async fn a_missing_optional_part_is_no_error() {
    let server = TestServer::start().await.with_key().await;
    for field in ["agent", "customer", "number", "answered_at", "messages"] {
        let answer = server.post(&call_with(field, field, Value::Null)).await;
        assert_eq!(answer.status, 201, "{field}");
    }
}

#[tokio::test]
async fn a_compressed_body_is_refused_as_such() {
    let server = TestServer::start().await.with_key().await;
    let protocol = server.post(&call("1")).await.protocol().to_owned();
    let recording = format!("/api/v1/interactions/{protocol}/recording");
    for (method, path, kind) in [
        (Method::POST, "/api/v1/interactions", "application/json"),
        (Method::POST, "/api/v1/interactions/batch", "application/x-ndjson"),
        (Method::PUT, recording.as_str(), "audio/wav"),
    ] {
        for coding in ["gzip", "br", "x-unknown", "identity, gzip"] {
            let request = server.request(method.clone(), path).header("content-type", kind);
            let request = request.header("content-encoding", coding).body(b"\x1f\x8b\x08\0".to_vec());
            let answer = Answer::of(request.send().await.expect("an answer")).await;
            assert_eq!(answer.status, 415, "{path} {coding}");
            assert_eq!(answer.json["type"], "/api#problem-unsupported-media-type", "{path} {coding}");
            assert_eq!(answer.headers["accept-encoding"], "identity");
        }
    }
    let plain = server.request(Method::POST, "/api/v1/interactions").json(&call("2"));
    let plain = plain.header("content-encoding", "Identity").send().await.expect("an answer");
    assert_eq!(plain.status(), 201);
}
