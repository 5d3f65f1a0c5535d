//! The history page and its server functions say the same, so that a page that was loaded and one
//! that followed its links do not differ.

use domain::Role;
use reqwest::Method;
use reqwest::header::ACCEPT;
use serde_json::Value;

use crate::support::{Form, InteractionBuilder, TestServer};

/// The properties of an island on a page.
pub(crate) fn properties(page: &str, island: &str) -> Value {
    let (_, rest) = page.split_once(&format!("data-component=\"{island}_")).expect("the island");
    let (_, rest) = rest.split_once("data-props=\"").expect("its properties");
    let (json, _) = rest.split_once('"').expect("their end");
    let json = json.replace("&quot;", "\"").replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&");
    serde_json::from_str(&json).expect("JSON")
}

/// The answer of a server function to the query string of the page.
pub(crate) async fn answer(server: &TestServer, token: &str, function: &str, search: &str) -> Value {
    let search: String = form_urlencoded::byte_serialize(search.as_bytes()).collect();
    let request = server.request_as(token, Method::GET, &format!("/sf/{function}?search={search}"));
    let answer = request.header(ACCEPT, "application/json").send().await.expect("an answer");
    assert_eq!(answer.status(), 200, "{function}");
    let private = answer.headers()["cache-control"].to_str().expect("a text");
    assert!(private.contains("no-store"), "{function}: {private}");
    answer.json().await.expect("JSON")
}

async fn filled(server: &TestServer) -> (String, String) {
    server.user("ana", Role::Agent).await;
    let mut protocol = String::new();
    for n in 0..25 {
        let call = InteractionBuilder::call(&format!("call-{n}")).agent(Some("ana"));
        let call = if n % 2 == 0 { call.channel("webchat").message("Olá") } else { call };
        let call = call.reason("Dúvida <sem> \"resposta\" & fim").notes("Notas");
        let answer = call.post(server).await;
        if n == 0 {
            answer.protocol().clone_into(&mut protocol);
        }
    }
    (server.token("ana").await, protocol)
}

contract!(a_page_and_its_server_functions_say_the_same, |server| {
    let server = server.with_key().await;
    let (ana, protocol) = filled(&server).await;
    let searches = [
        String::new(),
        "page=2&from=2000-01-01".to_owned(),
        "from=2000-01-01&channel=webchat&month=2020-02".to_owned(),
        "from=2026-02-01&to=2026-01-01".to_owned(),
        "from=2000-01-01&agent=999999&filters=open".to_owned(),
        format!("interaction={protocol}&view=conversation"),
        format!("interaction={protocol}&view=notes&from=2000-01-01"),
    ];
    for search in &searches {
        let page = server.page(&ana, &format!("/history?{search}")).await;
        let content = properties(&page.body, "HistoryLists")["content"].take();
        for (function, part) in [("history_month", "month"), ("history_list", "list")] {
            assert_eq!(
                content[part]["Ok"],
                answer(&server, &ana, function, search).await,
                "{part} of {search}"
            );
        }
        let options = &content["options"]["Ok"];
        if !options.is_null() {
            assert_eq!(*options, answer(&server, &ana, "history_options", "").await, "options of {search}");
        }
        let open = properties(&page.body, "InteractionDialogs")["open"]["Ok"].take();
        assert_eq!(open.is_null(), !search.contains("interaction="), "{search}");
        if !open.is_null() {
            let found = answer(&server, &ana, "history_interaction", search).await;
            assert_eq!(open[1], found, "the interaction of {search}");
        }
    }
});

contract!(a_reason_is_answered_to_whoever_asked, |server| {
    let server = server.with_key().await;
    let (ana, protocol) = filled(&server).await;
    let fields = [("protocol", protocol.as_str()), ("reason", ""), ("seen", "1"), ("back", "/history")];
    let asked = server.send(&ana, "/sf/qualify", "application/json", Form::of(&fields)).await;
    assert_eq!(asked.status(), 200);
    assert!(asked.headers().get("set-cookie").is_none(), "nothing waits for the next page");
    let notice: Value = asked.json().await.expect("JSON");
    assert_eq!(notice["good"], true, "{notice}");
    let asked = server
        .send(
            &ana,
            "/sf/qualify",
            "application/json",
            Form::of(&[("protocol", "2020999999"), ("reason", ""), ("seen", "")]),
        )
        .await;
    assert_eq!(asked.status(), 404);
    let sent = server.send(&ana, "/sf/qualify", "text/html", Form::of(&fields)).await;
    assert_eq!(sent.status(), 302, "a form is led back");
});
