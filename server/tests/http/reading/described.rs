//! The `OpenAPI` document is exact: the server takes the parameters that it allows and no others, and answers
//! in the shapes that it describes.

use reqwest::Method;
use serde_json::{Value, json};

use super::Reader;
use crate::contract::{allows, document};
use crate::support::{InteractionBuilder, TestServer};

/// Values of any parameter, as they are written in a query.
const VALUES: [&str; 40] = [
    "",
    " ",
    "0",
    "1",
    "7",
    "-1",
    "1.5",
    "50",
    "200",
    "201",
    "9007199254740991",
    "9007199254740992",
    "a",
    "voice",
    "webchat",
    "fax",
    "none",
    "yes",
    "no",
    "last-7-days",
    "08:30",
    "24:00",
    "31622401",
    "inbound",
    "outbound",
    "closed",
    "merged",
    "in_service",
    "2026-01-31",
    "2026-1-31",
    "2026-01-31T12:30:00Z",
    "2026-01-31T12:30:00-03:00",
    "2026-01-31T12:30",
    "1970-01-01T00:00:00Z",
    "+55 (11) 98765-4321",
    "20261121000042",
    "a b",
    "..",
    "Pedido",
    "ção",
];

/// The values that a schema allows, as JSON: a query has only texts.
fn read_as(schema: &Value, text: &str) -> Value {
    if let Some(any) = schema["anyOf"].as_array() {
        let read = any.iter().map(|one| read_as(one, text));
        return read.max_by_key(Value::is_number).unwrap_or_default();
    }
    match schema["type"].as_str() {
        Some("array") => json!([read_as(&schema["items"], text)]),
        // Digits without a sign or a leading zero are a number.
        Some("integer") => match text.parse::<u64>() {
            Ok(number) if number.to_string() == text => json!(number),
            _ => json!(text),
        },
        _ => json!(text),
    }
}

#[tokio::test]
async fn parameters_are_taken_exactly_where_their_schemas_allow_them() {
    let reader = Reader::of(TestServer::start().await).await;
    let document = document(&reader.server).await;
    let (mut taken, mut refused) = (0, 0);
    for path in ["/interactions", "/cases"] {
        let operation = &document["paths"][format!("/api/v1{path}")]["get"];
        for parameter in operation["parameters"].as_array().expect("parameters") {
            let (name, schema) = (parameter["name"].as_str().expect("a name"), &parameter["schema"]);
            assert_ne!(parameter["required"], true, "{name}");
            // No cursor of the pool is one that the server has given.
            for value in VALUES.iter().filter(|_| name != "cursor") {
                // Blanks around the values of a list are ignored, and a comma separates them.
                let query = form_urlencoded::Serializer::new(String::new()).append_pair(name, value).finish();
                let answer = reader.read(&format!("{path}?{query}")).await;
                let allowed = allows(&document, schema, &read_as(schema, value));
                assert_eq!(answer.status, if allowed { 200 } else { 422 }, "{name}={value}: {}", answer.json);
                if allowed { taken += 1 } else { refused += 1 }
            }
        }
        let unknown = reader.read(&format!("{path}?unknown=1")).await;
        assert_eq!(unknown.status, 422);
    }
    assert!(taken > 60 && refused > 300, "{taken} were allowed, {refused} were not");
}

#[tokio::test]
async fn too_many_values_are_refused_where_the_schema_says() {
    let reader = Reader::of(TestServer::start().await).await;
    let values = |count: usize| (1..=count).map(|id| id.to_string()).collect::<Vec<_>>().join(",");
    assert_eq!(reader.read(&format!("/interactions?queue={}", values(200))).await.status, 200);
    assert_eq!(reader.read(&format!("/interactions?queue={}", values(201))).await.status, 422);
}

