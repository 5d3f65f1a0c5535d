//! Pages and static files: sessions, the 404 page and cache headers.

use domain::Role;
use reqwest::Method;

use crate::support::{TestServer, server_builder};

#[tokio::test]
async fn who_is_not_signed_in_is_led_to_the_sign_in_page() {
    let server = TestServer::start().await;
    for path in ["/history", "/history?page=2"] {
        let response = server.get(path).await;
        assert!(response.status().is_redirection(), "{path}: {}", response.status());
        let location = response.headers()["location"].to_str().expect("a path").to_owned();
        assert!(location.starts_with("/login?"), "{location}");
    }
}

#[tokio::test]
async fn a_session_opens_the_history() {
    let server = TestServer::start().await;
    let token = server.signed_in("ana", Role::Agent).await;
    let page = server.request_as(&token, Method::GET, "/history").send().await.expect("an answer");
    assert_eq!(page.status(), 200);
    assert_eq!(page.headers()["cache-control"], "private, no-store");
    assert!(page.text().await.expect("a page").contains("Histórico de atendimentos"));
}

/// Over https, the browser returns the session cookie that sign-in sets.
#[tokio::test]
async fn over_https_signing_in_lets_in() {
    let server = server_builder().at_public_url("protocolo.example.com", true).start().await;
    server.user("ana", Role::Agent).await;
    let form = "login=ana&password=a+long+enough+password&next=%2Fhistory";
    let signed_in = server
        .request(Method::POST, "/sf/sign_in")
        .header("host", "protocolo.example.com")
        .header("origin", "https://protocolo.example.com")
        .header("accept", "text/html")
        .header("content-type", "application/x-www-form-urlencoded")
        .body(form)
        .send()
        .await
        .expect("an answer");
    assert_eq!(signed_in.headers()["location"], "/history");
    let cookie = signed_in.headers()["set-cookie"].to_str().expect("a cookie").to_owned();
    assert!(cookie.starts_with("__Host-protocolo_session="), "{cookie}");
    for part in ["; Path=/", "; Secure", "; HttpOnly", "; SameSite=Lax"] {
        assert!(cookie.contains(part), "{cookie}");
    }
    let page = server
        .request(Method::GET, "/history")
        .header("host", "protocolo.example.com")
        .header("cookie", cookie.split(';').next().unwrap_or_default())
        .send()
        .await
        .expect("an answer");
    assert_eq!(page.status(), 200);
}

#[tokio::test]
async fn what_does_not_exist_is_a_page_that_says_so() {
    let server = TestServer::start().await;
    let page = server.get("/nothing/here").await;
    assert_eq!(page.status(), 404);
    assert_eq!(page.headers()["content-type"], "text/html; charset=utf-8");
    let other = server.request(Method::POST, "/nothing").send().await.expect("an answer");
    assert_eq!(other.status(), 404);
}

#[tokio::test]
async fn a_path_that_no_file_system_takes_does_not_exist_either() {
    let server = TestServer::start().await;
    for path in
        ["a".repeat(60_000), "a/".repeat(20_000), "%00".to_owned(), format!("pkg/{}.js", "a".repeat(300))]
    {
        let page = server.get(&format!("/{path}")).await;
        assert_eq!(page.status(), 404, "{} bytes", path.len());
    }
}

#[tokio::test]
async fn pages_are_compressed_for_who_asks() {
    let server = TestServer::start().await;
    let page = server.request(Method::GET, "/login").header("accept-encoding", "br").send().await;
    let page = page.expect("an answer");
    assert_eq!(page.headers()["content-encoding"], "br");
    assert!(page.headers()["vary"].to_str().is_ok_and(|vary| vary.contains("accept-encoding")));
}

#[tokio::test]
async fn hashed_files_are_kept_forever_and_served_as_they_were_compressed() {
    let root = tempfile::tempdir().expect("a folder");
    let pkg = root.path().join("pkg");
    std::fs::create_dir(&pkg).expect("a folder");
    for (name, content) in [
        ("protocolo.0123456789abcdefghij.js", "plain"),
        ("protocolo.0123456789abcdefghij.js.br", "brotli"),
        ("protocolo.0123456789abcdefghij.js.gz", "gzip"),
        ("other.js", "other"),
    ] {
        std::fs::write(pkg.join(name), content).expect("a file");
    }
    std::fs::write(root.path().join("favicon.svg"), "<svg/>").expect("a file");
    let server = server_builder().with_site(root.path()).start().await;
    let asked = async |path: &str, encoding: &str| {
        let request = server.request(Method::GET, path).header("accept-encoding", encoding);
        request.send().await.expect("an answer")
    };
    for (encoding, content) in [("br, gzip", "brotli"), ("gzip", "gzip"), ("identity", "plain")] {
        let file = asked("/pkg/protocolo.0123456789abcdefghij.js", encoding).await;
        assert_eq!(file.headers()["cache-control"], "public, max-age=31536000, immutable");
        assert_eq!(file.headers()["content-type"], "text/javascript");
        assert_eq!(file.headers()["vary"], "accept-encoding");
        assert_eq!(file.text().await.expect("a text"), content, "{encoding}");
    }
    assert_eq!(asked("/pkg/other.js", "").await.headers()["cache-control"], "public, max-age=3600");
    let icon = asked("/favicon.svg", "").await;
    assert_eq!(icon.headers()["content-type"], "image/svg+xml");
    assert_eq!(icon.headers()["cache-control"], "public, max-age=604800");
    let changed = icon.headers()["last-modified"].clone();
    let again = server.request(Method::GET, "/favicon.svg").header("if-modified-since", changed);
    assert_eq!(again.send().await.expect("an answer").status(), 304);
    let page = server.get("/login").await.text().await.expect("a page");
    assert!(page.contains("<link rel=\"icon\" href=\"data:image/svg+xml,%3Csvg"), "a page carries its icon");
    assert_eq!(asked("/pkg/missing.js", "").await.status(), 404);
    assert_eq!(asked("/..%2f..%2f..%2fetc/passwd", "").await.status(), 404);
}

#[tokio::test]
async fn the_health_check_asks_the_database() {
    let server = TestServer::start().await;
    let response = server.get("/healthz").await;
    assert_eq!((response.status().as_u16(), response.text().await.expect("a text").as_str()), (200, "ok\n"));
}
