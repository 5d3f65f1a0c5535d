//! Single sign-on against a real identity provider: access, landing pages and refusals.

use domain::Role;
use reqwest::Method;
use reqwest::header::{LOCATION, ORIGIN};
use serde_json::json;
use store::accounts::SetPasswordOutcome;

use crate::support::identity::{Browser, IdentityProvider, both, reason, signed_in, trusting};
use crate::support::program::{protocolo, run};
use crate::support::{Form, PASSWORD, TestServer, server_builder, sqlite};

const REFUSALS: &str = "SELECT count(*) FROM audit_event WHERE action = 'sign_in_failed'";

test_database::contract!(the_button_leads_to_the_provider_and_back_to_next, |engine| {
    let provider = IdentityProvider::start().await;
    let server = trusting(server_builder().on_engine(engine), &provider, "public", &[]).start().await;
    let login = server.get("/login?next=%2Fhistory%3Fpage%3D2").await.text().await.expect("a page");
    assert!(login.contains("href=\"/sso/start?next=%2Fhistory%3Fpage%3D2\""), "{login}");
    assert!(login.contains("Entrar com SSO") && login.contains("name=\"password\""), "{login}");

    let mut browser = Browser::new();
    let landed = browser.sign_in(&server.url("/sso/start?next=%2Fhistory%3Fpage%3D2"), "ana").await;
    assert_eq!((landed.url.as_str(), landed.status), (server.url("/history?page=2").as_str(), 200));
    assert!(landed.body.contains("Ana Souza"), "{}", landed.body);
    assert!(browser.attempts(&server.url("")).is_empty(), "the attempt is over");
    let made = "SELECT count(*) FROM user_account WHERE login = 'ana.souza' AND name = 'Ana Souza' \
                AND role = 'supervisor' AND subject = 'ana'";
    assert_eq!(server.count(made).await, 1);
    let entries = "SELECT count(*) FROM audit_event WHERE action = 'signed_in' AND address = '127.0.0.1' \
                   AND after LIKE '%single_sign_on%'";
    assert_eq!(server.count(entries).await, 1);

    // Signing out leaves the provider's session, which signs in again without a prompt.
    let old = browser.cookie(&server.url(""), "protocolo_session").expect("a session").to_owned();
    browser.request(server.url("/sf/sign_out").parse().expect("an address"), Some(&[])).await;
    assert!(!signed_in(&mut browser, &server).await);
    let again = browser.sign_in(&server.url("/sso/start"), "nobody").await;
    assert_eq!(again.url.path(), "/history");
    assert_ne!(browser.cookie(&server.url(""), "protocolo_session"), Some(old.as_str()));
    assert_eq!(server.count("SELECT count(*) FROM user_account").await, 1);
    assert_eq!(server.count("SELECT count(*) FROM sso_attempt").await, 0);
});

#[tokio::test]
async fn a_confidential_client_and_groups_in_the_token_do_as_well() {
    let provider = IdentityProvider::start_with(&[("OIDC_CLAIMS", "token")]).await;
    let secret = "--oidc-client-secret=a secret & more: 100%";
    let server = trusting(server_builder(), &provider, "confidential", &[secret]).start().await;
    let landed = Browser::new().sign_in(&server.url("/sso/start?next=%2Fsettings%2Fusers"), "clara").await;
    assert_eq!((landed.url.path(), landed.status), ("/settings/users", 200));
    let wrong =
        trusting(server_builder(), &provider, "confidential", &["--oidc-client-secret=wrong"]).start().await;
    let refused = Browser::new().sign_in(&wrong.url("/sso/start"), "clara").await;
    assert_eq!(reason(&refused).as_deref(), Some("sso_failed"));
}

#[tokio::test]
async fn somebody_without_a_user_name_has_their_verified_address_for_one() {
    let (provider, server) = both(&[]).await;
    Browser::new().sign_in(&server.url("/sso/start"), "davi").await;
    let made = "SELECT count(*) FROM user_account WHERE login = 'davi@example.com'";
    assert_eq!(server.count(made).await, 1);
    provider
        .says("eva", &json!({ "email": "eva@example.com", "email_verified": false, "groups": ["desk"] }))
        .await;
    let refused = Browser::new().sign_in(&server.url("/sso/start"), "eva").await;
    assert_eq!(reason(&refused).as_deref(), Some("sso_login"));
}

