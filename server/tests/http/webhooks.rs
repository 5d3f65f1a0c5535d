//! Webhooks as a receiver gets them: signed, in order, again until they are accepted, and never to an address
//! that may not be reached.

use std::collections::VecDeque;
use std::net::SocketAddr;
use std::process::Stdio;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use domain::settings::webhook::retry::RetrySchedule;
use domain::settings::{OffReason, WebhookEvent, WebhookRecord};
use domain::{Millis, WebhookId};
use hmac::{Hmac, Mac};
use reqwest::Client;
use serde_json::Value;
use server::webhooks::{Sending, send_in_background};
use sha2::Sha256;
use store::Store;
use store::clock::now;
use store::settings::CreateOutcome;
use store::webhooks::{StoredAttempt, WebhookStatus};
use tokio::net::TcpListener;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::time::timeout;

use crate::support::input::call;
use crate::support::program::{protocolo, run, started};
use crate::support::{TestServer, beside, server_builder};

/// How long a test waits before it fails.
const TIMEOUT: Duration = Duration::from_mins(1);

/// A request that a receiver got.
struct Got {
    headers: HeaderMap,
    body: Bytes,
}

impl Got {
    fn header(&self, name: &str) -> &str {
        self.headers[name].to_str().expect("text")
    }

    fn json(&self) -> Value {
        serde_json::from_slice(&self.body).expect("JSON")
    }

    fn seq(&self) -> i64 {
        self.json()["seq"].as_i64().expect("a number")
    }

    /// Asserts that one of the signatures was made with this secret, as the specification says.
    fn assert_signed(&self, secret: &str) {
        let key = STANDARD.decode(secret.strip_prefix("whsec_").expect("the prefix")).expect("base64");
        let mut mac = Hmac::<Sha256>::new_from_slice(&key).expect("any key will do");
        let head = format!("{}.{}.", self.header("webhook-id"), self.header("webhook-timestamp"));
        mac.update(head.as_bytes());
        mac.update(&self.body);
        let expected = format!("v1,{}", STANDARD.encode(mac.finalize().into_bytes()));
        let signatures = self.header("webhook-signature");
        assert!(signatures.split(' ').any(|one| one == expected), "{signatures} lacks {expected}");
    }
}

/// What a receiver answers, one answer a request; then 204.
type Answers = Arc<Mutex<VecDeque<Option<Response>>>>;

/// A receiver on this machine.
struct Receiver {
    address: SocketAddr,
    got: UnboundedReceiver<Got>,
}

impl Receiver {
    /// Answers with these, and 204 afterwards; `None` is no answer at all.
    async fn answering(answers: Vec<Option<Response>>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        Self::on(listener, answers)
    }

    fn on(listener: TcpListener, answers: Vec<Option<Response>>) -> Self {
        let address = listener.local_addr().expect("an address");
        let (sender, got) = unbounded_channel();
        let answers: Answers = Arc::new(Mutex::new(answers.into()));
        let router = Router::new().fallback(receive).with_state((sender, answers));
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self { address, got }
    }

    fn url(&self) -> String {
        format!("http://{}/hooks?from=protocolo", self.address)
    }

    async fn next(&mut self) -> Got {
        timeout(TIMEOUT, self.got.recv()).await.expect("in time").expect("a request")
    }
}

async fn receive(
    State((sender, answers)): State<(UnboundedSender<Got>, Answers)>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let answer = answers.lock().expect("the answers").pop_front();
    sender.send(Got { headers, body }).expect("the test waits");
    match answer {
        Some(None) => std::future::pending().await,
        Some(Some(response)) => response,
        None => StatusCode::NO_CONTENT.into_response(),
    }
}

fn status(code: u16) -> Response {
    (StatusCode::from_u16(code).expect("a status"), format!("answer {code}")).into_response()
}

fn record(url: &str, events: &[WebhookEvent]) -> WebhookRecord {
    WebhookRecord {
        name: url.to_owned(),
        url: url.to_owned(),
        active: true,
        events: events.to_vec(),
        groups: Vec::new(),
        full: false,
    }
}

