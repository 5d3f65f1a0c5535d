//! Access control: every page, server function and API call for every role.
//!
//! The endpoints are read from the sources ([`endpoints`]), so that one without a row in the matrix
//! ([`matrix`]) fails this test. What the responses contain is tested in [`contents`].

mod contents;
mod endpoints;
mod matrix;
mod world;

use std::collections::BTreeSet;

use app::settings::SectionName;
use reqwest::Method;
use reqwest::header::ACCEPT;
use serde_json::json;

use store::clock::now;

use crate::support::TestServer;
use crate::support::input::{call_with, line, sha256, wav};
use matrix::{MATRIX, Row};
use world::{MEDIA, World, outcome};

/// The sections that consist of one form, without a list.
const ALONE: [SectionName; 2] = [SectionName::Files, SectionName::Operation];

#[test]
fn every_endpoint_stands_in_the_matrix() {
    let found = endpoints::of_the_sources();
    let listed: BTreeSet<String> = MATRIX.iter().map(|row| row.endpoint.to_owned()).collect();
    let listed: BTreeSet<String> = listed.into_iter().chain(matrix::API.map(ToOwned::to_owned)).collect();
    let missing: Vec<_> = found.difference(&listed).collect();
    assert!(missing.is_empty(), "say in the matrix who may use: {missing:?}");
    let gone: Vec<_> = listed.difference(&found).collect();
    assert!(gone.is_empty(), "no longer there: {gone:?}");
}