#[tokio::test]
async fn an_account_that_is_there_is_linked_and_has_the_role_of_the_groups_from_then_on() {
    let (provider, server) = both(&["--oidc-link-by-login=on"]).await;
    let bruno = server.user("Bruno", Role::Supervisor).await;
    let mut browser = Browser::new();
    browser.sign_in(&server.url("/sso/start"), "bruno").await;
    assert!(signed_in(&mut browser, &server).await);
    let role = "SELECT count(*) FROM user_account WHERE role = 'agent' AND subject = 'bruno'";
    assert_eq!(
        (server.count(role).await, server.count("SELECT max(id) FROM user_account").await),
        (1, bruno.0)
    );
    let claims =
        json!({ "preferred_username": "b.lima", "name": "B", "groups": ["desk", "protocolo-admins"] });
    provider.says("bruno", &claims).await;
    browser.sign_in(&server.url("/sso/start"), "bruno").await;
    let promoted = "SELECT count(*) FROM user_account WHERE role = 'administrator' AND login = 'Bruno'";
    assert_eq!(server.count(promoted).await, 1);
    assert_eq!(server.count("SELECT count(*) FROM user_account").await, 1);
    let changed = "SELECT count(*) FROM audit_event WHERE action = 'changed' AND before LIKE '%agent%' \
                   AND after LIKE '%administrator%' AND actor = 'Bruno'";
    assert_eq!(server.count(changed).await, 1);
}

#[tokio::test]
async fn who_has_no_group_or_no_active_account_stays_out_and_is_told_why() {
    let (_provider, server) = both(&["--oidc-link-by-login=on"]).await;
    let mut browser = Browser::new();
    let refused = browser.sign_in(&server.url("/sso/start?next=%2Fmy-cases"), "estranho").await;
    assert_eq!(reason(&refused).as_deref(), Some("sso_no_role"));
    assert!(refused.body.contains("Nenhum dos seus grupos"), "{}", refused.body);
    assert!(refused.body.contains("href=\"/sso/start?next=%2Fmy-cases\""), "next is kept: {}", refused.body);
    assert!(!signed_in(&mut browser, &server).await);
    assert_eq!(server.count("SELECT count(*) FROM user_account").await, 0);

    server.user("bruno", Role::Agent).await;
    server.store.accounts().deactivate("bruno", store::clock::now()).await.expect("deactivated");
    let mut browser = Browser::new();
    let refused = browser.sign_in(&server.url("/sso/start"), "bruno").await;
    assert_eq!(reason(&refused).as_deref(), Some("sso_inactive"));
    assert!(!signed_in(&mut browser, &server).await);
    assert_eq!(server.count(REFUSALS).await, 2);
    assert_eq!(server.count("SELECT count(*) FROM session").await, 0);
}

#[tokio::test]
async fn keys_that_were_changed_are_asked_for_anew() {
    let (provider, server) = both(&[]).await;
    Browser::new().sign_in(&server.url("/sso/start"), "ana").await;
    let _provider = provider.with_other_keys().await;
    let mut browser = Browser::new();
    assert_eq!(browser.sign_in(&server.url("/sso/start"), "ana").await.url.path(), "/history");
    assert_eq!(server.count("SELECT count(*) FROM session").await, 2);
}

#[tokio::test]
async fn a_provider_that_is_down_keeps_neither_the_server_nor_passwords_from_working() {
    let mut provider = IdentityProvider::start().await;
    provider.stop().await;
    let server = trusting(server_builder(), &provider, "public", &[]).start().await;
    server.user("ana", Role::Agent).await;
    let mut browser = Browser::new();
    let back = browser.go(&server.url("/sso/start?next=%2Fmy-cases"), |_| false).await;
    assert_eq!(reason(&back).as_deref(), Some("sso_unavailable"));
    assert!(back.body.contains("não responde") && back.body.contains("value=\"/my-cases\""), "{}", back.body);
    assert_eq!(sign_in(&server, "ana").await, "/history");
    // The button starts the same flow.
    let provider = IdentityProvider::start().await;
    let server = trusting(server_builder(), &provider, "public", &[]).start().await;
    let way_back = browser.back_from_provider(&server.url("/sso/start"), "ana").await;
    drop(provider);
    assert_eq!(reason(&browser.go(way_back.as_str(), |_| false).await).as_deref(), Some("sso_unavailable"));
}

#[tokio::test]
async fn no_account_is_given_to_whoever_has_its_name_at_the_provider() {
    let (_provider, server) = both(&[]).await;
    server.user("bruno", Role::Administrator).await;
    let mut browser = Browser::new();
    let refused = browser.sign_in(&server.url("/sso/start"), "bruno").await;
    assert_eq!(reason(&refused).as_deref(), Some("sso_login"));
    assert!(!signed_in(&mut browser, &server).await);
    assert_eq!(sign_in(&server, "bruno").await, "/history", "the password is as good as before");
    let kept =
        "SELECT count(*) FROM user_account WHERE role = 'administrator' AND subject IS NULL AND active";
    assert_eq!(server.count(kept).await, 1);
}

