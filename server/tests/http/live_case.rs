//! The case window and its server functions say the same, and a form that the window sends in place is
//! carried out like one that is posted to the page.

use domain::Role;
use reqwest::Method;
use reqwest::header::{ACCEPT, CONTENT_TYPE, ORIGIN};
use serde_json::{Value, json};

use crate::live_history::{encoded, initial};
use crate::support::{Form, InteractionBuilder, TestServer};

const TABS: [&str; 8] =
    ["data", "timeline", "customer", "calls", "interactions", "sla", "attachments", "survey"];

/// A case of `ana`, and her session.
async fn case_of_ana(server: &TestServer) -> (String, String) {
    server.user("ana", Role::Agent).await;
    let chat = InteractionBuilder::call("chat").channel("webchat").agent(Some("ana"));
    let stored =
        chat.customer("Cliente <um>", "c-1").message("Olá & \"tchau\"").notes("Notas").post(server).await;
    (server.token("ana").await, stored.case())
}

/// Sends a form in place, as the window does.
async fn send(server: &TestServer, token: &str, search: &str, fields: &[(&str, &str)]) -> Value {
    let request = server.request_as(token, Method::POST, "/sf/case_form");
    let request = request.header(ACCEPT, "application/json").header(CONTENT_TYPE, "application/json");
    let body = json!({ "search": search, "fields": fields }).to_string();
    let answer = request.header(ORIGIN, server.url("")).body(body).send().await.expect("an answer");
    assert_eq!(answer.status(), 200, "{search}");
    assert!(answer.headers().get("set-cookie").is_none(), "nothing waits for the next page");
    answer.json().await.expect("JSON")
}

contract!(the_window_and_its_server_function_say_the_same, |server| {
    let server = server.with_key().await;
    let (ana, case) = case_of_ana(&server).await;
    let mut searches: Vec<String> = TABS.map(|tab| format!("case={case}&tab={tab}")).to_vec();
    searches.push(format!("case={case}&case.edit=customer"));
    searches.push(format!("case={case}&case.edit=case"));
    searches.push(format!("case={case}&case.finish=open"));
    searches.push(format!("case={case}&case.hand_over=open"));
    searches.push(format!("case={case}&tab=timeline&case.q=nada&case.page=2"));
    for search in &searches {
        for page in ["/history", "/my-cases"] {
            let page = server.page(&ana, &format!("{page}?{search}")).await;
            let window = initial(&page.body, "case-window");
            let found = encoded(&server, &ana, "case", search).await;
            assert!(found.len() > 40 && window.starts_with(&[&[0], found.as_slice()].concat()), "{search}");
        }
    }
    let page = server.page(&ana, "/history").await;
    assert_eq!(initial(&page.body, "case-window"), *b"\0\0\x08/history\0", "none is open");
});

contract!(a_form_sent_in_place_is_carried_out_or_comes_back, |server| {
    let server = server.with_key().await;
    let (ana, case) = case_of_ana(&server).await;
    let timeline = format!("case={case}&tab=timeline");
    let back = format!("/history?{timeline}");
    let fields = [("form", "case-comment"), ("case", &case), ("comment", "Ligar amanhã"), ("back", &back)];
    let accepted = send(&server, &ana, &timeline, &fields).await;
    assert_eq!(accepted["Accepted"]["next"], back.as_str());
    assert_eq!(accepted["Accepted"]["notice"]["good"], true, "{accepted}");
    assert_eq!(server.count("SELECT count(*) FROM case_event WHERE comment = 'Ligar amanhã'").await, 1);

    let too_long = "x".repeat(100_000);
    let fields = [("form", "case-comment"), ("case", &case), ("comment", &too_long), ("back", &back)];
    let rejected = send(&server, &ana, &timeline, &fields).await;
    let draft = &rejected["Rejected"][1]["tab"]["Ok"]["Timeline"]["draft"];
    assert_eq!(typed(draft, "comment"), Some(too_long.as_str()), "what was typed comes back");
    assert_eq!(draft["why"], "Invalid");
    assert!(draft["notice"].as_str().is_some_and(|notice| !notice.is_empty()), "{draft}");

    let edit = format!("case={case}&case.edit=customer");
    let fields = [
        ("form", "case-customer"),
        ("case", &case),
        ("revision", "0"),
        ("email", "nenhum"),
        ("back", "/history"),
    ];
    let rejected = send(&server, &ana, &edit, &fields).await;
    let draft = &rejected["Rejected"][1]["tab"]["Ok"]["Data"]["editing"]["Customer"];
    assert_eq!(typed(draft, "email"), Some("nenhum"), "{rejected}");
});

/// The value of a field of a form that came back.
fn typed<'a>(draft: &'a Value, field: &str) -> Option<&'a str> {
    draft["typed"].as_array()?.iter().find(|pair| pair[0] == field)?[1].as_str()
}

contract!(a_step_is_answered_to_whoever_asked, |server| {
    let server = server.with_key().await;
    let (ana, case) = case_of_ana(&server).await;
    let fields = [("case", case.as_str()), ("action", "hold"), ("seen", "closed"), ("back", "/history")];
    let asked = server.send(&ana, "/sf/case_step", "application/json", Form::of(&fields)).await;
    assert_eq!(asked.status(), 200);
    let notice: Value = asked.json().await.expect("JSON");
    assert_eq!(notice["good"], false, "the case is in another status: {notice}");
    let elsewhere = [("case", "999999"), ("action", "hold"), ("seen", "closed")];
    let asked = server.send(&ana, "/sf/case_step", "application/json", Form::of(&elsewhere)).await;
    assert_eq!(asked.status(), 404);
});
