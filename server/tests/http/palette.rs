//! The command palette: what a text leads to, on its page and in its server function, in which scope.

use domain::Role;
use reqwest::Method;
use reqwest::header::ACCEPT;
use serde_json::Value;

use crate::support::{InteractionBuilder, TestServer};

/// The items that the server function offers, as kind and address.
async fn items(server: &TestServer, token: &str, typed: &str) -> Vec<(String, String)> {
    let typed: String = form_urlencoded::byte_serialize(typed.as_bytes()).collect();
    let request = server.request_as(token, Method::GET, &format!("/sf/palette?q={typed}"));
    let answer = request.header(ACCEPT, "application/json").send().await.expect("an answer");
    assert_eq!(answer.status(), 200);
    let items: Vec<Value> = answer.json().await.expect("JSON");
    let text = |item: &Value, name: &str| item[name].as_str().expect("a text").to_owned();
    items.iter().map(|item| (text(item, "kind"), text(item, "href"))).collect()
}

/// Where the page for a typed text leads to, if anywhere.
async fn redirect(server: &TestServer, token: &str, typed: &str) -> Option<String> {
    let typed: String = form_urlencoded::byte_serialize(typed.as_bytes()).collect();
    let answer =
        server.request_as(token, Method::GET, &format!("/go?q={typed}")).send().await.expect("an answer");
    let location = answer.headers().get("location")?;
    Some(location.to_str().expect("a text").to_owned())
}

contract!(a_protocol_leads_to_its_interaction_in_scope_only, |server| {
    let server = server.with_key().await;
    for agent in ["ana", "bia"] {
        server.user(agent, Role::Agent).await;
    }
    let call = InteractionBuilder::call("call-1").agent(Some("ana")).post(&server).await;
    let protocol = call.protocol().to_owned();
    let (ana, bia) = (server.token("ana").await, server.token("bia").await);
    let address = format!("/history?interaction={protocol}&view=conversation");
    let found = items(&server, &ana, &protocol).await;
    assert_eq!(found.first(), Some(&("Interaction".to_owned(), address.clone())));
    assert_eq!(redirect(&server, &ana, &format!(" {protocol} ")).await, Some(address));
    // Out of scope is like absent, but for the number itself.
    let foreign = items(&server, &bia, &protocol).await;
    let absent = items(&server, &bia, "29990101000001").await;
    let kinds = |items: &[(String, String)]| items.iter().map(|(kind, _)| kind.clone()).collect::<Vec<_>>();
    assert_eq!(kinds(&foreign), kinds(&absent));
    assert!(!kinds(&foreign).contains(&"Interaction".to_owned()), "{foreign:?}");
    assert_eq!(redirect(&server, &bia, &protocol).await, None);
});

contract!(the_number_of_a_case_leads_to_its_window, |server| {
    let server = server.with_key().await;
    for agent in ["ana", "bia"] {
        server.user(agent, Role::Agent).await;
    }
    InteractionBuilder::call("call-1").agent(Some("ana")).post(&server).await;
    let case = server.count("SELECT max(id) FROM service_case").await;
    let (ana, bia) = (server.token("ana").await, server.token("bia").await);
    let address = format!("/my-cases?case={case}");
    assert_eq!(items(&server, &ana, &format!("#{case}")).await, [("Case".to_owned(), address.clone())]);
    assert_eq!(redirect(&server, &ana, &format!("#{case}")).await, Some(address.clone()));
    // Digits alone may be something else, so the page offers it.
    assert_eq!(items(&server, &ana, &case.to_string()).await.first(), Some(&("Case".to_owned(), address)));
    assert_eq!(redirect(&server, &ana, &case.to_string()).await, None);
    assert_eq!(items(&server, &bia, &format!("#{case}")).await, []);
    assert_eq!(redirect(&server, &bia, &format!("#{case}")).await, None);
});

contract!(any_text_is_answered, |server| {
    server.user("ana", Role::Agent).await;
    let ana = server.token("ana").await;
    for typed in
        ["", " ", "#", "#999999999999999999999", "%", "'; DROP TABLE x; --", "\u{202e}x", "😀", "+", "0"]
    {
        items(&server, &ana, typed).await;
        assert_eq!(redirect(&server, &ana, typed).await, None, "{typed:?}");
    }
    items(&server, &ana, &"9".repeat(500)).await;
    items(&server, &ana, &"ação ".repeat(500)).await;
});
