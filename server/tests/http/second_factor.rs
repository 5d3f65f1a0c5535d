//! The second factor over HTTP: challenge, enrolment, and roles that require one.

use domain::settings::OperationRecord;
use domain::{Millis, OperationId, Principal, Role};
use reqwest::Method;
use reqwest::header::{ACCEPT, ORIGIN};
use store::accounts::FactorSecret;
use store::clock::now;
use store::settings::{Change, FactorChange};

use crate::support::{Form, PASSWORD, Page, TestServer};

const HERE: &str = "/account/second-factor";

/// Posts a form with cookies and without a session.
async fn post(server: &TestServer, cookies: &str, path: &str, fields: &[(&str, &str)]) -> Page {
    let request = server.request(Method::POST, path).header(ORIGIN, server.url("")).header("cookie", cookies);
    let request = request.header(ACCEPT, "text/html");
    Page::of(Form::of(fields).on(request).send().await.expect("an answer")).await
}

/// The `name=value` pair of a cookie that a page sets.
fn pair(page: &Page, name: &str) -> Option<String> {
    let cookie = page.cookies.iter().find(|cookie| cookie.starts_with(&format!("{name}=")))?;
    cookie.split(';').next().map(str::to_owned)
}

/// Enrols ana with a secret whose current code is unused; returns it and her recovery codes.
async fn enrolled(server: &TestServer) -> (FactorSecret, Vec<String>) {
    let ana = server.user("ana", Role::Agent).await;
    let (secret, earlier) = (FactorSecret::random(), now() - Millis::minutes(2));
    let principal = Principal { user: ana, role: Role::Agent };
    let own = server.store.as_principal(&principal).own_account();
    let done = own.enrol(PASSWORD, &secret, &secret.code_at(earlier), "", earlier).await.expect("an answer");
    let FactorChange::Done(codes) = done else { panic!("{done:?}") };
    (secret, codes)
}

#[tokio::test]
async fn the_code_is_asked_for_on_a_page_that_needs_nothing_but_html() {
    let server = TestServer::start().await;
    let (secret, _) = enrolled(&server).await;
    let form = [("login", "ana"), ("password", PASSWORD), ("next", "/my-cases")];
    let first = post(&server, "", "/sf/sign_in", &form).await;
    assert_eq!(first.leads_to(), "/login/code?next=%2Fmy-cases");
    assert_eq!(pair(&first, "protocolo_session"), None, "nobody is signed in yet");
    let carried = pair(&first, "protocolo_challenge").expect("a challenge");
    let cookie = first.cookies.iter().find(|cookie| cookie.starts_with(&carried)).expect("the cookie");
    assert!(cookie.contains("; HttpOnly") && cookie.contains("; Max-Age=600"), "{cookie}");
    let page = server.request(Method::GET, "/login/code?next=%2Fmy-cases").header("cookie", &carried);
    let page = Page::of(page.send().await.expect("an answer")).await;
    assert_eq!(page.status, 200);
    assert!(page.body.contains("autocomplete=\"one-time-code\""), "{}", page.body);

    let wrong = post(&server, &carried, "/login/code?next=%2Fmy-cases", &[("code", "12")]).await;
    assert_eq!(wrong.status, 422);
    assert!(wrong.body.contains("role=\"alert\"") && wrong.body.contains("não confere"), "{}", wrong.body);
    let code = secret.code_at(now());
    let right = post(&server, &carried, "/login/code?next=%2Fmy-cases", &[("code", &code)]).await;
    assert_eq!((right.status, right.leads_to()), (303, "/my-cases"));
    let session = pair(&right, "protocolo_session").expect("a session");
    assert!(pair(&right, "protocolo_device").is_some());
    let token = session.trim_start_matches("protocolo_session=");
    assert_eq!(server.page(token, "/account").await.status, 200);
    // A challenge can be used once.
    let again = post(&server, &carried, "/login/code", &[("code", &code)]).await;
    assert!(again.leads_to().starts_with("/login?error=code_expired"), "{}", again.leads_to());
}

#[tokio::test]
async fn without_a_challenge_there_is_no_second_step_and_nothing_leads_off_the_site() {
    let server = TestServer::start().await;
    let (_, codes) = enrolled(&server).await;
    for carried in ["", "protocolo_challenge=guess", "protocolo_challenge="] {
        let page = post(&server, carried, "/login/code", &[("code", &codes[0])]).await;
        assert!(page.leads_to().starts_with("/login?error=code_expired"), "{}", page.leads_to());
    }
    let form = [("login", "ana"), ("password", PASSWORD), ("next", "/my-cases")];
    let first = post(&server, "", "/sf/sign_in", &form).await;
    let carried = pair(&first, "protocolo_challenge").expect("a challenge");
    let path = "/login/code?next=https%3A%2F%2Fevil.example";
    assert_eq!(post(&server, &carried, path, &[("code", &codes[0])]).await.leads_to(), "/history");
}

