//! Users over HTTP: accounts, groups and API keys in the settings, passwords, and the own account.

use domain::settings::ApiScope;
use domain::{Millis, Role};
use reqwest::Method;
use reqwest::header::LOCATION;
use serde_json::json;
use store::accounts::{PasswordReset, RESET};
use store::clock::now;

use crate::support::input::{call, wav};
use crate::support::{Answer, PASSWORD, Page, TestServer};

/// The path of the password reset link on a page.
fn link(page: &Page) -> String {
    let start = page.body.find("/reset/").expect("an address");
    page.body[start..].chars().take_while(|c| *c != '"').collect()
}

const USER: [(&str, &str); 6] = [
    ("form", "settings-record"),
    ("revision", "0"),
    ("name", "Ana Souza"),
    ("login", "ana"),
    ("role", "agent"),
    ("active", "yes"),
];

/// The user form with changed values.
fn user_with<'a>(changes: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let changed = |name| changes.iter().find(|(key, _)| *key == name).map(|(_, value)| *value);
    USER.iter().map(|(name, value)| (*name, changed(*name).unwrap_or(value))).collect()
}

#[tokio::test]
async fn the_settings_of_people_do_not_exist_for_who_is_no_administrator() {
    let server = TestServer::start().await;
    let boss = server.user("boss", Role::Administrator).await;
    server.user("agent", Role::Agent).await;
    server.user("supervisor", Role::Supervisor).await;
    let one = format!("/settings/users/{boss}");
    for who in ["agent", "supervisor"] {
        let token = server.token(who).await;
        for path in ["/settings/users", "/settings/users/new", &one, "/settings/groups", "/settings/api-keys"]
        {
            assert_eq!(server.page(&token, path).await.status, 404, "{who} at {path}");
        }
        for (path, form) in [
            ("/settings/users/new", USER.to_vec()),
            (one.as_str(), user_with(&[("role", "agent")])),
            (&one, vec![("form", "user-reset")]),
            (&one, vec![("form", "user-sessions")]),
            (&one, vec![("form", "settings-active"), ("active", "no")]),
            ("/settings/groups/new", vec![("form", "settings-record"), ("name", "x")]),
            (
                "/settings/api-keys/new",
                vec![("form", "settings-record"), ("name", "x"), ("scopes", "recordings")],
            ),
        ] {
            assert_eq!(server.submit(&token, path, &form).await.status, 404, "{who} at {path}");
        }
    }
    let anonymous = server.submit("none", "/settings/users/new", &USER).await;
    assert_eq!(anonymous.status, 401, "the sign-in page keeps the form");
    assert_eq!(server.count("SELECT count(*) FROM user_account").await, 3);
    assert_eq!(server.count("SELECT count(*) FROM password_reset").await, 0);
    let created = "SELECT count(*) FROM audit_event WHERE actor <> 'command line' AND action <> 'signed_in'";
    assert_eq!(server.count(created).await, 0);
}

#[tokio::test]
async fn an_account_is_made_and_its_person_chooses_a_password() {
    let server = TestServer::start().await;
    let boss = server.signed_in("boss", Role::Administrator).await;
    let bad = user_with(&[("name", " "), ("login", "a\u{1b}b"), ("role", "king")]);
    let bad = server.submit(&boss, "/settings/users/new", &bad).await;
    assert_eq!(bad.status, 422);
    let taken = server.submit(&boss, "/settings/users/new", &user_with(&[("login", "BOSS")])).await;
    assert_eq!(taken.status, 422);
    assert!(
        taken.body.contains("value=\"BOSS\"") && taken.body.contains("Este usuário já existe"),
        "typed and told"
    );

    let made = server.submit(&boss, "/settings/users/new", &USER).await;
    assert_eq!((made.status, made.leads_to()), (303, "/settings/users/2"));
    let shown = server.submit(&boss, "/settings/users/2", &[("form", "user-reset")]).await;
    assert_eq!(shown.status, 200);
    let address = link(&shown);
    assert!(!server.page(&boss, "/settings/users/2").await.body.contains("/reset/"), "shown once");

    let page = server.get(&address).await;
    assert_eq!(
        (page.status(), &page.headers()["cache-control"]),
        (reqwest::StatusCode::OK, &"no-store".parse().expect("a value"))
    );
    let page = page.text().await.expect("a page");
    assert!(page.contains("Ana Souza") && !page.contains("<nav"), "no navigation for strangers");
    let choose = async |password: &str, repeat: &str| {
        let form = [("form", "reset-password"), ("password", password), ("repeat", repeat)];
        server.submit("none", &address, &form).await
    };
    let differs = choose(PASSWORD, "something else").await;
    assert_eq!(differs.status, 422);
    assert!(!differs.body.contains(PASSWORD), "a password never comes back");
    assert_eq!(choose("short", "short").await.status, 422);
    let chosen = choose(PASSWORD, PASSWORD).await;
    assert_eq!((chosen.status, chosen.leads_to()), (303, "/login?error=password_set"));
    assert_eq!(choose(PASSWORD, PASSWORD).await.status, 404, "once");
    assert_eq!(server.get(&address).await.status(), 404);
    server.token("ana").await;
}