/// Creates a webhook for recorded interactions; returns its ID and secret.
async fn webhook(store: &Store, url: &str) -> (WebhookId, String) {
    let record = record(url, &[WebhookEvent::InteractionRecorded]);
    match store.webhooks().settings().create_webhook(record, now()).await.expect("an answer") {
        CreateOutcome::Created((id, secret)) => (id, secret.as_str().to_owned()),
        CreateOutcome::Invalid(errors) => panic!("{errors}"),
    }
}

/// A sender that waits `pause` after every failure.
fn sending(pause: Millis) -> Sending {
    let schedule = RetrySchedule { pauses: vec![pause], patience: Millis::days(5) };
    Sending { schedule, timeout: Duration::from_millis(500) }
}

/// Lets webhooks reach this machine.
fn allow_loopback(store: &Store) {
    let networks = ["127.0.0.0/8", "::1/128"].map(|network| network.parse().expect("a network"));
    store.webhooks().allow(networks.to_vec());
}

async fn server_on(engine: test_database::Engine) -> TestServer {
    let server = server_builder().on_engine(engine).start().await.with_key().await;
    allow_loopback(&server.store);
    server
}

async fn post(server: &TestServer, id: &str) -> String {
    let answer = server.post(&call(id)).await;
    assert_eq!(answer.status, 201);
    answer.json["protocol"].as_str().expect("a protocol").to_owned()
}

async fn state(store: &Store, webhook: WebhookId) -> WebhookStatus {
    store.webhooks().settings().webhook_status(webhook, now()).await.expect("a status")
}

/// The attempts of a webhook, the first one first, once there are so many.
async fn attempts(store: &Store, webhook: WebhookId, count: usize) -> Vec<StoredAttempt> {
    let settings = store.webhooks().settings();
    let all = async {
        loop {
            let mut attempts = settings.webhook_attempts(webhook, 100).await.expect("attempts");
            if attempts.len() >= count {
                attempts.reverse();
                return attempts;
            }
            tokio::task::yield_now().await;
        }
    };
    timeout(TIMEOUT, all).await.expect("in time")
}

test_database::contract!(a_receiver_that_fails_gets_everything_in_order_when_it_is_back, |engine| {
    let server = server_on(engine).await;
    let mut receiver = Receiver::answering([500, 404, 500].map(|code| Some(status(code))).into()).await;
    let (id, secret) = webhook(&server.store, &receiver.url()).await;
    let mut protocols = Vec::new();
    for id in ["1", "2", "3"] {
        protocols.push(post(&server, id).await);
    }
    send_in_background(server.store.clone(), sending(Millis::ZERO));
    let mut got = Vec::new();
    for _ in 0..6 {
        got.push(receiver.next().await);
    }
    assert_eq!(got.iter().map(Got::seq).collect::<Vec<_>>(), [1, 1, 1, 1, 2, 3]);
    for one in &got {
        one.assert_signed(&secret);
        assert_eq!(one.header("content-type"), "application/json");
        assert!(one.header("user-agent").starts_with("Protocolo/"));
        let sent: i64 = one.header("webhook-timestamp").parse().expect("seconds");
        assert!((now().to_utc().timestamp() - sent).abs() < 60);
        assert_eq!(
            one.header("webhook-id"),
            got[3 + usize::try_from(one.seq()).expect("small") - 1].header("webhook-id")
        );
    }
    for (one, protocol) in got[3..].iter().zip(&protocols) {
        let body = one.json();
        assert_eq!(body["type"], "interaction.recorded");
        assert_eq!(body["data"]["protocol"], protocol.as_str());
        assert_eq!(body["data"]["queue"], "Suporte");
        assert!(!String::from_utf8_lossy(&one.body).contains("José"), "no more than IDs");
        assert!(body["timestamp"].as_str().is_some_and(|at| at.ends_with('Z')));
    }
    let attempts = attempts(&server.store, id, 6).await;
    let shown: Vec<_> = attempts.iter().map(|one| (one.seq, one.status)).collect();
    assert_eq!(
        shown,
        [(1, Some(500)), (1, Some(404)), (1, Some(500)), (1, Some(204)), (2, Some(204)), (3, Some(204))]
    );
    assert_eq!(attempts[0].problem.as_deref(), Some("status: 500"));
    assert_eq!(attempts[0].answer.as_deref(), Some("answer 500"));
    let state = state(&server.store, id).await;
    assert_eq!((state.waiting, state.failures, state.problem), (0, 0, None));
});

