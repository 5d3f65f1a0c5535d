//! Recordings: uploaded by source systems, played by users in scope.

use bytes::Bytes;
use domain::{Role, Timestamp};
use futures::TryStreamExt;
use reqwest::header::HeaderMap;
use reqwest::{Body, Method};
use serde_json::json;
use tokio::io::AsyncWriteExt;

use crate::support::input::{call, call_with, wav};
use crate::support::program::serve;
use crate::support::raw::Raw;
use crate::support::{Answer, TestServer, beside, server_builder};

/// A server with one call, an administrator's token and the call's protocol.
async fn with_a_call(server: TestServer) -> (TestServer, String, String) {
    let server = server.with_key().await;
    let protocol = server.post(&call("1")).await.protocol().to_owned();
    let token = server.signed_in("admin", Role::Administrator).await;
    (server, token, protocol)
}

/// Requests the recording with these headers; returns status, headers and body.
async fn hear(
    server: &TestServer,
    token: &str,
    protocol: &str,
    headers: &[(&str, &str)],
) -> (u16, HeaderMap, Bytes) {
    let mut request = server.request_as(token, Method::GET, &format!("/recordings/{protocol}"));
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let response = request.send().await.expect("an answer");
    let (status, headers) = (response.status().as_u16(), response.headers().clone());
    (status, headers, response.bytes().await.expect("the whole body"))
}

// An uploaded recording can be played as a whole and by ranges.
contract!(a_recording_is_heard_by_ranges, |server| {
    let (server, token, protocol) = with_a_call(server).await;
    let audio = wav(200_000, 1);
    assert_eq!(server.put_recording(&protocol, audio.clone()).await.status, 204);

    let (status, headers, body) = hear(&server, &token, &protocol, &[]).await;
    assert_eq!((status, body.as_ref()), (200, audio.as_slice()));
    assert_eq!(headers["accept-ranges"], "bytes");
    assert_eq!(headers["content-type"], "audio/wav");
    assert_eq!(headers["content-length"], audio.len().to_string());
    assert_eq!(headers["x-content-type-options"], "nosniff");
    assert_eq!(headers["content-disposition"], format!("inline; filename=\"{protocol}.wav\""));
    let (size, tag) = (audio.len(), headers["etag"].to_str().expect("a tag").to_owned());

    for (range, first, end) in [
        ("bytes=0-0".to_owned(), 0, 1),
        (format!("bytes={}-{}", size / 2, size / 2), size / 2, size / 2 + 1),
        (format!("bytes={}-", size - 1), size - 1, size),
        ("bytes=-1".to_owned(), size - 1, size),
        ("bytes=100-150099".to_owned(), 100, 150_100),
        (format!("bytes=10-{}", size * 9), 10, size),
    ] {
        let (status, headers, body) = hear(&server, &token, &protocol, &[("range", &range)]).await;
        assert_eq!((status, body.as_ref()), (206, &audio[first..end]), "{range}");
        assert_eq!(headers["content-range"], format!("bytes {first}-{}/{size}", end - 1));
        assert_eq!(headers["content-length"], (end - first).to_string());
    }
    let beyond = format!("bytes={size}-");
    let (status, headers, body) = hear(&server, &token, &protocol, &[("range", &beyond)]).await;
    assert_eq!((status, body.len()), (416, 0));
    assert_eq!(headers["content-range"], format!("bytes */{size}"));

    let with = async |pairs: &[(&str, &str)]| hear(&server, &token, &protocol, pairs).await.0;
    assert_eq!(with(&[("range", "bytes=0-9"), ("if-range", &tag)]).await, 206);
    assert_eq!(with(&[("range", "bytes=0-9"), ("if-range", "\"another\"")]).await, 200);
    assert_eq!(with(&[("range", "bytes=9-0")]).await, 200);
    assert_eq!(with(&[("range", "bytes=0-1,5-6")]).await, 200);
    assert_eq!(with(&[("if-none-match", &tag)]).await, 304);

    let head = server.request_as(&token, Method::HEAD, &format!("/recordings/{protocol}")).send().await;
    let head = head.expect("an answer");
    assert_eq!(head.headers()["content-length"], size.to_string());
    assert!(head.bytes().await.expect("no body").is_empty());
});

/// The length of the recording, as the page of the conversation shows it before playing.
async fn shown_length(server: &TestServer, token: &str, protocol: &str) -> String {
    let page = server.page(token, &format!("/history?interaction={protocol}&view=conversation")).await;
    length_in(&page.body)
}

