//! Uploading attachments: size, type, name and duplicates.

use reqwest::Method;
use reqwest::header::{CONTENT_TYPE, LOCATION, SET_COOKIE};
use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};

use super::{Cases, LIMIT, cases, form, png};
use crate::support::{Form, server_builder};

contract!(sizes_are_answered_right, |server| {
    let cases = cases(server).await;
    assert_eq!(cases.one("vazio.png", b"").await.0, 422);
    cases.agree_on(0).await;
    assert_eq!(cases.one("um.txt", b"a").await.0, 201);
    assert_eq!(cases.one("limite.png", &png(LIMIT)).await.0, 201);
    let (status, file) = cases.one("passa.png", &png(LIMIT + 1)).await;
    assert_eq!((status, &file["outcome"]), (413, &json!("too_large")));
    assert_eq!(cases.one("muito.png", &png(LIMIT * 5)).await.0, 413);
    cases.agree_on(2).await;
});

#[tokio::test]
async fn wrong_types_under_innocent_names_are_refused() {
    let cases = Cases::start().await;
    for content in [
        b"MZ\x90\0\x03\0\0\0\x04\0\0\0\xff\xff".as_slice(),
        b"\x7fELF\x02\x01\x01\0\0\0\0\0\0\0\0\0",
        b"<!DOCTYPE html><script>alert(1)</script>",
        b"<svg xmlns=\"http://www.w3.org/2000/svg\" onload=\"alert(1)\"/>",
        b"#!/bin/sh\necho",
        b"\0\0\0\0\0\0\0\0",
    ] {
        let (status, file) = cases.one("foto.png", content).await;
        assert_eq!((status, &file["outcome"]), (415, &json!("wrong_type")), "{content:?}");
    }
    assert_eq!(cases.one("foto.svg", b"texto").await.0, 415);
    cases.agree_on(0).await;
}

#[tokio::test]
async fn only_configured_types_are_taken() {
    let cases = cases(server_builder().with_attachment_types("image/png").start().await).await;
    assert_eq!(cases.one("a.txt", b"texto").await.0, 415);
    assert_eq!(cases.one("a.txt", &png(100)).await.0, 201);
    cases.agree_on(1).await;
}

#[tokio::test]
async fn an_older_document_is_told_by_its_directory() {
    let cases = Cases::start().await;
    let container = |class: [u8; 4]| {
        let mut bytes = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".to_vec();
        bytes.resize(20 * 512, 7);
        (bytes[30], bytes[31]) = (9, 0);
        bytes[48..52].copy_from_slice(&18_u32.to_le_bytes());
        bytes[19 * 512 + 80..19 * 512 + 84].copy_from_slice(&class);
        bytes
    };
    assert_eq!(cases.one("instalador.doc", &container([0x84, 0x10, 0x0c, 0])).await.0, 415);
    cases.agree_on(0).await;
    assert_eq!(cases.one("carta.doc", &container([6, 9, 2, 0])).await.0, 201);
    cases.agree_on(1).await;
}

#[tokio::test]
async fn names_of_every_writing_are_kept_and_tricks_are_not() {
    let cases = Cases::start().await;
    for (n, (sent, kept)) in [
        ("relatório de março.txt", "relatório de março.txt"),
        ("تقرير.txt", "تقرير.txt"),
        ("👩‍👩‍👧 🎉.txt", "👩‍👩‍👧 🎉.txt"),
        ("../../../etc/passwd.txt", "passwd.txt"),
        ("..\\\\..\\\\a.txt", "a.txt"),
        ("..", "arquivo.txt"),
    ]
    .into_iter()
    .enumerate()
    {
        let (status, file) = cases.one(sent, format!("texto {n}").as_bytes()).await;
        assert_eq!((status, file["name"].as_str()), (201, Some(kept)), "{sent}");
        let response = cases.get(&cases.ana, &format!("/attachments/{}", file["id"])).await;
        let header = response.headers()["content-disposition"].to_str().expect("ASCII only").to_owned();
        assert!(header.starts_with("attachment; filename=\""), "{header}");
    }
    cases.agree_on(6).await;
}

#[tokio::test]
async fn the_same_file_twice_is_kept_once() {
    let cases = Cases::start().await;
    let (first, one) = cases.one("a.png", &png(5000)).await;
    let (second, other) = cases.one("b.png", &png(5000)).await;
    assert_eq!((first, second, &one["id"]), (201, 200, &other["id"]));
    cases.agree_on(1).await;
    let (status, files) = cases.attach(&[("c.png", &png(6000)), ("d.png", &png(6000)), ("e", b"")]).await;
    let outcomes: Vec<_> =
        files.as_array().expect("files").iter().filter_map(|file| file["outcome"].as_str()).collect();
    assert_eq!((status, outcomes), (207, vec!["created", "known", "empty"]));
    cases.agree_on(2).await;
}