#[tokio::test]
async fn an_address_that_is_good_no_longer_says_so() {
    let server = TestServer::start().await;
    let boss = server.user("boss", Role::Administrator).await;
    let principal = domain::Principal { user: boss, role: Role::Administrator };
    let settings = server.store.as_principal(&principal).settings().expect("an administrator");
    let long_ago = now() - RESET - Millis(1);
    let token = settings.issue_password_reset(boss, long_ago).await.expect("an answer").expect("a token");
    let address = format!("/reset/{}", token.as_str());
    assert_eq!(server.get(&address).await.status(), 410);
    let form = [("form", "reset-password"), ("password", "another password"), ("repeat", "another password")];
    assert_eq!(server.submit("none", &address, &form).await.status, 410);
    assert_eq!(server.get("/reset/unknown").await.status(), 404);
    let still = server.store.accounts().password_reset(token.as_str(), long_ago).await.expect("an answer");
    assert!(matches!(still, PasswordReset::Open { .. }), "nothing was used up");
}

#[tokio::test]
async fn who_is_deactivated_is_out_at_the_next_click() {
    let server = TestServer::start().await;
    server.user("boss", Role::Administrator).await;
    let ana = server.user("ana", Role::Agent).await;
    let (boss, token) = (server.token("boss").await, server.token("ana").await);
    assert_eq!(server.page(&token, "/history").await.status, 200);
    let form = [("form", "settings-active"), ("active", "no")];
    let done = server.submit(&boss, &format!("/settings/users/{ana}"), &form).await;
    assert_eq!((done.status, done.leads_to()), (303, "/settings/users"));
    assert!(server.page(&token, "/history").await.leads_to().starts_with("/login?"));
}

#[tokio::test]
async fn administrators_who_edit_at_once_or_bar_themselves_are_told() {
    let server = TestServer::start().await;
    let boss = server.user("boss", Role::Administrator).await;
    let ana = server.user("ana", Role::Agent).await;
    let token = server.token("boss").await;
    let page = format!("/settings/users/{ana}");
    assert_eq!(server.submit(&token, &page, &user_with(&[("name", "Ana S.")])).await.status, 303);
    let late = server.submit(&token, &page, &user_with(&[("name", "Aninha")])).await;
    assert_eq!(late.status, 409);
    assert!(
        late.body.contains("value=\"Aninha\"") && late.body.contains("Agora: Ana S."),
        "both stand there"
    );

    let own = format!("/settings/users/{boss}");
    let demoted = user_with(&[("login", "boss"), ("role", "supervisor")]);
    let demoted = server.submit(&token, &own, &demoted).await;
    assert_eq!(demoted.status, 422);
    assert!(demoted.body.contains("deixar de ser administrador"));
    let barred = server.submit(&token, &own, &[("form", "settings-active"), ("active", "no")]).await;
    assert_eq!((barred.status, barred.leads_to()), (303, "/settings/users"));
    assert_eq!(server.page(&token, &own).await.status, 200, "still there");
}

#[tokio::test]
async fn a_key_is_shown_once_and_allows_what_it_says() {
    let server = TestServer::start().await;
    let token = server.signed_in("boss", Role::Administrator).await;
    let form = |scopes: &[&'static str]| {
        let scopes = scopes.iter().map(|scope| ("scopes", *scope));
        [("form", "settings-record"), ("name", "Gravador")].into_iter().chain(scopes).collect::<Vec<_>>()
    };
    let nothing = server.submit(&token, "/settings/api-keys/new", &form(&[])).await;
    assert_eq!(nothing.status, 422);
    assert!(nothing.body.contains("pelo menos uma permissão"));
    let made = server.submit(&token, "/settings/api-keys/new", &form(&["recordings"])).await;
    assert_eq!(made.status, 200);
    let start = made.body.find("prt_").expect("the key");
    let key: String = made.body[start..].chars().take_while(|c| *c != '"').collect();
    assert_eq!(key.len(), 47);
    let list = server.page(&token, "/settings/api-keys").await.body;
    assert!(list.contains(&key[..10]) && !list.contains(&key), "only how it begins");

    let ask = async |method, path: &str| {
        let request = server.request(method, path).header("authorization", format!("Bearer {key}"));
        Answer::of(request.json(&call("1")).send().await.expect("an answer")).await
    };
    let refused = ask(Method::POST, "/api/v1/interactions").await;
    assert_eq!((refused.status, &refused.json["type"]), (403, &json!("/api#problem-forbidden")));
    assert!(refused.json["detail"].as_str().is_some_and(|detail| detail.contains("interactions")));
    assert_eq!(ask(Method::POST, "/api/v1/interactions/batch").await.status, 403);
    assert_eq!(server.count("SELECT count(*) FROM interaction").await, 0);
    let (_, only) = server
        .store
        .api_keys()
        .create_for("x", &[ApiScope::Interactions], now())
        .await
        .expect("an answer")
        .created()
        .expect("a key");
    let put = server.request(Method::PUT, "/api/v1/interactions/P1/recording").body(wav(10, 1));
    let put = put.header("authorization", format!("Bearer {only}")).send().await.expect("an answer");
    assert_eq!(put.status(), 403);

    let revoke = [("form", "settings-active"), ("active", "no")];
    assert_eq!(server.submit(&token, "/settings/api-keys/1", &revoke).await.status, 303);
    assert_eq!(ask(Method::POST, "/api/v1/interactions").await.status, 401);
}