#[tokio::test]
async fn who_is_removed_from_every_group_is_out_with_everything() {
    let (provider, server) = both(&[]).await;
    let mut browser = Browser::new();
    browser.sign_in(&server.url("/sso/start"), "bruno").await;
    assert!(signed_in(&mut browser, &server).await);
    let accounts = server.store.accounts();
    let set = accounts.set_password("bruno", PASSWORD, store::clock::now()).await.expect("an answer");
    assert_eq!(set, SetPasswordOutcome::Set);
    assert!(sign_in(&server, "bruno").await.contains("error=refused"), "linked: by single sign-on only");
    browser.sign_in(&server.url("/sso/start"), "bruno").await;
    assert!(signed_in(&mut browser, &server).await);

    let claims = json!({ "preferred_username": "bruno", "name": "Bruno", "groups": [] });
    provider.says("bruno", &claims).await;
    let refused = Browser::new().sign_in(&server.url("/sso/start"), "bruno").await;
    assert_eq!(reason(&refused).as_deref(), Some("sso_no_role"));
    assert!(!signed_in(&mut browser, &server).await, "the session elsewhere ends");
    assert!(sign_in(&server, "bruno").await.contains("error=refused"));
    assert_eq!(server.count("SELECT count(*) FROM user_account WHERE active").await, 0);

    let claims = json!({ "preferred_username": "bruno", "name": "Bruno", "groups": ["desk"] });
    provider.says("bruno", &claims).await;
    browser.sign_in(&server.url("/sso/start"), "bruno").await;
    assert!(signed_in(&mut browser, &server).await);
}

/// Signs in with a password and returns the redirect.
async fn sign_in(server: &TestServer, login: &str) -> String {
    let form = [("login", login), ("password", PASSWORD), ("next", "/history")];
    let request = server.request(Method::POST, "/sf/sign_in").header(ORIGIN, server.url(""));
    let answer = Form::of(&form).on(request).send().await.expect("an answer");
    answer.headers()[LOCATION].to_str().expect("text").to_owned()
}

#[tokio::test]
async fn with_passwords_switched_off_only_the_button_lets_in() {
    let (_provider, server) = both(&["--local-sign-in=off", "--oidc-label=Conta & empresa"]).await;
    let server = server.with_key().await;
    server.user("boss", Role::Administrator).await;
    let login = server.get("/login").await.text().await.expect("a page");
    assert!(login.contains("Conta &amp; empresa") && !login.contains("name=\"password\""), "{login}");
    let refused = sign_in(&server, "boss").await;
    assert!(refused.starts_with("/login?error=local_off"), "{refused}");
    assert_eq!(server.count("SELECT count(*) FROM session").await, 0);
    assert_eq!(
        server.get("/api/v1/interactions/unknown").await.status(),
        403,
        "a key is known; this one does not read"
    );
    let mut browser = Browser::new();
    browser.sign_in(&server.url("/sso/start"), "ana").await;
    assert!(signed_in(&mut browser, &server).await);
}

#[tokio::test]
async fn without_single_sign_on_there_is_neither_button_nor_route() {
    let server = TestServer::start().await;
    server.user("boss", Role::Administrator).await;
    let login = server.get("/login").await.text().await.expect("a page");
    assert!(!login.contains("/sso/start") && login.contains("name=\"password\""), "{login}");
    for path in ["/sso/start", "/sso/callback?state=a&code=b"] {
        assert_eq!(server.get(path).await.status(), 404, "{path}");
    }
}

#[tokio::test]
async fn a_server_that_nobody_could_get_into_does_not_start_and_says_why() {
    let folder = tempfile::tempdir().expect("a folder");
    for (environment, names) in [
        (&[("PROTOCOLO_LOCAL_SIGN_IN", "off")][..], "PROTOCOLO_OIDC_ISSUER"),
        (&[("PROTOCOLO_OIDC_ISSUER", "http://id.example.com")], "PROTOCOLO_OIDC_ISSUER"),
        (&[("PROTOCOLO_OIDC_ISSUER", "https://id.example.com")], "PROTOCOLO_OIDC_CLIENT_ID"),
        (&[("PROTOCOLO_OIDC_ROLES", "admins=king")], "PROTOCOLO_OIDC_ROLES"),
    ] {
        let mut command = protocolo(folder.path(), &sqlite(&folder), &["serve", "--addr", "127.0.0.1:0"]);
        command.envs(environment.iter().copied());
        let ended = run(command, b"").await;
        let said = String::from_utf8_lossy(&ended.stderr);
        assert!(!ended.status.success() && said.contains(names), "{environment:?}: {said}");
    }
}