/// The schema of a described answer.
fn schema_of<'a>(document: &'a Value, path: &str, status: u16) -> &'a Value {
    let answer = &document["paths"][path]["get"]["responses"][status.to_string()];
    assert!(answer.is_object(), "{status} of {path} is not described");
    let media = if status == 200 { "application/json" } else { "application/problem+json" };
    &answer["content"][media]["schema"]
}

/// Every field of an answer is described: the schema allows no others here.
fn only_described(document: &Value, schema: &Value, value: &Value, place: &str) {
    let schema = match schema["$ref"].as_str() {
        Some(path) => document.pointer(path.trim_start_matches('#')).expect("a shape"),
        None => schema,
    };
    if let Some(any) = schema.get("oneOf").or(schema.get("anyOf")).and_then(Value::as_array) {
        let some = any.iter().find(|one| one["type"] != "null").expect("a schema");
        return only_described(document, some, value, place);
    }
    match value {
        Value::Object(fields) if schema.get("properties").is_some() => {
            for (name, value) in fields {
                let property = &schema["properties"][name];
                assert!(property.is_object(), "{place}.{name} is not described");
                assert!(
                    property["description"].is_string()
                        || property.get("$ref").is_some()
                        || property.get("oneOf").is_some()
                        || property.get("allOf").is_some(),
                    "{place}.{name} says nothing"
                );
                only_described(document, property, value, &format!("{place}.{name}"));
            }
        }
        Value::Array(items) => {
            for item in items {
                only_described(document, &schema["items"], item, &format!("{place}[]"));
            }
        }
        _ => {}
    }
}

#[tokio::test]
async fn every_answer_has_the_described_shape() {
    let reader = Reader::of(TestServer::start().await).await;
    let document = document(&reader.server).await;
    let full = InteractionBuilder::call("1").case("1").about("Pedido", "Boleto").reason("Boleto").notes("x");
    let full =
        full.message("olá").sender("José").file("a.pdf", "application/pdf", b"x").attempt("1133334444", 9);
    let protocol = full.post(&reader.server).await.protocol().to_owned();
    InteractionBuilder::call("2").agent(None).post(&reader.server).await;
    let since = "updated_since=2026-01-01T00:00:00Z";
    for (path, described, status) in [
        ("/interactions".to_owned(), "/api/v1/interactions", 200),
        ("/interactions?limit=1".to_owned(), "/api/v1/interactions", 200),
        (format!("/interactions?{since}"), "/api/v1/interactions", 200),
        ("/interactions?x=1".to_owned(), "/api/v1/interactions", 422),
        (format!("/interactions/{protocol}"), "/api/v1/interactions/{protocol}", 200),
        ("/interactions/20200101000001".to_owned(), "/api/v1/interactions/{protocol}", 404),
        ("/cases".to_owned(), "/api/v1/cases", 200),
        ("/cases?limit=1".to_owned(), "/api/v1/cases", 200),
        ("/cases?x=1".to_owned(), "/api/v1/cases", 422),
        ("/cases/1".to_owned(), "/api/v1/cases/{id}", 200),
        ("/cases/99".to_owned(), "/api/v1/cases/{id}", 404),
    ] {
        let answer = reader.read(&path).await;
        assert_eq!(answer.status, status, "{path}: {}", answer.json);
        let schema = schema_of(&document, described, status);
        assert!(allows(&document, schema, &answer.json), "{path}: {}", answer.json);
        only_described(&document, schema, &answer.json, &path);
    }
    for (path, described) in [
        ("/interactions", "/api/v1/interactions"),
        ("/interactions/1", "/api/v1/interactions/{protocol}"),
        ("/cases", "/api/v1/cases"),
        ("/cases/1", "/api/v1/cases/{id}"),
    ] {
        let path = format!("/api/v1{path}");
        let without = reader.server.bare(Method::GET, &path).send().await.expect("an answer");
        assert_eq!(without.status(), 401);
        schema_of(&document, described, 401);
        assert_eq!(reader.server.get(&path).await.status(), 403);
        schema_of(&document, described, 403);
    }
}