#[tokio::test]
async fn everybody_has_an_account_page() {
    let server = TestServer::start().await;
    assert!(
        server.get("/account").await.headers()[LOCATION].to_str().is_ok_and(|to| to.starts_with("/login?"))
    );
    for role in Role::ALL {
        server.user(role.as_str(), role).await;
        let (here, there) = (server.token(role.as_str()).await, server.token(role.as_str()).await);
        let page = server.page(&here, "/account").await;
        assert_eq!(page.status, 200);
        assert!(page.body.contains("Minha conta") && page.body.contains("Esta sessão"));
        let others = server.submit(&here, "/account", &[("form", "account-others")]).await;
        assert_eq!(others.leads_to(), "/account");
        assert!(server.page(&there, "/account").await.leads_to().starts_with("/login?"));
        assert_eq!(server.page(&here, "/account").await.status, 200);
    }
}

#[tokio::test]
async fn the_theme_of_the_account_follows_its_person() {
    let server = TestServer::start().await;
    let token = server.signed_in("ana", Role::Agent).await;
    let profile = |theme, name| {
        [("form", "account-profile"), ("revision", "0"), ("name", name), ("locale", "en"), ("theme", theme)]
    };
    assert_eq!(server.submit(&token, "/account", &profile("purple", "Ana")).await.status, 422);
    let saved = server.submit(&token, "/account", &profile("dark", "Ana")).await;
    assert_eq!(saved.leads_to(), "/account");
    assert_eq!(server.submit(&token, "/account", &profile("dark", "Aninha")).await.status, 409);
    assert!(server.page(&token, "/account").await.body.contains("My account"));
    let form = [("login", "ana"), ("password", PASSWORD)];
    let signed_in = server.submit("none", "/sf/sign_in", &form).await;
    assert!(signed_in.cookies.iter().any(|cookie| cookie.starts_with("protocolo_theme=dark;")));
}

#[tokio::test]
async fn a_password_is_changed_with_the_current_one() {
    let server = TestServer::start().await;
    server.user("ana", Role::Agent).await;
    let (here, there) = (server.token("ana").await, server.token("ana").await);
    let change = async |current: &str, new: &str, repeat: &str| {
        let form =
            [("form", "account-password"), ("current", current), ("password", new), ("repeat", repeat)];
        server.submit(&here, "/account", &form).await
    };
    let wrong = change("wrong", "another password", "another password").await;
    assert_eq!(wrong.status, 422);
    assert!(wrong.body.contains("não confere") && !wrong.body.contains("another password"));
    assert_eq!(change(PASSWORD, "another password", "another").await.status, 422);
    let common = change(PASSWORD, "Password123", "Password123").await;
    assert_eq!(common.status, 422);
    assert!(common.body.contains("muito comum") && !common.body.contains("Password123"), "{}", common.body);
    let changed = change(PASSWORD, "another password", "another password").await;
    assert_eq!(changed.leads_to(), "/account");
    let carried = changed.cookies.iter().find_map(|cookie| cookie.strip_prefix("protocolo_session="));
    let carried = carried.and_then(|cookie| cookie.split(';').next()).expect("another token").to_owned();
    assert!(server.page(&here, "/account").await.leads_to().starts_with("/login?"), "the old one is dead");
    let here = carried;
    assert!(server.page(&there, "/account").await.leads_to().starts_with("/login?"));
    assert_eq!(server.page(&here, "/account").await.status, 200);
    let ended = server.submit(&here, "/sf/sign_out_everywhere", &[]).await;
    assert!(ended.leads_to().starts_with("/login"), "{}", ended.leads_to());
    assert_eq!(server.page(&here, "/account").await.status, 302);
}
