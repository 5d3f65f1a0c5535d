//! One interaction, one case, and what the audit trail says of them.

use domain::settings::ApiScope;
use reqwest::Method;
use serde_json::json;
use store::clock::now;

use super::Reader;
use crate::support::input::{call, sha256, wav};
use crate::support::{InteractionBuilder, TestServer};

contract!(one_interaction_has_its_messages_files_calls_and_recording, |server| {
    let reader = Reader::of(server).await;
    let server = &reader.server;
    let chat =
        InteractionBuilder::call("1").message("segue o boleto").sender("José").attempt("11 3333-4444", 90);
    let chat = chat.file("boleto.pdf", "application/pdf", b"%PDF-1").file("foto.jpg", "image/jpeg", b"jpeg");
    let protocol = chat.post(server).await.protocol().to_owned();
    assert_eq!(server.put_media(&protocol, &sha256(b"jpeg"), b"jpeg").await.status, 204);
    // Two seconds at 8,000 bytes a second.
    assert_eq!(server.put_recording(&protocol, wav(16_000, 3)).await.status, 204);
    let answer = reader.read(&format!("/interactions/{protocol}")).await;
    assert_eq!(answer.status, 200, "{}", answer.json);
    let file = |name: &str, media_type: &str, bytes: &[u8], is_stored: bool| json!({ "name": name, "type": media_type, "size": bytes.len(), "sha256": sha256(bytes), "is_stored": is_stored });
    assert_eq!(
        answer.json["messages"],
        json!([{
            "at": "2026-01-31T12:30:00Z", "from": "customer", "name": "José", "text": "segue o boleto",
            "attachments": [
                file("boleto.pdf", "application/pdf", b"%PDF-1", false),
                file("foto.jpg", "image/jpeg", b"jpeg", true),
            ],
        }])
    );
    assert_eq!(
        answer.json["calls"],
        json!([{ "at": "2026-01-31T12:30:20Z", "number": "11 3333-4444", "status": "answered", "duration_s": 90 }])
    );
    assert_eq!((&answer.json["has_recording"], &answer.json["recording_s"]), (&json!(true), &json!(2)));
});

contract!(a_case_has_its_interactions_and_deadlines, |server| {
    let reader = Reader::of(server).await;
    let of_case = |id: &str| InteractionBuilder::call(id).case("2026-1").about("Pedido", "Boleto");
    let first = of_case("1").post(&reader.server).await;
    of_case("2").post(&reader.server).await;
    let case = reader.read(&format!("/cases/{}", first.case())).await;
    assert_eq!(case.status, 200);
    let text = |field: &str| case.json[field].as_str().unwrap_or_default().to_owned();
    assert_eq!(
        (text("external_id"), text("kind"), text("subject")),
        ("2026-1".into(), "Pedido".into(), "Boleto".into())
    );
    assert_eq!((text("opened_at"), text("queue")), ("2026-01-31T12:30:00Z".into(), "Suporte".into()));
    assert_eq!(case.json["interactions"].as_array().map(Vec::len), Some(2));
    assert_eq!((&case.json["sla"], &case.json["merged"]), (&json!([]), &json!([])));
    assert_eq!(case.json["link"], format!("/api/v1/cases/{}", first.case()));
});

#[tokio::test]
async fn what_does_not_exist_is_not_found() {
    let reader = Reader::of(TestServer::start().await).await;
    for path in [
        "/interactions/20200101000001",
        "/interactions/a%20b",
        "/cases/1",
        "/cases/0",
        "/cases/x",
        "/cases/-1",
    ] {
        assert_eq!(reader.read(path).await.status, 404, "{path}");
    }
}

contract!(a_view_of_a_conversation_is_audited_with_the_key_as_the_actor, |server| {
    let reader = Reader::of(server).await;
    let protocol = reader.server.post(&call("1")).await.protocol().to_owned();
    let views = "SELECT count(*) FROM audit_event WHERE action = 'conversation_viewed' AND actor = 'BI' \
                 AND actor_id IS NULL AND api_key_id = 2 AND address <> ''";
    reader.read("/interactions").await;
    reader.read("/cases/1").await;
    assert_eq!(reader.read("/interactions/20200101000001").await.status, 404);
    assert_eq!(
        reader.server.count("SELECT count(*) FROM audit_event WHERE action LIKE 'conversation%'").await,
        0
    );
    for nth in 1..=2 {
        assert_eq!(reader.read(&format!("/interactions/{protocol}")).await.status, 200);
        assert_eq!(reader.server.count(views).await, nth);
    }
});

contract!(keys_of_before_do_not_read_and_a_key_that_reads_does_not_write, |server| {
    let reader = Reader::of(server).await;
    // As the migration that brought scopes left the keys of that time.
    reader.server.run("UPDATE api_key SET scopes = 'interactions recordings' WHERE id = 1").await;
    let refused = reader.server.get("/api/v1/interactions").await;
    assert_eq!(refused.status(), 403);
    assert!(refused.text().await.expect("a problem").contains("scope read"));
    let write =
        reader.server.bare(Method::POST, "/api/v1/interactions").bearer_auth(&reader.key).json(&call("1"));
    assert_eq!(write.send().await.expect("an answer").status(), 403);
    let made =
        reader.server.store.api_keys().create("x", now()).await.expect("an answer").created().expect("a key");
    let known =
        reader.server.store.api_keys().verify(&made.1, now()).await.expect("an answer").expect("a key");
    assert!(!known.allows(ApiScope::Read), "reading has to be asked for");
});