#[tokio::test]
async fn it_is_set_up_with_a_picture_a_code_and_the_password_and_the_codes_are_shown_once() {
    let server = TestServer::start().await;
    let token = server.signed_in("ana", Role::Agent).await;
    let page = server.page(&token, HERE).await;
    let start = page.body.find("name=\"secret\" value=\"").expect("a secret") + 21;
    let secret = page.body[start..].split('"').next().expect("a secret").to_owned();
    assert!(page.body.contains("class=\"qr-code\"") && page.body.contains(&secret[..4]), "{}", page.body);
    let known = FactorSecret::parse(&secret).expect("a secret");
    let code = known.code_at(now());
    let enrol = async |code: &str, current: &str| {
        let form = [("form", "factor-enrol"), ("secret", &secret), ("code", code), ("current", current)];
        server.submit(&token, HERE, &form).await
    };
    for (code, current) in [("12", PASSWORD), (code.as_str(), "wrong")] {
        let refused = enrol(code, current).await;
        assert_eq!(refused.status, 422);
        assert!(refused.body.contains(&format!("value=\"{secret}\"")), "the app need not read it again");
    }
    let done = enrol(&code, PASSWORD).await;
    assert_eq!(done.status, 200, "{}", done.body);
    assert_eq!(done.body.matches("<li><code>").count(), 10, "{}", done.body);
    let later = server.page(&token, HERE).await;
    assert!(!later.body.contains("<li><code>") && !later.body.contains(&secret), "{}", later.body);
    assert!(later.body.contains("Restam 10"), "{}", later.body);
    assert!(server.page(&token, "/account").await.body.contains("Ligado desde"));
}

/// Requires a second factor of agents.
async fn required_of_agents(server: &TestServer) {
    let boss = server.user("boss", Role::Administrator).await;
    let principal = Principal { user: boss, role: Role::Administrator };
    let settings = server.store.as_principal(&principal).settings().expect("an administrator");
    let kept =
        settings.get::<OperationRecord>(OperationId::ONLY).await.expect("an answer").expect("the operation");
    let record = OperationRecord { second_factor_roles: vec![Role::Agent], ..kept.record };
    assert_eq!(
        settings.change(OperationId::ONLY, kept.revision, record, now()).await.expect("saved"),
        Some(Change::Saved)
    );
}

#[tokio::test]
async fn a_role_that_needs_one_sets_it_up_before_anything_else() {
    let server = TestServer::start().await;
    server.user("ana", Role::Agent).await;
    required_of_agents(&server).await;
    let token = server.token("ana").await;
    for path in
        ["/history?page=2", "/", "/account", "/settings", "/recordings/1", "/attachments/1", "/nowhere"]
    {
        let led = server.page(&token, path).await;
        assert!(led.leads_to().starts_with("/account/second-factor?next=%2F"), "{path}: {}", led.leads_to());
    }
    let refused = server.submit(&token, "/account", &[("form", "account-profile"), ("name", "x")]).await;
    assert_eq!(refused.status, 403);
    assert_eq!(server.submit(&token, "/sf/qualify", &[]).await.status, 403);
    assert!(server.page(&token, HERE).await.body.contains("exige um segundo fator"));
    assert_eq!(server.page(&server.token("boss").await, "/account").await.status, 200, "another role");

    let secret = FactorSecret::random();
    let (text, code) = (secret.text(), secret.code_at(now()));
    let form = [("form", "factor-enrol"), ("secret", text.as_str()), ("code", &code), ("current", PASSWORD)];
    let done = server.submit(&token, "/account/second-factor?next=%2Fhistory%3Fpage%3D2", &form).await;
    assert!(done.body.contains("href=\"/history?page=2\""), "{}", done.body);
    assert_eq!(server.page(&token, "/account").await.status, 200);
    let out = server.submit(&token, "/sf/sign_out", &[]).await;
    assert!(out.leads_to().starts_with("/login"), "{}", out.leads_to());
}

#[tokio::test]
async fn an_administrator_takes_a_lost_one_from_somebody() {
    let server = TestServer::start().await;
    let (_, _) = enrolled(&server).await;
    let ana = server.id_of("ana").await;
    let boss = server.signed_in("boss", Role::Administrator).await;
    let path = format!("/settings/users/{ana}");
    assert!(server.page(&boss, &path).await.body.contains("Tem segundo fator"));
    assert_eq!(server.submit(&boss, &path, &[("form", "user-factor")]).await.leads_to(), path);
    assert!(!server.page(&boss, &path).await.body.contains("Tem segundo fator"));
    server.token("ana").await;
}

