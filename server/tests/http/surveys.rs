//! Surveys: requested in the case window, answered by customers without signing in.

use domain::settings::SurveyRecord;
use domain::survey::Scale;
use domain::{Principal, Role};
use reqwest::Method;
use reqwest::header::ACCEPT;
use store::clock::now;

use crate::support::{Form, Page, TestServer};

const QUESTIONS: &str = r#"[{"id":1,"kind":"scale","text":"Que nota?","required":true},{"id":2,"kind":"yes_no","text":"Resolvemos?"},{"id":3,"kind":"text","text":"Por que?"}]"#;

/// A server with a case that ana is responsible for.
struct Asked {
    server: TestServer,
    ana: String,
    case: String,
}

async fn asked(server: TestServer) -> Asked {
    let server = server.with_key().await;
    let (case, ana) = server.case_of_ana().await;
    Asked { server, ana, case }
}

impl Asked {
    async fn configure(&self) {
        let user = self.server.user("configurator", Role::Administrator).await;
        let configurator = Principal { user, role: Role::Administrator };
        let settings = self.server.store.as_principal(&configurator).settings().expect("an administrator");
        let survey = SurveyRecord {
            name: "Geral".to_owned(),
            active: true,
            queue: None,
            asked: domain::settings::SurveyTrigger::Request,
            valid_days: 7,
            scale: Scale::Csat,
            low_score: None,
            questions: serde_json::from_str(QUESTIONS).expect("questions"),
        };
        settings.create(survey, now()).await.expect("an answer").created().expect("a survey");
    }

    async fn tab(&self, token: &str) -> Page {
        self.server.page(token, &format!("/history?case={}&tab=survey", self.case)).await
    }

    /// Requests a survey without an `Origin` header, as some browsers post.
    async fn request(&self, token: &str) -> Page {
        let back = format!("/history?case={}&tab=survey", self.case);
        let form = Form::of(&[("case", &self.case), ("back", &back)]);
        let request = self.server.request_as(token, Method::POST, "/sf/request_survey");
        let request = form.on(request.header(ACCEPT, "text/html"));
        Page::of(request.send().await.expect("an answer")).await
    }

    /// Requests a survey; returns the path of the public page.
    async fn link(&self) -> String {
        assert_eq!(self.request(&self.ana).await.status, 302);
        let page = self.tab(&self.ana).await.body;
        let (_, rest) = page.split_once("/survey/").expect("a link");
        format!("/survey/{}", &rest[..43])
    }

    /// Posts a customer's answers, without a session or an `Origin` header.
    async fn answer(&self, path: &str, form: &str) -> Page {
        let request = self.server.request(Method::POST, path).header(ACCEPT, "text/html");
        Page::of(Form::encoded(form).on(request).send().await.expect("an answer")).await
    }

    async fn page(&self, path: &str) -> Page {
        Page::of(self.server.get(path).await).await
    }
}

contract!(a_customer_answers, |server| {
    let asked = asked(server).await;
    let Page { status, body: page, .. } = asked.tab(&asked.ana).await;
    assert_eq!(status, 200);
    assert!(page.contains("Pesquisa não configurada") && !page.contains("Enviar pesquisa"), "{page}");
    asked.configure().await;
    assert!(asked.tab(&asked.ana).await.body.contains("Enviar pesquisa"));
    let path = asked.link().await;
    assert!(!asked.tab(&asked.ana).await.body.contains("Enviar pesquisa"), "one at a time");

    let Page { status, body: page, .. } = asked.page(&path).await;
    assert_eq!(status, 200);
    assert!(page.contains("Que nota?") && page.contains("noindex") && !page.contains("/history"), "{page}");
    let Page { status, location, body: page, .. } =
        asked.answer(&path, "q1=6&q3=%3C%2Ftextarea%3E%3Cb%3Ebom").await;
    assert_eq!((status, location), (422, None));
    assert!(page.contains("id=\"q1-error\"") && page.contains("&lt;/textarea>&lt;b>bom<"), "{page}");
    assert!(!page.contains("id=\"q2-error\""));
    assert_eq!(asked.answer(&path, "").await.status, 422);

    let sent = asked.answer(&path, "q1=5&q2=yes&q3=R%C3%A1pido").await;
    assert_eq!((sent.status, sent.leads_to()), (303, "/survey/thanks"));
    assert_eq!(asked.page("/survey/thanks").await.status, 200);
    assert_eq!(asked.answer(&path, "q1=1").await.status, 404, "a second answer");
    assert_eq!(asked.page(&path).await.status, 404);
    let page = asked.tab(&asked.ana).await.body;
    for shown in ["5 de 5", "Respondida em", "Rápido", "Resolvemos?", "Comentários e experiências"] {
        assert!(page.contains(shown), "{shown} in {page}");
    }
    assert_eq!(asked.server.count("SELECT count(*) FROM survey_response WHERE score = 5").await, 1);
    assert_eq!(asked.server.count("SELECT count(*) FROM survey_response WHERE token IS NOT NULL").await, 0);
});

