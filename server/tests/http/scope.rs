//! Records out of scope look like missing ones on every page and form.

use domain::Role;

use crate::support::input::wav;
use crate::support::{Form, InteractionBuilder, Page, TestServer};

/// An interaction and its texts, which must not be readable out of scope.
struct Record {
    protocol: String,
    case: String,
    secrets: [String; 3],
}

/// Two groups of an agent and a supervisor each, and the interactions of each agent.
async fn records_of_two_groups(server: TestServer) -> (TestServer, [Vec<Record>; 2]) {
    let server = server.with_key().await;
    let mut records = [Vec::new(), Vec::new()];
    for (group, agent) in ["ana", "bia"].into_iter().enumerate() {
        for (index, channel) in ["voice", "webchat", "whatsapp"].into_iter().enumerate() {
            records[group].push(record(&server, agent, channel, index).await);
        }
    }
    server.user("admin", Role::Administrator).await;
    server.two_groups().await;
    (server, records)
}

async fn record(server: &TestServer, agent: &str, channel: &str, index: usize) -> Record {
    let id = format!("{agent}-{channel}");
    let secrets = ["Customer", "Notes", "Message"].map(|kind| format!("{kind}Of{agent}{channel}"));
    let [customer, notes, message] = &secrets;
    let interaction = InteractionBuilder::call(&id).agent(Some(agent)).channel(channel);
    let interaction = interaction.customer(customer, &id).notes(notes).message(message);
    let answer = interaction.post(server).await;
    let protocol = answer.protocol().to_owned();
    if index == 0 {
        assert_eq!(server.put_recording(&protocol, wav(100, 1)).await.status, 204);
    }
    Record { protocol, case: answer.case(), secrets }
}

const TABS: [&str; 8] =
    ["data", "timeline", "customer", "calls", "interactions", "sla", "attachments", "survey"];

/// The pages of an interaction and its case.
fn paths(record: &Record) -> Vec<String> {
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

/// Forms that would change its case, with their fields.
fn forms(record: &Record) -> [(&'static str, Vec<(&'static str, &str)>); 3] {
    let case = record.case.as_str();
    [
        (
            "/sf/case_step",
            vec![("case", case), ("action", "hold"), ("seen", "in_service"), ("back", "/history")],
        ),
        ("/sf/merge_cases", vec![("target", case), ("sources", "1"), ("back", "/history")]),
        ("/sf/undo_merge", vec![("source", case), ("back", "/history")]),
    ]
}

/// Lists that could contain it.
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

async fn finds_nothing(server: &TestServer, who: &str, foreign: &[Record]) {
    let token = server.token(who).await;
    for record in foreign {
        let absent =
            Record { protocol: "P-none".into(), case: "999999".into(), secrets: record.secrets.clone() };
        for (path, none) in paths(record).iter().zip(paths(&absent)) {
            let page = server.page(&token, path).await;
            assert_eq!(page.status, 404, "{who} at {path}");
            assert_eq!(server.page(&token, &none).await.status, 404, "{who} at {none}");
            says_nothing(&page.body, record, who, path);
        }
        for list in lists(record) {
            let page = server.page(&token, &list).await;
            assert_eq!(page.status, 200, "{who} at {list}");
            says_nothing(&page.body, record, who, &list);
            let row = format!("menu-{}", record.protocol);
            assert!(!page.body.contains(&row), "{who} sees a row at {list}");
        }
        let messages = [("protocol", record.protocol.as_str()), ("from", "0")];
        let answer = server.send(&token, "/sf/messages", "application/json", Form::of(&messages)).await;
        assert_eq!(answer.status(), 404, "{who} asks for messages");
        says_nothing(&answer.text().await.expect("a body"), record, who, "/sf/messages");
        let reason =
            [("protocol", record.protocol.as_str()), ("reason", ""), ("seen", ""), ("back", "/history")];
        let answer = server.submit(&token, "/sf/qualify", &reason).await;
        assert_eq!((answer.status, answer.leads_to()), (302, "/history"));
        assert_not_found_notice(&answer, who, "/sf/qualify");
        for (path, fields) in forms(record) {
            let answer = server.submit(&token, path, &fields).await;
            assert_eq!(answer.status, 302, "{who} at {path}");
            assert_not_found_notice(&answer, who, path);
        }
        let page = format!("/history?case={}&case.edit=customer", record.case);
        let edit = [("form", "case-customer"), ("revision", "0"), ("name", "Outro"), ("back", "/history")];
        let answer = server.submit(&token, &page, &edit).await;
        assert_eq!(answer.status, 404, "{who} edits");
        says_nothing(&answer.body, record, who, "the edit");
        let page = format!("/history?case={}&case.finish=open", record.case);
        let finish = [("form", "case-finish"), ("seen", "in_service"), ("notes", "x"), ("back", "/history")];
        let answer = server.submit(&token, &page, &finish).await;
        assert_eq!(answer.status, 404, "{who} finishes");
        says_nothing(&answer.body, record, who, "the finishing form");
        let page = format!("/history?case={}&tab=timeline", record.case);
        for form in ["case-comment", "case-hold"] {
            let typed = [("form", form), ("seen", "in_service"), ("comment", "x"), ("back", "/history")];
            let answer = server.submit(&token, &page, &typed).await;
            assert_eq!(answer.status, 404, "{who} posts {form}");
            says_nothing(&answer.body, record, who, form);
        }
    }
}

/// Asserts that a form redirected with the notice of a missing record.
fn assert_not_found_notice(answer: &Page, who: &str, path: &str) {
    let said = &answer.cookies[0];
    assert!(said.contains("encontramos"), "{who} at {path}: {said}");
}

fn says_nothing(body: &str, record: &Record, who: &str, path: &str) {
    for secret in &record.secrets {
        assert!(!body.contains(secret.as_str()), "{who} reads {secret} at {path}");
    }
}

async fn finds_all(server: &TestServer, who: &str, own: &[Record]) {
    let token = server.token(who).await;
    for record in own {
        for path in paths(record) {
            let silent = path.starts_with("/recordings/") && !record.secrets[0].ends_with("voice");
            let Page { status, body, .. } = server.page(&token, &path).await;
            assert_eq!(status, if silent { 404 } else { 200 }, "{who} at {path}");
            let kind = usize::from(path.contains("view=notes"));
            let shown = silent || path.starts_with("/recordings/") || body.contains(&record.secrets[kind]);
            assert!(shown, "{who} misses {} at {path}", record.secrets[kind]);
        }
    }
}

contract!(nobody_finds_what_is_out_of_scope, |server| {
    let (server, [of_ana, of_bia]) = records_of_two_groups(server).await;
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
});

/// Nothing is shown without a session either.
#[tokio::test]
async fn who_is_not_signed_in_finds_nothing() {
    let (server, [of_ana, _]) = records_of_two_groups(TestServer::start().await).await;
    for record in &of_ana {
        for path in paths(record) {
            let answer = Page::of(server.get(&path).await).await;
            let expected = if path.starts_with("/recordings/") { 401 } else { 302 };
            assert_eq!(answer.status, expected, "{path}");
            says_nothing(&answer.body, record, "nobody", &path);
        }
    }
}
