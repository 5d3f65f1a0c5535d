//! The audit trail over HTTP: one entry for each audited request and none for others; only
//! administrators may read it.

use domain::{CaseId, CustomerId, Role, Timestamp};
use reqwest::header::{CONTENT_TYPE, RANGE};
use reqwest::{Method, Response};
use serde_json::{Value, json};
use store::Db;

use crate::support::input::{call, wav};
use crate::support::{InteractionBuilder, TestServer};

/// Fixture: *ana*, who serves, an administrator, a call with a recording and a chat in service.
struct Day {
    server: TestServer,
    ana: String,
    admin: String,
    call: String,
    chat: String,
    chat_case: String,
}

async fn day(server: TestServer) -> Day {
    let server = server.with_key().await;
    let call = server.post(&call("1")).await.protocol().to_owned();
    assert_eq!(server.put_recording(&call, wav(2_000, 1)).await.status, 204);
    let chat = InteractionBuilder::call("2").channel("webchat").customer("Outra", "2").post(&server).await;
    server.give_password("ana").await;
    server.user("admin", Role::Administrator).await;
    let (ana, admin) = (server.token("ana").await, server.token("admin").await);
    let (chat, chat_case) = (chat.protocol().to_owned(), chat.case());
    Day { server, ana, admin, call, chat, chat_case }
}

impl Day {
    async fn get(&self, token: &str, path: &str, range: Option<&str>) -> Response {
        let request = self.server.request_as(token, Method::GET, path);
        let request = match range {
            Some(range) => request.header(RANGE, range),
            None => request,
        };
        let answer = request.send().await.expect("an answer");
        assert!(answer.status().is_success(), "{path}: {}", answer.status());
        answer
    }

    async fn post(&self, token: &str, path: &str, form: &[(&str, &str)]) -> u16 {
        self.server.submit(token, path, form).await.status
    }

    /// The audit entries of users, oldest first.
    async fn trail(&self) -> Vec<String> {
        let sql = "SELECT actor || ' ' || action || ' ' || object || ' ' || object_id FROM audit_event \
                   WHERE object NOT IN ('user', 'api_key') ORDER BY seq";
        match self.server.store.db() {
            Db::Sqlite { read, .. } => sqlx::query_scalar(sql).fetch_all(read).await,
            Db::Postgres(pool) => sqlx::query_scalar(sql).fetch_all(pool).await,
        }
        .expect("entries")
    }
}

contract!(each_act_of_a_day_has_one_entry, |server| {
    let day = day(server).await;
    let Day { ana, admin, call, chat, chat_case, .. } = &day;
    let case_page = format!("/my-cases?case={chat_case}");
    // Viewing lists, cases and notes is not recorded.
    day.get(ana, "/history?from=2026-01-01", None).await;
    day.get(ana, &case_page, None).await;
    day.get(ana, &format!("/history?interaction={chat}&view=notes"), None).await;
    day.get(ana, &format!("/history?interaction={chat}&view=conversation"), None).await;
    // A player requests the beginning twice, then continues by ranges: recorded as one play.
    let recording = format!("/recordings/{call}");
    for range in ["bytes=0-", "bytes=0-", "bytes=500-", "bytes=1000-1999"] {
        day.get(ana, &recording, Some(range)).await;
    }
    day.get(ana, &format!("{recording}?download"), None).await;
    let comment = [("form", "case-comment"), ("comment", "olá"), ("back", "/history")];
    assert_eq!(day.post(ana, &format!("{case_page}&tab=timeline"), &comment).await, 303);
    for (action, seen) in [("hold", "in_service"), ("continue", "on_hold")] {
        let step = [("case", chat_case.as_str()), ("action", action), ("seen", seen), ("back", "/history")];
        assert_eq!(day.post(ana, "/sf/case_step", &step).await, 302);
    }
    let page = format!("{case_page}&case.edit=customer");
    let edit = [("form", "case-customer"), ("revision", "0"), ("name", "Outra Pessoa"), ("back", "/history")];
    assert_eq!(day.post(ana, &page, &edit).await, 303);
    let page = format!("{case_page}&case.finish=open");
    let finish =
        [("form", "case-finish"), ("seen", "in_service"), ("notes", "Resolvido"), ("back", "/history")];
    assert_eq!(day.post(ana, &page, &finish).await, 303);
    let queue = [("form", "settings-record"), ("name", "Vendas"), ("active", "yes")];
    assert_eq!(day.post(admin, "/settings/queues/new", &queue).await, 303);
    // Refused requests are not recorded.
    assert_eq!(day.post(admin, "/settings/queues/new", &queue).await, 422);
    assert_eq!(day.post(ana, "/settings/queues/new", &queue).await, 404);
    assert_eq!(
        day.trail().await,
        [
            format!("ana conversation_viewed interaction {chat}"),
            format!("ana recording_played interaction {call}"),
            format!("ana recording_downloaded interaction {call}"),
            format!("ana commented case {chat_case}"),
            format!("ana held case {chat_case}"),
            format!("ana continued case {chat_case}"),
            "ana changed customer 2".to_owned(),
            format!("ana qualified interaction {chat}"),
            format!("ana closed case {chat_case}"),
            "admin created queue 2".to_owned(),
        ]
    );
    let verdict = day.server.store.verify_audit(None).await.expect("a verdict");
    assert_eq!(verdict.findings, []);
});

