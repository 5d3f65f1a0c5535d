//! Forms posted after the session has ended are kept through the sign-in.

use domain::Role;
use reqwest::Method;
use reqwest::header::{ACCEPT, ORIGIN, REFERER};
use serde_json::json;

use crate::support::input::call_with;
use crate::support::{Form, PASSWORD, Page, Parts, TestServer};

/// A case of agent *ana*, who may sign in.
async fn case_of_ana(server: &TestServer) -> String {
    let case = server.post(&call_with("1", "agent", json!("ana"))).await.json["case"].to_string();
    server.give_password("ana").await;
    case
}

/// The timeline of a case, which has the comment form.
fn timeline(case: &str) -> String {
    format!("/history?case={case}&tab=timeline")
}

/// Posts a form with an expired session.
async fn submit(server: &TestServer, path: &str, fields: &[(&str, &str)]) -> Page {
    server.submit("ended", path, fields).await
}

#[tokio::test]
async fn the_sign_in_page_keeps_the_form_and_says_why() {
    let server = TestServer::start().await.with_key().await;
    let case = case_of_ana(&server).await;
    let fields = [("form", "case-comment"), ("comment", "Uma \"longa\" <história>"), ("back", "/history")];
    let kept = submit(&server, &timeline(&case), &fields).await;
    assert_eq!((kept.status, kept.location), (401, None));
    assert!(kept.body.contains("Sua sessão terminou antes do envio."), "says why");
    assert!(
        kept.body.contains(&format!("action=\"{}\"", timeline(&case).replace('&', "&amp;"))),
        "leads on to where it was sent"
    );
    assert!(kept.body.contains("value=\"Uma &quot;longa&quot; "), "keeps what was typed");
    assert_eq!(server.count("SELECT count(*) FROM case_event WHERE comment IS NOT NULL").await, 0);
}

#[tokio::test]
async fn signing_in_there_sends_the_form_again() {
    let server = TestServer::start().await.with_key().await;
    let case = case_of_ana(&server).await;
    let sent = async |password: &str| {
        let fields = [
            ("form", "case-comment"),
            ("case", case.as_str()),
            ("comment", "Longa história"),
            ("back", "/history?page=2"),
            ("sign-in.login", " ana "),
            ("sign-in.password", password),
            ("sign-in.in-place", "yes"),
        ];
        submit(&server, &timeline(&case), &fields).await
    };
    let refused = sent("wrong").await;
    assert_eq!(refused.status, 401);
    assert!(refused.body.contains("Usuário ou senha incorretos") && refused.body.contains("Longa história"));
    assert!(!refused.body.contains("wrong"), "a password is not written into the page");
    let done = sent(PASSWORD).await;
    assert_eq!((done.status, done.leads_to()), (303, "/history?page=2"));
    assert!(done.cookies.iter().any(|cookie| cookie.starts_with("protocolo_session=")), "signed in");
    let written = "SELECT count(*) FROM case_event WHERE comment = 'Longa história'";
    assert_eq!(server.count(written).await, 1);
}

#[tokio::test]
async fn a_form_of_a_page_comes_back_filled_in() {
    let server = TestServer::start().await.with_key().await;
    let case = case_of_ana(&server).await;
    let page = format!("/history?case={case}&case.edit=customer");
    let mut fields = vec![
        ("form", "case-customer"),
        ("revision", "0"),
        ("name", "Maria Nova"),
        ("back", "/history"),
        ("sign-in.login", "ana"),
        ("sign-in.password", PASSWORD),
    ];
    let shown = submit(&server, &page, &fields).await;
    assert_eq!(shown.status, 200);
    assert!(shown.body.contains("value=\"Maria Nova\"") && shown.body.contains("Você entrou de novo."));
    let saved = "SELECT count(*) FROM customer WHERE name = 'Maria Nova'";
    assert_eq!(server.count(saved).await, 0, "nothing is saved unseen");
    // With `in-place`, the form is submitted at once.
    fields.push(("sign-in.in-place", "yes"));
    assert_eq!(submit(&server, &page, &fields).await.status, 303);
    assert_eq!(server.count(saved).await, 1);
}

