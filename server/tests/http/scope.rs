//! What is out of scope does not exist: a walk through every door with another group's protocols.

use domain::{Role, UserId};
use reqwest::Method;
use reqwest::header::{ACCEPT, CONTENT_TYPE, LOCATION, ORIGIN, SET_COOKIE};
use serde_json::json;

use crate::support::input::{call_with, wav};
use crate::support::{TestServer, wanted};

/// An interaction and what nobody out of its scope may ever read of it.
struct Record {
    protocol: String,
    case: String,
    secrets: [String; 3],
}

/// Two groups of an agent and a supervisor each, and each agent's interactions.
async fn two_groups(server: TestServer) -> (TestServer, [Vec<Record>; 2]) {
    let server = server.with_key().await;
    let mut records = [Vec::new(), Vec::new()];
    for (group, agent) in ["ana", "bia"].into_iter().enumerate() {
        for (index, channel) in ["voice", "webchat", "whatsapp"].into_iter().enumerate() {
            records[group].push(record(&server, agent, channel, index).await);
        }
    }
    server.user("admin", Role::Administrator).await;
    for (agent, boss) in [("ana", "chefe-ana"), ("bia", "chefe-bia")] {
        let supervisor = server.user(boss, Role::Supervisor).await;
        let agent = let_in(&server, agent).await;
        let group = server.store.groups().create(boss).await.expect("a group");
        server.store.groups().add_agent(group, agent).await.expect("a member");
        server.store.groups().add_supervisor(group, supervisor).await.expect("a supervisor");
    }
    (server, records)
}

/// The agent whom the intake created gets a password.
async fn let_in(server: &TestServer, login: &str) -> UserId {
    let accounts = server.store.accounts();
    assert!(accounts.set_password(login, crate::support::PASSWORD).await.expect("a password"));
    assert!(accounts.activate(login).await.expect("an account"));
    accounts.list().await.expect("accounts").iter().find(|one| one.login == login).expect("an account").id
}

async fn record(server: &TestServer, agent: &str, channel: &str, index: usize) -> Record {
    let id = format!("{agent}-{channel}");
    let secrets = ["Customer", "Notes", "Message"].map(|kind| format!("{kind}Of{agent}{channel}"));
    let [customer, notes, message] = &secrets;
    let mut interaction = call_with(&id, "agent", json!(agent));
    interaction["channel"] = json!(channel);
    interaction["customer"] = json!({ "name": customer, "external_id": id });
    interaction["notes"] = json!(notes);
    let at = interaction["queued_at"].clone();
    interaction["messages"] = json!([{ "at": at, "from": "customer", "text": message }]);
    if channel != "voice" {
        interaction["calls"] = json!([]);
    }
    let answer = server.post(&interaction).await;
    let protocol = answer.protocol().to_owned();
    if index == 0 {
        assert_eq!(server.put_recording(&protocol, wav(100, 1)).await.status, 204);
    }
    Record { protocol, case: answer.json["case"].to_string(), secrets }
}

const TABS: [&str; 8] =
    ["data", "timeline", "customer", "calls", "interactions", "sla", "attachments", "survey"];

/// Whatever shows one interaction or its case.
fn doors(record: &Record) -> Vec<String> {
    let Record { protocol, case, .. } = record;
    let page = format!("/history?interaction={protocol}&view");
    let tabs = TABS.iter().map(|tab| format!("/history?case={case}&tab={tab}"));
    let over_another = format!("/my-cases?status=closed&case={case}&tab=calls");
    let others = [
        format!("{page}=conversation"),
        format!("{page}=conversation&messages=all"),
        format!("{page}=notes"),
        format!("/recordings/{protocol}"),
        over_another,
    ];
    tabs.chain(others).collect()
}

/// Forms that would do something to its case, each with its fields.
fn forms(record: &Record) -> [(&'static str, Vec<(&'static str, &str)>); 4] {
    let case = record.case.as_str();
    [
        (
            "/sf/case_step",
            vec![("case", case), ("action", "hold"), ("seen", "in_service"), ("back", "/history")],
        ),
        ("/sf/case_comment", vec![("case", case), ("comment", "x"), ("back", "/history")]),
        ("/sf/merge_cases", vec![("target", case), ("sources", "1"), ("back", "/history")]),
        ("/sf/undo_merge", vec![("source", case), ("back", "/history")]),
    ]
}

/// Lists that could mention it.
fn lists(record: &Record) -> Vec<String> {
    let all = "/history?filters=open&from=2000-01-01";
    vec![
        all.to_owned(),
        format!("{all}&agent=1,2,3,4,5,6,7,8,9"),
        format!("/history?protocol={}", record.protocol),
        "/my-cases".to_owned(),
        format!("/my-cases?q={}", record.protocol),
        format!("/my-cases?q=%23{}", record.case),
    ]
}

async fn ask(server: &TestServer, token: &str, path: &str) -> (u16, String) {
    let answer = server.request_as(token, Method::GET, path).send().await.expect("an answer");
    let status = answer.status().as_u16();
    (status, String::from_utf8_lossy(&answer.bytes().await.expect("a body")).into_owned())
}

/// Fields sent by a page of ours, which wants this kind of answer.
async fn send(
    server: &TestServer,
    token: &str,
    path: &str,
    accept: &str,
    form: &[(&str, &str)],
) -> reqwest::Response {
    let request =
        server.request_as(token, Method::POST, path).header(ORIGIN, server.url("")).header(ACCEPT, accept);
    let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(form).finish();
    let request = request.header(CONTENT_TYPE, "application/x-www-form-urlencoded").body(body);
    request.send().await.expect("an answer")
}