#[tokio::test]
async fn leaving_the_beginning_out_does_not_get_around_the_trail() {
    let day = day(TestServer::start().await).await;
    day.get(&day.ana, &format!("/recordings/{}", day.call), Some("bytes=1-")).await;
    let messages = [("protocol", day.chat.as_str()), ("from", "1")];
    assert_eq!(day.post(&day.ana, "/sf/messages", &messages).await, 302, "a form is led back");
    let (call, chat) = (&day.call, &day.chat);
    assert_eq!(
        day.trail().await,
        [
            format!("ana recording_played interaction {call}"),
            format!("ana conversation_viewed interaction {chat}"),
        ]
    );
    // Refused requests and HEAD requests give no access.
    let head = day.server.request_as(&day.ana, Method::HEAD, &format!("/recordings/{call}"));
    assert_eq!(head.send().await.expect("an answer").status(), 200);
    let beyond = day
        .server
        .request_as(&day.ana, Method::GET, &format!("/recordings/{call}"))
        .header(RANGE, "bytes=99999-");
    assert_eq!(beyond.send().await.expect("an answer").status(), 416);
    assert_eq!(day.trail().await.len(), 2);
}

#[tokio::test]
async fn only_administrators_read_and_export_the_trail() {
    let day = day(TestServer::start().await).await;
    day.get(&day.ana, &format!("/history?interaction={}&view=conversation", day.chat), None).await;
    for path in ["/settings/audit", "/settings/audit/export"] {
        assert_eq!(day.server.page(&day.ana, path).await.status, 404, "{path}");
        let anonymous = day.server.get(path).await;
        assert!(anonymous.status().is_redirection(), "{path}");
    }
    let page = day.get(&day.admin, "/settings/audit?actor=ANA&action=conversation_viewed", None).await;
    assert!(page.text().await.expect("a page").contains(&day.chat));
    let other = day.get(&day.admin, "/settings/audit?actor=admin&object=case", None).await;
    assert!(!other.text().await.expect("a page").contains(&day.chat));
    let file = day.get(&day.admin, "/settings/audit/export?action=conversation_viewed", None).await;
    assert_eq!(file.headers()[CONTENT_TYPE], "application/x-ndjson; charset=utf-8");
    let lines: Vec<Value> = file
        .text()
        .await
        .expect("a file")
        .lines()
        .map(|line| serde_json::from_str(line).expect("JSON"))
        .collect();
    assert_eq!(lines.len(), 1);
    assert_eq!((&lines[0]["actor"], &lines[0]["object_id"]), (&json!("ana"), &json!(day.chat)));
    assert_eq!(lines[0]["hash"].as_str().map(str::len), Some(64));
    let trail = day.trail().await;
    assert_eq!(trail.last().map(String::as_str), Some("admin audit_exported audit "));
}

