//! The statement timeout: slow searches end with advice, or when the client disconnects.

use std::time::Duration;

use domain::Role;
use reqwest::Method;
use sqlx::{AssertSqlSafe, PgPool};

use crate::support::input::call;
use crate::support::raw::Raw;
use crate::support::{Form, TestServer, postgres, server_builder};

/// Conditions that make reading an interaction slow.
const SLOW_ON_SQLITE: &str = "(WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) \
     SELECT count(*) FROM n) > 0";
const SLOW_ON_POSTGRES: &str = "pg_sleep(6000) IS NOT NULL";

/// Records a call and makes reading it slow; returns an administrator's token and the protocol.
async fn slow(server: &TestServer) -> (String, String) {
    let protocol = server.post(&call("1")).await.protocol().to_owned();
    server.user("admin", Role::Administrator).await;
    let token = server.token("admin").await;
    let rename = "ALTER TABLE interaction RENAME TO interaction_kept";
    let view = |slow| format!("CREATE VIEW interaction AS SELECT * FROM interaction_kept WHERE {slow}");
    match server.store.db() {
        store::Db::Sqlite { write, .. } => {
            for sql in [rename.to_owned(), view(SLOW_ON_SQLITE)] {
                sqlx::query(AssertSqlSafe(sql)).execute(write).await.expect("a view");
            }
        }
        store::Db::Postgres(pool) => {
            for sql in [rename.to_owned(), view(SLOW_ON_POSTGRES)] {
                sqlx::query(AssertSqlSafe(sql)).execute(pool).await.expect("a view");
            }
        }
    }
    (token, protocol)
}

test_database::contract!(what_takes_too_long_asks_for_a_narrower_filter, |engine| {
    let limited = server_builder().on_engine(engine).with_statement_limit(Duration::from_millis(50));
    let server = limited.start().await.with_key().await;
    let (token, protocol) = slow(&server).await;
    for (language, sentence) in [("pt-BR", "Restrinja o filtro"), ("en", "Narrow the filter")] {
        let request =
            server.bare(Method::GET, &format!("/history?protocol={protocol}")).header("accept", "text/html");
        let cookies = format!("protocolo_session={token}; protocolo_locale={language}");
        let page = request.header("cookie", cookies).send().await.expect("an answer");
        assert_eq!(page.status(), 422);
        assert!(page.text().await.expect("a page").contains(sentence), "{language}");
    }
    let form = Form::of(&[("protocol", protocol.as_str()), ("from", "0")]);
    let answer = server.send(&token, "/sf/messages", "application/json", form).await;
    assert_eq!(answer.status(), 422);
    assert!(answer.text().await.expect("a body").contains("TooSlow"));
    // The connections are still usable.
    assert_eq!(server.page(&token, "/settings/users").await.status, 200);
});

/// Waits until the number of sleeping statements is as wanted.
async fn asleep(database: &PgPool, wanted: impl Fn(i64) -> bool) {
    let sql = "SELECT count(*) FROM pg_stat_activity \
         WHERE datname = current_database() AND wait_event = 'PgSleep'";
    let found = async {
        while !wanted(sqlx::query_scalar(sql).fetch_one(database).await.expect("a number")) {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(20), found).await.expect("statements sleep or end");
}

#[tokio::test]
async fn the_statements_of_a_client_that_leaves_are_cancelled() {
    let url = postgres().await;
    let server = server_builder().on(&url).with_statement_limit(Duration::from_mins(100)).start().await;
    let server = server.with_key().await;
    let (token, protocol) = slow(&server).await;
    let database = PgPool::connect(&url).await.expect("the database");
    let body = format!("protocol={protocol}&from=0");
    let asking = format!("Host: x\r\nCookie: protocolo_session={token}\r\n");
    for request in [
        format!("GET /history?protocol={protocol} HTTP/1.1\r\nAccept: text/html\r\n{asking}\r\n"),
        format!(
            "POST /sf/messages HTTP/1.1\r\nContent-Type: application/x-www-form-urlencoded\r\n\
             Content-Length: {}\r\n{asking}\r\n{body}",
            body.len()
        ),
    ] {
        let mut client = Raw::connect(server.address()).await;
        client.send(request).await;
        asleep(&database, |count| count > 0).await;
        drop(client);
        asleep(&database, |count| count == 0).await;
    }
}
