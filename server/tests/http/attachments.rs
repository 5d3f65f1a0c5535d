//! Files of cases: attached, downloaded, shown and removed, by who may; whatever happens, the disk
//! and the database agree afterwards.

use domain::{Role, UserId};
use reqwest::header::{ACCEPT, CONTENT_TYPE, LOCATION, SET_COOKIE};
use reqwest::{Method, Response};
use serde_json::{Value, json};
use store::clock::now_ms;
use tokio::io::AsyncWriteExt;

use crate::support::input::{call, call_with};
use crate::support::{PASSWORD, TestServer, wanted};

/// The largest file in these tests.
const LIMIT: usize = 1024 * 1024;
const BOUNDARY: &str = "----a-boundary";

/// A server with a case of ana's: tokens of an administrator and of ana, and the path to attach to.
struct Cases {
    server: TestServer,
    admin: String,
    ana: String,
    path: String,
}

async fn cases(server: TestServer) -> Cases {
    let server = server.with_key().await;
    let case = server.post(&call("1")).await.json["case"].to_string();
    server.user("admin", Role::Administrator).await;
    let_in(&server, "ana").await;
    let (admin, ana) = (server.token("admin").await, server.token("ana").await);
    Cases { server, admin, ana, path: format!("/cases/{case}/attachments") }
}

async fn let_in(server: &TestServer, login: &str) -> UserId {
    let accounts = server.store.accounts();
    assert!(accounts.set_password(login, PASSWORD, now_ms()).await.expect("a password"));
    assert!(accounts.activate(login, now_ms()).await.expect("an account"));
    accounts.list().await.expect("accounts").iter().find(|one| one.login == login).expect("an account").id
}

/// A form of files, as a browser writes it.
fn form(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut body = format!(
        "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"back\"\r\n\r\n/history?case=1&tab=attachments\r\n"
    )
    .into_bytes();
    for (name, content) in files {
        let head = format!(
            "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\
             Content-Type: image/png\r\n\r\n"
        );
        body.extend_from_slice(head.as_bytes());
        body.extend_from_slice(content);
        body.extend_from_slice(b"\r\n");
    }
    body.extend_from_slice(format!("--{BOUNDARY}--\r\n").as_bytes());
    body
}

impl Cases {
    async fn start() -> Self {
        cases(TestServer::start().await).await
    }

    async fn post(&self, token: &str, path: &str, accept: &str, files: &[(&str, &[u8])]) -> Response {
        let request = self.server.request_as(token, Method::POST, path).header(ACCEPT, accept);
        let request = request.header(CONTENT_TYPE, format!("multipart/form-data; boundary={BOUNDARY}"));
        request.body(form(files)).send().await.expect("an answer")
    }

    /// Attaches as ana: the status and what became of each file.
    async fn attach(&self, files: &[(&str, &[u8])]) -> (u16, Value) {
        let response = self.post(&self.ana, &self.path, "application/json", files).await;
        let status = response.status().as_u16();
        (status, response.json::<Value>().await.expect("JSON")["files"].take())
    }

    async fn one(&self, name: &str, content: &[u8]) -> (u16, Value) {
        let (status, mut files) = self.attach(&[(name, content)]).await;
        (status, files[0].take())
    }

    async fn get(&self, token: &str, path: &str) -> Response {
        self.server.request_as(token, Method::GET, path).send().await.expect("an answer")
    }

    /// That nothing is on the disk but what the database names, and that this many files are there.
    async fn agree_on(&self, count: usize) {
        let mut named = blobs_named(&self.server).await;
        let mut there = self.server.blobs();
        named.sort();
        there.sort();
        assert_eq!(there, named);
        assert_eq!(there.len(), count);
    }
}

/// The names of the blobs of present files, without their folders.
async fn blobs_named(server: &TestServer) -> Vec<String> {
    let sql = "SELECT blob FROM attachment WHERE removed_at IS NULL";
    let rows: Vec<String> = match server.store.db() {
        store::Db::Sqlite { read, .. } => sqlx::query_scalar(sql).fetch_all(read).await,
        store::Db::Postgres(pool) => sqlx::query_scalar(sql).fetch_all(pool).await,
    }
    .expect("names");
    rows.iter().map(|name| name.rsplit('/').next().expect("a name").to_owned()).collect()
}

fn png(size: usize) -> Vec<u8> {
    let mut bytes = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0".to_vec();
    bytes.extend((bytes.len()..size).map(|index| (index % 251) as u8));
    bytes
}

async fn sizes_are_answered_right(server: TestServer) {
    let cases = cases(server).await;
    assert_eq!(cases.one("vazio.png", b"").await.0, 422);
    cases.agree_on(0).await;
    assert_eq!(cases.one("um.txt", b"a").await.0, 201);
    assert_eq!(cases.one("limite.png", &png(LIMIT)).await.0, 201);
    let (status, file) = cases.one("passa.png", &png(LIMIT + 1)).await;
    assert_eq!((status, &file["outcome"]), (413, &json!("too_large")));
    assert_eq!(cases.one("muito.png", &png(LIMIT * 5)).await.0, 413);
    cases.agree_on(2).await;
}

#[tokio::test]
async fn sizes_are_answered_right_on_sqlite() {
    sizes_are_answered_right(TestServer::start().await).await;
}

#[tokio::test]
async fn sizes_are_answered_right_on_postgres() {
    sizes_are_answered_right(wanted().on_postgres().start().await).await;
}

