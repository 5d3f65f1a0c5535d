//! API responses, with checks common to all of them.

use reqwest::Response;
use reqwest::header::CONTENT_TYPE;
use serde_json::Value;

/// A status and a JSON body.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: reqwest::header::HeaderMap,
    pub(crate) json: Value,
}

impl Answer {
    pub(crate) async fn of(response: Response) -> Self {
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        let text = response.text().await.expect("the whole answer");
        let json = if text.is_empty() { Value::Null } else { serde_json::from_str(&text).expect("JSON") };
        if status >= 400 {
            assert_eq!(headers[CONTENT_TYPE], "application/problem+json", "{text}");
            assert_eq!(json["status"], status);
            assert!(json["type"].as_str().is_some_and(|uri| uri.starts_with("/api#problem-")), "{text}");
            assert_eq!(json["request_id"], headers["x-request-id"].to_str().expect("a request id"));
        }
        Self { status, headers, json }
    }

    /// The invalid fields, as `path code`.
    pub(crate) fn bad(&self) -> Vec<String> {
        let errors = self.json["errors"].as_array().into_iter().flatten();
        errors
            .map(|error| {
                assert!(error["message"].as_str().is_some_and(|message| !message.is_empty()));
                format!(
                    "{} {}",
                    error["field"].as_str().unwrap_or("?"),
                    error["code"].as_str().unwrap_or("?")
                )
            })
            .collect()
    }

    pub(crate) fn protocol(&self) -> &str {
        self.json["protocol"].as_str().expect("a protocol")
    }

    /// The ID of the case that the interaction joined or opened.
    pub(crate) fn case(&self) -> String {
        self.json["case"].as_i64().expect("a case").to_string()
    }
}
