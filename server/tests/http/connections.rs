//! Connection limits and timeouts: silent, slow or too many connections are closed while other
//! clients are served.

use std::num::NonZeroUsize;
use std::time::Duration;

use crate::support::program;
use crate::support::raw::Raw;
use crate::support::{TestServer, server_builder, sqlite};

/// A timeout that is expected to expire.
const SOON: Duration = Duration::from_millis(100);
/// A timeout that expires after other activity was in time.
const LATER: Duration = Duration::from_secs(1);

/// A request that announces a form of 100 bytes and sends only `body`.
fn form(path: &str, body: &str) -> String {
    format!(
        "POST {path} HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\n\
         Accept: text/html\r\nAccept-Language: en\r\nContent-Length: 100\r\n\r\n{body}"
    )
}

#[tokio::test]
async fn the_head_of_a_request_has_to_arrive_in_time() {
    let server = server_builder().with_connections(|limits| limits.header_timeout = SOON).start().await;
    for beginning in ["", "G", "GET /healthz HTTP/1.1\r\nHost: x\r\nX-Slow: ", "PRI * HTTP/2.0\r\n\r\n"] {
        let mut client = Raw::connect(server.address()).await;
        client.send(beginning).await;
        assert_eq!(client.text_until_closed().await, "", "{beginning:?}");
    }
}

#[tokio::test]
async fn a_connection_rests_between_requests_and_not_for_ever() {
    let server = server_builder().with_connections(|limits| limits.keep_alive_timeout = SOON).start().await;
    let mut client = Raw::connect(server.address()).await;
    assert!(client.get("/healthz", "ok\n").await.starts_with("HTTP/1.1 200"));
    assert_eq!(client.text_until_closed().await, "");
}

#[tokio::test]
async fn the_next_head_has_to_arrive_in_time_too() {
    let server = server_builder().with_connections(|limits| limits.header_timeout = LATER).start().await;
    let mut client = Raw::connect(server.address()).await;
    client.get("/healthz", "ok\n").await;
    client.send("GET /healthz HTTP/1.1\r\n").await;
    assert_eq!(client.text_until_closed().await, "");
}

#[tokio::test]
async fn a_body_has_to_keep_coming() {
    let server =
        server_builder().with_connections(|limits| limits.body_timeout = SOON).start().await.with_key().await;
    let key = server.key();
    let to_api = |method: &str, path: &str, kind: &str| {
        format!(
            "{method} {path} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {key}\r\nContent-Type: {kind}\r\n\
             Content-Length: 1000\r\n\r\nRIFF"
        )
    };
    for request in [
        form("/sf/sign_in", "login="),
        form("/login", "login="),
        to_api("POST", "/api/v1/interactions", "application/json"),
        to_api("PUT", "/api/v1/interactions/20260101000001/recording", "audio/wav"),
    ] {
        let mut client = Raw::connect(server.address()).await;
        client.send(&request).await;
        let answer = client.text_until_closed().await;
        // Server functions redirect back to the page of the form.
        let refused = ["HTTP/1.1 302", "HTTP/1.1 400"].iter().any(|status| answer.starts_with(status));
        assert!(refused, "{request}: {answer}");
    }
}

#[tokio::test]
async fn a_batch_that_falls_silent_is_cut_off_after_what_was_whole() {
    let server =
        server_builder().with_connections(|limits| limits.body_timeout = SOON).start().await.with_key().await;
    let mut client = Raw::connect(server.address()).await;
    let line = crate::support::input::line(&crate::support::input::call("1"));
    client
        .send(format!(
            "POST /api/v1/interactions/batch HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {}\r\n\
             Content-Type: application/x-ndjson\r\nContent-Length: 100000\r\n\r\n{line}{{",
            server.key()
        ))
        .await;
    let answer = client.text_until_closed().await;
    assert!(answer.contains("\"status\":201"), "{answer}");
    assert!(!answer.ends_with("0\r\n\r\n"), "it is not said to be complete: {answer}");
    assert_eq!(server.count("SELECT COUNT(*) FROM interaction").await, 1);
}

#[tokio::test]
async fn a_page_that_takes_too_long_is_given_up_in_the_persons_language() {
    let server = server_builder().with_connections(|limits| limits.request_timeout = SOON).start().await;
    for (path, language, words) in [
        ("/login", "en", "took too long"),
        ("/sf/sign_in", "es-AR", "tardó demasiado"),
        ("/nothing", "pt-BR", "demorou demais"),
    ] {
        let mut client = Raw::connect(server.address()).await;
        let request = form(path, "").replace("Accept-Language: en", &format!("Accept-Language: {language}"));
        client.send(request).await;
        let answer = client.text_until_closed().await;
        if path == "/nothing" {
            // The 404 page does not wait for a body.
            assert!(answer.starts_with("HTTP/1.1 404"), "{answer}");
            continue;
        }
        assert!(answer.starts_with("HTTP/1.1 503"), "{answer}");
        assert!(answer.contains(words), "{answer}");
        assert!(answer.to_lowercase().contains("retry-after"), "{answer}");
    }
}

