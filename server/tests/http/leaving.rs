//! Signing out on a shared computer leaves nothing in the browser.

use domain::Role;
use reqwest::Method;

use crate::support::{Form, TestServer, server_builder};

#[tokio::test]
async fn signing_out_has_the_browser_forget_its_pages() {
    let server = TestServer::start().await;
    server.user("ana", Role::Agent).await;
    for path in ["/sf/sign_out", "/sf/sign_out_everywhere"] {
        let token = server.token("ana").await;
        let answer = server.send(&token, path, "text/html", Form::of(&[])).await;
        assert_eq!(answer.headers()["clear-site-data"], "\"cache\"", "{path}");
        assert_eq!(answer.headers()["location"], "/login?error=signed_out");
    }
}

#[tokio::test]
async fn what_people_are_shown_who_are_signed_in_is_not_kept() {
    let server = TestServer::start().await;
    let token = server.signed_in("admin", Role::Administrator).await;
    for path in ["/history", "/management", "/settings/users", "/nothing", "/attachments/1"] {
        let answer = server.request_as(&token, Method::GET, path).send().await.expect("an answer");
        assert_eq!(answer.headers()["cache-control"], "private, no-store", "{path}");
    }
    assert_eq!(server.get("/login").await.headers()["cache-control"], "private, no-cache");
}

#[tokio::test]
async fn over_https_every_cookie_is_of_this_host_alone() {
    let server = server_builder().at_public_url("protocolo.example.com", true).start().await;
    let token = server.signed_in("ana", Role::Agent).await;
    for (path, form) in [
        ("/sf/sign_in", vec![("login", "ana"), ("password", crate::support::PASSWORD)]),
        ("/sf/set_theme", vec![("theme", "dark")]),
        ("/sf/set_locale", vec![("locale", "en")]),
        ("/sf/sign_out", vec![]),
        ("/cases/1/attachments", vec![]),
    ] {
        let request = server
            .bare(Method::POST, path)
            .header("host", "protocolo.example.com")
            .header("origin", "https://protocolo.example.com")
            .header("accept", "text/html")
            .header("cookie", format!("__Host-protocolo_session={token}; protocolo_session=forged"));
        let answer = Form::of(&form).on(request).send().await.expect("an answer");
        for cookie in answer.headers().get_all("set-cookie") {
            let cookie = cookie.to_str().expect("text");
            assert!(cookie.starts_with("__Host-protocolo_"), "{path}: {cookie}");
            for part in ["; Path=/", "; Secure"] {
                assert!(cookie.contains(part), "{path}: {cookie}");
            }
            assert!(!cookie.contains("Domain"), "{path}: {cookie}");
        }
    }
}

#[tokio::test]
async fn over_https_the_chosen_theme_and_language_are_read_back() {
    let server = server_builder().at_public_url("protocolo.example.com", true).start().await;
    let page = async |cookie: &str| {
        let request = server.bare(Method::GET, "/login").header("host", "protocolo.example.com");
        let page = request.header("cookie", cookie).send().await.expect("a page").text().await;
        let page = page.expect("a page");
        let root = page.split("<html").nth(1).and_then(|rest| rest.split('>').next());
        root.expect("its root").to_owned()
    };
    let chosen = page("__Host-protocolo_theme=dark; __Host-protocolo_locale=en").await;
    assert!(chosen.contains("data-theme=\"dark\"") && chosen.contains("lang=\"en\""), "{chosen}");
    let planted = page("protocolo_theme=dark; protocolo_locale=en").await;
    assert!(!planted.contains("data-theme=\"dark\"") && !planted.contains("lang=\"en\""), "{planted}");
}
