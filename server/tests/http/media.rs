//! Files of messages: their bytes are uploaded by source systems and downloaded by users in scope.

use domain::Role;
use reqwest::Method;
use serde_json::json;

use crate::support::input::{call_with, sha256};
use crate::support::{InteractionBuilder, TestServer};

const CONTENT: &[u8] = b"%PDF-1.4 a bill";

/// The protocol of a chat with one file, whose bytes are not there.
async fn chat_with_a_file(server: &TestServer, name: &str) -> String {
    let chat = InteractionBuilder::call("1").channel("whatsapp").message("segue");
    chat.file(name, "application/pdf", CONTENT).post(server).await.protocol().to_owned()
}

/// The number of stored blobs.
async fn blobs(server: &TestServer) -> i64 {
    server.count("SELECT count(*) FROM message_media WHERE blob IS NOT NULL").await
}

contract!(the_bytes_of_a_file_are_put_once_and_downloaded_in_scope, |server| {
    let server = server.with_key().await;
    let protocol = chat_with_a_file(&server, "../boleto \u{202e}fdp.exe").await;
    let hash = sha256(CONTENT);
    let address = format!("/media/{protocol}/{hash}");
    let admin = server.signed_in("admin", Role::Administrator).await;
    let fetch =
        async |token: &str| server.request_as(token, Method::GET, &address).send().await.expect("an answer");
    assert_eq!(fetch(&admin).await.status(), 404, "the bytes are not there yet");
    assert_eq!(server.put_media(&protocol, &hash, CONTENT).await.status, 204);
    assert_eq!(server.put_media(&protocol, &hash, CONTENT).await.status, 204, "again changes nothing");
    let answer = fetch(&admin).await;
    assert_eq!(answer.status(), 200);
    assert_eq!(answer.headers()["content-type"], "application/octet-stream");
    let disposition = answer.headers()["content-disposition"].to_str().expect("text").to_owned();
    assert!(disposition.starts_with("attachment; "), "{disposition}");
    assert!(!disposition.contains("..") && disposition.contains(".exe.pdf"), "{disposition}");
    assert_eq!(answer.bytes().await.expect("bytes"), CONTENT);
    let stranger = server.signed_in("bia", Role::Agent).await;
    assert_eq!(fetch(&stranger).await.status(), 404);
    let trail = server
        .count("SELECT count(*) FROM audit_entry WHERE action = 'attachment_downloaded' AND object = 'interaction'")
        .await;
    assert_eq!(trail, 1, "one person has downloaded it");
});

contract!(what_is_not_the_file_is_refused_and_leaves_nothing, |server| {
    let server = server.with_key().await;
    let protocol = chat_with_a_file(&server, "boleto.pdf").await;
    let hash = sha256(CONTENT);
    let other = [b'x'; CONTENT.len()];
    let put = async |protocol: &str, hash: &str, content: &[u8]| {
        server.put_media(protocol, hash, content).await.status
    };
    assert_eq!(put(&protocol, &hash, &other).await, 422, "other bytes of the same size");
    assert_eq!(put(&protocol, &hash, &CONTENT[1..]).await, 422, "another size");
    assert_eq!(put(&protocol, &sha256(&other), &other).await, 404, "a file that no message names");
    assert_eq!(put("20200101000001", &hash, CONTENT).await, 404, "no such interaction");
    assert_eq!(put(&protocol, &hash.to_uppercase(), CONTENT).await, 404);
    assert_eq!(blobs(&server).await, 0);
    assert_eq!(server.blobs().len(), 0, "nothing stays behind");
    assert_eq!(put(&protocol, &hash, CONTENT).await, 204);
    assert_eq!((blobs(&server).await, server.blobs().len()), (1, 1));
});

#[tokio::test]
async fn the_same_file_twice_is_uploaded_once() {
    let server = TestServer::start().await.with_key().await;
    let chat = InteractionBuilder::call("1").channel("whatsapp").message("segue");
    let chat = chat.file("a.pdf", "application/pdf", CONTENT).file("b.pdf", "application/pdf", CONTENT);
    let protocol = chat.post(&server).await.protocol().to_owned();
    assert_eq!(server.put_media(&protocol, &sha256(CONTENT), CONTENT).await.status, 204);
    assert_eq!((blobs(&server).await, server.blobs().len()), (2, 1));
}

#[tokio::test]
async fn a_transcript_links_to_the_files_that_are_there() {
    let server = TestServer::start().await.with_key().await;
    let chat = InteractionBuilder::call("1").channel("whatsapp").message("segue");
    let chat = chat.file("here.pdf", "application/pdf", CONTENT).file("away.pdf", "application/pdf", b"away");
    let protocol = chat.post(&server).await.protocol().to_owned();
    let hash = sha256(CONTENT);
    assert_eq!(server.put_media(&protocol, &hash, CONTENT).await.status, 204);
    let token = server.signed_in("admin", Role::Administrator).await;
    let page = server.page(&token, &format!("/history?interaction={protocol}&view=conversation")).await;
    assert_eq!(page.body.matches("href=\"/media/").count(), 1);
    assert!(page.body.contains(&format!("href=\"/media/{protocol}/{hash}\"")));
    assert_eq!(page.body.matches("arquivo não recebido").count(), 1);
}

#[tokio::test]
async fn a_file_beyond_the_limit_is_refused_before_it_is_sent() {
    let server = TestServer::start().await.with_key().await;
    let mut chat = call_with("1", "channel", json!("whatsapp"));
    let hash = sha256(b"never sent");
    chat["messages"][0]["attachments"] =
        json!([{ "name": "film.mp4", "type": "video/mp4", "size": 9_000_000_000_u64, "sha256": hash }]);
    let protocol = server.post(&chat).await.protocol().to_owned();
    assert_eq!(server.put_media(&protocol, &hash, b"never sent").await.status, 413);
}

#[tokio::test]
async fn an_empty_file_is_one_too() {
    let server = TestServer::start().await.with_key().await;
    let chat = InteractionBuilder::call("1").channel("whatsapp").message("segue");
    let protocol = chat.file("empty.txt", "text/plain", b"").post(&server).await.protocol().to_owned();
    let hash = sha256(b"");
    assert_eq!(server.put_media(&protocol, &hash, b"").await.status, 204);
    let token = server.signed_in("admin", Role::Administrator).await;
    let address = format!("/media/{protocol}/{hash}");
    let answer = server.request_as(&token, Method::GET, &address).send().await.expect("an answer");
    assert_eq!((answer.status().as_u16(), answer.bytes().await.expect("a body").len()), (200, 0));
}