#[tokio::test]
async fn the_longest_idle_connection_of_an_address_gives_way_to_a_new_one() {
    let limit = NonZeroUsize::new(4).expect("four");
    let server = server_builder().with_connections(|limits| limits.per_address = limit).start().await;
    let mut idle = Vec::new();
    for number in 0..20 {
        let mut client = Raw::connect(server.address()).await;
        if number % 2 == 0 {
            client.send("GET /healthz HTTP/1.1\r\nHost: ").await;
        }
        idle.push(client);
    }
    let mut newcomer = Raw::connect(server.address()).await;
    assert!(newcomer.get("/healthz", "ok\n").await.starts_with("HTTP/1.1 200"));
    for client in &mut idle[..16] {
        assert_eq!(client.text_until_closed().await, "");
    }
}

#[tokio::test]
async fn connections_that_trickle_a_body_give_way_to_a_new_one() {
    let limit = NonZeroUsize::new(4).expect("four");
    let server = server_builder().with_connections(|limits| limits.total = limit).start().await;
    let mut slow = Vec::new();
    for _ in 0..20 {
        let mut client = Raw::connect(server.address()).await;
        client.send(form("/sf/sign_in", "login=")).await;
        slow.push(client);
        // The previous connection has reached its handler by now.
        let mut newcomer = Raw::connect(server.address()).await;
        assert!(newcomer.get("/healthz", "ok\n").await.starts_with("HTTP/1.1 200"));
    }
}

#[tokio::test]
async fn a_proxy_is_not_counted_as_one_client() {
    let limit = NonZeroUsize::MIN;
    let builder =
        server_builder().with_connections(|limits| limits.per_address = limit).behind_proxy("127.0.0.1");
    let server = builder.start().await;
    let mut clients = Vec::new();
    for _ in 0..5 {
        let mut client = Raw::connect(server.address()).await;
        client.get("/healthz", "ok\n").await;
        clients.push(client);
    }
    for client in &mut clients {
        assert!(client.get("/healthz", "ok\n").await.starts_with("HTTP/1.1 200"));
    }
}

#[tokio::test]
async fn a_head_has_a_size() {
    let server = TestServer::start().await;
    let long = "a".repeat(80 * 1024);
    for head in [
        format!("GET /healthz HTTP/1.1\r\nHost: x\r\nX-Long: {long}\r\n\r\n"),
        format!("GET /healthz?{long} HTTP/1.1\r\nHost: x\r\n\r\n"),
        format!("GET /healthz HTTP/1.1\r\n{}\r\n", "A: b\r\n".repeat(200)),
    ] {
        let mut client = Raw::connect(server.address()).await;
        client.send(&head).await;
        let answer = client.text_until_closed().await;
        assert!(answer.starts_with("HTTP/1.1 431") || answer.starts_with("HTTP/1.1 414"), "{answer}");
    }
}

#[tokio::test]
async fn http_2_is_served_within_limits() {
    let server = server_builder().with_connections(|limits| limits.header_timeout = LATER).start().await;
    let mut client = Raw::connect(server.address()).await;
    // An empty SETTINGS frame, then silence.
    client.send(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0").await;
    let frames = client.until_closed().await;
    let settings = usize::from(frames[2]);
    assert_eq!((frames[0], frames[1], frames[3]), (0, 0, 4), "settings come first");
    let value = |wanted: u8| {
        let entries = frames[9..9 + settings].chunks_exact(6);
        let found = entries.filter(|entry| entry[..2] == [0, wanted]);
        found.map(|entry| u32::from_be_bytes([entry[2], entry[3], entry[4], entry[5]])).next()
    };
    assert!(value(3).is_some_and(|streams| streams <= 100), "SETTINGS_MAX_CONCURRENT_STREAMS");
    assert!(value(6).is_some_and(|bytes| bytes <= 64 * 1024), "SETTINGS_MAX_HEADER_LIST_SIZE");
}

#[tokio::test]
async fn more_connections_than_files_leave_the_site_answering() {
    let folder = tempfile::tempdir().expect("a folder");
    let served = program::serve_with_files(folder.path(), &sqlite(&folder), 200).await;
    let address = served.url.trim_start_matches("http://").parse().expect("an address");
    let mut idle = Vec::new();
    for _ in 0..300 {
        idle.push(Raw::connect(address).await);
    }
    let mut newcomer = Raw::connect(address).await;
    assert!(newcomer.get("/healthz", "ok\n").await.starts_with("HTTP/1.1 200"));
}
