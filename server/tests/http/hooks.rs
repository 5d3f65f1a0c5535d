//! Webhooks of sources, with the whole program as a process: what is signed is kept and becomes interactions,
//! in whatever order it comes, and nothing else is kept.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use axum::Router;
use axum::extract::{Path as UrlPath, Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use domain::Timestamp;
use domain::settings::SourceRecord;
use domain::settings::source::{ChatwootConnection, Connection, NamePair, SecretName, WhatsAppConnection};
use hmac::{Hmac, Mac};
use reqwest::Client;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use sqlx::AssertSqlSafe;
use store::{Db, Store};
use tokio::net::TcpListener;

use crate::support::beside;
use crate::support::program::{Served, protocolo, run, started};

const SECRET: &str = "segredo-de-teste";

fn signature(parts: &[&[u8]]) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(SECRET.as_bytes()).expect("any key will do");
    for part in parts {
        mac.update(part);
    }
    format!("sha256={:x}", mac.finalize().into_bytes())
}

async fn texts(store: &Store, sql: &str) -> Vec<String> {
    let sql = AssertSqlSafe(sql.to_owned());
    match store.db() {
        Db::Sqlite { read, .. } => sqlx::query_scalar(sql).fetch_all(read).await,
        Db::Postgres(pool) => sqlx::query_scalar(sql).fetch_all(pool).await,
    }
    .expect("texts")
}

/// What was recorded, in the words of the source, with its messages.
async fn recorded(store: &Store) -> Vec<String> {
    let sql = "SELECT i.external_id || ' ' || q.name || ' ' || CAST(i.queued_at AS TEXT) || ' ' || \
        COALESCE(CAST(i.answered_at AS TEXT), '-') || ' ' || CAST(i.ended_at AS TEXT) || ' ' || \
        COALESCE(u.login, '-') || ' ' || COALESCE((SELECT c.name FROM customer AS c WHERE c.id = i.customer_id), '-') \
        FROM interaction AS i JOIN queue AS q ON q.id = i.queue_id \
        LEFT JOIN user_account AS u ON u.id = i.agent_id";
    let mut rows = texts(store, sql).await;
    rows.sort();
    rows
}

async fn messages(store: &Store) -> Vec<String> {
    let sql = "SELECT i.external_id || ' ' || CAST(m.position AS TEXT) || ' ' || m.text \
        FROM message AS m JOIN interaction AS i ON i.id = m.interaction_id";
    let mut rows = texts(store, sql).await;
    rows.sort();
    rows
}

/// A program with a source.
struct Site {
    folder: tempfile::TempDir,
    store: Store,
    served: Served,
    client: Client,
}

impl Site {
    async fn start(
        url: impl AsyncFnOnce(&Path) -> String,
        connection: Connection,
        secrets: &[SecretName],
    ) -> Self {
        Self::start_beside(url, connection, secrets, None).await
    }

    /// With the server of the files of WhatsApp.
    async fn start_beside(
        url: impl AsyncFnOnce(&Path) -> String,
        connection: Connection,
        secrets: &[SecretName],
        graph: Option<&str>,
    ) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let url = url(folder.path()).await;
        run(protocolo(folder.path(), &url, &["migrate"]), b"").await;
        let store = beside(url.clone()).await;
        let record = SourceRecord {
            name: "one".to_owned(),
            active: true,
            connection,
            queues: Vec::new(),
            agents: Vec::new(),
        };
        let settings = store.sources().settings();
        settings.create(record, Timestamp(0)).await.expect("an answer").created().expect("a source");
        let source = store.sources().named("one").await.expect("a read").expect("a source");
        for secret in secrets {
            settings.set_source_secret(&source, *secret, Some(SECRET), Timestamp(0)).await.expect("a secret");
        }
        let mut program = protocolo(folder.path(), &url, &["serve", "--addr", "127.0.0.1:0"]);
        if let Some(graph) = graph {
            program.env("PROTOCOLO_WHATSAPP_GRAPH", graph);
        }
        let served = started(program).await;
        Self { folder, store, served, client: Client::new() }
    }

    async fn post(&self, path: &str, headers: &[(&str, String)], body: &str) -> u16 {
        let mut request = self.client.post(format!("{}{path}", self.served.url)).body(body.to_owned());
        for (name, value) in headers {
            request = request.header(*name, value);
        }
        request.send().await.expect("an answer").status().as_u16()
    }

    async fn post_whatsapp(&self, body: &str) -> u16 {
        let signed = [("x-hub-signature-256", signature(&[body.as_bytes()]))];
        self.post("/hooks/whatsapp/one", &signed, body).await
    }

    async fn post_chatwoot(&self, body: &str) -> u16 {
        let at = (store::clock::now().0 / 1_000).to_string();
        let signed = signature(&[at.as_bytes(), b".", body.as_bytes()]);
        let headers = [("x-chatwoot-timestamp", at), ("x-chatwoot-signature", signed)];
        self.post("/hooks/chatwoot/one", &headers, body).await
    }

    async fn until_recorded(&self, count: usize) -> Vec<String> {
        loop {
            let rows = recorded(&self.store).await;
            if rows.len() >= count {
                return rows;
            }
            tokio::task::yield_now().await;
        }
    }
}

