//! The forms of the case window over HTTP: responses and their status.

use domain::settings::QueueRecord;
use domain::{Principal, QueueId, Role};
use reqwest::Method;
use reqwest::header::ORIGIN;
use serde_json::json;
use store::clock::now;
use store::settings::Change;

use crate::support::input::call_with;
use crate::support::{Form, InteractionBuilder, TestServer};

#[tokio::test]
async fn an_edit_leads_on_where_it_is_accepted_and_comes_back_where_it_is_not() {
    let server = TestServer::start().await.with_key().await;
    let (case, token) = server.case_of_ana().await;
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
async fn a_case_is_moved_to_a_queue_in_use_and_to_no_other() {
    let server = TestServer::start().await.with_key().await;
    let (case, token) = server.case_of_ana().await;
    for (id, name) in [("2", "Vendas"), ("3", "Antiga")] {
        server.post(&call_with(id, "queue", json!(name))).await;
    }
    let retired = QueueId(server.count("SELECT id FROM queue WHERE name = 'Antiga'").await);
    let chief =
        Principal { user: server.user("chefe", Role::Administrator).await, role: Role::Administrator };
    let settings = server.store.as_principal(&chief).settings().expect("an administrator");
    assert_eq!(
        settings.set_active::<QueueRecord>(retired, false, now()).await.expect("out of use"),
        Some(Change::Saved)
    );
    let sales = server.count("SELECT id FROM queue WHERE name = 'Vendas'").await.to_string();
    let support = server.count("SELECT id FROM queue WHERE name = 'Suporte'").await.to_string();
    let retired = retired.to_string();
    let page = format!("/history?case={case}&case.edit=case");
    let edit = async |revision: &str, queue: &str, subject: &str| {
        let form = [
            ("form", "case-service"),
            ("revision", revision),
            ("subject", subject),
            ("queue", queue),
            ("back", "/history?case=1"),
        ];
        server.submit(&token, &page, &form).await
    };
    let options = options_of(&server.page(&token, &page).await.body);
    assert_eq!(options, [("", false), ("Suporte", true), ("Vendas", false)].map(owned), "those in use");
    for queue in [retired.as_str(), "999", "Vendas"] {
        let wrong = edit("0", queue, "Assunto digitado").await;
        let body = wrong.body;
        assert_eq!(wrong.status, 422, "{queue}");
        assert!(body.contains("Assunto digitado") && body.contains("case-service-queue-error"), "{queue}");
        // The selected option is shown by name.
        let chosen = options_of(&body).into_iter().find(|(_, chosen)| *chosen).map(|(name, _)| name);
        assert_eq!(chosen.as_deref(), (queue == retired).then_some("Antiga"), "{queue}");
    }
    let saved = edit("0", &sales, "").await;
    assert_eq!((saved.status, saved.leads_to()), (303, "/history?case=1"));
    let late = edit("0", &support, "Meu").await;
    assert_eq!(late.status, 409);
    assert!(late.body.contains("Agora: Vendas"), "what stands there now has its name");
    assert!(options_of(&late.body).contains(&owned(("Suporte", true))), "what was chosen is kept");
    let moved = "SELECT count(*) FROM service_case AS s JOIN queue AS q ON q.id = s.queue_id \
                 WHERE q.name = 'Vendas' AND s.revision = 1";
    assert_eq!(server.count(moved).await, 1);
    assert_eq!(edit("1", "", "").await.status, 303);
    assert_eq!(server.count("SELECT count(*) FROM service_case WHERE queue_id IS NULL").await, 1);
}

/// The queue options of a case form and whether each is selected; the first is no queue.
fn options_of(body: &str) -> Vec<(String, bool)> {
    let select = body.split("id=\"case-service-queue\"").nth(1).expect("a choice of queues");
    let select = select.split("</select>").next().expect("its end");
    let option = |text: &str| {
        let (attributes, rest) = text.split_once('>').expect("an option");
        let name = if attributes.contains("value=\"\"") { "" } else { rest };
        (name.split('<').next().unwrap_or_default().to_owned(), attributes.contains("selected"))
    };
    select.split("<option").skip(1).map(option).collect()
}

fn owned((name, chosen): (&str, bool)) -> (String, bool) {
    (name.to_owned(), chosen)
}

#[tokio::test]
async fn a_form_of_another_site_or_of_nobody_changes_nothing() {
    let server = TestServer::start().await.with_key().await;
    let (case, token) = server.case_of_ana().await;
    let page = format!("/history?case={case}&case.edit=customer");
    let request = |token: &str, origin: &str| {
        let form = Form::encoded("form=case-customer&revision=0&name=Eve&back=/history");
        form.on(server.request_as(token, Method::POST, &page).header(ORIGIN, origin.to_owned())).send()
    };
    let foreign = request(&token, "https://evil.example").await.expect("an answer");
    assert_eq!(foreign.status(), 403);
    let anonymous = request("none", &server.url("")).await.expect("an answer");
    assert_eq!(anonymous.status(), 303, "on to the sign-in page");
    assert_eq!(server.count("SELECT count(*) FROM customer WHERE name = 'Eve'").await, 0);
}

#[tokio::test]
async fn a_form_too_large_is_refused() {
    let server = TestServer::start().await.with_key().await;
    let (case, token) = server.case_of_ana().await;
    let name = "x".repeat(300 * 1024);
    let form = [("form", "case-customer"), ("revision", "0"), ("name", name.as_str())];
    let page = format!("/history?case={case}&case.edit=customer");
    assert_eq!(server.submit(&token, &page, &form).await.status, 413);
}

#[tokio::test]
async fn who_is_not_responsible_may_look_and_not_edit() {
    let server = TestServer::start().await.with_key().await;
    let (case, _) = server.case_of_ana().await;
    // Bia serves the same customer in a case that Ana remains responsible for.
    let shared = InteractionBuilder::call("3").case("shared").post(&server).await.case();
    let joined = InteractionBuilder::call("2").case("shared").agent(Some("bia"));
    assert_eq!(joined.post(&server).await.case(), shared);
    assert_ne!(shared, case);
    server.give_password("bia").await;
    let token = server.token("bia").await;
    let page = format!("/history?case={shared}&case.edit=customer");
    let edit = [("form", "case-customer"), ("revision", "0"), ("name", "Eve"), ("back", "/history")];
    assert_eq!(server.submit(&token, &page, &edit).await.status, 403);
    let away = [("form", "case-service"), ("revision", "0"), ("queue", ""), ("back", "/history")];
    assert_eq!(server.submit(&token, &page.replace("customer", "case"), &away).await.status, 403);
    assert_eq!(server.count("SELECT count(*) FROM service_case WHERE queue_id IS NULL").await, 0);
    let looked = server.page(&token, &page).await;
    assert!(!looked.body.contains("case-form"), "no form is offered");
    let token = server.signed_in("chefe", Role::Administrator).await;
    assert_eq!(server.submit(&token, &page, &edit).await.status, 303);
}
