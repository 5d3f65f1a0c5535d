//! The forms of the case window over HTTP: what they answer, with the status that says why.

use domain::Role;
use reqwest::Method;
use reqwest::header::{ACCEPT, CONTENT_TYPE, LOCATION, ORIGIN};
use serde_json::json;
use store::clock::now_ms;

use crate::support::TestServer;
use crate::support::input::call_with;

/// A case of agent *ana*, who may sign in, and her session.
async fn case_of_ana(server: &TestServer) -> (String, String) {
    let case = server.post(&call_with("1", "agent", json!("ana"))).await.json["case"].to_string();
    let accounts = server.store.accounts();
    assert!(accounts.set_password("ana", crate::support::PASSWORD, now_ms()).await.expect("a password"));
    assert!(accounts.activate("ana", now_ms()).await.expect("an account"));
    (case, server.token("ana").await)
}

async fn post(
    server: &TestServer,
    token: &str,
    path: &str,
    form: &[(&str, &str)],
) -> (u16, Option<String>, String) {
    let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(form).finish();
    let request = server
        .request_as(token, Method::POST, path)
        .header(ORIGIN, server.url(""))
        .header(ACCEPT, "text/html")
        .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body(body);
    let answer = request.send().await.expect("an answer");
    let location = answer.headers().get(LOCATION).map(|value| value.to_str().expect("text").to_owned());
    (answer.status().as_u16(), location, answer.text().await.expect("a body"))
}

#[tokio::test]
async fn an_edit_leads_on_where_it_is_accepted_and_comes_back_where_it_is_not() {
    let server = TestServer::start().await.with_key().await;
    let (case, token) = case_of_ana(&server).await;
    let page = format!("/history?case={case}&case.edit=customer");
    let edit = |revision: &'static str, name: &'static str, email: &'static str| {
        [
            ("form", "case-customer"),
            ("revision", revision),
            ("name", name),
            ("email", email),
            ("back", "/history?case=1"),
        ]
    };
    let (status, location, _) = post(&server, &token, &page, &edit("0", "Maria", "")).await;
    assert_eq!((status, location.as_deref()), (303, Some("/history?case=1")));
    let (status, _, body) = post(&server, &token, &page, &edit("1", "Joana", "joana at home")).await;
    assert_eq!(status, 422);
    assert!(body.contains("joana at home") && body.contains("nome@exemplo.com"), "typed and told");
    let (status, _, body) = post(&server, &token, &page, &edit("0", "Joana", "")).await;
    assert_eq!(status, 409);
    assert!(body.contains("Agora: Maria") && body.contains("value=\"Joana\""), "both stand there");
    assert_eq!(server.count("SELECT count(*) FROM customer WHERE name = 'Maria'").await, 1);
}

#[tokio::test]
async fn a_form_of_another_site_or_of_nobody_changes_nothing() {
    let server = TestServer::start().await.with_key().await;
    let (case, token) = case_of_ana(&server).await;
    let page = format!("/history?case={case}&case.edit=customer");
    let body = "form=case-customer&revision=0&name=Eve&back=/history";
    let request = |token: &str, origin: &str| {
        server
            .request_as(token, Method::POST, &page)
            .header(ORIGIN, origin.to_owned())
            .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(body)
            .send()
    };
    let foreign = request(&token, "https://evil.example").await.expect("an answer");
    assert_eq!(foreign.status(), 403);
    let nobody = request("none", &server.url("")).await.expect("an answer");
    assert_eq!(nobody.status(), 303, "on to the sign-in page");
    assert_eq!(server.count("SELECT count(*) FROM customer WHERE name = 'Eve'").await, 0);
}

#[tokio::test]
async fn a_form_too_large_is_refused() {
    let server = TestServer::start().await.with_key().await;
    let (case, token) = case_of_ana(&server).await;
    let name = "x".repeat(300 * 1024);
    let form = [("form", "case-customer"), ("revision", "0"), ("name", name.as_str())];
    let (status, ..) =
        post(&server, &token, &format!("/history?case={case}&case.edit=customer"), &form).await;
    assert_eq!(status, 413);
}

#[tokio::test]
async fn who_is_not_responsible_may_look_and_not_edit() {
    let server = TestServer::start().await.with_key().await;
    let (case, _) = case_of_ana(&server).await;
    // Bia serves the customer in the case of which Ana stays in charge.
    let mut joined = call_with("2", "agent", json!("bia"));
    joined["case"] = json!({ "external_id": "shared" });
    let mut first = call_with("3", "agent", json!("ana"));
    first["case"] = json!({ "external_id": "shared" });
    let shared = server.post(&first).await.json["case"].to_string();
    assert_eq!(server.post(&joined).await.json["case"].to_string(), shared);
    assert_ne!(shared, case);
    let accounts = server.store.accounts();
    accounts.set_password("bia", crate::support::PASSWORD, now_ms()).await.expect("a password");
    accounts.activate("bia", now_ms()).await.expect("an account");
    let token = server.token("bia").await;
    let page = format!("/history?case={shared}&case.edit=customer");
    let edit = [("form", "case-customer"), ("revision", "0"), ("name", "Eve"), ("back", "/history")];
    let (status, _, _) = post(&server, &token, &page, &edit).await;
    assert_eq!(status, 403);
    let looked = server.request_as(&token, Method::GET, &page).send().await.expect("an answer");
    let body = looked.text().await.expect("a body");
    assert!(!body.contains("case-form"), "no form is offered");
    server.user("chefe", Role::Administrator).await;
    let token = server.token("chefe").await;
    let (status, ..) = post(&server, &token, &page, &edit).await;
    assert_eq!(status, 303);
}