async fn finds_nothing(server: &TestServer, who: &str, foreign: &[Record]) {
    let token = server.token(who).await;
    for record in foreign {
        let absent =
            Record { protocol: "P-none".into(), case: "999999".into(), secrets: record.secrets.clone() };
        for (door, none) in doors(record).iter().zip(doors(&absent)) {
            let (status, body) = ask(server, &token, door).await;
            assert_eq!(status, 404, "{who} at {door}");
            assert_eq!(ask(server, &token, &none).await.0, 404, "{who} at {none}");
            says_nothing(&body, record, who, door);
        }
        for list in lists(record) {
            let (status, body) = ask(server, &token, &list).await;
            assert_eq!(status, 200, "{who} at {list}");
            says_nothing(&body, record, who, &list);
            assert!(!body.contains(&format!("menu-{}", record.protocol)), "{who} sees a row at {list}");
        }
        let messages = [("protocol", record.protocol.as_str()), ("from", "0")];
        let answer = send(server, &token, "/sf/messages", "application/json", &messages).await;
        assert_eq!(answer.status(), 404, "{who} asks for messages");
        says_nothing(&answer.text().await.expect("a body"), record, who, "/sf/messages");
        let reason =
            [("protocol", record.protocol.as_str()), ("reason", ""), ("seen", ""), ("back", "/history")];
        let answer = send(server, &token, "/sf/qualify", "text/html", &reason).await;
        assert_eq!(
            (answer.status().as_u16(), &answer.headers()[LOCATION]),
            (302, &"/history".parse().expect("a value"))
        );
        assert_told_nothing(&answer, who, "/sf/qualify");
        for (path, fields) in forms(record) {
            let answer = send(server, &token, path, "text/html", &fields).await;
            assert_eq!(answer.status(), 302, "{who} at {path}");
            assert_told_nothing(&answer, who, path);
        }
        let page = format!("/history?case={}&case.edit=customer", record.case);
        let edit = [("form", "case-customer"), ("revision", "0"), ("name", "Outro"), ("back", "/history")];
        let answer = send(server, &token, &page, "text/html", &edit).await;
        assert_eq!(answer.status(), 404, "{who} edits");
        says_nothing(&answer.text().await.expect("a body"), record, who, "the edit");
        let page = format!("/history?case={}&case.finish=open", record.case);
        let finish = [("form", "case-finish"), ("seen", "in_service"), ("notes", "x"), ("back", "/history")];
        let answer = send(server, &token, &page, "text/html", &finish).await;
        assert_eq!(answer.status(), 404, "{who} finishes");
        says_nothing(&answer.text().await.expect("a body"), record, who, "the finishing form");
    }
}

/// That a form was led back with word that there is no such thing.
fn assert_told_nothing(answer: &reqwest::Response, who: &str, path: &str) {
    let said = answer.headers()[SET_COOKIE].to_str().expect("text").to_owned();
    assert!(said.contains("encontramos"), "{who} at {path}: {said}");
}

fn says_nothing(body: &str, record: &Record, who: &str, door: &str) {
    for secret in &record.secrets {
        assert!(!body.contains(secret.as_str()), "{who} reads {secret} at {door}");
    }
}

async fn finds_all(server: &TestServer, who: &str, own: &[Record]) {
    let token = server.token(who).await;
    for record in own {
        for door in doors(record) {
            let silent = door.starts_with("/recordings/") && !record.secrets[0].ends_with("voice");
            let (status, body) = ask(server, &token, &door).await;
            assert_eq!(status, if silent { 404 } else { 200 }, "{who} at {door}");
            let kind = usize::from(door.contains("view=notes"));
            let shown = silent || door.starts_with("/recordings/") || body.contains(&record.secrets[kind]);
            assert!(shown, "{who} misses {} at {door}", record.secrets[kind]);
        }
    }
}

async fn nobody_finds_what_is_out_of_scope(server: TestServer) {
    let (server, [of_ana, of_bia]) = two_groups(server).await;
    for (who, own, foreign) in [
        ("ana", &of_ana, &of_bia),
        ("chefe-ana", &of_ana, &of_bia),
        ("bia", &of_bia, &of_ana),
        ("chefe-bia", &of_bia, &of_ana),
    ] {
        finds_all(&server, who, own).await;
        finds_nothing(&server, who, foreign).await;
    }
    finds_all(&server, "admin", &of_ana).await;
    finds_all(&server, "admin", &of_bia).await;
    let untouched =
        server.count("SELECT count(*) FROM interaction WHERE contact_reason_id IS NOT NULL").await;
    assert_eq!(untouched, 0, "a foreign hand changed nothing");
    assert_eq!(server.count("SELECT count(*) FROM case_event").await, 0, "nor noted anything");
    let edited = server.count("SELECT count(*) FROM customer WHERE name = 'Outro'").await;
    assert_eq!(edited, 0, "nor edited a customer");
}

#[tokio::test]
async fn nobody_finds_what_is_out_of_scope_on_sqlite() {
    nobody_finds_what_is_out_of_scope(TestServer::start().await).await;
}

#[tokio::test]
async fn nobody_finds_what_is_out_of_scope_on_postgres() {
    nobody_finds_what_is_out_of_scope(wanted().on_postgres().start().await).await;
}

/// Without a session there is nothing to find either.
#[tokio::test]
async fn who_is_not_signed_in_finds_nothing() {
    let (server, [of_ana, _]) = two_groups(TestServer::start().await).await;
    for record in &of_ana {
        for door in doors(record) {
            let answer = server.get(&door).await;
            let expected = if door.starts_with("/recordings/") { 401 } else { 302 };
            assert_eq!(answer.status().as_u16(), expected, "{door}");
            let body = answer.bytes().await.expect("a body");
            says_nothing(&String::from_utf8_lossy(&body), record, "nobody", &door);
        }
    }
}