#[tokio::test]
async fn a_receiver_that_is_gone_is_switched_off() {
    let server = server_on(test_database::Engine::Sqlite).await;
    let mut receiver = Receiver::answering(vec![Some(status(410))]).await;
    let (id, _) = webhook(&server.store, &receiver.url()).await;
    post(&server, "1").await;
    send_in_background(server.store.clone(), sending(Millis::ZERO));
    receiver.next().await;
    attempts(&server.store, id, 1).await;
    assert_eq!(state(&server.store, id).await.off_reason, Some(OffReason::Gone));
    let stored = server.store.webhooks().all().await.expect("webhooks").remove(0);
    assert!(!stored.record.active);
    // Switched on again, it gets what waited.
    let settings = server.store.webhooks().settings();
    settings.set_active::<WebhookRecord>(id, true, now()).await.expect("an answer");
    assert_eq!(receiver.next().await.seq(), 1);
}

#[tokio::test]
async fn a_receiver_that_fails_for_too_long_is_switched_off() {
    let server = server_on(test_database::Engine::Sqlite).await;
    let mut receiver = Receiver::answering((0..3).map(|_| Some(status(503))).collect()).await;
    let (id, _) = webhook(&server.store, &receiver.url()).await;
    post(&server, "1").await;
    let schedule = RetrySchedule { pauses: vec![Millis::ZERO], patience: Millis::ZERO };
    send_in_background(server.store.clone(), Sending { schedule, ..sending(Millis::ZERO) });
    for _ in 0..2 {
        receiver.next().await;
    }
    attempts(&server.store, id, 2).await;
    assert_eq!(state(&server.store, id).await.off_reason, Some(OffReason::Failing));
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    let server = server_on(test_database::Engine::Sqlite).await;
    let mut other = Receiver::answering(Vec::new()).await;
    let location = [(header::LOCATION, other.url())];
    let redirect = (StatusCode::TEMPORARY_REDIRECT, location).into_response();
    let mut receiver = Receiver::answering(vec![Some(redirect)]).await;
    let (id, _) = webhook(&server.store, &receiver.url()).await;
    post(&server, "1").await;
    send_in_background(server.store.clone(), sending(Millis::ZERO));
    for _ in 0..2 {
        receiver.next().await;
    }
    let attempts = attempts(&server.store, id, 2).await;
    assert_eq!(attempts[0].problem.as_deref(), Some("status: 307"));
    assert_eq!(attempts[1].status, Some(204));
    assert!(other.got.try_recv().is_err(), "nothing came to the other address");
}

#[tokio::test]
async fn a_slow_receiver_holds_up_no_other() {
    let server = server_on(test_database::Engine::Sqlite).await;
    let mut slow = Receiver::answering(vec![None]).await;
    let mut quick = Receiver::answering(Vec::new()).await;
    let (id, _) = webhook(&server.store, &slow.url()).await;
    webhook(&server.store, &quick.url()).await;
    for id in ["1", "2"] {
        post(&server, id).await;
    }
    send_in_background(server.store.clone(), sending(Millis::hours(1)));
    assert_eq!(slow.next().await.seq(), 1);
    assert_eq!((quick.next().await.seq(), quick.next().await.seq()), (1, 2));
    let attempts = attempts(&server.store, id, 1).await;
    assert_eq!((attempts[0].problem.as_deref(), attempts[0].status), (Some("timeout"), None));
    // Somebody does not want to wait for the next attempt.
    server.store.webhooks().settings().try_webhook_now(id).await.expect("an answer");
    assert_eq!((slow.next().await.seq(), slow.next().await.seq()), (1, 2));
}