#[tokio::test]
async fn twenty_at_once_in_one_form_and_in_twenty() {
    let cases = Cases::start().await;
    let contents: Vec<(String, Vec<u8>)> = (0..20).map(|n| (format!("{n}.png"), png(10_000 + n))).collect();
    let files: Vec<(&str, &[u8])> =
        contents.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice())).collect();
    assert_eq!(cases.attach(&files).await.0, 201);
    cases.agree_on(20).await;
    let more: Vec<Vec<u8>> = (0..20).map(|n| png(20_000 + n)).collect();
    let sent = more.iter().map(|bytes| cases.one("a.png", bytes));
    for (status, _) in futures::future::join_all(sent).await {
        assert_eq!(status, 201);
    }
    cases.agree_on(40).await;
}

#[tokio::test]
async fn a_cut_upload_leaves_nothing() {
    let cases = Cases::start().await;
    let Form { content_type, body } = form(&[("a.png", &png(900_000))]);
    let head = format!(
        "POST {} HTTP/1.1\r\nHost: x\r\nCookie: protocolo_session={}\r\nContent-Length: {}\r\n\
         Content-Type: {content_type}\r\n\r\n",
        cases.path,
        cases.ana,
        body.len()
    );
    let mut connection = tokio::net::TcpStream::connect(cases.server.address()).await.expect("connected");
    connection.write_all(head.as_bytes()).await.expect("sent");
    connection.write_all(&body[..body.len() / 2]).await.expect("sent");
    while cases.server.blobs().is_empty() {
        tokio::task::yield_now().await;
    }
    drop(connection);
    let gone = async {
        while !cases.server.blobs().is_empty() {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(std::time::Duration::from_secs(20), gone).await.expect("it is removed");
    cases.agree_on(0).await;
}

#[tokio::test]
async fn an_upload_ends_with_nothing_where_its_person_is_deactivated_meanwhile() {
    let cases = Cases::start().await;
    let Form { content_type, body } = form(&[("a.png", &png(900_000))]);
    let head = format!(
        "POST {} HTTP/1.1\r\nHost: x\r\nCookie: protocolo_session={}\r\nContent-Length: {}\r\n\
         Accept: application/json\r\nConnection: close\r\nContent-Type: {content_type}\r\n\r\n",
        cases.path,
        cases.ana,
        body.len()
    );
    let mut connection = tokio::net::TcpStream::connect(cases.server.address()).await.expect("connected");
    connection.write_all(head.as_bytes()).await.expect("sent");
    connection.write_all(&body[..body.len() / 2]).await.expect("sent");
    while cases.server.blobs().is_empty() {
        tokio::task::yield_now().await;
    }
    let accounts = cases.server.store.accounts();
    assert!(accounts.deactivate("ana", store::clock::now()).await.expect("an answer"));
    connection.write_all(&body[body.len() / 2..]).await.expect("sent");
    let mut answer = String::new();
    connection.read_to_string(&mut answer).await.expect("an answer");
    assert!(!answer.starts_with("HTTP/1.1 2"), "{answer}");
    cases.agree_on(0).await;
}

#[tokio::test]
async fn a_form_of_a_page_is_led_back_and_told() {
    let cases = Cases::start().await;
    let page = async |files: &[(&str, &[u8])]| {
        let response = cases.post(&cases.ana, &cases.path, "text/html,*/*", files).await;
        assert_eq!(response.status(), 303);
        assert_eq!(response.headers()[LOCATION], "/history?case=1&tab=attachments");
        response.headers()[SET_COOKIE].to_str().expect("a cookie").to_owned()
    };
    assert!(page(&[("a.txt", b"a")]).await.contains("foi+anexado"));
    let many: Vec<(String, Vec<u8>)> =
        (0..30).map(|n| (format!("{}{n}.png", "ç".repeat(100)), vec![])).collect();
    let many: Vec<(&str, &[u8])> =
        many.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice())).collect();
    let cookie = page(&many).await;
    assert!(cookie.len() < 4000 && cookie.contains("mais+27"), "{cookie}");
    assert!(page(&[]).await.contains("Escolha"));
    assert!(page(&[("", b"")]).await.contains("Escolha"), "a field in which nothing was chosen");
}

#[tokio::test]
async fn what_is_no_form_of_files_is_refused() {
    let cases = Cases::start().await;
    assert_eq!(cases.attach(&[]).await.0, 422);
    for (kind, body) in [("application/json", "{}"), ("multipart/form-data", "x")] {
        let request =
            cases.server.request_as(&cases.ana, Method::POST, &cases.path).header(CONTENT_TYPE, kind);
        assert_eq!(request.body(body).send().await.expect("an answer").status(), 422, "{kind}");
    }
    let request = cases.server.request_as(&cases.ana, Method::POST, &cases.path);
    let nonsense = Form { body: b"nonsense".to_vec(), ..form(&[]) };
    assert_eq!(nonsense.on(request).send().await.expect("an answer").status(), 400);
    cases.agree_on(0).await;
}
