//! The read API: lists, single interactions and cases, with a key of the scope `read`.

mod described;
mod lists;
mod single;

use domain::settings::ApiScope;
use reqwest::Method;
use store::clock::now;

use crate::support::{Answer, TestServer};

/// A server with a key for sources, and a key that only reads.
pub(crate) struct Reader {
    pub(crate) server: TestServer,
    key: String,
}

impl Reader {
    pub(crate) async fn of(server: TestServer) -> Self {
        let server = server.with_key().await;
        let created = server.store.api_keys().create_for("BI", &[ApiScope::Read], now()).await;
        let (_, key) = created.expect("an answer").created().expect("a key");
        Self { server, key }
    }

    /// The answer to a path with query below `/api/v1`.
    pub(crate) async fn read(&self, path: &str) -> Answer {
        let request = self.server.bare(Method::GET, &format!("/api/v1{path}")).bearer_auth(&self.key);
        let answer = Answer::of(request.send().await.expect("an answer")).await;
        assert_eq!(answer.headers["cache-control"], "no-store", "{path}");
        answer
    }

    /// The values of a field of all items of a list, with all its parts.
    pub(crate) async fn all(&self, path: &str, field: &str) -> Vec<String> {
        let (mut found, mut cursor) = (Vec::new(), String::new());
        loop {
            let answer = self.read(&format!("{path}{cursor}")).await;
            assert_eq!(answer.status, 200, "{path}: {}", answer.json);
            for item in answer.json["items"].as_array().expect("items") {
                found.push(item[field].to_string().replace('"', ""));
            }
            let Some(next) = answer.json["next_cursor"].as_str() else { return found };
            let separator = if path.contains('?') { '&' } else { '?' };
            cursor = format!("{separator}cursor={next}");
        }
    }
}