/// The body of a POST with one message of a person, or of the business if `echo`.
fn message(id: &str, person: &str, at: i64, text: &str, echo: bool) -> String {
    let metadata = json!({ "display_phone_number": "551130000100", "phone_number_id": "100" });
    let message = json!({
        "id": id, "timestamp": at.to_string(), "type": "text", "text": { "body": text },
        "from": if echo { "551130000100" } else { person }, "to": person,
    });
    let value = if echo {
        json!({ "messaging_product": "whatsapp", "metadata": metadata, "message_echoes": [message] })
    } else {
        let contact = json!({ "wa_id": person, "profile": { "name": "Cliente" } });
        json!({ "messaging_product": "whatsapp", "metadata": metadata, "contacts": [contact], "messages": [message] })
    };
    let field = if echo { "smb_message_echoes" } else { "messages" };
    json!({
        "object": "whatsapp_business_account",
        "entry": [{ "id": "1", "changes": [{ "field": field, "value": value }] }],
    })
    .to_string()
}

fn whatsapp() -> Connection {
    Connection::WhatsApp(WhatsAppConnection {
        numbers: vec![NamePair { foreign: "100".to_owned(), name: "WhatsApp".to_owned() }],
        grace_s: 1,
        ..WhatsAppConnection::default()
    })
}

test_database::contract!(
    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    conversations_of_whatsapp_are_recorded_in_any_order,
    |engine| {
        let secrets = [SecretName::AppSecret];
        let site = Site::start(async |folder| engine.empty(folder).await, whatsapp(), &secrets).await;
        let at = 1_781_524_800;
        let bodies = [
            message("wamid.3", "5511900000001", at + 600, "Obrigado", false),
            message("wamid.1", "5511900000001", at, "Oi, meu boleto não chegou", false),
            message("wamid.2", "5511900000001", at + 300, "Bom dia! Vou verificar.", true),
            message("wamid.1", "5511900000001", at, "Oi, meu boleto não chegou", false),
            // A day later: another conversation.
            message("wamid.4", "5511900000001", at + 100_000, "Voltei", false),
        ];
        for body in &bodies {
            assert_eq!(site.post_whatsapp(body).await, 200);
        }
        let rows = site.until_recorded(2).await;
        let (first, second) = (at * 1_000, (at + 100_000) * 1_000);
        assert_eq!(
            rows,
            [
                format!("wamid.1 WhatsApp {first} {} {} - Cliente", first + 300_000, first + 600_000),
                format!("wamid.4 WhatsApp {second} - {second} - Cliente"),
            ]
        );
        assert_eq!(
            messages(&site.store).await,
            [
                "wamid.1 0 Oi, meu boleto não chegou",
                "wamid.1 1 Bom dia! Vou verificar.",
                "wamid.1 2 Obrigado",
                "wamid.4 0 Voltei",
            ]
        );
        // The same again, after the end.
        for body in &bodies {
            assert_eq!(site.post_whatsapp(body).await, 200);
        }
        let id = site.store.sources().named("one").await.expect("a read").expect("a source").id;
        while site.store.sources().count_waiting(id).await.expect("a count") > 0 {
            tokio::task::yield_now().await;
        }
        assert_eq!(recorded(&site.store).await, rows);
        let log = site.served.log().await.join("\n");
        assert!(!log.contains(SECRET) && !log.contains("boleto") && !log.contains("5511900000001"), "{log}");
    }
);