#[tokio::test]
async fn an_address_that_may_not_be_reached_gets_nothing() {
    let server = server_on(test_database::Engine::Sqlite).await;
    let mut receiver = Receiver::answering(Vec::new()).await;
    let port = receiver.address.port();
    let (literal, _) = webhook(&server.store, &receiver.url()).await;
    let (mapped, _) = webhook(&server.store, &format!("http://[::ffff:127.0.0.1]:{port}/")).await;
    let (named, _) = webhook(&server.store, &format!("http://localhost:{port}/")).await;
    let (unknown, _) = webhook(&server.store, "http://no-such-host.invalid/").await;
    // The operator does not allow it any more, or the name leads elsewhere by now.
    server.store.webhooks().allow(Vec::new());
    post(&server, "1").await;
    send_in_background(server.store.clone(), sending(Millis::hours(1)));
    for (webhook, expected) in
        [(literal, "address: 127.0.0.1"), (mapped, "address: ::ffff:127.0.0.1"), (unknown, "name")]
    {
        let problem = attempts(&server.store, webhook, 1).await.remove(0).problem.expect("a problem");
        assert!(problem.starts_with(expected), "{problem}");
    }
    let problem = attempts(&server.store, named, 1).await.remove(0).problem.expect("a problem");
    assert!(problem == "address: 127.0.0.1" || problem == "address: ::1", "{problem}");
    assert!(receiver.got.try_recv().is_err(), "nothing was sent");
}

#[tokio::test]
async fn a_secret_is_replaced_without_a_gap() {
    let server = server_on(test_database::Engine::Sqlite).await;
    let mut receiver = Receiver::answering(Vec::new()).await;
    let (_, former) = webhook(&server.store, &receiver.url()).await;
    let stored = server.store.webhooks().all().await.expect("webhooks").remove(0);
    let settings = server.store.webhooks().settings();
    let new = settings.rotate_webhook_secret(&stored, now()).await.expect("a secret");
    settings.test_webhook(&stored, now()).await.expect("an answer").expect("a number");
    send_in_background(server.store.clone(), sending(Millis::ZERO));
    let got = receiver.next().await;
    got.assert_signed(&former);
    got.assert_signed(new.as_str());
    assert_eq!(got.json()["type"], "webhook.test");
    assert_eq!(got.json()["data"], serde_json::json!({}));
}

test_database::contract!(
    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    what_was_committed_before_a_crash_is_sent_after_it,
    |engine| {
        let folder = tempfile::tempdir().expect("a folder");
        let url = engine.empty(folder.path()).await;
        let key = run(protocolo(folder.path(), &url, &["api-key", "create", "crash"]), b"").await.stdout;
        let key = String::from_utf8_lossy(&key).trim().to_owned();
        let store = beside(url.clone()).await;
        allow_loopback(&store);
        // Nothing listens there for now.
        let closed = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = closed.local_addr().expect("an address");
        drop(closed);
        let (id, secret) = webhook(&store, &format!("http://{address}/hooks")).await;
        let serve = async || {
            let mut command = protocolo(folder.path(), &url, &["serve", "--addr", "127.0.0.1:0"]);
            command.env("PROTOCOLO_WEBHOOK_ALLOWED_NETWORKS", "127.0.0.0/8").stdin(Stdio::null());
            started(command).await
        };
        let mut served = serve().await;
        let client = Client::new();
        for id in ["1", "2", "3"] {
            let request = client.post(format!("{}/api/v1/interactions", served.url)).bearer_auth(&key);
            assert_eq!(request.json(&call(id)).send().await.expect("an answer").status(), 201);
        }
        let attempts = attempts(&store, id, 1).await;
        assert!(attempts[0].problem.as_deref().is_some_and(|problem| problem.starts_with("connection: ")));
        served.child.start_kill().expect("SIGKILL");
        served.child.wait().await.expect("it is dead");
        let listener = TcpListener::bind(address).await.expect("the same port");
        let mut receiver = Receiver::on(listener, Vec::new());
        let _served = serve().await;
        for seq in 1..=3 {
            let got = receiver.next().await;
            got.assert_signed(&secret);
            assert_eq!(got.seq(), seq);
        }
    }
);