#[tokio::test]
async fn a_form_that_waits_for_its_person_is_no_way_around_the_second_factor() {
    let server = TestServer::start().await;
    let (secret, _) = enrolled(&server).await;
    server.user("bia", Role::Agent).await;
    required_of_agents(&server).await;
    for login in ["ana", "bia"] {
        let form = [
            ("form", "account-profile"),
            ("name", "Outro nome"),
            ("sign-in.login", login),
            ("sign-in.password", PASSWORD),
            ("sign-in.in-place", "yes"),
        ];
        let kept = server.submit("ended", "/account", &form).await;
        assert_eq!(kept.status, 401, "{login}");
        assert!(kept.cookies.iter().all(|cookie| !cookie.starts_with("protocolo_session=")), "{login}");
        assert!(kept.body.contains("Sua conta usa um segundo fator") && kept.body.contains("Outro nome"));
    }
    assert_eq!(server.count("SELECT count(*) FROM session").await, 0);
    // The form works once they are signed in in another window.
    let first = post(&server, "", "/sf/sign_in", &[("login", "ana"), ("password", PASSWORD)]).await;
    let carried = pair(&first, "protocolo_challenge").expect("a challenge");
    let code = secret.code_at(now());
    let right = post(&server, &carried, "/login/code", &[("code", &code)]).await;
    let session = pair(&right, "protocolo_session").expect("a session");
    let token = session.trim_start_matches("protocolo_session=");
    let form = [
        ("form", "account-profile"),
        ("revision", "0"),
        ("name", "Outro nome"),
        ("locale", "en"),
        ("theme", ""),
        ("sign-in.login", "ana"),
        ("sign-in.password", PASSWORD),
    ];
    let sent = server.submit(token, "/account", &form).await;
    assert_eq!(sent.status, 303, "{}", sent.body);
    assert_eq!(server.count("SELECT count(*) FROM user_account WHERE name = 'Outro nome'").await, 1);
}

#[tokio::test]
async fn a_form_that_waits_takes_the_code_too_and_comes_back_filled_in() {
    let server = TestServer::start().await;
    let (secret, codes) = enrolled(&server).await;
    let account =
        [("form", "account-profile"), ("revision", "0"), ("name", "Ana \"Nova\""), ("locale", "en")];
    let sent = async |cookies: &str, sign_in: &[(&str, &str)]| {
        let fields: Vec<_> = account.iter().chain(sign_in).copied().collect();
        post(&server, cookies, "/account", &fields).await
    };
    let password = [("sign-in.login", "ana"), ("sign-in.password", PASSWORD)];
    let asking = sent("", &password).await;
    assert_eq!((asking.status, pair(&asking, "protocolo_session")), (401, None));
    assert!(asking.body.contains("name=\"sign-in.code\""), "{}", asking.body);
    assert!(!asking.body.contains("name=\"sign-in.password\"") && !asking.body.contains(PASSWORD));
    let kept = "value=\"Ana &quot;Nova&quot;\"";
    assert!(asking.body.contains(kept), "{}", asking.body);
    let challenge = pair(&asking, "protocolo_challenge").expect("a challenge");
    let wrong = sent(&challenge, &[("sign-in.code", "000000")]).await;
    assert_eq!((wrong.status, pair(&wrong, "protocolo_session")), (401, None));
    assert!(wrong.body.contains("O código não confere") && wrong.body.contains(kept), "{}", wrong.body);
    assert!(wrong.body.contains("name=\"sign-in.code\"") && !wrong.body.contains("value=\"000000\""));
    // Without JavaScript, the form comes back filled in, to be reviewed and saved.
    let code = secret.code_at(now());
    let back = sent(&challenge, &[("sign-in.code", &code)]).await;
    assert_eq!(back.status, 200, "{}", back.body);
    assert!(back.body.contains("Ana &quot;Nova&quot;"), "{}", back.body);
    assert!(pair(&back, "protocolo_session").is_some() && pair(&back, "protocolo_device").is_some());
    assert_eq!(pair(&back, "protocolo_challenge").as_deref(), Some("protocolo_challenge="), "it is over");
    // The challenge can be used once; then the password is required again.
    let again = sent(&challenge, &[("sign-in.code", &codes[0])]).await;
    assert_eq!((again.status, pair(&again, "protocolo_session")), (401, None));
    assert!(again.body.contains("name=\"sign-in.password\"") && again.body.contains(kept), "{}", again.body);
    // With `in-place`, the form is submitted at once, here with a recovery code.
    let challenge = pair(&sent("", &password).await, "protocolo_challenge").expect("a challenge");
    let done = sent(&challenge, &[("sign-in.code", &codes[0]), ("sign-in.in-place", "yes")]).await;
    assert_eq!(done.status, 303, "{}", done.body);
    assert_eq!(server.count("SELECT count(*) FROM user_account WHERE name = 'Ana \"Nova\"'").await, 1);
}
