//! Sign-in with a password: cookies, and the user name that is kept after a failed attempt.

use domain::Role;
use reqwest::header::{LOCATION, ORIGIN, SET_COOKIE};
use reqwest::{Method, Response};

use crate::support::{Form, PASSWORD, TestServer, server_builder};

/// Submits the sign-in form from a network address, with cookies.
async fn post(server: &TestServer, from: &str, cookies: &str, login: &str, password: &str) -> Response {
    let request = server.request(Method::POST, "/sf/sign_in").header(ORIGIN, server.url(""));
    let request = request.header("x-forwarded-for", from).header("cookie", cookies);
    let form = [("login", login), ("password", password), ("next", "/my-cases")];
    Form::of(&form).on(request).send().await.expect("an answer")
}

fn location(answer: &Response) -> &str {
    answer.headers()[LOCATION].to_str().expect("text")
}

/// The `Set-Cookie` header of a cookie.
fn set(answer: &Response, name: &str) -> Option<String> {
    let all = answer.headers().get_all(SET_COOKIE).iter().filter_map(|cookie| cookie.to_str().ok());
    all.into_iter().find(|cookie| cookie.starts_with(&format!("{name}="))).map(str::to_owned)
}

/// The `name=value` pair that a browser sends back.
fn pair(cookie: &str) -> &str {
    cookie.split(';').next().unwrap_or_default()
}

/// The sign-in page after the redirect.
async fn shown(server: &TestServer, answer: &Response) -> String {
    let kept = set(answer, "protocolo_refused").unwrap_or_default();
    let request = server.request(Method::GET, location(answer)).header("cookie", pair(&kept));
    request.send().await.expect("an answer").text().await.expect("a page")
}

#[tokio::test]
async fn the_page_of_a_refusal_keeps_the_user_name_and_no_address_has_it() {
    let server = TestServer::start().await;
    server.user("boss", Role::Administrator).await;
    for login in ["joão & \"maria\"=1;", "ana souza"] {
        let answer = post(&server, "", "", login, "wrong").await;
        assert_eq!(location(&answer), "/login?error=refused&next=%2Fmy-cases");
        let kept = set(&answer, "protocolo_refused").expect("a cookie");
        assert!(kept.contains("; HttpOnly") && kept.contains("; Max-Age=60"), "{kept}");
        let page = shown(&server, &answer).await;
        let written = login.replace('&', "&amp;").replace('"', "&quot;");
        assert!(page.contains(&format!("value=\"{written}\"")), "{page}");
    }
    // A later visitor finds an empty field.
    let answer = post(&server, "", "", "boss", "wrong").await;
    let kept = set(&answer, "protocolo_refused").expect("a cookie");
    let later = server.request(Method::GET, "/login").header("cookie", pair(&kept));
    let later = later.send().await.expect("an answer").text().await.expect("a page");
    assert!(!later.contains("value=\"boss\""), "{later}");
}

#[tokio::test]
async fn a_login_is_found_whatever_blanks_are_around_it() {
    let server = TestServer::start().await;
    server.user("ana", Role::Agent).await;
    let answer = post(&server, "", "", " \u{a0}ANA ", PASSWORD).await;
    assert_eq!(location(&answer), "/my-cases");
}

#[tokio::test]
async fn a_browser_that_signed_in_before_is_let_in_whatever_strangers_do() {
    let server = server_builder().behind_a_proxy().start().await;
    server.user("ana", Role::Agent).await;
    let answer = post(&server, "192.0.2.1", "", "ana", PASSWORD).await;
    assert_eq!(location(&answer), "/my-cases");
    let device = set(&answer, "protocolo_device").expect("a cookie of the browser");
    for part in ["; HttpOnly", "; SameSite=Lax", "; Path=/", "; Max-Age=31536000"] {
        assert!(device.contains(part), "{device}");
    }
    for n in 0..12 {
        post(&server, &format!("203.0.{n}.5"), "", "ana", "wrong").await;
    }
    let stranger = post(&server, "198.51.100.1", "", "ana", PASSWORD).await;
    assert!(location(&stranger).starts_with("/login?error=wait"), "{}", location(&stranger));
    let elsewhere = post(&server, "198.51.100.1", pair(&device), "ana", PASSWORD).await;
    assert_eq!(location(&elsewhere), "/my-cases");
    let again = set(&elsewhere, "protocolo_device").expect("it goes on being known");
    assert_eq!(pair(&again), pair(&device));
}