/// The last time in the player of a page: the first one is the position.
fn length_in(page: &str) -> String {
    let (_, time) = page.rsplit_once("class=\"player-time\">").expect("a player");
    time.split_once('<').expect("its end").0.to_owned()
}

const PLAYS: &str = "SELECT count(*) FROM audit_event WHERE action = 'recording_played'";

// The length is known from the upload on, so that the page does not request the recording, which
// would be a play.
contract!(the_length_of_a_recording_is_shown_before_it_is_played, |server| {
    let (server, token, _) = with_a_call(server).await;
    let attempt = json!([{
        "at": "2026-01-31T09:30:20-03:00", "number": "+5511987654321", "status": "answered", "duration_s": 280,
    }]);
    let answer = server.post(&call_with("2", "calls", attempt)).await;
    let (protocol, case) = (answer.protocol(), answer.case());
    for (size, expected) in [(200_000, "00:25"), (488_000, "01:01"), (1, "--:--")] {
        assert_eq!(server.put_recording(protocol, wav(size, 1)).await.status, 204);
        assert_eq!(shown_length(&server, &token, protocol).await, expected);
        let tab = format!("/history?case={case}&tab=calls&case.open={protocol}");
        assert_eq!(length_in(&server.page(&token, &tab).await.body), expected);
    }
    assert_eq!(server.count(PLAYS).await, 0);
});

contract!(the_length_of_recordings_stored_without_one_is_determined_once, |server| {
    let (server, token, known) = with_a_call(server).await;
    let unknown = server.post(&call("2")).await.protocol().to_owned();
    let lost = server.post(&call("3")).await.protocol().to_owned();
    assert_eq!(server.put_recording(&lost, wav(200_000, 3)).await.status, 204);
    let storage = server.blob_storage();
    let listed: Vec<_> = storage.list("recordings").try_collect().await.expect("its blob");
    storage.delete_listed(&listed[0]).await.expect("lost");
    assert_eq!(server.put_recording(&known, wav(200_000, 1)).await.status, 204);
    assert_eq!(server.put_recording(&unknown, wav(1, 2)).await.status, 204);
    server.run("UPDATE recording SET length_ms = NULL").await;
    assert_eq!(shown_length(&server, &token, &known).await, "--:--");

    let elsewhere = beside(server.database().to_owned()).await;
    tokio::join!(
        server::recording_lengths::determine(&server.store, &storage),
        server::recording_lengths::determine(&elsewhere, &storage),
    );
    assert_eq!(shown_length(&server, &token, &known).await, "00:25");
    assert_eq!(shown_length(&server, &token, &unknown).await, "--:--");
    assert_eq!(
        server.count("SELECT count(*) FROM recording WHERE length_ms = 0").await,
        1,
        "it is not read again"
    );
    assert_eq!(
        server.count("SELECT count(*) FROM recording WHERE length_ms IS NULL").await,
        1,
        "the lost one is read again, because its disk may come back"
    );
    assert_eq!(server.count(PLAYS).await, 0);
});

