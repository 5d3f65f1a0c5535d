//! Malformed requests cost neither memory nor time.

use domain::Role;

use crate::support::raw::Raw;
use crate::support::{TestServer, server_builder};

const BOUNDARY: &str = "----x";

/// A server, and the head of an upload request to a case that ana may attach to.
async fn with_a_case() -> (TestServer, String) {
    let server = server_builder().start().await.with_key().await;
    let (case, token) = server.case_of_ana().await;
    let head = head(&format!("/cases/{case}/attachments"), &token);
    (server, head)
}

fn head(path: &str, token: &str) -> String {
    format!(
        "POST {path} HTTP/1.1\r\nHost: x\r\nCookie: protocolo_session={token}\r\nContent-Length: 60000000\r\n\
         Content-Type: multipart/form-data; boundary={BOUNDARY}\r\n\r\n"
    )
}

fn file(name: &str, content: &str) -> String {
    format!(
        "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\r\n{content}\r\n"
    )
}

/// Multipart bodies in which the named part never ends.
fn endless() -> Vec<(&'static str, String)> {
    let long = "A".repeat(300_000);
    let open = format!("--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"");
    vec![
        ("what comes before the first part", long.clone()),
        ("the name of a file", format!("{open}{long}")),
        ("the headers of a part", format!("{open}a.txt\"\r\n{}", "X: y\r\n".repeat(40_000))),
        ("the line of a boundary", format!("--{BOUNDARY}{}", " ".repeat(300_000))),
        ("the headers of another part", format!("{}{open}{long}", file("a.txt", ""))),
        ("the parts", file("", "").repeat(3000)),
    ]
}

#[tokio::test]
async fn a_form_that_never_comes_to_its_content_is_refused_and_its_connection_closed() {
    let (server, head) = with_a_case().await;
    for (what, body) in endless() {
        let mut client = Raw::connect(server.address()).await;
        client.send(format!("{head}{body}")).await;
        let answer = client.text_until_closed().await;
        assert!(answer.starts_with("HTTP/1.1 400"), "{what}: {answer}");
        assert!(answer.to_lowercase().contains("connection: close"), "{what}: {answer}");
    }
    assert!(server.blobs().is_empty());
}

#[tokio::test]
async fn the_form_of_the_logo_is_held_to_the_same() {
    let server = TestServer::start().await;
    server.user("admin", Role::Administrator).await;
    let head = head("/operation/logo", &server.token("admin").await);
    for (what, body) in endless() {
        let mut client = Raw::connect(server.address()).await;
        client.send(format!("{head}{body}")).await;
        let answer = client.text_until_closed().await;
        assert!(answer.starts_with("HTTP/1.1 400"), "{what}: {answer}");
    }
}

#[tokio::test]
async fn a_body_that_announces_too_much_is_refused_at_once() {
    let server = TestServer::start().await.with_key().await;
    server.user("admin", Role::Administrator).await;
    let token = server.token("admin").await;
    let key = server.key();
    for (path, login) in [
        ("/sf/sign_in", String::new()),
        ("/settings/queues/new", format!("Cookie: protocolo_session={token}\r\n")),
        ("/api/v1/interactions", format!("Authorization: Bearer {key}\r\n")),
    ] {
        let mut client = Raw::connect(server.address()).await;
        let head = format!(
            "POST {path} HTTP/1.1\r\nHost: x\r\n{login}Content-Type: application/json\r\n\
             Content-Length: 1000000000000\r\n\r\n"
        );
        // Nothing of the body is sent: what waits for it never answers.
        client.send(head).await;
        let answer = client.text_until_closed().await;
        assert!(answer.starts_with("HTTP/1.1 413"), "{path}: {answer}");
        assert!(answer.to_lowercase().contains("connection: close"), "{path}: {answer}");
    }
}
