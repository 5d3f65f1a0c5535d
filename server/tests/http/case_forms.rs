//! The forms of the case window over HTTP: what they answer, with the status that says why.

use domain::Role;
use reqwest::Method;
use reqwest::header::ORIGIN;
use serde_json::json;

use crate::support::input::call_with;
use crate::support::{Form, TestServer};

/// A case of agent *ana*, who may sign in, and her session.
async fn case_of_ana(server: &TestServer) -> (String, String) {
    let case = server.post(&call_with("1", "agent", json!("ana"))).await.json["case"].to_string();
    server.let_in("ana").await;
    (case, server.token("ana").await)
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
    let saved = server.submit(&token, &page, &edit("0", "Maria", "")).await;
    assert_eq!((saved.status, saved.leads_to()), (303, "/history?case=1"));
    let wrong = server.submit(&token, &page, &edit("1", "Joana", "joana at home")).await;
    assert_eq!(wrong.status, 422);
    assert!(
        wrong.body.contains("joana at home") && wrong.body.contains("nome@exemplo.com"),
        "typed and told"
    );
    let late = server.submit(&token, &page, &edit("0", "Joana", "")).await;
    assert_eq!(late.status, 409);
    assert!(late.body.contains("Agora: Maria") && late.body.contains("value=\"Joana\""), "both stand there");
    assert_eq!(server.count("SELECT count(*) FROM customer WHERE name = 'Maria'").await, 1);
}

#[tokio::test]
async fn a_form_of_another_site_or_of_nobody_changes_nothing() {
    let server = TestServer::start().await.with_key().await;
    let (case, token) = case_of_ana(&server).await;
    let page = format!("/history?case={case}&case.edit=customer");
    let request = |token: &str, origin: &str| {
        let form = Form::encoded("form=case-customer&revision=0&name=Eve&back=/history");
        form.on(server.request_as(token, Method::POST, &page).header(ORIGIN, origin.to_owned())).send()
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
    let page = format!("/history?case={case}&case.edit=customer");
    assert_eq!(server.submit(&token, &page, &form).await.status, 413);
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
    server.let_in("bia").await;
    let token = server.token("bia").await;
    let page = format!("/history?case={shared}&case.edit=customer");
    let edit = [("form", "case-customer"), ("revision", "0"), ("name", "Eve"), ("back", "/history")];
    assert_eq!(server.submit(&token, &page, &edit).await.status, 403);
    let looked = server.page(&token, &page).await;
    assert!(!looked.body.contains("case-form"), "no form is offered");
    server.user("chefe", Role::Administrator).await;
    let token = server.token("chefe").await;
    assert_eq!(server.submit(&token, &page, &edit).await.status, 303);
}