contract!(every_door_says_what_the_matrix_says, |server| {
    let world = World::of(server).await;
    let mut wrong = Vec::new();
    for row in MATRIX {
        let said = world.ask(row).await;
        if said != row.expected {
            wrong.push(format!(
                "{} {}: {}, not {}",
                row.endpoint,
                row.path,
                said.join(" "),
                row.expected.join(" ")
            ));
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
});

/// All pages and forms of the settings are for administrators only.
#[tokio::test]
async fn settings_exist_for_administrators_only() {
    let world = World::of(TestServer::start().await).await;
    let refused = ["login", "404", "404", "404", "404"];
    for section in SectionName::ALL {
        let list = section.href();
        let form = if ALONE.contains(section) { list.clone() } else { format!("{list}/new") };
        for path in [&list, &form] {
            let row = Row {
                endpoint: "GET",
                path,
                form: "",
                expected: ["login", "404", "404", "404", "404", "200"],
            };
            assert_eq!(world.ask(&row).await, row.expected, "{path}");
        }
        // An empty form is invalid in every section.
        let empty = "form=settings-record&revision=0&reopen_days=x&largest=x";
        let row = Row { endpoint: "POST", path: &form, form: empty, expected: [""; 6] };
        let said = world.ask(&row).await;
        assert_eq!(said[..5], refused, "{form}");
        assert_eq!(said[5], "422", "{form}");
    }
    assert_eq!(world.server.count("SELECT count(*) FROM business_calendar").await, 0);
}

/// Whatever is sent to a server function: it is refused or answered, and never a failure on our side.
#[tokio::test]
async fn no_malformed_call_of_a_server_function_is_our_failure() {
    let world = World::of(TestServer::start().await).await;
    let server = &world.server;
    let mut tried = BTreeSet::new();
    for row in MATRIX.iter().filter(|row| row.endpoint.contains(" /sf/")) {
        let (method, path) = row.endpoint.split_once(' ').expect("a method");
        if !tried.insert(path) {
            continue;
        }
        let method: Method = method.parse().expect("a method");
        for accept in ["text/html", "application/json", "*/*"] {
            for (kind, body) in [
                (None, ""),
                (Some("application/x-www-form-urlencoded"), ""),
                (Some("application/x-www-form-urlencoded"), "x=1&protocol=%FF%00&case=seven&from=-1&search="),
                (Some("application/x-www-form-urlencoded"), "protocol=a&protocol=b&case[]=1&="),
                (Some("application/json"), "{\"protocol\": 7}"),
                (Some("multipart/form-data; boundary=x"), "--x"),
            ] {
                let path = if method == Method::GET { format!("{path}?{body}") } else { path.to_owned() };
                // Signing out needs a session of its own.
                let token = server.token("admin").await;
                let request = server.request_as(&token, method.clone(), &path).header(ACCEPT, accept);
                let request = request.header("origin", server.url(""));
                let request =
                    kind.into_iter().fold(request, |request, kind| request.header("content-type", kind));
                let answer = request.body(body.to_owned()).send().await.expect("an answer");
                let status = answer.status().as_u16();
                assert!(status < 500, "{path} {accept} {kind:?} {body:?}: {status}");
            }
        }
    }
    assert!(tried.len() > 15, "{tried:?}");
    let qualify = server.request_as(&server.token("admin").await, Method::POST, "/sf/qualify");
    let qualify = qualify.header(ACCEPT, "application/json").header("origin", server.url(""));
    let qualify = qualify.header("content-type", "application/x-www-form-urlencoded").body("");
    assert_eq!(qualify.send().await.expect("an answer").status(), 400);
}

/// API endpoints accept only a key with the required scope, never a session cookie.
#[tokio::test]
async fn the_api_asks_for_a_key_that_allows_it() {
    let world = World::of(TestServer::start().await).await;
    let server = &world.server;
    let recording = format!("/api/v1/interactions/{}/recording", world.records[5].call);
    let media = format!("/api/v1/interactions/{}/media/{}", world.records[5].chat, sha256(MEDIA));
    let one = format!("/api/v1/interactions/{}", world.records[5].chat);
    let asked = async |key: Option<&str>, cookie: Option<&str>| {
        let mut said = Vec::new();
        for (method, path, body) in [
            (Method::POST, "/api/v1/interactions", call_with("again", "agent", json!("ana")).to_string()),
            (Method::POST, "/api/v1/interactions/batch", line(&call_with("again", "agent", json!("ana")))),
            (Method::PUT, recording.as_str(), String::new()),
            (Method::PUT, media.as_str(), String::new()),
            (Method::GET, "/api/v1/interactions", String::new()),
            (Method::GET, one.as_str(), String::new()),
            (Method::GET, "/api/v1/cases", String::new()),
            (Method::GET, "/api/v1/cases/1", String::new()),
        ] {
            let request = server.bare(method, path).header(ACCEPT, "application/json");
            let request = match (key, cookie) {
                (Some(key), _) => request.bearer_auth(key),
                (None, Some(token)) => request.header("cookie", format!("protocolo_session={token}")),
                (None, None) => request,
            };
            let request = if path.ends_with("batch") {
                request.header("content-type", "application/x-ndjson").body(body)
            } else if path.ends_with("recording") {
                request.body(wav(100, 5))
            } else if path == media {
                request.body(MEDIA)
            } else {
                request.header("content-type", "application/json").body(body)
            };
            said.push(outcome(&request.send().await.expect("an answer")));
        }
        said
    };
    assert_eq!(asked(None, None).await, ["401"; 8], "without a key");
    let admin = server.token("admin").await;
    assert_eq!(asked(None, Some(&admin)).await, ["401"; 8], "with an administrator's cookie");
    for (scopes, allowed) in [
        ("interactions", ["201", "200", "403", "204", "403", "403", "403", "403"]),
        ("recordings", ["403", "403", "204", "403", "403", "403", "403", "403"]),
        ("interactions recordings", ["200", "200", "204", "204", "403", "403", "403", "403"]),
        ("read", ["403", "403", "403", "403", "200", "200", "200", "200"]),
        ("interactions recordings read", ["200", "200", "204", "204", "200", "200", "200", "200"]),
    ] {
        let (id, key) = world.key(scopes).await;
        assert_eq!(asked(Some(&key), None).await, allowed, "{scopes}");
        assert!(server.store.api_keys().revoke(id, now()).await.expect("an answer"));
        assert_eq!(asked(Some(&key), None).await, ["401"; 8], "revoked {scopes}");
    }
}
