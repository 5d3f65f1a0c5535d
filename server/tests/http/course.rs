//! What a source says of the course of an interaction is shown where it belongs: in its dialog, among
//! the calls and the interactions of its case, and beside the messages that came with files.

use domain::Role;
use serde_json::{Value, json};

use crate::support::TestServer;
use crate::support::input::call;

/// The text of a page, without tags.
fn text(page: &str) -> String {
    let mut parts = page.split('<');
    let first = parts.next().unwrap_or_default().to_owned();
    let rest = parts.map(|part| part.split_once('>').map_or("", |(_, text)| text));
    let text = rest.fold(first, |text, part| text + " " + part);
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A call with every field that may be said of its course.
fn full_call(id: &str) -> Value {
    let mut full = call(id);
    let at = full["answered_at"].clone();
    let fields = json!({
        "agent": "ana",
        "hold_s": 2,
        "wrap_up_s": 75,
        "ended_by": "customer",
        "outcome": "answered",
        "first_reply_at": at,
        "case": { "external_id": "course" },
        "calls": [{ "at": at, "number": "+5511988887777", "status": "answered", "duration_s": 60 }],
        "messages": [{
            "at": at, "from": "customer", "text": "Segue o boleto",
            "attachments": [
                { "name": "boleto.pdf", "type": "application/pdf", "size": 2_500_000, "sha256": "0a".repeat(32) },
            ],
        }],
    });
    for (name, value) in fields.as_object().expect("fields") {
        full[name] = value.clone();
    }
    full
}

#[tokio::test]
async fn the_course_of_an_interaction_is_shown_where_it_belongs() {
    let server = TestServer::start().await.with_key().await;
    let first = server.post(&full_call("1")).await;
    assert_eq!(first.status, 201, "{:?}", first.json);
    let mut next = call("2");
    (next["follows"], next["agent"], next["outcome"]) = (json!("1"), json!("ana"), json!("failed"));
    next["case"] = json!({ "external_id": "course" });
    let second = server.post(&next).await;
    assert_eq!(second.status, 201, "{:?}", second.json);
    let token = server.signed_in("admin", Role::Administrator).await;
    let read = async |path: &str| {
        let page = server.page(&token, path).await;
        assert_eq!(page.status, 200, "{path}");
        text(&page.body)
    };

    let dialog = read(&format!("/history?interaction={}&view=conversation", first.protocol())).await;
    for fact in [
        "Desfecho Atendido",
        "Encerrado por Cliente",
        "Tempo em espera 00:00:02",
        "Pós-atendimento 00:01:15",
        "Primeira resposta",
        &format!("Transferido para {}", second.protocol()),
        "boleto.pdf",
        "2,4 MB",
        "arquivo não recebido",
    ] {
        assert!(dialog.contains(fact), "{fact}: {dialog}");
    }
    let dialog = read(&format!("/history?interaction={}&view=conversation", second.protocol())).await;
    assert!(dialog.contains(&format!("Transferido de {}", first.protocol())), "{dialog}");
    assert!(dialog.contains("Desfecho Falha técnica") && !dialog.contains("Encerrado por"), "{dialog}");

    let calls = read(&format!("/history?case={}&tab=calls", first.case())).await;
    assert!(calls.contains("Encerrado por Cliente") && calls.contains("Tempo em espera 00:00:02"), "{calls}");
    let cards = format!("/history?case={}&tab=interactions&case.open={}", first.case(), first.protocol());
    let cards = read(&cards).await;
    for fact in ["Atendido", "Falha técnica", "Pós-atendimento 00:01:15", "boleto.pdf"] {
        assert!(cards.contains(fact), "{fact}: {cards}");
    }
}

#[tokio::test]
async fn what_contradicts_itself_is_refused_by_its_field() {
    let server = TestServer::start().await.with_key().await;
    let mut call = full_call("1");
    call["hold_s"] = json!(1_000_000);
    call["outcome"] = json!("abandoned");
    call["messages"][0]["attachments"][0]["sha256"] = json!("0A");
    let answer = server.post(&call).await;
    assert_eq!(answer.status, 422);
    assert_eq!(
        answer.bad(),
        ["messages[0].attachments[0].sha256 malformed", "hold_s out_of_range", "outcome unknown_value",]
    );
}
