//! User-supplied text is isolated in its direction (bidi) wherever it is shown.

use domain::Role;
use serde_json::json;

use crate::support::TestServer;
use crate::support::input::call_with;

/// Reverses the direction of all following text.
const OVERRIDE: char = '\u{202e}';

#[tokio::test]
async fn no_page_turns_round_and_every_text_has_its_own_direction() {
    let server = TestServer::start().await.with_key().await;
    let mut chat = call_with("1", "agent", json!("ana"));
    chat["channel"] = json!("webchat");
    chat["calls"] = json!([]);
    chat["customer"] = json!({ "name": "Nome\u{202e}emoN", "external_id": "1" });
    chat["queue"] = json!("Fila\u{202e}aliF");
    chat["notes"] = json!("Notas\u{202e}satoN");
    chat["case"] =
        json!({ "external_id": "1", "subject": "Assunto\u{202e}otnussA", "kind": "Tipo\u{202e}opiT" });
    let at = chat["queued_at"].clone();
    chat["messages"] = json!([
        { "at": at, "from": "customer", "text": "مرحبا!" },
        { "at": at, "from": "system", "text": "Sistema\u{202e}ametsiS" },
        { "at": at, "from": "agent", "name": "Ana\u{202e}anA", "text": "Olá\u{202e}álO" },
    ]);
    let answer = server.post(&chat).await;
    let (protocol, case) = (answer.protocol().to_owned(), answer.case());
    server.give_password("ana").await;
    let token = server.signed_in("admin", Role::Administrator).await;
    let mut pages = vec![
        "/history?from=2020-01-01".to_owned(),
        format!("/history?interaction={protocol}&view=conversation"),
        format!("/history?interaction={protocol}&view=notes"),
        format!("/history?case={case}&tab=interactions&case.open={protocol}"),
        "/management".to_owned(),
        "/management?filters=open".to_owned(),
        "/settings/queues".to_owned(),
        "/settings/kinds".to_owned(),
        "/settings/audit".to_owned(),
    ];
    for tab in ["data", "timeline", "customer", "calls", "interactions", "sla", "attachments", "survey"] {
        pages.push(format!("/history?case={case}&tab={tab}"));
    }
    for path in pages {
        let page = server.page(&token, &path).await;
        assert_eq!(page.status, 200, "{path}");
        assert!(!shown(&page.body).contains(OVERRIDE), "{path}");
    }
    let page = server.page(&token, &format!("/history?interaction={protocol}&view=conversation")).await;
    let shown = shown(&page.body);
    assert!(tag_around(&shown, "مرحبا!").contains("dir=\"auto\""), "a message has its own direction");
    assert_eq!(tag_around(&shown, "NomeemoN"), "bdi>", "a name stands by itself");
}

/// A page without the content of its islands, which is not displayed.
fn shown(page: &str) -> String {
    let mut parts = page.split("data-content=\"");
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |shown, part| shown + part.split_once('"').expect("the end of an attribute").1)
}

/// The start tag of the element around a text.
fn tag_around<'a>(page: &'a str, text: &str) -> &'a str {
    let (before, _) = page.split_once(text).expect("the text is shown");
    before.rsplit_once('<').expect("a tag").1
}

#[tokio::test]
async fn a_search_for_one_number_covers_every_day_and_the_period_is_always_shown() {
    let server = TestServer::start().await.with_key().await;
    let answer = server.post(&call_with("1", "number", json!("+5511987654321"))).await;
    let protocol = answer.protocol().to_owned();
    let token = server.signed_in("admin", Role::Administrator).await;
    let shows = async |path: &str| {
        let page = server.page(&token, path).await.body;
        let chips = page.split("class=\"chips\"").nth(1).and_then(|rest| rest.split("</ul>").next());
        let chips = chips.expect("chips").to_owned();
        (
            page.contains(&protocol),
            chips.contains("Período"),
            chips.contains("Todo o período"),
            chips.contains("Hoje"),
        )
    };
    assert_eq!(shows("/history?number=98765").await, (true, true, true, false));
    assert_eq!(shows(&format!("/history?protocol={protocol}")).await, (true, true, true, false));
    assert_eq!(shows("/history?channel=voice").await, (false, true, false, true), "the limit is seen");
    assert_eq!(shows("/history").await, (false, true, false, true));
    let dated = shows("/history?number=98765&from=2020-01-01&to=2020-01-31").await;
    assert_eq!(dated, (false, true, false, false), "a period that is chosen holds");
}
