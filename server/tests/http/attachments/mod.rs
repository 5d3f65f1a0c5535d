//! Attachments of cases: upload, download and removal. The disk and the database always agree.

mod kinds;
mod lost;
mod reading;
mod rights;
mod uploading;

use domain::Role;
use reqwest::header::ACCEPT;
use reqwest::{Method, Response};
use serde_json::Value;

use crate::support::{Form, Parts, TestServer};

/// The file size limit in these tests, in bytes.
const LIMIT: usize = 1024 * 1024;

/// A server with a case of ana's, the tokens of an administrator and of ana, and the upload path.
struct Cases {
    server: TestServer,
    admin: String,
    ana: String,
    path: String,
}

async fn cases(server: TestServer) -> Cases {
    let server = server.with_key().await;
    let (case, ana) = server.case_of_ana().await;
    let admin = server.signed_in("admin", Role::Administrator).await;
    Cases { server, admin, ana, path: format!("/cases/{case}/attachments") }
}

/// An upload form that returns to the case.
fn form(files: &[(&str, &[u8])]) -> Form {
    let back = Parts::default().field("back", "/history?case=1&tab=attachments");
    files.iter().fold(back, |parts, (name, content)| parts.file("file", name, content)).form()
}

impl Cases {
    async fn start() -> Self {
        cases(TestServer::start().await).await
    }

    /// Without an `Origin` header, as some browsers post.
    async fn post(&self, token: &str, path: &str, accept: &str, files: &[(&str, &[u8])]) -> Response {
        let request = self.server.request_as(token, Method::POST, path).header(ACCEPT, accept);
        form(files).on(request).send().await.expect("an answer")
    }

    /// Uploads as ana; returns the status and the outcome of each file.
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

    async fn remove(&self, token: &str, id: &Value) -> u16 {
        let request = self.server.request_as(token, Method::POST, &format!("/attachments/{id}/remove"));
        Form::of(&[("back", "/history")]).on(request).send().await.expect("an answer").status().as_u16()
    }

    /// Asserts that the stored blobs are those that the database refers to, `count` in total.
    async fn agree_on(&self, count: usize) {
        let mut named = blobs_named(&self.server).await;
        let mut there = self.server.blobs();
        named.sort();
        there.sort();
        assert_eq!(there, named);
        assert_eq!(there.len(), count);
    }
}

/// The blob names of attachments that were not removed, without folders.
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