#[tokio::test]
async fn what_is_downloaded_is_what_was_attached() {
    let cases = Cases::start().await;
    let bytes = png(300_000);
    let (_, file) = cases.one("maçã \u{202e}vermelha.png", &bytes).await;
    assert_eq!(file["name"], "maçã vermelha.png");
    let path = format!("/attachments/{}", file["id"]);
    let response = cases.get(&cases.ana, &path).await;
    let headers = response.headers().clone();
    assert_eq!(headers["content-type"], "image/png");
    assert_eq!(headers["x-content-type-options"], "nosniff");
    assert_eq!(
        headers["content-disposition"],
        "attachment; filename=\"ma__ vermelha.png\"; filename*=UTF-8''ma%C3%A7%C3%A3%20vermelha.png"
    );
    assert_eq!(response.bytes().await.expect("the whole body").as_ref(), bytes);
    let part = cases.server.request_as(&cases.ana, Method::GET, &path).header("range", "bytes=100-199");
    let part = part.send().await.expect("an answer");
    assert_eq!(part.status(), 206);
    assert_eq!(part.bytes().await.expect("a part").as_ref(), &bytes[100..200]);
    let known =
        cases.server.request_as(&cases.ana, Method::GET, &path).header("if-none-match", &headers["etag"]);
    assert_eq!(known.send().await.expect("an answer").status(), 304);
}

#[tokio::test]
async fn images_and_documents_are_shown_harmlessly_and_nothing_else() {
    let cases = Cases::start().await;
    for (name, content, status) in [
        ("a.png", png(100), 200),
        ("a.pdf", b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n".to_vec(), 200),
        ("a.txt", b"texto".to_vec(), 404),
    ] {
        let (_, file) = cases.one(name, &content).await;
        let response = cases.get(&cases.ana, &format!("/attachments/{}/preview", file["id"])).await;
        assert_eq!(response.status(), status, "{name}");
        if status == 200 {
            let policy = response.headers()["content-security-policy"].to_str().expect("a policy").to_owned();
            assert!(policy.starts_with("default-src 'none'") && !policy.contains("script-src"), "{policy}");
            assert!(
                response.headers()["content-disposition"]
                    .to_str()
                    .is_ok_and(|way| way.starts_with("inline;"))
            );
        }
    }
}

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
    let cases = cases(wanted().with_attachment_types("image/png").start().await).await;
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
    let body = form(&[("a.png", &png(900_000))]);
    let head = format!(
        "POST {} HTTP/1.1\r\nHost: x\r\nCookie: protocolo_session={}\r\nContent-Length: {}\r\n\
         Content-Type: multipart/form-data; boundary={BOUNDARY}\r\n\r\n",
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
    let request = request.header(CONTENT_TYPE, format!("multipart/form-data; boundary={BOUNDARY}"));
    assert_eq!(request.body("nonsense").send().await.expect("an answer").status(), 400);
    cases.agree_on(0).await;
}

#[tokio::test]
async fn who_does_not_see_the_case_meets_nothing() {
    let cases = Cases::start().await;
    let server = &cases.server;
    server.post(&call_with("2", "agent", json!("bia"))).await;
    let_in(server, "bia").await;
    server.user("chefe", Role::Supervisor).await;
    let (_, file) = cases.one("a.png", &png(100)).await;
    let doors = [format!("/attachments/{}", file["id"]), format!("/attachments/{}/preview", file["id"])];
    for outsider in ["bia", "chefe"] {
        let token = server.token(outsider).await;
        for door in &doors {
            let (hidden, unknown) =
                (cases.get(&token, door).await, cases.get(&token, "/attachments/999999").await);
            assert_eq!(
                (hidden.status().as_u16(), unknown.status().as_u16()),
                (404, 404),
                "{outsider} at {door}"
            );
            assert_eq!(hidden.text().await.expect("text"), unknown.text().await.expect("text"));
        }
        for path in [&cases.path, "/cases/999999/attachments", "/cases/x/attachments"] {
            let response = cases.post(&token, path, "application/json", &[("b.png", &png(200))]).await;
            assert_eq!(response.status(), 404, "{outsider} at {path}");
        }
        assert_eq!(cases.remove(&token, &file["id"]).await, 404);
    }
    for door in &doors {
        assert_eq!(server.get(door).await.status(), 401);
    }
    let signed_out = cases.post("forged", &cases.path, "application/json", &[("b.png", &png(200))]).await;
    assert_eq!(signed_out.status(), 401);
    assert_eq!(cases.get(&cases.admin, &doors[0]).await.status(), 200);
    cases.agree_on(1).await;
}

impl Cases {
    async fn remove(&self, token: &str, id: &Value) -> u16 {
        let request = self.server.request_as(token, Method::POST, &format!("/attachments/{id}/remove"));
        let request = request.header(CONTENT_TYPE, "application/x-www-form-urlencoded").body("back=/history");
        request.send().await.expect("an answer").status().as_u16()
    }
}

#[tokio::test]
async fn who_attached_a_file_removes_it_and_it_is_gone() {
    let cases = Cases::start().await;
    let (_, own) = cases.one("a.png", &png(100)).await;
    let response = cases.post(&cases.admin, &cases.path, "application/json", &[("b.png", &png(200))]).await;
    let other = response.json::<Value>().await.expect("JSON")["files"][0]["id"].take();
    assert_eq!(cases.remove(&cases.ana, &other).await, 403);
    cases.agree_on(2).await;
    assert_eq!(cases.remove(&cases.ana, &own["id"]).await, 303);
    assert_eq!(cases.remove(&cases.ana, &own["id"]).await, 404);
    assert_eq!(cases.get(&cases.ana, &format!("/attachments/{}", own["id"])).await.status(), 404);
    cases.agree_on(1).await;
    assert_eq!(cases.remove(&cases.admin, &other).await, 303);
    cases.agree_on(0).await;
    assert_eq!(cases.server.count("SELECT count(*) FROM attachment").await, 2, "the traces stay");
    assert_eq!(cases.one("a.png", &png(100)).await.0, 201);
    cases.agree_on(1).await;
}
