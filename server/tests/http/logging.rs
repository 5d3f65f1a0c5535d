//! The request log: route and user, but no secrets.

use reqwest::{Client, Method};

use crate::support::program::{Served, protocolo, started};
use crate::support::{Form, beside, sqlite};

/// A server that logs every request.
async fn logging(folder: &tempfile::TempDir) -> Served {
    let log = "--log=info,protocolo::access=debug";
    started(protocolo(folder.path(), &sqlite(folder), &["serve", "--addr", "127.0.0.1:0", log])).await
}

#[tokio::test]
async fn routes_are_logged_and_never_what_stands_in_their_place() {
    let folder = tempfile::tempdir().expect("a folder");
    let served = logging(&folder).await;
    let client = Client::new();
    for path in [
        "/reset/SECRET",
        "/survey/SECRET",
        "/setup?token=SECRET",
        "/SECRET",
        "/reset/SECRET/more",
        "/history?number=SECRET",
        "/sso/callback?state=SECRET&code=SECRET",
        "/recordings/SECRET",
        "/pkg/SECRET",
    ] {
        client.get(format!("{}{path}", served.url)).send().await.expect("an answer");
    }
    let log = served.log().await;
    assert!(log.iter().any(|line| line.contains("/reset/") && line.contains("answered")), "{log:#?}");
    assert!(log.iter().any(|line| line.contains("/survey/")), "{log:#?}");
    assert!(!log.iter().any(|line| line.contains("SECRET")), "{log:#?}");
}

#[tokio::test]
async fn what_was_refused_is_logged_with_its_number_and_its_client() {
    let folder = tempfile::tempdir().expect("a folder");
    let served = logging(&folder).await;
    let client = Client::new();
    let mut refused = Vec::new();
    for (method, path, header, status) in [
        (Method::POST, "/api/v1/interactions", ("authorization", "Bearer SECRET"), 401),
        (Method::POST, "/sf/sign_out", ("origin", "https://evil.example"), 403),
        (Method::GET, "/recordings/20260101000001", ("accept", "*/*"), 401),
        (Method::GET, "/attachments/1", ("accept", "*/*"), 401),
    ] {
        let request = client.request(method, format!("{}{path}", served.url)).header(header.0, header.1);
        let answer = request.send().await.expect("an answer");
        assert_eq!(answer.status().as_u16(), status, "{path}");
        refused.push((path, status, answer.headers()["x-request-id"].to_str().expect("text").to_owned()));
    }
    let log = served.log().await;
    for (path, status, id) in refused {
        let is_it = |line: &&String| line.contains("refused") && line.contains(&id);
        let line = log.iter().find(is_it).unwrap_or_else(|| panic!("{path}: {log:#?}"));
        assert!(line.contains("127.0.0.1") && line.contains(&status.to_string()), "{line}");
        let route = path.split(char::is_numeric).next().unwrap_or_default();
        assert!(line.contains(route.trim_end_matches('v')), "{line}");
    }
    assert!(!log.iter().any(|line| line.contains("SECRET")), "{log:#?}");
}

#[tokio::test]
async fn a_failure_is_logged_with_what_was_being_done() {
    let folder = tempfile::tempdir().expect("a folder");
    let served = logging(&folder).await;
    let database = beside(sqlite(&folder)).await;
    let store::Db::Sqlite { write, .. } = database.db() else { panic!("it is SQLite") };
    for table in ["user_account", "session"] {
        let rename = format!("ALTER TABLE {table} RENAME TO {table}_kept");
        sqlx::query(sqlx::AssertSqlSafe(rename)).execute(write).await.expect("another name");
    }
    let client = Client::new();
    let get = |path: &str| client.get(format!("{}{path}", served.url)).header("accept", "text/html");
    let login = get("/login").send().await.expect("an answer");
    assert_eq!(login.status().as_u16(), 200, "the page is there all the same");
    let session = format!("protocolo_session={:A<43}", "SECRET");
    let history = get("/history").header("cookie", session).send().await;
    assert_eq!(history.expect("an answer").status().as_u16(), 500);
    let form = client.post(format!("{}/sf/set_theme", served.url)).header("accept", "text/html");
    Form::of(&[("wrong", "SECRET")]).on(form).send().await.expect("an answer");
    let log = served.log().await;
    for (level, words) in [
        ("ERROR", "a page or a form failed"),
        ("ERROR", "looking up the session"),
        ("WARN", "a form could not be read"),
    ] {
        let is_it = |line: &String| line.contains(level) && line.contains(words);
        assert!(log.iter().any(is_it), "{words}: {log:#?}");
    }
    assert!(!log.iter().any(|line| line.contains("SECRET")), "{log:#?}");
}