#[tokio::test]
async fn the_comments_of_a_case_come_back_filled_in() {
    let server = TestServer::start().await.with_key().await;
    let case = case_of_ana(&server).await;
    for form in ["case-comment", "case-hold"] {
        let fields = [
            ("form", form),
            ("seen", "in_service"),
            ("comment", "Ligar <amanhã>"),
            ("back", "/history"),
            ("sign-in.login", "ana"),
            ("sign-in.password", PASSWORD),
        ];
        let shown = submit(&server, &timeline(&case), &fields).await;
        assert_eq!(shown.status, 200, "{form}");
        assert!(shown.body.contains("Ligar &lt;amanhã>") && shown.body.contains("Você entrou de novo."));
    }
    assert_eq!(server.count("SELECT count(*) FROM case_event WHERE comment IS NOT NULL").await, 0);
}

#[tokio::test]
async fn a_kept_form_does_only_what_its_sender_may_do() {
    let server = TestServer::start().await.with_key().await;
    let case = case_of_ana(&server).await;
    server.user("stranger", Role::Agent).await;
    let fields = [
        ("form", "case-comment"),
        ("comment", "Não é meu"),
        ("back", "/history"),
        ("sign-in.login", "stranger"),
        ("sign-in.password", PASSWORD),
        ("sign-in.in-place", "yes"),
    ];
    assert_eq!(submit(&server, &timeline(&case), &fields).await.status, 404);
    let written = "SELECT count(*) FROM case_event WHERE comment = 'Não é meu'";
    assert_eq!(server.count(written).await, 0);
    let form = Form::of(&fields[..3]);
    let request = server.request_as("ended", Method::POST, &timeline(&case));
    let request = request.header(ORIGIN, "https://evil.example").header(ACCEPT, "text/html");
    assert_eq!(form.on(request).send().await.expect("an answer").status(), 403, "not for another site");
}

#[tokio::test]
async fn a_form_sent_again_by_somebody_signed_in_elsewhere_is_carried_out() {
    let server = TestServer::start().await.with_key().await;
    let case = case_of_ana(&server).await;
    let token = server.token("ana").await;
    let fields = [
        ("form", "case-comment"),
        ("comment", "De novo"),
        ("back", "/history"),
        ("sign-in.login", "ana"),
        ("sign-in.password", ""),
    ];
    assert_eq!(server.submit(&token, &timeline(&case), &fields).await.status, 303);
    assert_eq!(server.count("SELECT count(*) FROM case_event WHERE comment = 'De novo'").await, 1);
}

#[tokio::test]
async fn of_files_the_sign_in_page_says_that_they_are_not_kept_and_leads_back_to_where_they_were_sent() {
    let server = TestServer::start().await.with_key().await;
    let case = case_of_ana(&server).await;
    server.user("admin", Role::Administrator).await;
    let tab = format!("/history?case={case}&tab=attachments");
    for (path, from) in [
        (format!("/cases/{case}/attachments"), tab.as_str()),
        ("/operation/logo".to_owned(), "/settings/operation"),
    ] {
        let form = Parts::default().field("back", from).file("file", "a.png", &vec![0; 70_000]).form();
        let request = server.request_as("ended", Method::POST, &path).header(ORIGIN, server.url(""));
        let request = request.header(ACCEPT, "text/html").header(REFERER, server.url(from));
        let kept = Page::of(form.on(request).send().await.expect("an answer")).await;
        assert_eq!((kept.status, kept.location.as_deref()), (401, None), "{path}");
        assert!(kept.body.contains("Arquivos não ficam guardados"), "{path}: {}", kept.body);
        let next = from.replace('&', "&amp;");
        assert!(kept.body.contains(&format!("name=\"next\" value=\"{next}\"")), "{path}: {}", kept.body);
    }
    // A page of another site is not used as the return URL.
    let form = Parts::default().file("file", "a.png", b"x").form();
    let request = server.request_as("ended", Method::POST, &format!("/cases/{case}/attachments"));
    let request = request.header(ACCEPT, "text/html").header(REFERER, "https://evil.example//evil.example/");
    let kept = Page::of(form.on(request).send().await.expect("an answer")).await;
    assert!(kept.body.contains("name=\"next\" value=\"/history\""), "{}", kept.body);
}
