//! *Operação* and *Anexos* over HTTP: what is settled holds for the next page, the next upload and
//! whoever is not signed in, on every server.

use domain::Role;
use reqwest::Method;
use reqwest::header::{ACCEPT, ACCEPT_LANGUAGE, CONTENT_TYPE, LOCATION, ORIGIN};
use serde_json::json;

use crate::support::input::call_with;
use crate::support::{TestServer, wanted};

const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0";
const PDF: &[u8] = b"%PDF-1.4\n1 0 obj\n";

async fn save(server: &TestServer, token: &str, path: &str, fields: &[(&str, &str)]) -> u16 {
    let form = [("form", "settings-record")].iter().chain(fields);
    let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(form).finish();
    let request = server.request_as(token, Method::POST, path).header(ORIGIN, server.url(""));
    let request = request.header(CONTENT_TYPE, "application/x-www-form-urlencoded");
    request.header(ACCEPT, "text/html").body(body).send().await.expect("an answer").status().as_u16()
}

const BOUNDARY: &str = "----a-boundary";

/// A form with one field, as a browser writes it.
fn form(field: &str, content: &[u8]) -> Vec<u8> {
    let head = format!("--{BOUNDARY}\r\nContent-Disposition: form-data; {field}\r\n\r\n");
    [head.as_bytes(), content, format!("\r\n--{BOUNDARY}--\r\n").as_bytes()].concat()
}

async fn send(
    server: &TestServer,
    token: &str,
    path: &str,
    origin: &str,
    form: Vec<u8>,
) -> reqwest::Response {
    let request = server.request_as(token, Method::POST, path).header(ORIGIN, origin);
    let request = request.header(CONTENT_TYPE, format!("multipart/form-data; boundary={BOUNDARY}"));
    request.header(ACCEPT, "application/json").body(form).send().await.expect("an answer")
}

async fn send_logo(server: &TestServer, token: &str, form: Vec<u8>) -> reqwest::Response {
    send(server, token, "/operation/logo", &server.url(""), form).await
}

fn file(content: &[u8]) -> Vec<u8> {
    form("name=\"logo\"; filename=\"logo.png\"", content)
}

async fn page(server: &TestServer, path: &str) -> String {
    server.get(path).await.text().await.expect("a page")
}

async fn the_operation_greets_strangers_by_name_language_and_logo(server: TestServer) {
    server.user("admin", Role::Administrator).await;
    let admin = server.token("admin").await;
    let english = server.request(Method::GET, "/login").header(ACCEPT_LANGUAGE, "en-GB");
    assert!(english.send().await.expect("an answer").text().await.expect("a page").contains("lang=\"en\""));
    let fields = [("revision", "0"), ("name", "Atende & Cia"), ("language", "es"), ("reopen_days", "30")];
    assert_eq!(save(&server, &admin, "/settings/operation", &fields).await, 303);
    let english = server.request(Method::GET, "/login").header(ACCEPT_LANGUAGE, "en-GB");
    let login = english.send().await.expect("an answer").text().await.expect("a page");
    assert!(login.contains("lang=\"es\"") && login.contains("Atende &amp; Cia"), "{login}");
    assert!(send_logo(&server, &admin, file(PNG)).await.status().is_redirection());
    let login = page(&server, "/login").await;
    let at = login.find("/operation/logo/").expect("the logo");
    let href: String = login[at..].chars().take_while(|letter| *letter != '"').collect();
    let logo = server.get(&href).await;
    assert_eq!(logo.headers()[CONTENT_TYPE], "image/png");
    assert_eq!(logo.bytes().await.expect("bytes"), PNG);
    let gone = send_logo(&server, &admin, form("name=\"remove\"", b"yes")).await;
    assert!(gone.status().is_redirection());
    assert_eq!(server.get(&href).await.status(), 404);
    assert!(!page(&server, "/login").await.contains("/operation/logo/"));
}

#[tokio::test]
async fn the_operation_greets_strangers_by_name_language_and_logo_on_sqlite() {
    the_operation_greets_strangers_by_name_language_and_logo(TestServer::start().await).await;
}

#[tokio::test]
async fn the_operation_greets_strangers_by_name_language_and_logo_on_postgres() {
    let server = wanted().on_postgres().start().await;
    the_operation_greets_strangers_by_name_language_and_logo(server).await;
}

#[tokio::test]
async fn a_logo_is_a_small_picture_that_administrators_choose() {
    let server = TestServer::start().await;
    for (login, role) in [("admin", Role::Administrator), ("chefe", Role::Supervisor), ("ana", Role::Agent)] {
        server.user(login, role).await;
    }
    for login in ["chefe", "ana"] {
        let token = server.token(login).await;
        assert_eq!(send_logo(&server, &token, file(PNG)).await.status(), 404, "{login}");
    }
    let admin = server.token("admin").await;
    for wrong in [
        file(b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"),
        file(b""),
        file(&[PNG, &vec![0; 300 * 1024]].concat()),
        form("name=\"other\"", b"field"),
    ] {
        let answer = send_logo(&server, &admin, wrong).await;
        assert_eq!(answer.headers()[LOCATION], "/settings/operation");
    }
    assert_eq!(server.count("SELECT count(*) FROM operation WHERE logo IS NOT NULL").await, 0);
    let elsewhere = send(&server, &admin, "/operation/logo", "https://elsewhere.example", file(PNG)).await;
    assert_eq!(elsewhere.status(), 403);
}

#[tokio::test]
async fn limits_of_files_hold_from_the_next_upload_on() {
    let server = TestServer::start().await.with_key().await;
    server.user("admin", Role::Administrator).await;
    let admin = server.token("admin").await;
    let case = server.post(&call_with("1", "agent", json!("ana"))).await.json["case"].to_string();
    let upload = async |name: &str, content: Vec<u8>| {
        let form = form(&format!("name=\"file\"; filename=\"{name}\""), &content);
        let path = format!("/cases/{case}/attachments");
        send(&server, &admin, &path, &server.url(""), form).await.status().as_u16()
    };
    let large = || [PDF, &vec![b' '; 1_200_000]].concat();
    // The server was started with 1 MiB.
    assert_eq!(upload("a.pdf", large()).await, 413);
    let more = [("revision", "0"), ("largest", "2"), ("types", "application/pdf")];
    assert_eq!(save(&server, &admin, "/settings/files", &more).await, 303);
    assert_eq!(upload("a.pdf", large()).await, 201);
    assert_eq!(upload("a.png", PNG.to_vec()).await, 415);
    let window = server.request_as(&admin, Method::GET, &format!("/history?case={case}&tab=attachments"));
    let window = window.send().await.expect("an answer").text().await.expect("a page");
    assert!(window.contains("2 MB") && window.contains(".pdf"), "{window}");
    let stale = save(&server, &admin, "/settings/files", &[("revision", "0"), ("largest", "5")]).await;
    assert_eq!(stale, 409);
    assert_eq!(
        save(&server, &admin, "/settings/files", &[("revision", "1"), ("largest", "9999")]).await,
        422
    );
    assert_eq!(save(&server, &admin, "/settings/files", &[("revision", "1")]).await, 303);
    assert_eq!(upload("a.png", PNG.to_vec()).await, 201, "as the server was started again");
}