/// The files of the interactions: name, media type and the bytes that are stored.
async fn files(site: &Site) -> Vec<(String, Vec<u8>)> {
    let sql = "SELECT f.name || ' ' || f.content_type || ' ' || COALESCE(f.blob, '') FROM message_media AS f \
               ORDER BY f.interaction_id, f.position, f.file";
    let rows = texts(&site.store, sql).await;
    let file = |row: String| {
        let (what, blob) = row.rsplit_once(' ').expect("a blob or none");
        let bytes = if blob.is_empty() {
            Ok(Vec::new())
        } else {
            std::fs::read(site.folder.path().join("blobs").join(blob))
        };
        (what.to_owned(), bytes.expect("the blob"))
    };
    rows.into_iter().map(file).collect()
}

/// The server of WhatsApp's files: an ID leads to an address, and that to bytes, with the token only.
async fn graph() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = format!("http://{}", listener.local_addr().expect("an address"));
    let is_allowed = |headers: &HeaderMap| {
        headers.get("authorization").is_some_and(|token| token == format!("Bearer {SECRET}").as_str())
    };
    let here = address.clone();
    let lookup = async move |headers: HeaderMap, UrlPath(id): UrlPath<String>| {
        // Another server must not be asked, above all not with the token.
        let at = if id == "elsewhere" { "http://localhost:9" } else { here.as_str() };
        let found = axum::Json(json!({ "url": format!("{at}/bytes/{id}"), "mime_type": "image/jpeg" }));
        if is_allowed(&headers) { found.into_response() } else { StatusCode::UNAUTHORIZED.into_response() }
    };
    let bytes = async move |headers: HeaderMap, UrlPath(id): UrlPath<String>| {
        if is_allowed(&headers) {
            format!("bytes of {id}").into_response()
        } else {
            StatusCode::UNAUTHORIZED.into_response()
        }
    };
    let router = Router::new().route("/v23.0/{id}", get(lookup)).route("/bytes/{id}", get(bytes));
    tokio::spawn(async move { axum::serve(listener, router).await.expect("it serves") });
    address
}