#[tokio::test]
async fn a_customer_declines() {
    let asked = asked(TestServer::start().await).await;
    asked.configure().await;
    let path = asked.link().await;
    let sent = asked.answer(&path, "q1=&decline=yes").await;
    assert_eq!((sent.status, sent.leads_to()), (303, "/survey/declined"));
    assert_eq!(asked.page("/survey/declined").await.status, 200);
    assert_eq!(asked.answer(&path, "decline=yes").await.status, 404);
    assert!(asked.tab(&asked.ana).await.body.contains("Recusada em"));
    assert_ne!(asked.link().await, path, "another may be asked for");
}

#[tokio::test]
async fn an_address_expires_and_an_unknown_one_is_none() {
    let asked = asked(TestServer::start().await).await;
    asked.configure().await;
    let path = asked.link().await;
    asked.server.run("UPDATE survey_response SET expires_at = 1").await;
    assert_eq!(asked.page(&path).await.status, 410);
    assert_eq!(asked.answer(&path, "q1=5").await.status, 410);
    assert_eq!(asked.answer(&path, "decline=yes").await.status, 410);
    let guess = format!("/survey/{}", "A".repeat(43));
    for unknown in ["/survey/x", guess.as_str(), "/survey/..%2f..", "/survey/%00"] {
        assert_eq!(asked.page(unknown).await.status, 404, "{unknown}");
        assert_eq!(asked.answer(unknown, "q1=5").await.status, 404, "{unknown}");
    }
    assert!(asked.tab(&asked.ana).await.body.contains("Expirou em"));
    assert_eq!(asked.server.count("SELECT count(*) FROM survey_response WHERE score IS NOT NULL").await, 0);
}

#[tokio::test]
async fn only_who_may_asks() {
    let asked = asked(TestServer::start().await).await;
    asked.configure().await;
    let server = &asked.server;
    server.user("chefe", Role::Supervisor).await;
    server.user("outra", Role::Agent).await;
    for outsider in ["chefe", "outra"] {
        let token = server.token(outsider).await;
        assert_eq!(asked.tab(&token).await.status, 404);
        asked.request(&token).await;
    }
    asked.request("forged").await;
    assert_eq!(server.count("SELECT count(*) FROM survey_response").await, 0);
    // An agent who served the case without being responsible sees the tab without the button.
    server.run("UPDATE service_case SET agent_id = NULL").await;
    let Page { status, body: page, .. } = asked.tab(&asked.ana).await;
    assert_eq!(status, 200);
    assert!(!page.contains("Enviar pesquisa"));
    let refused = asked.request(&asked.ana).await;
    assert!(refused.cookies[0].contains("supervisores"));
    assert_eq!(server.count("SELECT count(*) FROM survey_response").await, 0);
    server.user("admin", Role::Administrator).await;
    asked.request(&server.token("admin").await).await;
    assert_eq!(server.count("SELECT count(*) FROM survey_response").await, 1);
}