#[tokio::test]
async fn what_was_erased_is_in_no_page_and_no_export_and_its_erasure_is() {
    let day = day(TestServer::start().await).await;
    let comment = [("form", "case-comment"), ("comment", "o gato Mimi"), ("back", "/history")];
    let timeline = format!("/history?case={}&tab=timeline", day.chat_case);
    assert_eq!(day.post(&day.ana, &timeline, &comment).await, 303);
    let seen = |path: &'static str| async {
        day.get(&day.admin, path, None).await.text().await.expect("a text").contains("gato Mimi")
    };
    let (page, file) = ("/settings/audit?object=case", "/settings/audit/export?object=case");
    assert!(seen(page).await && seen(file).await);
    let request = domain::RequestReference::parse("2026-0007").expect("a reference");
    let case: CaseId = day.chat_case.parse().expect("a case");
    let customer = "SELECT customer_id FROM service_case WHERE id = $1";
    let Db::Sqlite { read, .. } = day.server.store.db() else { panic!("SQLite") };
    let customer: CustomerId =
        sqlx::query_scalar(customer).bind(case).fetch_one(read).await.expect("a customer");
    let target = store::audit::ErasureTarget::Customer(customer);
    day.server.store.erase_audit_details(&request, &[target], Timestamp(0)).await.expect("erased");
    assert!(!seen(page).await && !seen(file).await);
    let trail = day.get(&day.admin, "/settings/audit?action=details_erased", None).await;
    assert!(trail.text().await.expect("a page").contains("2026-0007"));
    assert_eq!(day.server.store.verify_audit(None).await.expect("a verdict").findings, []);
}

#[tokio::test]
async fn the_beginning_of_a_conversation_in_a_case_is_a_look_of_its_own() {
    let day = day(TestServer::start().await).await;
    let chat = InteractionBuilder::call("3").channel("webchat").customer("Terceira", "3");
    let chat = chat.message("Bom dia").post(&day.server).await;
    let case = chat.case();
    let chat = chat.protocol();
    let list = format!("/my-cases?case={case}&tab=interactions");
    for _ in 0..2 {
        let page = day.get(&day.ana, &list, None).await.text().await.expect("a page");
        assert!(page.contains("Bom dia"));
    }
    // Other tabs add no entry.
    day.get(&day.ana, &format!("/my-cases?case={case}&tab=data"), None).await;
    assert_eq!(day.trail().await, [format!("ana conversation_previewed interaction {chat}")]);
    day.get(&day.ana, &format!("{list}&case.open={chat}"), None).await;
    assert_eq!(day.trail().await.last(), Some(&format!("ana conversation_viewed interaction {chat}")));
    assert_eq!(day.trail().await.len(), 2);
}

#[tokio::test]
async fn the_trail_is_shown_in_words_with_names_and_links() {
    let day = day(TestServer::start().await).await;
    let step =
        [("case", day.chat_case.as_str()), ("action", "hold"), ("seen", "in_service"), ("back", "/history")];
    assert_eq!(day.post(&day.ana, "/sf/case_step", &step).await, 302);
    let ana = day.server.id_of("ana").await;
    let page = day.get(&day.admin, "/settings/audit?actor=ana", None).await.text().await.expect("a page");
    let name = {
        let Db::Sqlite { read, .. } = day.server.store.db() else { panic!("SQLite") };
        let name = sqlx::query_scalar::<_, String>("SELECT name FROM user_account WHERE login = 'ana'");
        name.fetch_one(read).await.expect("a name")
    };
    for text in [
        "Em atendimento",
        "Pendente",
        &name,
        &format!("href=\"/management?case={}\"", day.chat_case),
        &format!("href=\"/settings/users/{ana}\""),
    ] {
        assert!(page.contains(text), "{text}");
    }
    for raw in ["on_hold", "in_service", "<dt>status"] {
        assert!(!page.contains(raw), "{raw}");
    }
}