test_database::contract!(
    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    files_of_whatsapp_are_fetched_from_its_servers_only,
    |engine| {
        let graph = graph().await;
        let Connection::WhatsApp(connection) = whatsapp() else { unreachable!("it is WhatsApp") };
        let connection = Connection::WhatsApp(WhatsAppConnection { media: true, grace_s: 3, ..connection });
        let secrets = [SecretName::AppSecret, SecretName::AccessToken];
        let url = async |folder: &Path| engine.empty(folder).await;
        let site = Site::start_beside(url, connection, &secrets, Some(&graph)).await;
        let image = |id: &str, at: i64, bytes: &str| {
            let hash = base64(&Sha256::digest(bytes.as_bytes()));
            let text = message(&format!("wamid.{id}"), "5511900000001", at, "", false);
            text.replace(
                r#""text":{"body":""},"timestamp""#,
                &format!(r#""image":{{"id":"{id}","mime_type":"image/jpeg","sha256":"{hash}"}},"timestamp""#),
            )
            .replace(r#""type":"text""#, r#""type":"image""#)
        };
        let at = 1_781_524_800;
        for body in [
            image("right", at, "bytes of right"),
            image("changed", at + 1, "other bytes"),
            image("elsewhere", at + 2, "bytes of elsewhere"),
        ] {
            assert!(body.contains("image/jpeg"), "{body}");
            assert_eq!(site.post_whatsapp(&body).await, 200);
        }
        site.until_recorded(1).await;
        assert_eq!(files(&site).await, [("imagem.jpg image/jpeg".to_owned(), b"bytes of right".to_vec())]);
        let log = site.served.log().await.join("\n");
        assert!(log.contains("another SHA-256") && log.contains("on another server"), "{log}");
        assert!(!log.contains(SECRET), "{log}");
    }
);

fn base64(bytes: &[u8]) -> String {
    use base64::Engine;
    base64::engine::general_purpose::STANDARD.encode(bytes)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_not_signed_is_not_kept() {
    let site = Site::start(
        async |folder| test_database::sqlite_url(folder),
        whatsapp(),
        &[SecretName::AppSecret, SecretName::VerifyToken],
    )
    .await;
    let body = message("wamid.1", "5511900000001", 1_781_524_800, "Oi", false);
    let of_other = signature(&[b"other"]);
    let upper = signature(&[body.as_bytes()]).replace("sha256=", "sha1=");
    for wrong in [of_other, upper, "sha256=".to_owned(), String::new()] {
        let headers = [("x-hub-signature-256", wrong)];
        assert_eq!(site.post("/hooks/whatsapp/one", &headers, &body).await, 401);
    }
    assert_eq!(site.post("/hooks/whatsapp/one", &[], &body).await, 401);
    let signed = [("x-hub-signature-256", signature(&[body.as_bytes()]))];
    assert_eq!(site.post("/hooks/whatsapp/two", &signed, &body).await, 404);
    assert_eq!(site.post("/hooks/chatwoot/one", &signed, &body).await, 404);
    let large = "x".repeat(5 * 1024 * 1024);
    let signed = [("x-hub-signature-256", signature(&[large.as_bytes()]))];
    assert_eq!(site.post("/hooks/whatsapp/one", &signed, &large).await, 413);
    let id = site.store.sources().named("one").await.expect("a read").expect("a source").id;
    assert_eq!(site.store.sources().waiting_deliveries(id, 10).await.expect("deliveries"), []);
    let subscribe = async |query: &str| {
        let answer = site.client.get(format!("{}/hooks/whatsapp/one?{query}", site.served.url)).send().await;
        let answer = answer.expect("an answer");
        (answer.status().as_u16(), answer.text().await.expect("a text"))
    };
    let right = format!("hub.mode=subscribe&hub.verify_token={SECRET}&hub.challenge=1158201444");
    assert_eq!(subscribe(&right).await, (200, "1158201444".to_owned()));
    for wrong in [
        "hub.mode=subscribe&hub.verify_token=other&hub.challenge=1".to_owned(),
        "hub.mode=subscribe&hub.challenge=1".to_owned(),
        right.replace("subscribe", "other"),
        right.replace("1158201444", "%3Cscript%3E"),
        String::new(),
    ] {
        let (status, text) = subscribe(&wrong).await;
        assert_eq!(status, 403, "{wrong}");
        assert!(!text.contains("script"), "{text}");
    }
}

/// A Chatwoot server with the answers of the tests of `intake`, which is busy now and then.
#[derive(Clone, Default)]
struct Stub {
    asked: Arc<AtomicUsize>,
    agents: Arc<AtomicUsize>,
    /// Whether the message with a photo has another file after it, which cannot be fetched at first.
    has_other_file: bool,
    /// How often the photo was fetched, and the other file asked for.
    photos: Arc<AtomicUsize>,
    others: Arc<AtomicUsize>,
}

/// The attachments of a message, with one more.
fn with_other_file(body: &str, headers: &HeaderMap) -> String {
    let host = headers.get("host").and_then(|host| host.to_str().ok()).expect("a host");
    let mut body: Value = serde_json::from_str(body).expect("JSON");
    for message in body["payload"].as_array_mut().expect("messages") {
        if let Some(attachments) = message["attachments"].as_array_mut().filter(|all| !all.is_empty()) {
            attachments.push(json!({
                "id": 56, "message_id": 4529, "file_type": "image", "account_id": 1, "file_size": 7,
                "data_url": format!("http://{host}/rails/active_storage/disk/outra.jpg"),
            }));
        }
    }
    body.to_string()
}

/// An answer of the samples; addresses of files are those of the stub.
fn answer_here(name: &str, headers: &HeaderMap) -> Response {
    let rest = Path::new(env!("CARGO_MANIFEST_DIR")).join("../intake/tests/chatwoot/rest").join(name);
    let host = headers.get("host").and_then(|host| host.to_str().ok()).expect("a host");
    match std::fs::read_to_string(rest) {
        Ok(body) => body.replace("https://chat.exemplo.invalid", &format!("http://{host}")).into_response(),
        Err(_) => StatusCode::NOT_FOUND.into_response(),
    }
}

fn answer(name: &str) -> Response {
    let rest = Path::new(env!("CARGO_MANIFEST_DIR")).join("../intake/tests/chatwoot/rest").join(name);
    match std::fs::read(rest) {
        Ok(body) => ([("content-type", "application/json")], body).into_response(),
        Err(_) => StatusCode::NOT_FOUND.into_response(),
    }
}

impl Stub {
    /// Refuses requests without the token, and every third one for the moment.
    fn refusal(&self, headers: &HeaderMap) -> Option<Response> {
        if headers.get("api_access_token").is_none_or(|token| token != SECRET) {
            return Some(StatusCode::UNAUTHORIZED.into_response());
        }
        let asked = self.asked.fetch_add(1, Ordering::Relaxed);
        (asked % 3 == 1).then(|| (StatusCode::TOO_MANY_REQUESTS, [("retry-after", "0")]).into_response())
    }

    async fn serve(self) -> String {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address");
        let inboxes = async |State(stub): State<Self>, headers: HeaderMap| {
            stub.refusal(&headers).unwrap_or_else(|| answer("inboxes.json"))
        };
        // Its first answer is that of a proxy.
        let agents = async |State(stub): State<Self>, headers: HeaderMap| {
            stub.refusal(&headers).unwrap_or_else(|| match stub.agents.fetch_add(1, Ordering::Relaxed) {
                0 => "<html>".into_response(),
                _ => answer("agents.json"),
            })
        };
        let list = async |State(stub): State<Self>, headers: HeaderMap, Query(query): Query<Value>| {
            let page = query["page"].as_str().unwrap_or("1").to_owned();
            stub.refusal(&headers)
                .unwrap_or_else(|| answer(&format!("conversations-status-resolved-page-{page}.json")))
        };
        let messages = async |State(stub): State<Self>,
                              headers: HeaderMap,
                              UrlPath(id): UrlPath<String>,
                              Query(query): Query<Value>| {
            let before = query["before"].as_str().map_or(String::new(), |id| format!("-before-{id}"));
            if let Some(refusal) = stub.refusal(&headers) {
                return refusal;
            }
            let answer = answer_here(&format!("messages-{id}{before}.json"), &headers);
            if !stub.has_other_file || answer.status() != StatusCode::OK {
                return answer;
            }
            let body = axum::body::to_bytes(answer.into_body(), usize::MAX).await.expect("a body");
            with_other_file(&String::from_utf8_lossy(&body), &headers).into_response()
        };
        let photo = async |State(stub): State<Self>| {
            stub.photos.fetch_add(1, Ordering::Relaxed);
            "a photo"
        };
        let other = async |State(stub): State<Self>| match stub.others.fetch_add(1, Ordering::Relaxed) {
            0 => StatusCode::BAD_GATEWAY.into_response(),
            _ => "another".into_response(),
        };
        let conversation =
            async |State(stub): State<Self>, headers: HeaderMap, UrlPath(id): UrlPath<String>| {
                stub.refusal(&headers).unwrap_or_else(|| answer(&format!("conversation-{id}.json")))
            };
        let router = Router::new()
            .route("/api/v1/accounts/1/inboxes", get(inboxes))
            .route("/api/v1/accounts/1/agents", get(agents))
            .route("/api/v1/accounts/1/conversations", get(list))
            .route("/api/v1/accounts/1/conversations/{id}", get(conversation))
            .route("/api/v1/accounts/1/conversations/{id}/messages", get(messages))
            .route(
                "/rails/active_storage/blobs/redirect/x/foto.jpg",
                get(async || (StatusCode::FOUND, [("location", "/rails/active_storage/disk/foto.jpg")])),
            )
            .route("/rails/active_storage/disk/foto.jpg", get(photo))
            .route("/rails/active_storage/disk/outra.jpg", get(other))
            .with_state(self);
        tokio::spawn(async move { axum::serve(listener, router).await.expect("it serves") });
        format!("http://{address}")
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn conversations_of_chatwoot_are_asked_for() {
    let server = Stub::default().serve().await;
    let connection = Connection::Chatwoot(ChatwootConnection {
        server,
        settle_s: 1,
        media: true,
        ..ChatwootConnection::default()
    });
    let secrets = [SecretName::WebhookSecret, SecretName::AccessToken];
    let site = Site::start(async |folder| test_database::sqlite_url(folder), connection, &secrets).await;
    // Nobody has announced this one: it is found by polling.
    let rows = site.until_recorded(1).await;
    let c = 1_781_524_800_000_i64;
    let first = format!("1:245:4520 Site {} {} {} ", c + 32_000, c + 101_000, c + 300_000);
    assert!(rows.iter().any(|row| row.starts_with(&first)), "{rows:?}");
    let names = "SELECT login FROM user_account WHERE login LIKE '% %'";
    assert_eq!(texts(&site.store, names).await, Vec::<String>::new(), "agents have logins");
    let body = json!({ "event": "conversation_status_changed", "id": 246, "status": "resolved", "account": { "id": 1 } });
    for _ in 0..2 {
        assert_eq!(site.post_chatwoot(&body.to_string()).await, 200);
    }
    let rows = site.until_recorded(3).await;
    assert_eq!(rows.len(), 3, "{rows:?}");
    assert!(rows.iter().any(|row| row.starts_with("1:246:4600 Site ")), "{rows:?}");
    assert!(rows.iter().any(|row| row.starts_with("1:246:4610 Site ")), "{rows:?}");
    assert_eq!(files(&site).await, [("foto.jpg image/jpeg".to_owned(), b"a photo".to_vec())]);
    let unsigned = [("x-chatwoot-timestamp", "0".to_owned()), ("x-chatwoot-signature", signature(&[b"0."]))];
    assert_eq!(site.post("/hooks/chatwoot/one", &unsigned, &body.to_string()).await, 401);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_file_that_fails_does_not_have_the_others_fetched_again() {
    let stub = Stub { has_other_file: true, ..Stub::default() };
    let (photos, others) = (Arc::clone(&stub.photos), Arc::clone(&stub.others));
    let server = stub.serve().await;
    let connection = Connection::Chatwoot(ChatwootConnection {
        server,
        settle_s: 1,
        media: true,
        ..ChatwootConnection::default()
    });
    let secrets = [SecretName::WebhookSecret, SecretName::AccessToken];
    let site = Site::start(async |folder| test_database::sqlite_url(folder), connection, &secrets).await;
    // The photo waits with the source until the conversation is read again.
    let waiting = "SELECT COUNT(*) FROM source_media WHERE blob IS NOT NULL";
    while crate::support::count(&site.store, waiting).await == 0 {
        tokio::task::yield_now().await;
    }
    // Not in a minute, but now.
    let Db::Sqlite { write, .. } = site.store.db() else { panic!("SQLite") };
    while files(&site).await.is_empty() {
        let again =
            "UPDATE source_memory SET due_at = 0 WHERE key LIKE 'conversation/%' AND due_at IS NOT NULL";
        let _ = sqlx::query(again).execute(write).await;
        tokio::task::yield_now().await;
    }
    let mut found = files(&site).await;
    found.sort();
    assert_eq!(
        found,
        [
            ("foto.jpg image/jpeg".to_owned(), b"a photo".to_vec()),
            ("outra.jpg image/jpeg".to_owned(), b"another".to_vec())
        ]
    );
    assert_eq!(photos.load(Ordering::Relaxed), 1, "it was fetched once");
    assert_eq!(others.load(Ordering::Relaxed), 2);
    assert_eq!(crate::support::count(&site.store, "SELECT COUNT(*) FROM source_media").await, 0);
}