#[tokio::test]
async fn a_server_determines_missing_lengths_when_it_starts() {
    let (server, token, protocol) = with_a_call(TestServer::start().await).await;
    assert_eq!(server.put_recording(&protocol, wav(200_000, 1)).await.status, 204);
    server.run("UPDATE recording SET length_ms = NULL").await;
    let _served = serve(server.folder(), server.database()).await;
    let determined = async {
        while shown_length(&server, &token, &protocol).await != "00:25" {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(std::time::Duration::from_secs(20), determined).await.expect("it is determined");
}

#[tokio::test]
async fn only_who_may_hear_it_hears_it() {
    let (server, admin, protocol) = with_a_call(TestServer::start().await).await;
    let other = server.post(&call_with("2", "agent", json!("bia"))).await.protocol().to_owned();
    for protocol in [&protocol, &other] {
        assert_eq!(server.put_recording(protocol, wav(100, 1)).await.status, 204);
    }
    // Ana was created by intake and cannot sign in; her recordings can be played all the same.
    server.group_of("Grupo", server.id_of("ana").await, "chefe").await;
    let boss = server.token("chefe").await;

    let status = async |token: &str, protocol: &str| hear(&server, token, protocol, &[]).await;
    assert_eq!(status(&admin, &other).await.0, 200);
    assert_eq!(status(&boss, &protocol).await.0, 200);
    let outside = status(&boss, &other).await;
    let unknown = status(&boss, "no-such-protocol").await;
    assert_eq!((outside.0, unknown.0), (404, 404));
    assert_eq!(outside.2, unknown.2);
    let anonymous = server.get(&format!("/recordings/{protocol}")).await;
    assert_eq!(anonymous.status(), 401);
    assert_eq!(status("forged", &protocol).await.0, 401);
    for path in ["..%2f..%2fetc%2fpasswd", "%00", "a%20b", &"x".repeat(5000)] {
        assert_eq!(hear(&server, &admin, path, &[]).await.0, 404, "{path}");
    }
}

#[tokio::test]
async fn anything_but_audio_is_refused_before_it_is_kept() {
    let (server, _, protocol) = with_a_call(TestServer::start().await).await;
    for other in [
        b"<html><script>alert(1)</script></html>".to_vec(),
        b"\x89PNG\r\n\x1a\n".repeat(1000),
        vec![0; 500_000],
        b"R".to_vec(),
    ] {
        assert_eq!(server.put_recording(&protocol, other).await.status, 415);
    }
    assert_eq!(server.put_recording(&protocol, "").await.status, 422);
    assert!(server.blobs().is_empty());
}

#[tokio::test]
async fn a_recording_is_recognised_by_its_structure() {
    let (server, token, protocol) = with_a_call(TestServer::start().await).await;
    let part =
        |kind: &[u8; 4], body: &[u8]| [&(body.len() as u32 + 8).to_be_bytes()[..], kind, body].concat();
    let movie = |handler: &[u8; 4]| {
        let handler = part(b"hdlr", &[&[0; 8], handler.as_slice(), &[0; 12]].concat());
        part(b"moov", &part(b"trak", &part(b"mdia", &handler)))
    };
    let file = |major: &[u8; 4], handler| {
        let brand = part(b"ftyp", &[major.as_slice(), b"\0\0\0\0isom"].concat());
        [brand, part(b"free", &vec![0; 70_000]), part(b"mdat", &[1; 50]), movie(handler)].concat()
    };
    let frame = [vec![0xff, 0xfb, 0x90, 0x64], vec![0x55; 413]].concat();
    let empty_wav = wav(0, 1);
    let list = [&b"RIFF\0\0\0\0WAVELIST\x04\0\0\0INFO"[..], &wav(100, 1)[12..]].concat();
    for (content, kind) in [
        (file(b"mp42", b"soun"), "audio/mp4"),
        (file(b"isom", b"soun"), "audio/mp4"),
        (file(b"M4A ", b"soun"), "audio/mp4"),
        ([vec![0; 30_000], frame.repeat(2)].concat(), "audio/mpeg"),
        ([b"ID3\x03\0\0\0\0\0\x05 tag ".to_vec(), frame.repeat(2)].concat(), "audio/mpeg"),
        (list, "audio/wav"),
    ] {
        assert_eq!(server.put_recording(&protocol, content.clone()).await.status, 204, "{kind}");
        let (status, headers, body) = hear(&server, &token, &protocol, &[]).await;
        assert_eq!(
            (status, headers["content-type"].as_bytes(), body.as_ref()),
            (200, kind.as_bytes(), content.as_slice())
        );
    }
    for (other, why) in [
        (empty_wav, "an empty WAV"),
        (b"ID3 e o resto de um texto".to_vec(), "a text"),
        (file(b"isom", b"vide"), "a film"),
        (file(b"M4A ", b"vide"), "a film that says to be sound"),
    ] {
        assert_eq!(server.put_recording(&protocol, other).await.status, 415, "{why}");
    }
    assert_eq!(server.blobs().len(), 1, "only the last one is there");
}

#[tokio::test]
async fn a_recording_needs_a_call_that_exists() {
    let (server, _, _) = with_a_call(TestServer::start().await).await;
    let chat = server.post(&call_with("2", "channel", json!("webchat"))).await.protocol().to_owned();
    assert_eq!(server.put_recording("no-such-protocol", wav(100, 1)).await.status, 404);
    assert_eq!(server.put_recording("a%20b", wav(100, 1)).await.status, 404);
    assert_eq!(server.put_recording(&chat, wav(100, 1)).await.status, 409);
    assert!(server.blobs().is_empty(), "nothing is left behind");
}

#[tokio::test]
async fn a_new_recording_takes_the_place_of_the_old() {
    let (server, token, protocol) = with_a_call(TestServer::start().await).await;
    for seed in 1..=3 {
        assert_eq!(server.put_recording(&protocol, wav(100_000, seed)).await.status, 204);
        assert_eq!(hear(&server, &token, &protocol, &[]).await.2, wav(100_000, seed));
    }
    assert_eq!(server.blobs().len(), 1);
}

#[tokio::test]
async fn an_oversized_recording_leaves_nothing() {
    let (server, token, protocol) =
        with_a_call(server_builder().with_recordings_up_to(1).start().await).await;
    let large = wav(3 * 1024 * 1024, 1);
    assert_eq!(server.put_recording(&protocol, large.clone()).await.status, 413);
    let pieces: Vec<_> = large.chunks(100_000).map(|piece| Ok::<_, std::io::Error>(piece.to_vec())).collect();
    let unannounced = Body::wrap_stream(futures::stream::iter(pieces));
    assert_eq!(server.put_recording(&protocol, unannounced).await.status, 413);
    assert!(server.blobs().is_empty());
    assert_eq!(hear(&server, &token, &protocol, &[]).await.0, 404);
}

#[tokio::test]
async fn a_cut_upload_leaves_nothing() {
    let (server, token, protocol) = with_a_call(TestServer::start().await).await;
    let (_, key) = server
        .store
        .api_keys()
        .create("raw", Timestamp(0))
        .await
        .expect("an answer")
        .created()
        .expect("a key");
    let head = format!(
        "PUT /api/v1/interactions/{protocol}/recording HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {key}\r\n\
         Content-Length: 5000000\r\n\r\n"
    );
    let mut connection = tokio::net::TcpStream::connect(server.address()).await.expect("connected");
    connection.write_all(head.as_bytes()).await.expect("sent");
    connection.write_all(&wav(3_000_000, 1)).await.expect("sent");
    while server.blobs().is_empty() {
        tokio::task::yield_now().await;
    }
    drop(connection);
    let gone = async {
        while !server.blobs().is_empty() {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(std::time::Duration::from_secs(20), gone).await.expect("it is removed");
    assert_eq!(hear(&server, &token, &protocol, &[]).await.0, 404);
}

#[tokio::test]
async fn a_missing_blob_is_a_missing_recording() {
    let (server, token, protocol) = with_a_call(TestServer::start().await).await;
    assert_eq!(server.put_recording(&protocol, wav(100, 1)).await.status, 204);
    let recording = store::recordings::NewRecording {
        blob: "recordings/00/lost".to_owned(),
        content_type: "audio/wav".to_owned(),
        size: 144,
        sha256: "0".repeat(64),
        length: None,
    };
    let protocol_typed = domain::Protocol::parse(&protocol).expect("a protocol");
    server.store.recordings().put(&protocol_typed, &recording, Timestamp(0)).await.expect("named");
    assert_eq!(hear(&server, &token, &protocol, &[]).await.0, 404);
}

#[tokio::test]
async fn a_key_is_needed_to_put_and_does_not_serve_to_hear() {
    let (server, _, protocol) = with_a_call(TestServer::start().await).await;
    let path = format!("/api/v1/interactions/{protocol}/recording");
    let response = server.client.put(server.url(&path)).body(wav(100, 1)).send().await.expect("an answer");
    assert_eq!(Answer::of(response).await.status, 401);
    let (_, key) =
        server.store.api_keys().create("k", Timestamp(0)).await.expect("an answer").created().expect("a key");
    let hearing = server.client.get(server.url(&format!("/recordings/{protocol}"))).bearer_auth(key);
    assert_eq!(hearing.send().await.expect("an answer").status(), 401);
}

#[tokio::test]
async fn an_upload_ends_with_nothing_where_its_key_is_revoked_meanwhile() {
    let (server, token, protocol) = with_a_call(TestServer::start().await).await;
    let (id, key) = server
        .store
        .api_keys()
        .create("raw", Timestamp(0))
        .await
        .expect("an answer")
        .created()
        .expect("a key");
    let audio = wav(5_000_000, 1);
    let head = format!(
        "PUT /api/v1/interactions/{protocol}/recording HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {key}\r\n\
         Content-Length: {}\r\nConnection: close\r\n\r\n",
        audio.len()
    );
    let mut client = Raw::connect(server.address()).await;
    client.send(head).await;
    client.send(&audio[..3_000_000]).await;
    while server.blobs().is_empty() {
        tokio::task::yield_now().await;
    }
    assert!(server.store.api_keys().revoke(id, Timestamp(1)).await.expect("an answer"));
    client.send(&audio[3_000_000..]).await;
    let answer = client.text_until_closed().await;
    assert!(answer.starts_with("HTTP/1.1 401"), "{answer}");
    assert!(answer.contains("problem-unauthorized"), "{answer}");
    assert!(server.blobs().is_empty(), "nothing is left behind");
    assert_eq!(hear(&server, &token, &protocol, &[]).await.0, 404);
}
